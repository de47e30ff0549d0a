import type { Model, ModelFunction, ModelSubnet } from './eni-plan-model';

/** How many connections a function has in all its subnets together. */
export type Connections = (fn: ModelFunction) => number;

/** The most network interfaces of Lambda in some subnets, and the lost zone that makes them so many. */
export interface Worst {
  readonly enis: number;
  /** Undefined if no lost zone makes more of them than the peak itself. */
  readonly lost?: string;
}

/** Connections at the peak, with the headroom. */
export function atPeak({ headroom }: Model): Connections {
  // 100 × 1.1 is a little more than 110 in binary, which would cost a connection: twelve digits take that off
  return ({ peak, perExecution }) => Math.ceil(Number((peak * perExecution * (1 + headroom)).toPrecision(12)));
}

/**
 * Connections of each set of security groups in a subnet, while a zone is lost or none is.
 *
 * A function's connections go evenly to its subnets that are left. How Lambda really spreads them
 * is not verified.
 */
export function connectionsIn(model: Model, subnet: ModelSubnet, connections: Connections, lost?: string): Map<string, number> {
  const bySet = new Map<string, number>();
  for (const fn of model.functions.filter(({ subnets }) => subnets.has(subnet))) {
    // connections are whole: the subnet may have the one that is over
    const part = Math.ceil(connections(fn) / subnetsLeft(fn, lost));
    bySet.set(fn.set, (bySet.get(fn.set) ?? 0) + part);
  }
  return bySet;
}

/** Network interfaces of Lambda in a subnet: at least one for each set of security groups. */
export function enisIn(model: Model, subnet: ModelSubnet, connections: Connections, lost?: string): number {
  return sum([...connectionsIn(model, subnet, connections, lost).values()]
    .map((load) => Math.max(1, Math.ceil(load / model.quotas.connectionsPerEni))));
}

/** The most network interfaces of Lambda in these subnets at the peak, whichever zone is lost; those in the lost zone stay. */
export function worst(model: Model, subnets: ModelSubnet[]): Worst {
  const enis = (lost?: string): number => sum(subnets.map((subnet) => enisIn(model, subnet, atPeak(model), subnet.zone === lost ? undefined : lost)));
  return model.zones.reduce<Worst>((most, lost) => {
    const whenLost = enis(lost);
    return whenLost > most.enis ? { enis: whenLost, lost } : most;
  }, { enis: enis() });
}

/** How many subnets a function has left when a zone is lost. */
export function subnetsLeft(fn: ModelFunction, lost?: string): number {
  return fn.subnets.size - (lost === undefined ? 0 : fn.inZone.get(lost) ?? 0);
}

export function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
