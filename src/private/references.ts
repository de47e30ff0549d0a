import { DefaultTokenResolver, Reference, StringConcat, Tokenization } from 'aws-cdk-lib';
import type { IPostProcessor, IResolvable, IResolveContext } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** What a text refers to; references may stand inside other tokens, such as `Fn.select`. */
export function referencesIn(scope: IConstruct, text: string): Reference[] {
  const resolver = new ReferenceFinder();
  Tokenization.resolve(text, { scope, resolver, preparing: true });
  return [...resolver.references];
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
