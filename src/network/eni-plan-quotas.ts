import { atPeak, connectionsIn, sum, worst } from './eni-plan-load';
import type { Model, ModelSubnet } from './eni-plan-model';
import type { EniQuotas } from './eni-plan-props';
import type { NetworkCost, QuotaShare } from './eni-plan-results';

/** A month is a twelfth of 8,760 hours. */
const HOURS_PER_MONTH = 730;

/** A share of a quota, and how to get a larger quota. */
export interface NamedQuota {
  readonly share: QuotaShare;
  /** The quota among `EniPlanProps.quotas`. */
  readonly prop: keyof EniQuotas;
  /** What to do instead of asking for more; undefined if reaching the quota is nothing to mention. */
  readonly relief?: string;
}

/** What the plan uses of each quota. */
export function quotaShares(model: Model): NamedQuota[] {
  const { quotas, subnets, zones, otherEnis } = model;
  const enis = (some: ModelSubnet[]): number => worst(model, some).enis + sum(some.map(({ endpoints }) => endpoints)) + otherEnis;
  return [
    named('enisPerVpc', 'ENIs per VPC', enis(subnets), 'use fewer sets of security groups or fewer subnets'),
    named('enisPerZone', 'ENIs per zone', Math.max(...zones.map((zone) => enis(subnets.filter((subnet) => subnet.zone === zone)))), 'use more zones or fewer sets of security groups'),
    // at the limit Lambda adds a network interface, which the addresses and the quotas above count
    named('connectionsPerEni', 'connections per ENI', busiestEni(model)),
    named('accountConcurrency', 'account concurrency', sum(model.functions.map(({ peak, peakIsSaid }) => peakIsSaid ? peak : 0)), 'lower peakConcurrency'),
  ];

  function named(prop: keyof EniQuotas, name: string, used: number, relief?: string): NamedQuota {
    return { prop, relief, share: { name, used, limit: quotas[prop], share: used / quotas[prop] } };
  }
}

/** Prices times zones, without the noise of binary fractions. */
export function networkCost({ prices, services, zones }: Model): NetworkCost {
  const { natGatewayPerGigabyte, endpointPerGigabyte, source, date } = prices;
  const endpointsPerHour = rounded(services * zones.length * prices.endpointPerHour);
  const natGatewayPerHour = rounded(zones.length * prices.natGatewayPerHour);
  return {
    endpointsPerHour,
    endpointsPerMonth: rounded(endpointsPerHour * HOURS_PER_MONTH),
    endpointPerGigabyte,
    natGatewayPerHour,
    natGatewayPerMonth: rounded(natGatewayPerHour * HOURS_PER_MONTH),
    natGatewayPerGigabyte,
    currency: 'USD',
    source,
    date,
  };
}

function busiestEni(model: Model): number {
  const loads = model.subnets.flatMap((subnet) => [...connectionsIn(model, subnet, atPeak(model)).values()]);
  return Math.max(...loads.map((load) => Math.ceil(load / Math.ceil(load / model.quotas.connectionsPerEni))));
}

function rounded(price: number): number {
  return Number(price.toPrecision(12));
}
