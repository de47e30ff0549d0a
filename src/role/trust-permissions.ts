import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkExternalId } from './external-id-checks';
import type { RoleRequirements } from './role-requirements';
import type { Condition, Permission } from '../link/permission';
import { permissionFor } from '../link/permission';
import { misuse } from '../private/errors';

/** What a caller does with the role, whatever the requirements: also the name of the identity statement. */
export const ASSUME_ROLE = permissionFor('sts:AssumeRole', 'AssumeRoles');
export const TAG_SESSION = permissionFor('sts:TagSession', 'TagSessions');
export const SET_SOURCE_IDENTITY = permissionFor('sts:SetSourceIdentity', 'SetSourceIdentities');

/**
 * The permissions of the trust policy, each with what the request must carry.
 *
 * The external id is a condition of `sts:AssumeRole` alone: the other two are authorized beside it.
 */
export function trustPermissions({ externalId, sessionTags, sourceIdentities }: RoleRequirements): Permission[] {
  const tags = Object.entries(sessionTags ?? {})
    .flatMap(([tag, values]) => values.map((value) => ({ operator: 'StringLike', key: `aws:RequestTag/${tag}`, value })));
  const identities = (sourceIdentities ?? []).map((value) => ({ operator: 'StringLike', key: 'sts:SourceIdentity', value }));
  const secret: Condition[] = externalId === undefined ? [] : [{ operator: 'StringEquals', key: 'sts:ExternalId', value: externalId }];
  const keys = Object.keys(sessionTags ?? {}).map((value) => ({ operator: 'ForAllValues:StringEquals', key: 'aws:TagKeys', value }));
  return [
    { ...ASSUME_ROLE, conditions: [...secret, ...tags, ...identities] },
    ...tags.length > 0 ? [{ ...TAG_SESSION, conditions: [...tags, ...keys] }] : [],
    ...identities.length > 0 ? [{ ...SET_SOURCE_IDENTITY, conditions: identities }] : [],
  ];
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html */
const TAG_KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@*?]{0,256}$/u;
/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const SOURCE_IDENTITY = /^[\w+=,.@*?-]{1,64}$/;

/** Fails for what STS would never accept. */
export function checkRequirements(at: IConstruct, { externalId, sessionTags, sourceIdentities }: RoleRequirements): void {
  if (externalId !== undefined) { checkExternalId(at, externalId); }
  requireDifferentKeys(at, Object.keys(sessionTags ?? {}));
  for (const [key, values] of Object.entries(sessionTags ?? {})) {
    requireMatch(at, 'sessionTags', key, TAG_KEY, '1 to 128 letters, digits, spaces or any of _.:/=+-@', "write sessionTags: { Project: ['reports'] }");
    requireSome(at, `sessionTags['${key}']`, values, "name the values that are accepted, or ['*'] for any");
    for (const value of values) { requireMatch(at, `sessionTags['${key}']`, value, TAG_VALUE, 'at most 256 letters, digits, spaces or any of _.:/=+-@', "write sessionTags: { Project: ['reports'] }"); }
  }
  if (sourceIdentities === undefined) { return; }
  requireSome(at, 'sourceIdentities', sourceIdentities, "name the identities that are accepted, or ['*'] for any; leave the prop out to ask for none");
  for (const value of sourceIdentities) { requireMatch(at, 'sourceIdentities', value, SOURCE_IDENTITY, '2 to 64 letters, digits or any of _+=,.@-', "write sourceIdentities: ['reports-team']"); }
}

/** STS does not tell keys apart by case: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
function requireDifferentKeys(at: IConstruct, keys: string[]): void {
  const twice = keys.find((key, i) => keys.findIndex((other) => other.toLowerCase() === key.toLowerCase()) !== i);
  if (twice === undefined) { return; }
  throw misuse({
    problem: 'sessionTags has one key in two spellings, which STS does not tell apart',
    got: twice,
    expected: 'keys that differ in more than case',
    fix: 'keep one of them, with the values of both',
    at,
  });
}

function requireSome(at: IConstruct, prop: string, values: string[], fix: string): void {
  if (Array.isArray(values) && !Token.isUnresolved(values) && values.length > 0) { return; }
  throw misuse({ problem: `${prop} is not a list of known length with at least one value`, got: values, expected: 'one value or more', fix, at });
}

function requireMatch(at: IConstruct, prop: string, value: string, pattern: RegExp, expected: string, fix: string): void {
  if (Token.isUnresolved(value) || pattern.test(value)) { return; }
  throw misuse({ problem: `${prop} has something that STS does not take`, got: value, expected, fix, at });
}
