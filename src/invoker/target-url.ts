import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { deployAfter } from '../link/order';
import { misuse } from '../private/errors';
import { referencesIn } from '../private/references';

/** A text must be a URL that a signed request can be sent to; it may have a domain of its own. */
export function requireUrl(at: Construct, url: string): void {
  if (Token.isUnresolved(url) || /^https:\/\/[\w.-]+\.[a-z]+(\/.*)?$/.test(url)) { return; }
  throw misuse({
    problem: 'url is not the URL of a function',
    got: url,
    expected: "an address such as 'https://a1b2c3.lambda-url.eu-west-1.on.aws/'",
    fix: "copy it from the target's stack, or leave url out",
    at,
  });
}

/** A URL that another stack makes is read when this one is deployed, which aws-cdk-lib does not order. */
export function deployAfterUrl(at: Construct, url: string): void {
  for (const { target } of referencesIn(at, url)) {
    deployAfter(
      at,
      Stack.of(target),
      `${at.node.path} needs the function URL of ${target.node.path}, which is only known once it is deployed`,
      'pass the URL as a text, from an output of its stack',
    );
  }
}
