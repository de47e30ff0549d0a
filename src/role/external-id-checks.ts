import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { misuse } from '../private/errors';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;
const DYNAMIC_REFERENCE = '{{resolve:';
/** Not `ssm-secure`: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html */
const RESOLVED_IN_ROLES = /\{\{resolve:(ssm|secretsmanager):/;

/** The value as another account's template can hold it: text, with or without a dynamic reference. */
export function checkExternalId(at: IConstruct, externalId: string): void {
  const text: unknown = Stack.of(at).resolve(externalId);
  if (typeof text !== 'string' || EXTERNAL_ID.test(text) || RESOLVED_IN_ROLES.test(text)) { return; }
  throw misuse({
    problem: 'externalId is not one that STS takes',
    got: text,
    expected: '2 to 1,224 letters, digits or any of _+=,.@:/-, or a reference to a parameter or secret',
    fix: "write externalId: 'reports-2026'",
    at,
  });
}

/** Fails where the caller's template would have to refer to the role's stack. */
export function externalIdIn(callerStack: Stack, at: IConstruct, externalId: string | undefined): string | undefined {
  const own = Stack.of(at);
  if (externalId === undefined || callerStack === own || typeof own.resolve(externalId) === 'string') { return externalId; }
  throw misuse({
    problem: `externalId is a token of stack ${own.stackName}, so the caller's template cannot hold it`,
    expected: 'a text, or a reference that both accounts resolve for themselves',
    fix: "write externalId: ExternalId.fromParameter('/reports/external-id') with a parameter of that name in both accounts",
    at,
  });
}

/** Whether the value is known when the app is synthesized. */
export function isLiteral(at: IConstruct, value: string): boolean {
  const text: unknown = Stack.of(at).resolve(value);
  return typeof text === 'string' && !text.includes(DYNAMIC_REFERENCE);
}
