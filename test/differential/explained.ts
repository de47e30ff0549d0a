import { isIPv6 } from 'node:net';
import { sessionArn, type Case, type PolicyJson } from './case';
import { statementsOf, valuesOf, withConditions } from './rewrite';

/**
 * Why the simulator and this library differ, where AWS's documentation says that this library is right.
 *
 * A difference counts as explained only if both agree about the case as it is rewritten: the same in other words, in
 * which the simulator's peculiarity plays no part.
 */
export interface Explanation {
  readonly name: string;
  /** What AWS says, in short; the page has its words. */
  readonly words: string;
  readonly source: string;
  readonly rewrite: (given: Case) => Case;
  /** A case in which both differ; when they no longer do, the explanation can go. */
  readonly example: Pick<Case, 'action' | 'resource'> & Partial<Case>;
}

const OPERATORS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html';
const FUNCTION = 'arn:aws:lambda:eu-west-1:111111111111:function:orders';
const QUEUE = 'arn:aws:sqs:eu-west-1:111111111111:jobs';
const SEND = { action: 'sqs:SendMessage', resource: QUEUE };

function policy(...statements: PolicyJson[]): PolicyJson {
  return { Version: '2012-10-17', Statement: statements };
}

function allowed(condition?: PolicyJson): Case['identityPolicies'] {
  return [policy({ Effect: 'Allow', Action: '*', Resource: '*', ...condition && { Condition: condition } })];
}

export const EXPLAINED: readonly Explanation[] = [
  {
    name: 'RCPs of a service that has none',
    words: 'RCPs apply to actions for the following AWS services (Lambda and SNS are not among them)',
    source: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services',
    rewrite: (given) => /^(lambda|sns):/.test(given.action) ? { ...given, resourceControlPolicies: [] } : given,
    example: {
      action: 'lambda:InvokeFunction',
      resource: FUNCTION,
      identityPolicies: allowed(),
      resourceControlPolicies: [policy({ Effect: 'Deny', Principal: '*', Action: 'lambda:*', Resource: '*' })],
    },
  },
  {
    name: 'a range of all IPv4 addresses',
    words: 'IpAddress: The specified IP address or range (in the standard CIDR format, in which /0 is every address)',
    source: `${OPERATORS}#Conditions_IPAddress`,
    rewrite: (given) => withConditions(given, (entry) => ({
      ...entry, values: entry.values.flatMap((value) => value === '0.0.0.0/0' ? ['0.0.0.0/1', '128.0.0.0/1'] : value),
    })),
    example: { ...SEND, identityPolicies: allowed({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }), context: { 'aws:SourceIp': '10.0.0.1' } },
  },
  {
    name: 'an IPv6 address and one of IPv4, or the other way round',
    words: 'NotIpAddress: All IP addresses except the specified IP address or range',
    source: `${OPERATORS}#Conditions_IPAddress`,
    rewrite: (given) => withConditions(given, (entry) => ({ ...entry, values: entry.values.map((value) => ofFamily(given, entry.key, value)) })),
    example: { ...SEND, identityPolicies: allowed({ NotIpAddress: { 'aws:SourceIp': '10.0.2.7' } }), context: { 'aws:SourceIp': '2001:db8::7' } },
  },
  {
    name: 'seconds since 1970 as a date',
    words: 'You must specify date/time values with one of the W3C implementations of the ISO 8601 date formats or in epoch (UNIX) time',
    source: `${OPERATORS}#Conditions_Date`,
    rewrite: (given) => withConditions(given, (entry) => ({
      ...entry, values: entry.operator.includes('Date') ? entry.values.map((value) => /^\d{10}$/.test(value) ? new Date(Number(value) * 1000).toISOString() : value) : entry.values,
    })),
    example: {
      ...SEND, identityPolicies: allowed({ DateLessThan: { 'aws:CurrentTime': '1777593600' } }), context: { 'aws:CurrentTime': '2026-04-30T00:00:00Z' },
    },
  },
  {
    name: 'an escaped character and StringEquals',
    words: '${*} - use where you need an * (asterisk) character',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars',
    rewrite: (given) => withConditions(given, (entry) => ({
      ...entry, values: entry.operator.includes('Equals') ? entry.values.map((value) => value.replace('${*}', '*')) : entry.values,
    })),
    example: { ...SEND, identityPolicies: allowed({ StringEquals: { 'aws:PrincipalTag/team': 'team-${*}' } }), context: { 'aws:PrincipalTag/team': 'team-*' } },
  },
  {
    name: 'a session policy and a resource policy that names the session or everybody',
    words: 'The resource-based policy permissions are not limited by the session policy (for a session ARN as principal; of everybody with aws:PrincipalArn: '
      + 'permissions boundaries or session policies do not limit permissions granted using the aws:PrincipalArn condition key with a wildcard(*) in the Principal element)',
    source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html '
      + 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles',
    rewrite: (given) => isWithin(given) && given.sessionPolicy && given.resourcePolicy ? {
      ...given,
      identityPolicies: given.identityPolicies.map(onlyDenies),
      sessionPolicy: { ...given.sessionPolicy, Statement: [...denies(given.sessionPolicy), { Effect: 'Allow', Action: '*', Resource: '*' }] },
      resourcePolicy: { ...given.resourcePolicy, Statement: statementsOf(given.resourcePolicy).filter((statement) => statement.Effect === 'Deny' || namesItself(given, statement)) },
    } : given,
    example: {
      ...SEND,
      sessionPolicy: policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' }),
      resourcePolicy: policy({ Effect: 'Allow', Principal: { AWS: 'arn:aws:sts::111111111111:assumed-role/checkout/nightly' }, Action: '*', Resource: '*' }),
    },
  },
];

/** The same range, or one of the address's own family in which it is not. */
function ofFamily(given: Case, key: string, range: string): string {
  const [address] = valuesOf(given, key);
  if (key.toLowerCase() !== 'aws:sourceip' || address === undefined || isIPv6(address) === range.includes(':')) { return range; }
  return isIPv6(address) ? '2001:db8:ffff::/48' : '192.0.2.0/24';
}

function isWithin({ caller, resourceAccount }: Case): boolean {
  return caller.kind === 'role' && caller.account === resourceAccount;
}

function denies(document: PolicyJson): PolicyJson[] {
  return statementsOf(document).filter(({ Effect: effect }) => effect === 'Deny');
}

/** A policy without statements is none. */
function onlyDenies(document: PolicyJson): PolicyJson {
  return { ...document, Statement: [...denies(document), { Effect: 'Deny', Action: 'none:None', Resource: '*' }] };
}

function namesItself({ caller }: Case, { Principal: principal }: PolicyJson): boolean {
  const names = typeof principal === 'string' ? [principal] : [(principal as { AWS?: string | string[] } | undefined)?.AWS ?? []].flat();
  return caller.kind === 'role' && (names.includes('*') || names.includes(sessionArn(caller)));
}
