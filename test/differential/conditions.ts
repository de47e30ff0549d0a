import type { ContextValue } from './case';
import type { Random } from './random';

type Type = 'string' | 'number' | 'date' | 'bool' | 'ip' | 'arn' | 'binary';

interface KeyKind {
  readonly key: string;
  readonly type: Type;
  /** What requests have. */
  readonly values: readonly string[];
  /** What policies ask for. */
  readonly wanted: readonly string[];
  readonly many?: boolean;
}

const TEAMS = ['team-a', 'team-b', 'Team-A'];
const WANTED_TEAMS = [...TEAMS, 'team-*', 'team-?', '*', 'none', '${aws:PrincipalTag/team}', '${aws:PrincipalTag/none, \'team-a\'}', 'team-${*}'];
const ARNS = ['arn:aws:s3:::uploads', 'arn:aws:sns:eu-west-1:111111111111:news', 'arn:aws:iam::111111111111:role/checkout'];
const WANTED_ARNS = [...ARNS, 'arn:aws:s3:::*', 'arn:aws:sns:*:111111111111:n?ws', 'arn:*:*:*:*:*', 'arn:aws:iam::*:role/*', 'arn:aws:sns:eu-*:*:*'];
const PATHS = ['o-a/r-b/ou-c/', 'o-a/r-b/ou-d/', 'o-z/r-y/'];

/** Keys that any request can have. */
const KEYS: readonly KeyKind[] = [
  { key: 'aws:PrincipalTag/team', type: 'string', values: [...TEAMS, 'team-*'], wanted: WANTED_TEAMS },
  { key: 'aws:PrincipalTag/other', type: 'string', values: TEAMS, wanted: WANTED_TEAMS },
  { key: 'aws:PrincipalOrgID', type: 'string', values: ['o-a', 'o-z'], wanted: ['o-a', 'o-z', 'o-*'] },
  { key: 'aws:PrincipalOrgPaths', type: 'string', values: PATHS, wanted: [...PATHS, 'o-a/*', 'o-?/r-b/*', '*'], many: true },
  { key: 'aws:CalledVia', type: 'string', values: ['athena.amazonaws.com', 'glue.amazonaws.com'], wanted: ['athena.amazonaws.com', '*.amazonaws.com'], many: true },
  { key: 'aws:SourceVpce', type: 'string', values: ['vpce-1', 'vpce-2'], wanted: ['vpce-1', 'vpce-2', 'vpce-*'] },
  { key: 'aws:SourceArn', type: 'arn', values: ARNS, wanted: WANTED_ARNS },
  { key: 'aws:SourceAccount', type: 'string', values: ['111111111111', '222222222222'], wanted: ['111111111111', '222222222222', '*'] },
  { key: 'aws:SourceIp', type: 'ip', values: ['10.0.1.7', '10.0.2.7', '2001:db8::7'], wanted: ['10.0.1.0/24', '10.0.0.0/16', '10.0.2.7', '2001:db8::/32', '0.0.0.0/0'] },
  {
    key: 'aws:CurrentTime',
    type: 'date',
    values: ['2026-05-01T00:00:00Z', '2026-06-01T12:30:00Z'],
    wanted: ['2026-05-01T00:00:00Z', '2026-05-15T00:00:00Z', '1777593600', '2027-01-01T00:00:00Z'],
  },
  { key: 'aws:MultiFactorAuthAge', type: 'number', values: ['10', '3600', '10.5'], wanted: ['10', '3600', '10.0', '11', '0'] },
  { key: 'aws:SecureTransport', type: 'bool', values: ['true', 'false'], wanted: ['true', 'false'] },
  { key: 'aws:MultiFactorAuthPresent', type: 'bool', values: ['true', 'false'], wanted: ['true', 'false'] },
];

const OPERATORS: Readonly<Record<Type, readonly string[]>> = {
  string: ['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'StringLike', 'StringNotLike'],
  number: ['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericLessThanEquals', 'NumericGreaterThan', 'NumericGreaterThanEquals'],
  date: ['DateEquals', 'DateNotEquals', 'DateLessThan', 'DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals'],
  bool: ['Bool'],
  ip: ['IpAddress', 'NotIpAddress'],
  arn: ['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike', 'StringEquals', 'StringLike', 'StringNotLike'],
  binary: ['BinaryEquals'],
};

/** The keys of one request beyond those that say who calls. */
export function randomContext(random: Random, more: Readonly<Record<string, readonly string[]>> = {}): Record<string, ContextValue> {
  const kinds = [...KEYS, ...ownKeys(more)].filter(() => random.chance(0.6));
  return Object.fromEntries(kinds.map(({ key, values, many }) => [key, many ? random.some(values, 3) : random.pick(values)]));
}

/** A condition block with one to three operators; undefined often. */
export function randomConditions(
  random: Random, more: Readonly<Record<string, readonly string[]>> = {},
): Record<string, Record<string, unknown>> | undefined {
  if (random.chance(0.45)) { return undefined; }
  const block: Record<string, Record<string, unknown>> = {};
  for (const kind of random.some([...KEYS, ...ownKeys(more)], random.chance(0.7) ? 1 : 3)) {
    const operator = operatorFor(random, kind);
    // what a variable without a value does in a negated condition is not documented
    const wanted = operator.includes('Not') ? kind.wanted.filter((value) => !/\$\{aws:[^,]*\}/.test(value)) : kind.wanted;
    const values = operator === 'Null' ? random.pick(['true', 'false']) : listOrOne(random, random.some(wanted, 3));
    block[operator] = { ...block[operator], [caseOf(random, kind.key)]: values };
  }
  return block;
}

function operatorFor(random: Random, { type, many }: KeyKind): string {
  if (random.chance(0.08)) { return 'Null'; }
  const operator = random.pick(OPERATORS[type]);
  const quantifier = many || random.chance(0.08) ? random.pick(['ForAllValues:', 'ForAnyValue:']) : '';
  return `${quantifier}${operator}${random.chance(0.2) ? 'IfExists' : ''}`;
}

function ownKeys(more: Readonly<Record<string, readonly string[]>>): KeyKind[] {
  return Object.entries(more).map(([key, values]) => ({ key, type: 'string', values, wanted: [...values, 'team-*', '*'] }));
}

function caseOf(random: Random, key: string): string {
  return random.chance(0.1) ? key.toLowerCase() : key;
}

function listOrOne(random: Random, values: string[]): string | string[] {
  return values.length === 1 && random.chance(0.5) ? values[0] : values;
}
