import { EniPlan } from '../../src/network/eni-plan';
import type { EniPlanProps, PlanFunction, PlanSubnet } from '../../src/network/eni-plan-props';
import type { PlanFinding } from '../../src/network/eni-plan-results';

/** One subnet of 11 usable addresses in each of these zones, called like the zone. */
export function small(...zones: string[]): PlanSubnet[] {
  return zones.map((zone, i) => ({ name: zone, availabilityZone: zone, cidr: `10.0.${i}.0/28` }));
}

/** Functions of one execution and one connection, each with a set of its own. */
export function idle(count: number): PlanFunction[] {
  return Array.from({ length: count }, (_, i) => ({ name: `f${i + 1}`, peakConcurrency: 1, connectionsPerExecution: 1 }));
}

/** A function with so many connections at the peak. */
export function busy(connections: number, name = 'busy'): PlanFunction {
  return { name, peakConcurrency: connections, connectionsPerExecution: 1 };
}

/** A plan without headroom and with room in the account, so that only what a test is about counts. */
export function plan(props: Partial<EniPlanProps>): EniPlan {
  return new EniPlan({
    subnets: small('a', 'b'),
    functions: idle(1),
    headroom: 0,
    ...props,
    quotas: { accountConcurrency: 1_000_000_000, ...props.quotas },
  });
}

export function finding(of: EniPlan, id: string): PlanFinding | undefined {
  const found = of.findings.filter((each) => each.id === id);
  if (found.length > 1) { throw new Error(`${found.length} findings ${id}`); }
  return found[0];
}

export function ids(of: EniPlan): string[] {
  return of.findings.map(({ id }) => id);
}
