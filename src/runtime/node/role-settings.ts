import { list, misuse, prefixesOf, variable } from './variables';

/** A role to assume that is not described by environment variables. */
export interface AssumedRole {
  readonly roleArn: string;

  /** @default - the role asks for none */
  readonly externalId?: string;

  /** @default - the name of the function */
  readonly sessionName?: string;

  /**
   * The region of clients that are given none.
   *
   * @default - the region of the function
   */
  readonly region?: string;

  /**
   * 900 to 3600; a function's role is itself a session, and sessions of sessions end after an hour at most.
   *
   * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
   * @default 3600
   */
  readonly sessionSeconds?: number;

  /** @default - none */
  readonly sourceIdentity?: string;

  /** @default - none */
  readonly sessionTags?: Readonly<Record<string, string>>;
}

/** A role whose session has a name. */
export interface RoleSettings extends AssumedRole {
  readonly sessionName: string;
}

const ROLE_ARN = /^arn:[^:]+:iam::\d{12}:role\/.+$/;
/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

const EXPECTED: { field: keyof AssumedRole; holds: (value: unknown) => boolean; expected: string }[] = [
  { field: 'roleArn', holds: (arn) => ROLE_ARN.test(String(arn)), expected: 'the ARN of a role, arn:aws:iam::222222222222:role/reader' },
  { field: 'sessionSeconds', holds: (seconds) => Number.isInteger(seconds) && Number(seconds) >= 900 && Number(seconds) <= 3600, expected: 'a whole number from 900 to 3600' },
  { field: 'sessionName', holds: (name) => SESSION_NAME.test(String(name)), expected: '2 to 64 letters, digits and _+=,.@-' },
  { field: 'sourceIdentity', holds: (name) => SESSION_NAME.test(String(name)), expected: '2 to 64 letters, digits and _+=,.@-' },
];

const SUFFIXES: Record<keyof AssumedRole, string> = {
  roleArn: '_ROLE_ARN',
  externalId: '_EXTERNAL_ID',
  sessionName: '_SESSION_NAME',
  region: '_ROLE_REGION',
  sessionSeconds: '_SESSION_SECONDS',
  sourceIdentity: '_SOURCE_IDENTITY',
  sessionTags: '_SESSION_TAGS',
};

/** What is given, or what the variables with that prefix say, or those with the only prefix there is. */
export function roleSettings(role: string | AssumedRole | undefined): RoleSettings {
  return typeof role === 'object' ? named(role, (field) => field) : fromEnvironment(role ?? onlyPrefix());
}

function onlyPrefix(): string {
  const prefixes = prefixesOf(SUFFIXES.roleArn);
  if (prefixes.length === 1) { return prefixes[0]; }
  throw prefixes.length === 0
    ? misuse({
      problem: 'no role to assume is in the environment',
      expected: 'a variable like READER_ROLE_ARN',
      fix: 'role.grants.assume(fn) sets it; or pass { role: { roleArn } }',
    })
    : misuse({
      problem: 'no role is named, and the environment has several',
      got: prefixes,
      expected: 'the prefix of one of them',
      fix: `write { role: '${prefixes[0]}' }`,
    });
}

function fromEnvironment(prefix: string): RoleSettings {
  const read = (field: keyof AssumedRole) => variable(prefix + SUFFIXES[field]);
  const roleArn = read('roleArn');
  if (roleArn === undefined) {
    throw misuse({
      problem: `${prefix}${SUFFIXES.roleArn} is not set`,
      expected: `the ARN of the role to assume (roles in the environment: ${list(prefixesOf(SUFFIXES.roleArn))})`,
      fix: 'role.grants.assume(fn) sets it',
    });
  }
  const seconds = read('sessionSeconds');
  const tags = read('sessionTags');
  const role = {
    roleArn,
    externalId: read('externalId'),
    sessionName: read('sessionName'),
    region: read('region'),
    sessionSeconds: seconds === undefined ? undefined : Number(seconds),
    sourceIdentity: read('sourceIdentity'),
    sessionTags: tags === undefined ? undefined : parseTags(prefix + SUFFIXES.sessionTags, tags),
  };
  return named(role, (field) => prefix + SUFFIXES[field]);
}

function parseTags(name: string, text: string): Record<string, string> {
  let tags: unknown;
  try {
    tags = JSON.parse(text);
  } catch {
    tags = undefined;
  }
  if (isTags(tags)) { return tags; }
  throw misuse({
    problem: `${name} is no object of texts`,
    got: text,
    expected: '{"Project":"reports"}',
    fix: 'role.grants.assume(fn) sets it; do not set it by hand',
  });
}

function isTags(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((tag) => typeof tag === 'string');
}

/** Names the session, after a check of what STS would refuse on each call. */
function named(role: AssumedRole, nameOf: (field: keyof AssumedRole) => string): RoleSettings {
  const wrong = EXPECTED.find(({ field, holds }) => role[field] !== undefined && !holds(role[field]));
  if (wrong === undefined) { return { ...role, sessionName: role.sessionName ?? functionName(nameOf('sessionName')) }; }
  const { field, expected } = wrong;
  throw misuse({
    problem: `${nameOf(field)} is not valid`,
    got: Number.isNaN(role[field]) ? variable(nameOf(field)) : role[field],
    expected,
    fix: 'role.grants.assume(fn) sets a valid one',
  });
}

/** The name that CloudTrail shows in the role's account: that of the function, as far as STS allows. */
function functionName(settingName: string): string {
  const name = variable('AWS_LAMBDA_FUNCTION_NAME');
  if (name !== undefined) { return name.replace(/[^\w+=,.@-]/g, '-').slice(0, 64).padEnd(2, '-'); }
  throw misuse({
    problem: `${settingName} is not set, and outside Lambda there is no function name`,
    expected: 'a name for the session, which CloudTrail shows',
    fix: `set ${settingName} or AWS_LAMBDA_FUNCTION_NAME`,
  });
}
