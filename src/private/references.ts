import { DefaultTokenResolver, Reference, Stack, StringConcat, Tokenization } from 'aws-cdk-lib';
import type { IPostProcessor, IResolvable, IResolveContext } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** What a text refers to; references may stand inside other tokens, such as `Fn.select`. */
export function referencesIn(scope: IConstruct, text: string): Reference[] {
  const resolver = new ReferenceFinder();
  Tokenization.resolve(text, { scope, resolver, preparing: true });
  return [...resolver.references];
}

/**
 * What a value stands for, as text that is the same in every run, which the text of a token is not.
 *
 * Before aws-cdk-lib has replaced them, references to two stacks look alike where the logical ids
 * are the same: so the paths of what is in other stacks are part of the text.
 */
export function meaning(scope: IConstruct, value: unknown): string {
  const resolver = new ReferenceFinder();
  const resolved: unknown = Tokenization.resolve(value, { scope, resolver, preparing: true });
  const elsewhere = [...resolver.references].map(({ target }) => target).filter((target) => Stack.of(target) !== Stack.of(scope));
  return JSON.stringify(elsewhere.length === 0 ? resolved : [resolved, elsewhere.map(({ node }) => node.path)]);
}

class ReferenceFinder extends DefaultTokenResolver {
  public readonly references = new Set<Reference>();

  constructor() {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (Reference.isReference(token)) { this.references.add(token); }
    return super.resolveToken(token, context, postProcessor);
  }
}
