/** A subnet that the functions of a plan use. */
export interface PlanSubnet {
  /** What the subnet is called in the plan and in its findings; one name, one subnet. */
  readonly name: string;

  /**
   * The zone: its name (`us-east-1a`) or its id (`use1-az1`), the same way for all subnets.
   * Only ids say which zone it really is: names differ from account to account.
   */
  readonly availabilityZone: string;

  /**
   * The subnet's IPv4 range, from /16 to /28.
   *
   * @default - not known, and neither is a token: addresses of this subnet are not checked, which is the finding `sizeNotKnown`
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
   */
  readonly cidr?: string;

  /**
   * Addresses that others use in this subnet: instances, load balancers, functions outside the plan.
   *
   * @default 0
   */
  readonly usedAddresses?: number;
}

/** A function of a plan. */
export interface PlanFunction {
  /** What the function is called in the plan and in its findings; one name, one function. */
  readonly name: string;

  /**
   * Executions at the same time when the function is busiest: requests a second × seconds that one takes.
   *
   * @default - all that `quotas.accountConcurrency` allows; functions without a figure share it, so
   * they do not count for its share
   */
  readonly peakConcurrency?: number;

  /**
   * Connections that one execution keeps open at the same time through the VPC.
   *
   * AWS publishes no figure. An execution serves one request at a time and mostly talks to a few
   * services over one or two connections each: the default is meant to be on the safe side.
   *
   * @default 10
   */
  readonly connectionsPerExecution?: number;

  /**
   * The security groups, by any name that tells them apart; their order does not matter.
   * Functions with the same groups share network interfaces.
   *
   * @default - a security group of its own, called like the function
   */
  readonly securityGroups?: string[];

  /**
   * The names of the function's subnets.
   *
   * @default - all subnets of the plan
   */
  readonly subnets?: string[];
}

/** What AWS allows, where it differs from the defaults; ask for more in Service Quotas, then write it here. */
export interface EniQuotas {
  /**
   * Network interfaces that Lambda and services like Amazon EFS keep in one VPC.
   *
   * @default 500
   * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  readonly enisPerVpc?: number;

  /**
   * Network interfaces per region, which AWS enforces for each zone.
   *
   * @default 5000
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
   */
  readonly enisPerZone?: number;

  /**
   * Connections that one network interface of Lambda carries, before Lambda adds another.
   *
   * @default 65000
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
   */
  readonly connectionsPerEni?: number;

  /**
   * Addresses that AWS keeps for itself in each subnet.
   *
   * @default 5
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
   */
  readonly reservedAddresses?: number;

  /**
   * Execution environments that Lambda adds to one function in 10 seconds.
   *
   * @default 1000
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
   */
  readonly environmentsPer10Seconds?: number;

  /**
   * Executions at the same time of all functions of the account in the region; new accounts have less.
   *
   * @default 1000
   * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  readonly accountConcurrency?: number;

  /**
   * Requests to create a network interface that EC2 takes from the account, per second and for long.
   *
   * 5 a second (after 100 at once) is EC2's rate for `CreateNetworkInterface`. That it holds for the
   * requests that Lambda sends itself is not verified.
   *
   * @default 5
   * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
   */
  readonly eniRequestsPerSecond?: number;

  /**
   * The share of a quota, over 0 and up to 1, from which on there is the finding `quotaNearLimit`.
   *
   * @default 0.8
   */
  readonly alarmShare?: number;
}

/** Prices in USD. */
export interface NetworkPrices {
  /** Of an interface endpoint, in USD per hour and zone. */
  readonly endpointPerHour: number;

  /** Of what passes through interface endpoints, in USD per gigabyte. */
  readonly endpointPerGigabyte: number;

  /** Of a NAT gateway, in USD per hour. */
  readonly natGatewayPerHour: number;

  /** Of what passes through NAT gateways, in USD per gigabyte. */
  readonly natGatewayPerGigabyte: number;

  /** Region and origin of the prices; stands under the cost. */
  readonly source: string;

  /** When they were read, such as `2026-05`; stands under the cost. */
  readonly date: string;
}

/** Properties of `EniPlan`. */
export interface EniPlanProps {
  /** The subnets, at least one; their order does not matter. */
  readonly subnets: PlanSubnet[];

  /** The functions in these subnets, at least one. */
  readonly functions: PlanFunction[];

  /**
   * The services that the VPC has an interface endpoint for, such as `lambda` and `sts`.
   * Each takes one address in one subnet of each zone: the zone's first subnet by name.
   *
   * @default - none
   */
  readonly interfaceEndpoints?: string[];

  /**
   * Network interfaces in the VPC that are neither of these functions nor of these endpoints.
   *
   * They count for the VPC and for each zone.
   *
   * @default 0
   */
  readonly otherEnis?: number;

  /**
   * Growth to provide for, as a share of today's connections: 0.25 is a quarter more.
   *
   * @default 0.25
   */
  readonly headroom?: number;

  /**
   * Quotas that differ from AWS's defaults.
   *
   * @default - AWS's defaults
   */
  readonly quotas?: EniQuotas;

  /**
   * Prices for the cost.
   *
   * @default - list prices of us-east-1 of May 2026: an endpoint 0.01 an hour and zone (not verified
   * on AWS's own page) and 0.01 per gigabyte, a NAT gateway 0.045 an hour and 0.045 per gigabyte
   * @see https://aws.amazon.com/privatelink/pricing/
   * @see https://aws.amazon.com/vpc/pricing/
   */
  readonly prices?: NetworkPrices;
}
