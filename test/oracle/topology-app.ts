import { App, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnRole, IGrantable, IRole } from 'aws-cdk-lib/aws-iam';
import { withGreedyRole } from './greedy-role';
import { ACCOUNTS, ORGANIZATIONS, REGIONS } from './topology';
import type { GrantKind, RoleTopology, Topology } from './topology';
import { cloudOf } from './two-clouds';
import { AssumableRole, Caller, CrossAccountInvoker, CrossAccountTarget } from '../../src';
import { fn } from '../support/apps';
import type { Cloud } from '../support/cloud';

interface BuiltTarget {
  readonly target: CrossAccountTarget;
  readonly stack: Stack;
  readonly account: string;
  readonly arn: string;
}

interface BuiltRole {
  readonly role: AssumableRole;
  readonly stack: Stack;
  readonly arn: string;
  readonly externalId?: string;
  /** Those of the targets that are in the role's account. */
  readonly near: BuiltTarget[];
}

export interface Stranger {
  readonly arn: string;
  readonly account: string;
  readonly organization: string;
}

/** An element by any number. */
export function pick<T>(list: readonly T[], number: number): T {
  return list[number % list.length];
}

/**
 * The app of a topology, and what it declares.
 *
 * Permissions and strict principals need an order of deployment, which a random topology may not
 * have; targets are in stacks of their own, roles in theirs or beside a target, and invokers in
 * third ones, so that no need is mutual.
 */
export class TopologyApp {
  public readonly targets: BuiltTarget[];
  public readonly roles: BuiltRole[];
  /** The roles of this app that call: of invokers, and of functions that operate a role nobody else assumes. */
  public readonly callers: string[] = [];
  public readonly strangers: Stranger[];
  private readonly app: App;
  private readonly declared = new Set<string>();

  constructor(private readonly topology: Topology) {
    this.app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': topology.partitionLiterals } });
    this.strangers = topology.strangers.map(({ account, organization }, i) => ({
      arn: `arn:aws:iam::${ACCOUNTS[account]}:role/stranger-${i}`,
      account: ACCOUNTS[account],
      organization: ORGANIZATIONS[organization],
    }));
    this.targets = topology.targets.map((each, i) => this.buildTarget(each, i));
    this.roles = topology.roles.map((each, i) => this.buildRole(each, i));
    const grantees = topology.invokers.map((each, i) => this.buildInvoker(each, i));
    topology.roles.forEach(({ assumers, chained }, i) => {
      for (const assumer of grantees.length > 0 ? assumers : []) { this.assume(pick(grantees, assumer), i); }
      if (chained && i > 0) { this.assume({ grantee: this.roles[i - 1].role, arn: this.roles[i - 1].arn }, i); }
      this.letSomebodyIn(i);
    });
    topology.strangers.forEach(({ grants }, s) => {
      for (const { target, kind } of grants) {
        for (const caller of callerOf(kind, this.strangers[s])) { pick(this.targets, target).target.grants.invoke(caller); }
      }
    });
  }

  /** Whether this app says that one of its own roles invokes a target or assumes a role. */
  public declares(callerArn: string, resourceArn: string): boolean {
    return this.declared.has(`${callerArn} ${resourceArn}`);
  }

  /** Strangers may do everything on their own side, so what they can do shows what this app lets them. */
  public cloud(): Cloud {
    return this.strangers.reduce((cloud, { arn }) => withGreedyRole(cloud, arn), cloudOf(this.app));
  }

  private buildTarget({ account, region, policyType, aliasName }: Topology['targets'][number], i: number): BuiltTarget {
    const env = { account: ACCOUNTS[account], region: REGIONS[region] };
    const stack = new Stack(this.app, `Target${i}`, { env });
    const target = new CrossAccountTarget(stack, 'Orders', { function: fn(stack, 'Function', { functionName: `orders-${i}` }), policyType, aliasName });
    return { target, stack, account: env.account, arn: `arn:aws:lambda:${env.region}:${env.account}:function:orders-${i}:${aliasName}` };
  }

  private buildRole({ account, besideTarget, externalId, strict, targets }: RoleTopology, i: number): BuiltRole {
    const beside = besideTarget === undefined ? undefined : pick(this.targets, besideTarget);
    const stack = beside?.stack ?? new Stack(this.app, `Role${i}`, { env: { account: ACCOUNTS[account], region: REGIONS[0] } });
    const near = this.targets.filter((target) => target.account === stack.account);
    const given = near.length > 0 ? targets.map((target) => pick(near, target)) : [];
    const secret = externalId ? `external-${i}` : undefined;
    const role = new AssumableRole(stack, `Reader${i}`, {
      externalId: secret,
      strictPrincipals: strict,
      targets: given.map(({ target }) => target),
      callers: this.topology.strangers.flatMap(({ trusts }, s) => trusts
        .filter((trust) => trust.role % this.topology.roles.length === i)
        .flatMap(({ kind }) => callerOf(kind, this.strangers[s]))),
    });
    const arn = `arn:aws:iam::${stack.account}:role/${(role.role.node.defaultChild as CfnRole).roleName}`;
    for (const target of given) { this.declare(arn, target.arn); }
    return { role, stack, arn, externalId: secret, near };
  }

  private buildInvoker({ account, region, ownRole, via, calls }: Topology['invokers'][number], i: number): { grantee: IGrantable; arn: string } {
    const stack = new Stack(this.app, `Source${i}`, { env: { account: ACCOUNTS[account], region: REGIONS[region] } });
    const through = via === undefined || this.roles.length === 0 ? undefined : pick(this.roles, via);
    const caller = ownRole ? undefined : fn(stack, 'Function');
    const invoker = new CrossAccountInvoker(stack, 'Checkout', { function: caller, via: through?.role });
    const arn = this.arnOf(invoker.role);
    if (through) { this.declare(arn, through.arn); }
    const reachable = through?.near ?? this.targets;
    for (const call of reachable.length > 0 ? calls : []) {
      const target = pick(reachable, call);
      invoker.addTarget(target.target, { environmentPrefix: `T${this.targets.indexOf(target)}` });
      this.declare(through?.arn ?? arn, target.arn);
    }
    this.callers.push(arn);
    return { grantee: caller ?? invoker.role, arn };
  }

  private assume({ grantee, arn }: { grantee: IGrantable; arn: string }, i: number): void {
    this.roles[i].role.grants.assume(grantee);
    this.declare(arn, this.roles[i].arn);
  }

  /** IAM takes no empty trust policy, so a role of its own stack assumes what nobody else does. */
  private letSomebodyIn(i: number): void {
    const { arn, stack } = this.roles[i];
    const strangers = this.topology.strangers.some(({ trusts }) => trusts.some(({ role, kind }) => role % this.roles.length === i && kind !== 'none'));
    if (strangers || [...this.declared].some((declaration) => declaration.endsWith(` ${arn}`))) { return; }
    const operator = new Role(stack, `Operator${i}`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), roleName: `operator-${i}` });
    this.assume({ grantee: operator, arn: this.arnOf(operator) }, i);
    this.callers.push(this.arnOf(operator));
  }

  private arnOf(role: IRole): string {
    return `arn:aws:iam::${Stack.of(role).account}:role/${(role.node.defaultChild as CfnRole).roleName}`;
  }

  private declare(callerArn: string, resourceArn: string): void {
    this.declared.add(`${callerArn} ${resourceArn}`);
  }
}

function callerOf(kind: GrantKind, { arn, account, organization }: Stranger): Caller[] {
  switch (kind) {
    case 'role': return [Caller.role(arn)];
    case 'account': return [Caller.account(account)];
    case 'organization': return [Caller.organization(organization)];
    case 'none': return [];
  }
}
