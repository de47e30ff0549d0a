import { smallestMask } from './eni-plan-checks';
import { findingsOf } from './eni-plan-findings';
import { atPeak, connectionsIn, enisIn, worst } from './eni-plan-load';
import { modelOf } from './eni-plan-model';
import type { Model, ModelSubnet } from './eni-plan-model';
import type { EniPlanProps } from './eni-plan-props';
import { networkCost, quotaShares } from './eni-plan-quotas';
import type { NetworkCost, PlanFinding, QuotaShare, SubnetPlan, ZonePlan } from './eni-plan-results';
import { zonePlans } from './eni-plan-zones';

/**
 * Whether subnets have room for the functions in them, today, at the peak and when a zone is lost.
 *
 * Lambda keeps one network interface (ENI) for each set of security groups in each subnet. All
 * functions with the same groups and subnet share it; it carries 65,000 connections, and Lambda adds
 * another when they are more. What counts is connections, not the memory of functions: the formula
 * "concurrency × memory / 3 GB" is of the time before 2019. Every network interface takes an address
 * of its subnet.
 *
 * The plan takes it that a function's connections go evenly to its subnets. It is arithmetic over
 * what it is given, and asks AWS nothing.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export class EniPlan {
  /** What each subnet holds, by name. */
  public readonly subnets: SubnetPlan[];

  /** How much of AWS's quotas the plan uses at its worst. */
  public readonly quotaShares: QuotaShare[];

  /** What is left when each zone is lost, in the order of `subnets`. */
  public readonly zones: ZonePlan[];

  /** What interface endpoints cost, and NAT gateways instead of them. */
  public readonly cost: NetworkCost;

  /** What deserves a look; none if the plan is good. */
  public readonly findings: PlanFinding[];

  /**
   * The prefix of the smallest range that would do for every subnet, at most 28.
   *
   * Below 16 there is no such subnet.
   */
  public readonly smallestMask: number;

  /**
   * Fails for a plan without subnets or functions, names that are empty, twice or tokens, functions
   * in subnets that the plan does not have, ranges that are not those of an IPv4 subnet from /16 to
   * /28, and figures that are negative, not whole where they count something, or tokens.
   *
   * @param props what is planned
   */
  constructor(props: EniPlanProps) {
    const model = modelOf(props);
    const quotas = quotaShares(model);
    this.subnets = model.subnets.map((subnet) => subnetPlan(model, subnet));
    this.quotaShares = quotas.map(({ share }) => share);
    this.zones = zonePlans(model);
    this.cost = networkCost(model);
    this.findings = findingsOf(model, this.subnets, quotas);
    this.smallestMask = Math.min(...this.subnets.map((subnet) => subnet.smallestMask));
  }

  /** The plan as a text of at most 100 columns, to print or to keep with the code. */
  public toTable(): string {
    // only who asks for the table loads the module that draws it: constructs make a plan in every synthesis
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { tableOf } = require('./eni-plan-table') as typeof import('./eni-plan-table');
    return tableOf(this);
  }
}

function subnetPlan(model: Model, subnet: ModelSubnet): SubnetPlan {
  const { name, zone, cidr, addresses, used, endpoints } = subnet;
  const enisWhenZoneLost = worst(model, [subnet]).enis;
  const taken = used + endpoints + enisWhenZoneLost;
  return {
    name,
    availabilityZone: zone,
    cidr,
    addresses,
    usedAddresses: used,
    endpointEnis: endpoints,
    enisNow: connectionsIn(model, subnet, atPeak(model)).size,
    enisAtPeak: enisIn(model, subnet, atPeak(model)),
    enisWhenZoneLost,
    freeAddresses: addresses === undefined ? undefined : addresses - taken,
    smallestMask: smallestMask(taken + model.quotas.reservedAddresses),
  };
}
