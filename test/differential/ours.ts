import { entityArn, type Case, type PolicyJson } from './case';
import { evaluatorOf } from '../../src/access/evaluate/evaluate';
import type { Verdict } from '../../src/access/evaluate/verdict';
import type { Identity } from '../../src/access/model/identity';
import type { Statement } from '../../src/access/model/policy';
import type { Caller } from '../../src/access/model/request';
import { parseStatements } from '../../src/access/read/resources/parse-statement';

const SITE = {
  stack: { name: 'S', id: 'S', account: '', region: '', partition: 'aws', templateFile: '', dependsOn: [] }, logicalId: 'R', type: 'T', path: 'S/R',
};

/** AWS attaches it to every level, and nobody can detach it: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html */
const RCP_FULL_ACCESS: PolicyJson = { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' } };

/**
 * What our evaluator says.
 *
 * @param hidden keys about which nothing is known, in lower case
 */
export function ours(given: Case, hidden: ReadonlySet<string> = new Set()): Verdict {
  const caller = callerOf(given);
  const identities = new Map([identityOf(caller), assumed(given)].flatMap((identity) => identity ? [[identity.arn, identity] as const] : []));
  const { resource, resourceAccount: account } = given;
  // the simulator is given one policy and does not ask whose it is; a bucket's is asked for its objects
  const policyArn = resource.startsWith('arn:aws:s3:::') ? resource.split('/')[0] : resource;
  const policy = given.resourcePolicy && { resourceArn: policyArn, account, statements: statementsOf(given.resourcePolicy), writers: [] };
  return evaluatorOf({ identities, resourcePolicies: new Map(policy ? [[policyArn, policy]] : []) }).decide({
    caller, action: given.action, resourceArn: resource, resourceAccount: account, context: new EveryKey(given.context, hidden),
  }, {
    serviceControlPolicies: () => given.serviceControlPolicies.map(statementsOf),
    resourceControlPolicies: () => given.resourceControlPolicies.map((rcp) => [...statementsOf(RCP_FULL_ACCESS), ...statementsOf(rcp)]),
    endpointPolicy: given.endpointPolicy && statementsOf(given.endpointPolicy),
    sessionPolicy: given.sessionPolicy && statementsOf(given.sessionPolicy),
  });
}

/** All keys are known: what is not in the request is known not to be, unless it is hidden. */
class EveryKey extends Map<string, readonly string[] | undefined> {
  constructor(context: Case['context'], private readonly hidden: ReadonlySet<string>) {
    super(Object.entries(context).map(([key, value]) => [key.toLowerCase(), typeof value === 'string' ? [value] : value]));
  }

  public override has(key: string): boolean {
    return !this.hidden?.has(key);
  }

  public override get(key: string): readonly string[] | undefined {
    return this.hidden?.has(key) ? undefined : super.get(key);
  }
}

function callerOf(given: Case): Caller {
  const { caller } = given;
  if (caller.kind === 'service' || caller.kind === 'anonymous') { return caller; }
  const arn = entityArn(caller);
  const identity: Identity = {
    kind: caller.kind,
    arn,
    name: caller.name,
    account: caller.account,
    site: SITE,
    statements: given.identityPolicies.flatMap(statementsOf),
    trust: [],
    boundary: given.boundary && statementsOf(given.boundary),
    unknownPolicies: [],
  };
  return { kind: caller.kind, arn, account: caller.account, identity };
}

function identityOf(caller: Caller): Identity | undefined {
  return caller.kind === 'role' || caller.kind === 'user' ? caller.identity : undefined;
}

function assumed({ action, resource, resourceAccount, resourcePolicy }: Case): Identity | undefined {
  if (action !== 'sts:AssumeRole') { return undefined; }
  return {
    kind: 'role', arn: resource, name: 'reader', account: resourceAccount, site: SITE, statements: [], trust: statementsOf(resourcePolicy!), unknownPolicies: [],
  };
}

function statementsOf(document: PolicyJson): Statement[] {
  return parseStatements(document, { policy: 'generated' });
}
