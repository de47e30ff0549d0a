import { DefaultTokenResolver, Reference, Stack, StringConcat, Tokenization } from 'aws-cdk-lib';
import type { IPostProcessor, IResolvable, IResolveContext } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { deployAfter } from '../link/order';

/** A URL that another stack makes is read when this one is deployed, which aws-cdk-lib does not order. */
export function deployAfterUrl(at: Construct, url: string): void {
  const resolver = new ReferenceFinder();
  Tokenization.resolve(url, { scope: at, resolver, preparing: true });
  for (const { target } of resolver.references) {
    deployAfter(
      at,
      Stack.of(target),
      `${at.node.path} needs the function URL of ${target.node.path}, which is only known once it is deployed`,
      'pass the URL as a text, from an output of its stack',
    );
  }
}

/** References may stand inside other tokens, such as `Fn.select`. */
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
