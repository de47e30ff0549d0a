import { App, Stack } from 'aws-cdk-lib';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import * as fc from 'fast-check';
import { Caller, CrossAccountInvoker, CrossAccountTarget, ResourcePolicyType } from '../../src';
import { cloudOf, fn } from '../support/apps';
import type { Call } from '../support/authorizer';
import { withRole } from '../support/change-cloud';
import type { Cloud } from '../support/cloud';

const ACCOUNTS = ['111111111111', '222222222222', '333333333333', '444444444444'];
const REGIONS = ['eu-west-1', 'us-east-1'];
const ORGANIZATIONS = ['o-aaaaaaaaaa', 'o-bbbbbbbbbb'];
const INVOKE = 'lambda:InvokeFunction';

/** A random arrangement: who is where, and who declares to call whom. */
export interface Topology {
  readonly partitionLiterals: boolean;
  readonly targets: { account: number; region: number; policyType: ResourcePolicyType; aliasName: string }[];
  /** Callers of this app: which targets each calls. */
  readonly invokers: { account: number; region: number; ownRole: boolean; calls: number[] }[];
  /** Callers of other apps, and what kind of grant each target has for them. */
  readonly strangers: { account: number; organization: number; grants: { target: number; kind: 'role' | 'account' | 'organization' | 'none' }[] }[];
}

const index = (length: number) => fc.integer({ min: 0, max: length - 1 });

export const topologies: fc.Arbitrary<Topology> = fc.record({
  partitionLiterals: fc.boolean(),
  targets: fc.array(fc.record({
    account: index(ACCOUNTS.length),
    region: index(REGIONS.length),
    policyType: fc.constantFrom(ResourcePolicyType.DOCUMENT, ResourcePolicyType.PERMISSIONS),
    aliasName: fc.constantFrom('live', 'beta'),
  }), { minLength: 1, maxLength: 3 }),
  invokers: fc.array(fc.record({
    account: index(ACCOUNTS.length),
    region: index(REGIONS.length),
    ownRole: fc.boolean(),
    calls: fc.array(fc.nat(2), { maxLength: 3 }),
  }), { maxLength: 3 }),
  strangers: fc.array(fc.record({
    account: index(ACCOUNTS.length),
    organization: index(ORGANIZATIONS.length),
    grants: fc.array(fc.record({ target: fc.nat(2), kind: fc.constantFrom('role', 'account', 'organization', 'none') }), { maxLength: 3 }),
  }), { maxLength: 2 }),
});

/** The synthesized topology, every call worth asking about, and which of them are declared. */
export interface Built {
  readonly cloud: Cloud;
  readonly calls: { call: Call; declared: boolean }[];
}

/**
 * Builds the app. Permissions need an order of deployment, which a random topology may not have;
 * such targets are in stacks of their own, one for each target, so that no need is mutual.
 */
export function build(topology: Topology): Built {
  const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': topology.partitionLiterals } });
  const targets = topology.targets.map(({ account, region, policyType, aliasName }, i) => {
    const stack = new Stack(app, `Target${i}`, { env: { account: ACCOUNTS[account], region: REGIONS[region] } });
    const target = new CrossAccountTarget(stack, 'Orders', { function: fn(stack, 'Function', { functionName: `orders-${i}` }), policyType, aliasName });
    return { target, arn: `arn:aws:lambda:${REGIONS[region]}:${ACCOUNTS[account]}:function:orders-${i}:${aliasName}` };
  });
  const pick = (i: number) => i % targets.length;

  const declared = new Set<string>();
  const principals: { arn: string; organization?: Call['organization'] }[] = [];
  topology.invokers.forEach(({ account, region, ownRole, calls }, i) => {
    const stack = new Stack(app, `Source${i}`, { env: { account: ACCOUNTS[account], region: REGIONS[region] } });
    const invoker = new CrossAccountInvoker(stack, 'Checkout', ownRole ? {} : { function: fn(stack, 'Function') });
    for (const call of calls) { invoker.addTarget(targets[pick(call)].target, { environmentPrefix: `T${pick(call)}` }); }
    const arn = `arn:aws:iam::${ACCOUNTS[account]}:role/${(invoker.role.node.defaultChild as CfnRole).roleName}`;
    principals.push({ arn });
    for (const call of calls) { declared.add(`${arn} ${targets[pick(call)].arn}`); }
  });

  topology.strangers.forEach(({ account, organization, grants }, i) => {
    const arn = `arn:aws:iam::${ACCOUNTS[account]}:role/stranger-${i}`;
    principals.push({ arn, organization: { id: ORGANIZATIONS[organization], paths: [`${ORGANIZATIONS[organization]}/r-ab12/`] } });
    for (const { target, kind } of grants) { grant(targets[pick(target)].target, kind, arn, ACCOUNTS[account], ORGANIZATIONS[organization]); }
  });

  let cloud = cloudOf(app);
  topology.strangers.forEach((_, i) => {
    // strangers may do everything on their own side, so what they can do shows what the targets let them
    const { arn } = principals[topology.invokers.length + i];
    cloud = withRole(cloud, arn, { Effect: 'Allow', Action: '*', Resource: '*' });
  });
  const strangers = topology.strangers
    .map(({ account, organization }) => ({ account: ACCOUNTS[account], organization: ORGANIZATIONS[organization] }));
  const resources = targets.flatMap(({ arn }) => [arn, arn.split(':').slice(0, 7).join(':'), `${arn}2`]);
  const calls = principals.flatMap(({ arn, organization }, p) => resources.map((resourceArn) => {
    const stranger = strangers[p - topology.invokers.length];
    const call: Call = { principalArn: arn, action: INVOKE, resourceArn, organization };
    return {
      call,
      declared: stranger
        ? letIn(topology, pick, targets, stranger, p - topology.invokers.length, resourceArn)
        : declared.has(`${arn} ${resourceArn}`),
    };
  }));
  return { cloud, calls };
}

/** What the target's owner declared; in the target's own account a stranger with every permission needs no grant. */
function letIn(
  topology: Topology, pick: (i: number) => number, targets: { arn: string }[],
  stranger: { account: string; organization: string }, self: number, resourceArn: string,
): boolean {
  if (resourceArn.split(':')[4] === stranger.account) { return true; }
  return topology.strangers.some(({ account, organization, grants }, s) => grants.some(({ target, kind }) => {
    if (targets[pick(target)].arn !== resourceArn) { return false; }
    switch (kind) {
      case 'role': return s === self;
      case 'account': return ACCOUNTS[account] === stranger.account;
      case 'organization': return ORGANIZATIONS[organization] === stranger.organization;
      case 'none': return false;
    }
  }));
}

function grant(target: CrossAccountTarget, kind: string, arn: string, account: string, organization: string): void {
  if (kind === 'role') { target.grants.invoke(Caller.role(arn)); }
  if (kind === 'account') { target.grants.invoke(Caller.account(account)); }
  if (kind === 'organization') { target.grants.invoke(Caller.organization(organization)); }
}
