import { basename } from 'node:path';
import { Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Readers } from '../read/readers';

/**
 * What a text will be as far as the templates say it: `role.roleArn` is a reference that the role's own template resolves,
 * and what is decided during synthesis is known after it.
 */
export function textOf(text: string, { readers }: Readers, app?: Stage): string {
  if (!Token.isUnresolved(text)) { return text; }
  for (const stack of stacksFor(text, app)) {
    const value: unknown = stack.resolve(text);
    if (typeof value === 'string') { return value; }
    const ofFile = readers.filter((one) => basename(one.stack.templateFile) === stack.templateFile);
    const reader = ofFile.find((one) => one.stack.id === stack.node.path) ?? ofFile[0];
    const found = isOf(text, stack) ? reader?.text(value) : undefined;
    if (found !== undefined) { return found; }
  }
  throw new Error(`a name is only known at deployment, and no template here says it: ${text}; expected the ARN or a reference to one resource of the app; write the construct path instead`);
}

/** The stacks of what is referred to; for what is no reference any stack of the app will do. */
function stacksFor(text: string, app: Stage | undefined): Stack[] {
  const referred = referencesIn(text).map((reference) => Stack.of(reference.target));
  if (referred.length > 0) { return [...new Set(referred)]; }
  const any = app?.node.findAll().find((construct: IConstruct): construct is Stack => Stack.isStack(construct));
  return any ? [any] : [];
}

/** Whether everything that a text refers to is in one stack: a reference means nothing in another one's template. */
function isOf(text: string, stack: Stack): boolean {
  const references = referencesIn(text);
  return references.length > 0 && references.every(({ target }) => Stack.of(target) === stack);
}

function referencesIn(text: string): Reference[] {
  return Tokenization.reverseString(text).tokens.filter((token) => Reference.isReference(token));
}
