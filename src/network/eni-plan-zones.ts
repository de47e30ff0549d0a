import { enisIn, subnetsLeft, sum } from './eni-plan-load';
import type { Model, ModelFunction, ModelSubnet } from './eni-plan-model';
import type { ZonePlan } from './eni-plan-results';

/** So that two of them still add up exactly. */
const LARGEST = 2 ** 52 - 2;

/** What is left of the plan when each zone is lost. */
export function zonePlans(model: Model): ZonePlan[] {
  return model.zones.map((zone) => ({
    availabilityZone: zone,
    subnets: model.subnets.filter((subnet) => subnet.zone === zone).map(({ name }) => name),
    ...whenLost(model, zone),
  }));
}

function whenLost(model: Model, zone: string): Pick<ZonePlan, 'concurrencyWhenLost' | 'carriesPeakWhenLost'> {
  const left = model.functions.filter((fn) => subnetsLeft(fn, zone) > 0);
  const subnets = model.subnets.filter((subnet) => subnet.zone !== zone && left.some((fn) => fn.subnets.has(subnet)));
  const allLeft = left.length === model.functions.length;
  if (subnets.some(({ addresses }) => addresses === undefined)) {
    return { carriesPeakWhenLost: allLeft ? undefined : false };
  }
  const peak = sum(model.functions.map((fn) => fn.peak));
  const total = largest(mostEver(model, subnets), (executions) => fits(model, subnets, zone, part(executions, peak)));
  return {
    concurrencyWhenLost: sum(left.map(part(total, peak))),
    carriesPeakWhenLost: allLeft && total >= peak,
  };
}

/** A function's part of so many executions of the whole plan. */
function part(executions: number, peak: number): (fn: ModelFunction) => number {
  return (fn) => Math.floor(executions * fn.peak / peak);
}

function fits(model: Model, subnets: ModelSubnet[], lost: string, executions: (fn: ModelFunction) => number): boolean {
  return subnets.every((subnet) => enisIn(model, subnet, (fn) => executions(fn) * fn.perExecution, lost) <= room(subnet));
}

/** Addresses for Lambda in a subnet whose range is known. */
function room({ addresses, used, endpoints }: ModelSubnet): number {
  return addresses! - used - endpoints;
}

/** More executions than these have more connections than all addresses carry, however they are spread. */
function mostEver(model: Model, subnets: ModelSubnet[]): number {
  const addresses = sum(subnets.map((subnet) => Math.max(0, room(subnet))));
  const peaks = model.functions.map((fn) => fn.peak);
  const most = (addresses * model.quotas.connectionsPerEni + model.functions.length) * Math.ceil(sum(peaks) / Math.min(...peaks));
  return Math.min(most, LARGEST);
}

/** The largest whole number up to `most` that passes, of a check that fails from some number on; 0 if none does. */
function largest(most: number, passes: (number: number) => boolean): number {
  let [good, bad] = [0, most + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (passes(middle)) { good = middle; } else { bad = middle; }
  }
  return good;
}
