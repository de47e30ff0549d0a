import { Annotations, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { HandOver } from './hand-over';
import { HAND_OVER } from '../private/warnings';

/** Construct metadata under which a cloud assembly carries every hand-over. */
export const HAND_OVER_METADATA = 'cdk-cross-account-lambda:hand-over';

/** Leaves the hand-over on the construct: as metadata for tools, as a message for people. */
export function publishHandOver(at: IConstruct, handOver: HandOver): HandOver {
  at.node.addMetadata(HAND_OVER_METADATA, handOver);
  Annotations.of(at).addInfoV2(HAND_OVER, [
    handOver.summary,
    `Statement: ${handOver.statement}`,
    ...handOver.commands.map((command, i) => `${i === 0 ? 'Apply with' : 'or'}: ${command}`),
  ].join('\n'));
  return handOver;
}

/** A value as a person can read it: text as it is, a deployment-time value as its intrinsic function. */
export function display(at: IConstruct, value: unknown): string {
  const resolved = Stack.of(at).resolve(value);
  return typeof resolved === 'string' ? resolved : JSON.stringify(resolved);
}

/** An argument for a POSIX shell. */
export function shellQuote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replace(/'/g, "'\\''")}'`;
}
