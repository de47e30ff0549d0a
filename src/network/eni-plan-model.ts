import { Token } from 'aws-cdk-lib';
import { knownName, newName, positiveNumber, share, sizeOf, wholeNumber } from './eni-plan-checks';
import type { EniPlanProps, EniQuotas, NetworkPrices, PlanFunction, PlanSubnet } from './eni-plan-props';
import { misuse } from '../private/errors';

/** A subnet with every default filled in. */
export interface ModelSubnet {
  readonly name: string;
  readonly zone: string;
  readonly cidr?: string;
  /** Without the reserved ones; undefined if the range is not known. */
  readonly addresses?: number;
  readonly used: number;
  readonly endpoints: number;
}

/** A function with every default filled in. */
export interface ModelFunction {
  readonly name: string;
  readonly peak: number;
  /** Functions without a figure share what the account has. */
  readonly peakIsSaid: boolean;
  readonly perExecution: number;
  /** Identifies the set of security groups. */
  readonly set: string;
  readonly subnets: Set<ModelSubnet>;
  /** How many of the subnets are in each zone. */
  readonly inZone: Map<string, number>;
}

/** What was asked, checked and with every default filled in. */
export interface Model {
  /** By name. */
  readonly subnets: ModelSubnet[];
  /** Every zone once. */
  readonly zones: string[];
  readonly functions: ModelFunction[];
  readonly services: number;
  readonly otherEnis: number;
  readonly headroom: number;
  readonly quotas: Required<EniQuotas>;
  readonly prices: NetworkPrices;
}

const US_EAST_1: NetworkPrices = {
  endpointPerHour: 0.01,
  endpointPerGigabyte: 0.01,
  natGatewayPerHour: 0.045,
  natGatewayPerGigabyte: 0.045,
  source: 'list prices of us-east-1, https://aws.amazon.com/privatelink/pricing/ and https://aws.amazon.com/vpc/pricing/',
  date: '2026-05',
};

/** Checks what the user wrote and fills in the defaults. */
export function modelOf(props: EniPlanProps): Model {
  const quotas = quotasOf(props.quotas ?? {});
  const services = new Set(props.interfaceEndpoints ?? []).size;
  const subnets = subnetsOf(props.subnets, services, quotas.reservedAddresses);
  return {
    subnets,
    zones: [...new Set(subnets.map((subnet) => subnet.zone))],
    functions: functionsOf(props.functions, subnets, quotas.accountConcurrency),
    services,
    otherEnis: wholeNumber('otherEnis', props.otherEnis ?? 0, 0),
    headroom: share('headroom', props.headroom ?? 0.25, 10),
    quotas,
    prices: pricesOf(props.prices ?? US_EAST_1),
  };
}

function subnetsOf(given: PlanSubnet[], services: number, reserved: number): ModelSubnet[] {
  if (given.length === 0) {
    throw misuse({ problem: 'subnets is empty', expected: 'at least one subnet', fix: "write subnets: [{ name: 'private-1', availabilityZone: 'us-east-1a', cidr: '10.0.0.0/24' }, …]" });
  }
  const names = new Set<string>();
  given.forEach((subnet, i) => newName(`subnets[${i}].name`, subnet.name, names));
  const withEndpoints = new Set<string>();
  // by name, so that neither the order in which subnets are given nor their sizes move an endpoint
  return [...given].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, availabilityZone, cidr, usedAddresses }) => {
    const isFirst = !withEndpoints.has(availabilityZone);
    withEndpoints.add(availabilityZone);
    return {
      name,
      zone: availabilityZone,
      cidr: isKnown(cidr) ? cidr : undefined,
      addresses: isKnown(cidr) ? Math.max(0, sizeOf(`subnets.${name}.cidr`, cidr) - reserved) : undefined,
      used: wholeNumber(`subnets.${name}.usedAddresses`, usedAddresses ?? 0, 0),
      endpoints: isFirst ? services : 0,
    };
  });
}

function isKnown(cidr: string | undefined): cidr is string {
  return cidr !== undefined && !Token.isUnresolved(cidr);
}

function functionsOf(given: PlanFunction[], subnets: ModelSubnet[], accountConcurrency: number): ModelFunction[] {
  if (given.length === 0) {
    throw misuse({ problem: 'functions is empty', expected: 'at least one function', fix: "write functions: [{ name: 'orders', peakConcurrency: 100 }, …]" });
  }
  const names = new Set<string>();
  return given.map((fn, i) => {
    const at = `functions.${newName(`functions[${i}].name`, fn.name, names)}`;
    const own = fn.subnets === undefined ? subnets : chosen(`${at}.subnets`, fn.subnets, subnets);
    const inZone = new Map<string, number>();
    for (const { zone } of own) { inZone.set(zone, (inZone.get(zone) ?? 0) + 1); }
    return {
      name: fn.name,
      peak: wholeNumber(`${at}.peakConcurrency`, fn.peakConcurrency ?? accountConcurrency, 1),
      peakIsSaid: fn.peakConcurrency !== undefined,
      perExecution: wholeNumber(`${at}.connectionsPerExecution`, fn.connectionsPerExecution ?? 10, 1),
      set: setOf(`${at}.securityGroups`, fn.securityGroups ?? [fn.name]),
      subnets: new Set(own),
      inZone,
    };
  });
}

function chosen(prop: string, names: string[], subnets: ModelSubnet[]): ModelSubnet[] {
  requireSome(prop, names);
  return [...new Set(names)].map((name) => {
    const subnet = subnets.find((each) => each.name === name);
    if (subnet) { return subnet; }
    throw misuse({ problem: `${prop} names a subnet that the plan does not have`, got: name, expected: `one of ${subnets.map((each) => each.name).join(', ')}`, fix: 'add the subnet to subnets, or name one of these' });
  });
}

function setOf(prop: string, securityGroups: string[]): string {
  requireSome(prop, securityGroups);
  return JSON.stringify([...new Set(securityGroups)].sort());
}

function requireSome(prop: string, names: string[]): void {
  if (names.length > 0) { return; }
  throw misuse({ problem: `${prop} is empty`, expected: 'at least one name', fix: 'leave it out for the default' });
}

function quotasOf(given: EniQuotas): Required<EniQuotas> {
  const whole = (prop: keyof EniQuotas, byDefault: number, least = 1): number => wholeNumber(`quotas.${prop}`, given[prop] ?? byDefault, least);
  return {
    enisPerVpc: whole('enisPerVpc', 500),
    enisPerZone: whole('enisPerZone', 5_000),
    connectionsPerEni: whole('connectionsPerEni', 65_000),
    reservedAddresses: whole('reservedAddresses', 5, 0),
    environmentsPer10Seconds: whole('environmentsPer10Seconds', 1_000),
    accountConcurrency: whole('accountConcurrency', 1_000),
    eniRequestsPerSecond: positiveNumber('quotas.eniRequestsPerSecond', given.eniRequestsPerSecond ?? 5),
    alarmShare: positiveNumber('quotas.alarmShare', given.alarmShare ?? 0.8, 1),
  };
}

function pricesOf(prices: NetworkPrices): NetworkPrices {
  share('prices.endpointPerHour', prices.endpointPerHour);
  share('prices.endpointPerGigabyte', prices.endpointPerGigabyte);
  share('prices.natGatewayPerHour', prices.natGatewayPerHour);
  share('prices.natGatewayPerGigabyte', prices.natGatewayPerGigabyte);
  knownName('prices.source', prices.source);
  knownName('prices.date', prices.date);
  return prices;
}
