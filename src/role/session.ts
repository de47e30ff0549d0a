import { Token } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import type { AssumeOptions } from './assume-options';
import type { RoleRequirements } from './role-requirements';
import { misuse } from '../private/errors';
import { ownedFunction } from '../private/function-name';
import { isUnnamed, stableName } from '../private/names';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const SESSION_NAME_TEXT = '2 to 64 letters, digits or any of _+=,.@-';
/** https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html */
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;
const TAG_VALUE_TEXT = 'at most 256 letters, digits, spaces or any of _.:/=+-@';
const SHORTEST = 900;
const CHAINED = 3600;

/** What a caller sends to STS beside the role and the external id. */
export interface Session {
  readonly name?: string;
  readonly seconds?: number;
  readonly sourceIdentity?: string;
  readonly tags?: Record<string, string>;
}

/** Fills in what the role asks for and leaves no choice; fails for what the role would refuse. */
export function sessionOf(at: IConstruct, requirements: RoleRequirements, options: AssumeOptions, fn?: IFunction): Session {
  return {
    name: sessionName(at, options.sessionName, fn),
    seconds: sessionSeconds(at, options),
    sourceIdentity: sourceIdentity(at, requirements.sourceIdentities, options.sourceIdentity),
    tags: sessionTags(at, requirements.sessionTags ?? {}, options.sessionTags ?? {}),
  };
}

function sessionName(at: IConstruct, given: string | undefined, fn: IFunction | undefined): string | undefined {
  if (given === undefined) { return fn && functionName(fn); }
  if (Token.isUnresolved(given) || SESSION_NAME.test(given)) { return given; }
  throw misuse({
    problem: 'sessionName is not one that STS takes',
    got: given,
    expected: SESSION_NAME_TEXT,
    fix: "write sessionName: 'checkout', or leave it out",
    at,
  });
}

/** A reference to the function's own name would make a circle: this stands in the function's environment. */
function functionName(fn: IFunction): string {
  const cfnFunction = ownedFunction(fn);
  const name = cfnFunction ? cfnFunction.functionName : fn.functionName;
  const known = name !== undefined && !Token.isUnresolved(name) && !(cfnFunction && isUnnamed(cfnFunction, name));
  // an imported alias has a colon in its name
  return known && SESSION_NAME.test(name) ? name : stableName(fn);
}

function sessionSeconds(at: IConstruct, { sessionDuration }: AssumeOptions): number | undefined {
  if (sessionDuration === undefined || sessionDuration.isUnresolved()) { return sessionDuration?.toSeconds(); }
  const seconds = sessionDuration.toSeconds();
  if (seconds >= SHORTEST && seconds <= CHAINED) { return seconds; }
  throw misuse({
    problem: 'sessionDuration is not one that a role can ask for',
    got: sessionDuration.toHumanString(),
    expected: seconds > CHAINED
      ? 'at most 1 hour: the caller is a role itself (role chaining), and STS refuses more whatever maxSessionDuration says'
      : 'at least 15 minutes',
    fix: 'leave sessionDuration out: the helpers refresh the credentials before they expire',
    at,
  });
}

function sourceIdentity(at: IConstruct, accepted: string[] | undefined, given: string | undefined): string | undefined {
  if (accepted === undefined) {
    if (given === undefined) { return undefined; }
    throw notAccepted(at, 'sourceIdentity', given, "sourceIdentities: ['…'] on the role, which lets callers set one");
  }
  const value = given ?? onlyValue(accepted);
  if (value === undefined) {
    throw missing(at, 'sourceIdentity', accepted, `sourceIdentity: '${accepted[0].replace(/[*?]/g, 'x')}'`);
  }
  requireAccepted(at, 'sourceIdentity', value, accepted, SESSION_NAME, SESSION_NAME_TEXT);
  return value;
}

function sessionTags(at: IConstruct, accepted: Record<string, string[]>, given: Record<string, string>): Record<string, string> | undefined {
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(accepted, key)) { throw notAccepted(at, `sessionTags['${key}']`, value, `sessionTags: { ${JSON.stringify(key)}: ['*'] } on the role`); }
  }
  const tags = Object.entries(accepted).map(([key, values]): [string, string] => {
    const value = Object.hasOwn(given, key) ? given[key] : onlyValue(values);
    if (value === undefined) { throw missing(at, `sessionTags['${key}']`, values, `sessionTags: { ${JSON.stringify(key)}: '…' }`); }
    requireAccepted(at, `sessionTags['${key}']`, value, values, TAG_VALUE, TAG_VALUE_TEXT);
    return [key, value];
  });
  return tags.length > 0 ? Object.fromEntries(tags) : undefined;
}

/** The value that a caller must send where there is no choice. */
function onlyValue(accepted: string[]): string | undefined {
  return accepted.length === 1 && !/[*?]/.test(accepted[0]) ? accepted[0] : undefined;
}

function requireAccepted(at: IConstruct, prop: string, value: string, accepted: string[], allowed: RegExp, text: string): void {
  if (Token.isUnresolved(value)) { return; }
  if (!allowed.test(value)) {
    throw misuse({ problem: `${prop} is not one that STS takes`, got: value, expected: text, fix: `write ${prop} in those characters`, at });
  }
  if (accepted.some((pattern) => Token.isUnresolved(pattern) || wildcard(pattern).test(value))) { return; }
  throw misuse({
    problem: `${prop} is not one that the role accepts`,
    got: value,
    expected: `one of ${accepted.join(', ')}`,
    fix: 'send an accepted value, or accept this one on the role',
    at,
  });
}

/** The pattern of `StringLike`. */
function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's');
}

function missing(at: IConstruct, prop: string, accepted: string[], fix: string): Error {
  return misuse({
    problem: `${prop} is missing, and the role refuses sessions without it`,
    expected: `one of ${accepted.join(', ')}`,
    fix: `write role.grants.assume(fn, { ${fix} }), before a CrossAccountInvoker or RoleProfile that uses the role`,
    at,
  });
}

function notAccepted(at: IConstruct, prop: string, value: string, fix: string): Error {
  return misuse({
    problem: `${prop} is set, but the role does not ask for it, so STS would refuse the session`,
    got: value,
    expected: `no ${prop}`,
    fix: `remove it, or write ${fix}`,
    at,
  });
}
