import { CALLS, ELSEWHERE, HERE, THERE, type CallKind } from './calls';
import { entityArn, sessionArn, type Case, type CaseCaller, type ContextValue, type PolicyJson } from './case';
import { randomConditions, randomContext } from './conditions';
import { Random } from './random';

const SERVICES = ['s3.amazonaws.com', 'sns.amazonaws.com', 'events.amazonaws.com'];

/** The case of a seed with this number. */
export function caseOf(seed: number, index: number): Case {
  const random = new Random(seed * 1_000_003 + index * 7_919);
  const kind = random.pick(CALLS);
  const caller = randomCaller(random, kind);
  const resourceAccount = random.chance(0.5) ? HERE : THERE;
  const statement = statementMaker(random, kind, caller, resourceAccount);
  const isEntity = caller.kind === 'role' || caller.kind === 'user';
  const own: Shape = { principal: 'none', withResource: true };
  const ofResource: Shape = { principal: 'any', withResource: kind.action !== 'sts:AssumeRole' };
  return {
    seed,
    index,
    caller,
    action: kind.action,
    resource: kind.resource(resourceAccount),
    resourceAccount,
    context: { ...randomContext(random, kind.keys), ...callerContext(caller) },
    identityPolicies: isEntity ? random.upTo(2, () => document(random, () => statement(own))) : [],
    ...isEntity && random.chance(0.2) && { boundary: document(random, () => statement({ ...own, wide: true })) },
    ...caller.kind === 'role' && random.chance(0.15) && { sessionPolicy: document(random, () => statement({ ...own, wide: true })) },
    ...(kind.alwaysHasPolicy || !isEntity || random.chance(0.75)) && { resourcePolicy: document(random, () => statement(ofResource)) },
    ...random.chance(0.15) && { endpointPolicy: document(random, () => statement({ principal: 'everybody', withResource: true, wide: true })) },
    serviceControlPolicies: isEntity && random.chance(0.2) ? random.upTo(2, () => document(random, () => statement({ ...own, wide: true }))) : [],
    resourceControlPolicies: random.chance(0.2) ? random.upTo(2, () => document(random, () => statement({ principal: 'everybody', withResource: true, onlyDenies: true }))) : [],
  };
}

function randomCaller(random: Random, { action }: CallKind): CaseCaller {
  const dice = random.next();
  if (dice < 0.15) { return { kind: 'service', service: random.pick(SERVICES) }; }
  if (dice < 0.2 && action !== 'sts:AssumeRole') { return { kind: 'anonymous' }; }
  const isRole = dice < 0.8;
  return { kind: isRole ? 'role' : 'user', account: HERE, name: isRole ? 'checkout' : 'ann', session: 'nightly' };
}

/** The keys that follow from who calls: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function callerContext(caller: CaseCaller): Record<string, ContextValue> {
  if (caller.kind === 'anonymous') { return {}; }
  if (caller.kind === 'service') { return { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': caller.service }; }
  return {
    'aws:PrincipalArn': entityArn(caller),
    'aws:PrincipalAccount': caller.account,
    'aws:userid': caller.kind === 'role' ? `AROAEXAMPLE:${caller.session}` : 'AIDAEXAMPLE',
    'aws:PrincipalIsAWSService': 'false',
  };
}

interface Shape {
  /** Endpoint policies name everybody in these cases, as the simulator takes no other. */
  readonly principal: 'none' | 'everybody' | 'any';
  readonly withResource: boolean;
  /** Of a policy that limits: it allows more, as real ones do. */
  readonly wide?: boolean;
  /** As resource control policies do; they know no NotAction. */
  readonly onlyDenies?: boolean;
}

function statementMaker(random: Random, kind: CallKind, caller: CaseCaller, resourceAccount: string): (shape: Shape) => PolicyJson {
  const arn = kind.resource(resourceAccount);
  const resources = [arn, arn, arn, '*', ...kind.resourcePatterns(resourceAccount)];
  // what a variable without a value does there is not documented
  const notResources = resources.slice(3).filter((pattern) => !/\$\{aws:[^,]*\}/.test(pattern));
  const conditions = (): PolicyJson => {
    const block = randomConditions(random, kind.keys);
    return block ? { Condition: block } : {};
  };
  return ({ principal, withResource, wide, onlyDenies = false }) => {
    if (wide && random.chance(0.6)) { return { Effect: 'Allow', ...principal !== 'none' && { Principal: '*' }, Action: '*', Resource: '*' }; }
    const denies = onlyDenies || random.chance(0.22);
    const actions = random.some(onlyDenies ? [kind.action, `${kind.action.split(':')[0]}:*`] : kind.actionPatterns, 2);
    const statement: PolicyJson = {
      Effect: denies ? 'Deny' : 'Allow',
      ...principal === 'everybody' && { Principal: '*' },
      ...principal === 'any' && principalOf(random, caller, denies, kind),
      ...!onlyDenies && random.chance(0.12) ? { NotAction: one(random, actions) } : { Action: one(random, actions) },
      ...withResource && random.chance(0.12) && { NotResource: one(random, random.some(notResources, 2)) },
      ...conditions(),
    };
    return withResource && !('NotResource' in statement) ? { ...statement, Resource: one(random, random.some(resources, 2)) } : statement;
  };
}

/** `NotPrincipal` with the account of whom it leaves out, as AWS wants it; not in trust policies. */
function principalOf(random: Random, caller: CaseCaller, denies: boolean, { action }: CallKind): PolicyJson {
  const own = caller.kind === 'role' || caller.kind === 'user' ? [entityArn(caller), `arn:aws:iam::${caller.account}:root`] : [];
  if (denies && action !== 'sts:AssumeRole' && random.chance(0.3)) {
    const others = [`arn:aws:iam::${ELSEWHERE}:role/other`, `arn:aws:iam::${ELSEWHERE}:root`];
    return { NotPrincipal: { AWS: random.chance(0.5) && own.length > 0 ? own : others } };
  }
  const names = [
    ...own, HERE, THERE, `arn:aws:iam::${HERE}:role/other`, `arn:aws:iam::${THERE}:root`,
    ...caller.kind === 'role' ? [entityArn(caller), sessionArn(caller), `arn:aws:sts::${HERE}:assumed-role/checkout/other`] : [],
  ];
  const dice = random.next();
  if (dice < 0.15) { return { Principal: '*' }; }
  if (dice < 0.2) { return { Principal: { AWS: '*' } }; }
  const isService = caller.kind === 'service';
  return {
    Principal: {
      ...(!isService || random.chance(0.3)) && { AWS: one(random, random.some(names, 2)) },
      ...(isService || random.chance(0.15)) && { Service: one(random, random.some(SERVICES, 2)) },
    },
  };
}

function document(random: Random, make: () => PolicyJson): PolicyJson {
  const statements = [make(), ...random.upTo(2, make)];
  return { Version: '2012-10-17', Statement: statements.length === 1 && random.chance(0.3) ? statements[0] : statements };
}

function one(random: Random, values: string[]): string | string[] {
  return values.length === 1 && random.chance(0.5) ? values[0] : values;
}

