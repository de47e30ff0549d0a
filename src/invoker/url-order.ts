import { Reference, Stack, Tokenization } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { deployAfter } from '../link/order';

/** A URL that another stack makes is read when this one is deployed, which aws-cdk-lib does not order. */
export function deployAfterUrl(at: Construct, url: string): void {
  for (const token of Tokenization.reverseString(url).tokens) {
    if (!Reference.isReference(token)) { continue; }
    deployAfter(
      at,
      Stack.of(token.target),
      `${at.node.path} needs the function URL of ${token.target.node.path}, which is only known once it is deployed`,
      'pass the URL as a text, from an output of its stack',
    );
  }
}
