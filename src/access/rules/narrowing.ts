import type { Condition, Statement } from '../model/policy';
import { fieldsOf } from '../values/arn';

/**
 * The keys that say who calls, or for which resource: a statement for everybody is for these only. What only says how
 * somebody calls (TLS, an external id that is no secret) opens the door to everybody who calls like that.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const KEYS = new Set([
  'aws:principalarn', 'aws:principalaccount', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:userid', 'aws:principalservicename',
  'aws:sourcearn', 'aws:sourceaccount', 'aws:sourceorgid', 'aws:sourceorgpaths',
  'aws:sourcevpc', 'aws:sourcevpce', 'aws:sourceip', 'aws:vpcsourceip',
  'kms:calleraccount', 'kms:viaservice', 'lambda:eventsourcetoken', 's3:dataaccesspointaccount',
]);
const FOR_SERVICES = new Set(['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceorgid', 'aws:sourceorgpaths', 'lambda:eventsourcetoken']);

/** Whether a statement for everybody is narrowed to some who are named: by its own conditions, or by a Deny for all others. */
export function isNarrowed(statement: Statement, policy: readonly Statement[] = []): boolean {
  return isNarrowedBy(KEYS, statement, policy);
}

/** Whether a statement for a service says for which resource, account or organization the service may call. */
export function hasSource(statement: Statement, policy: readonly Statement[] = []): boolean {
  return isNarrowedBy(FOR_SERVICES, statement, policy);
}

function isNarrowedBy(keys: ReadonlySet<string>, { conditions }: Statement, policy: readonly Statement[]): boolean {
  const isOn = ({ key }: Condition): boolean => keys.has(key.toLowerCase());
  return conditions.some((condition) => isOn(condition) && !isNegated(condition) && mustBeSent(condition, conditions) && names(condition))
    || policy.some((other) => deniesOthers(other, isOn));
}

/** A Deny for everybody who is not named: the second way to let in some only. */
function deniesOthers({ effect, principals, notPrincipals, conditions }: Statement, isOn: (condition: Condition) => boolean): boolean {
  if (effect !== 'Deny') { return false; }
  return notPrincipals !== undefined || (principals?.AWS?.includes('*') === true && conditions.some((condition) => isOn(condition) && isNegated(condition) && names(condition)));
}

function isNegated({ operator }: Condition): boolean {
  return /Not|Null/i.test(operator);
}

/**
 * Whether a request without the key is kept out: `IfExists` and `ForAllValues` let it in, the latter unless `Null` asks for the key.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function mustBeSent({ quantifier, ifExists, key }: Condition, all: readonly Condition[]): boolean {
  if (!ifExists && quantifier !== 'ForAllValues') { return true; }
  return all.some((other) => /^Null$/i.test(other.operator) && other.key.toLowerCase() === key.toLowerCase() && other.values.every((value) => /^false$/i.test(value)));
}

function names({ key, values }: Condition): boolean {
  return values.length > 0 && values.every((value) => value.startsWith('arn:') ? namesByArn(value, key) : !EVERYTHING.test(value));
}

/** `*`, `o-*`, `vpc-*`, every address. */
const EVERYTHING = /^(o-|vpc-|vpce-)?[*?]*$|^0\.0\.0\.0\/0$|^::\/0$/;

/** An account, or something that only one account has: a bucket by its name. A role or function of any account is nobody. */
function namesByArn(arn: string, key: string): boolean {
  const { account, resource } = fieldsOf(arn);
  if (account !== '') { return /[^*?]/.test(account); }
  return !/principalarn/i.test(key) && /[^*?:/]/.test(resource);
}
