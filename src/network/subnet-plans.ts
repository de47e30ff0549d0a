import { Token } from 'aws-cdk-lib';
import type { ISecurityGroup, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { EniPlan } from './eni-plan';
import type { EniPlanProps, EniQuotas, PlanFunction, PlanSubnet } from './eni-plan-props';
import type { FunctionNetwork } from './function-network';
import { isSubnetRange } from './ranges';
import { zoneOf } from './ways-out';
import { pathOf } from '../private/errors';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#compute-and-storage */
const ACCOUNT_CONCURRENCY = 1_000;
const PLANS = Symbol.for('cdk-cross-account-lambda:plans');

/** What a function says about its load. */
export interface Load {
  readonly peakConcurrency?: number;
  readonly reservedConcurrentExecutions?: number;
  readonly connectionsPerExecution?: number;
  readonly headroom?: number;
  readonly otherFunctions?: PlanFunction[];
  readonly quotas?: EniQuotas;
  /** Whether it says the findings of the plan. */
  readonly says?: boolean;
}

interface Member {
  readonly name: string;
  readonly load: Load;
  readonly securityGroups: ISecurityGroup[];
  readonly subnets: ISubnet[];
  readonly network: FunctionNetwork;
}

/** The functions that share the subnets of a VPC: what one needs depends on the others. */
export class SubnetPlans {
  public static of(vpc: IVpc): SubnetPlans {
    const holder = vpc as IVpc & { [PLANS]?: SubnetPlans };
    if (!holder[PLANS]) { Object.defineProperty(vpc, PLANS, { value: new SubnetPlans() }); }
    return holder[PLANS]!;
  }

  /** How small the subnets of a new VPC may be, for one function. */
  public static smallestMask(scope: Construct, load: Load, zones: number, interfaceEndpoints: string[]): number {
    const subnets = Array.from({ length: zones }, (_, i) => ({ name: `new-${i + 1}`, availabilityZone: `zone ${i + 1}` }));
    // otherFunctions name subnets that do not exist yet
    return planAt(scope, { ...options(load), subnets, functions: [planned(scope.node.path, load)], interfaceEndpoints }).smallestMask;
  }

  private readonly members: Member[] = [];

  public add(member: Member): void {
    this.members.push(member);
  }

  /** The plan of the functions that share a subnet with these, as far as they are known. */
  public plan(scope: Construct, subnets: ISubnet[], load: Load): EniPlan {
    const members = this.sharing(subnets);
    const names = nameSubnets(members.flatMap((member) => member.subnets));
    const otherFunctions = new Map(members.flatMap(({ load: { otherFunctions: others = [] } }) => others).map((other) => [other.name, other]));
    return planAt(scope, {
      ...options(load),
      subnets: [...names.values()],
      functions: [
        ...members.map((member) => ({
          ...planned(member.name, member.load),
          securityGroups: member.securityGroups.map(groupName),
          subnets: member.subnets.map(({ subnetId }) => names.get(subnetId)!.name),
        })),
        ...otherFunctions.values(),
      ],
      interfaceEndpoints: [...new Set(members.flatMap(({ network }) => network.interfaceEndpoints))].sort(),
    });
  }

  /** Findings are of all together: one of them is enough to say them. */
  public isFirst(name: string, subnets: ISubnet[]): boolean {
    return this.sharing(subnets).find(({ load: { says } }) => says)?.name === name;
  }

  /** Also those that share a subnet with one that does. */
  private sharing(subnets: ISubnet[]): Member[] {
    const ids = new Set(subnets.map(({ subnetId }) => subnetId));
    for (let size = 0; size < ids.size;) {
      size = ids.size;
      for (const member of this.members) {
        if (member.subnets.some(({ subnetId }) => ids.has(subnetId))) { member.subnets.forEach(({ subnetId }) => ids.add(subnetId)); }
      }
    }
    return this.members.filter((member) => member.subnets.some(({ subnetId }) => ids.has(subnetId)));
  }
}

/** A plan knows of no construct, but its errors shall end with one. */
function planAt(at: Construct, props: EniPlanProps): EniPlan {
  try {
    return new EniPlan(props);
  } catch (error) {
    // the user has written the props of a target, not of a plan
    const text = (error as Error).message.replaceAll(`functions.${at.node.path}.`, '');
    throw new Error(`${text} [${pathOf(at)}]`, { cause: error });
  }
}

function options({ headroom, quotas }: Load): { headroom?: number; quotas?: EniQuotas } {
  return { headroom, quotas };
}

function planned(name: string, load: Load): PlanFunction {
  return { name, peakConcurrency: saidPeak(load), connectionsPerExecution: load.connectionsPerExecution };
}

function saidPeak({ peakConcurrency, reservedConcurrentExecutions }: Load): number | undefined {
  // 0 switches a function off for a while
  return peakConcurrency ?? (Token.isUnresolved(reservedConcurrentExecutions) ? undefined : reservedConcurrentExecutions || undefined);
}

/** A function without a reservation may use all that the account has. */
export function peakOf(load: Load): number {
  return saidPeak(load) ?? load.quotas?.accountConcurrency ?? ACCOUNT_CONCURRENCY;
}

/** An id where it is known: two imports of one group are one group. */
function groupName({ securityGroupId, node }: ISecurityGroup): string {
  return Token.isUnresolved(securityGroupId) ? node.path : securityGroupId;
}

function nameSubnets(subnets: ISubnet[]): Map<string, PlanSubnet> {
  const zones: string[] = [];
  const byId = new Map<string, PlanSubnet>();
  const names = new Set<string>();
  for (const subnet of subnets) {
    if (byId.has(subnet.subnetId)) { continue; }
    const zone = zoneOf(subnet);
    if (!zones.includes(zone)) { zones.push(zone); }
    const name = names.has(subnet.node.id) ? subnet.node.path : subnet.node.id;
    names.add(name);
    const availabilityZone = zone.startsWith('{') ? `zone ${zones.indexOf(zone) + 1}` : zone;
    byId.set(subnet.subnetId, { name, availabilityZone, cidr: rangeOf(subnet) });
  }
  return byId;
}

/** An imported subnet throws if it does not know its range, and before a lookup it has one that no subnet can have. */
function rangeOf(subnet: ISubnet): string | undefined {
  try {
    const range = subnet.ipv4CidrBlock;
    return isSubnetRange(range) ? range : undefined;
  } catch {
    return undefined;
  }
}
