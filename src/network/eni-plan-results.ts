/** What a plan says about one subnet. */
export interface SubnetPlan {
  /** The subnet's name in the plan. */
  readonly name: string;

  /** The subnet's zone, as given. */
  readonly availabilityZone: string;

  /**
   * The subnet's IPv4 range.
   *
   * @default - not known
   */
  readonly cidr?: string;

  /**
   * Usable addresses: the size of the range without those that AWS reserves.
   *
   * @default - not known, because the range is not
   */
  readonly addresses?: number;

  /** Addresses that others use, as given. */
  readonly usedAddresses: number;

  /** Network interfaces of interface endpoints: one a service, in the zone's first subnet by name. */
  readonly endpointEnis: number;

  /** Network interfaces that Lambda keeps without load: one for each set of security groups. */
  readonly enisNow: number;

  /** Network interfaces of Lambda at the peak, with the headroom. */
  readonly enisAtPeak: number;

  /** Network interfaces of Lambda at the peak while the other zone that matters most is lost. */
  readonly enisWhenZoneLost: number;

  /**
   * Addresses left while that zone is lost; fewer than 0 are missing.
   *
   * @default - not known, because the range is not
   */
  readonly freeAddresses?: number;

  /**
   * The prefix of the smallest range that has room for all of this, at most 28.
   *
   * Below 16 no subnet has room, since AWS has none larger than /16: add subnets.
   */
  readonly smallestMask: number;
}

/** What is left of a plan when one zone is lost. */
export interface ZonePlan {
  /** The zone that is lost, as given. */
  readonly availabilityZone: string;

  /** Names of the subnets that are lost with it. */
  readonly subnets: string[];

  /**
   * Executions at the same time that the addresses of the other zones carry, without headroom.
   *
   * All functions of the plan together, in the proportion of their peaks; those that have no
   * subnet in another zone carry none. Quotas are not applied: they are in `quotaShares`.
   *
   * @default - not known, because the range of a subnet in the other zones is not
   */
  readonly concurrencyWhenLost?: number;

  /**
   * Whether the other zones carry the peak of every function.
   *
   * @default - not known, because the range of a subnet in the other zones is not
   */
  readonly carriesPeakWhenLost?: boolean;
}

/** How much of a quota a plan uses. */
export interface QuotaShare {
  /** `ENIs per VPC`, `ENIs per zone`, `connections per ENI` or `account concurrency`. */
  readonly name: string;

  /** What the plan uses at its worst. */
  readonly used: number;

  /** The quota. */
  readonly limit: number;

  /** `used` divided by `limit`: 1 is all of it, more is too much. */
  readonly share: number;
}

/** What a plan's way out of the VPC costs before any traffic, in list prices. */
export interface NetworkCost {
  /** All interface endpoints in all zones, per hour. */
  readonly endpointsPerHour: number;

  /** All interface endpoints in all zones, per month of 730 hours. */
  readonly endpointsPerMonth: number;

  /** What passes through the endpoints, per gigabyte. */
  readonly endpointPerGigabyte: number;

  /** NAT gateways instead, one in each zone, per hour. */
  readonly natGatewayPerHour: number;

  /** NAT gateways instead, one in each zone, per month of 730 hours. */
  readonly natGatewayPerMonth: number;

  /** What passes through NAT gateways, per gigabyte. */
  readonly natGatewayPerGigabyte: number;

  /** The currency of all figures: `USD`. */
  readonly currency: string;

  /** Region and origin of the prices. */
  readonly source: string;

  /** When the prices were read. */
  readonly date: string;
}

/** Something about a plan that deserves a look. */
export interface PlanFinding {
  /**
   * What it is about.
   *
   * One of `tooFewAddresses`, `sizeNotKnown`, `oneZone`, `limitedZone`, `tooManySecurityGroupSets`,
   * `quotaNearLimit`, `accountConcurrency` and `burstTooFast`.
   */
  readonly id: string;

  /** The figure, what was expected, and what to write instead. */
  readonly message: string;

  /**
   * Name of the subnet in question.
   *
   * @default - the finding is not about one subnet
   */
  readonly subnet?: string;
}
