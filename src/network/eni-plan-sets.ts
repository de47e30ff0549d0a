import { atPeak, enisIn, sum } from './eni-plan-load';
import type { Model, ModelFunction } from './eni-plan-model';
import type { PlanFinding } from './eni-plan-results';
import { count, figure, list } from './eni-plan-text';

/** A choice of this library, not a limit of AWS: with one more, and five endpoints, a subnet of /28 is full without any load. */
const FEW_SETS = 5;

/**
 * Sets of security groups that cost network interfaces without carrying more.
 *
 * Functions of the same subnets are compared with themselves in one set: more than five sets, and
 * more network interfaces without load than one set would need at the peak, is too many.
 */
export function tooManySecurityGroupSets(model: Model): PlanFinding[] {
  return sameSubnets(model).flatMap((functions) => {
    const sets = new Set(functions.map((fn) => fn.set)).size;
    const subnets = [...functions[0].subnets];
    const shared = { ...model, functions: functions.map((fn) => ({ ...fn, set: 'shared' })) };
    const needed = sum(subnets.map((subnet) => enisIn(shared, subnet, atPeak(model))));
    const kept = sets * subnets.length;
    if (sets <= FEW_SETS || kept <= needed) { return []; }
    return [{
      id: 'tooManySecurityGroupSets',
      message: `${figure(sets)} sets of security groups in ${list(subnets.map(({ name }) => name), 'subnet')} keep ${count(kept, 'network interface')} without load, where one set would need ${figure(needed)} at the peak; expected ${FEW_SETS} sets at most; give functions that may reach the same the same securityGroups`,
    }];
  });
}

/** Network interfaces that have to be created in a second of a burst, in sets whose network interfaces do not carry the peak. */
export function burstTooFast(model: Model): PlanFinding[] {
  const { environmentsPer10Seconds, connectionsPerEni, eniRequestsPerSecond } = model.quotas;
  const growing = model.functions.filter((fn) => grows(model, fn.set));
  const connections = sum(growing.map((fn) => Math.min(environmentsPer10Seconds, fn.peak) / 10 * fn.perExecution));
  const wanted = connections / connectionsPerEni;
  if (wanted <= eniRequestsPerSecond) { return []; }
  return [{
    id: 'burstTooFast',
    message: `a burst opens ${figure(Math.ceil(connections))} connections a second, which is ${figure(Math.ceil(wanted * 10) / 10)} new network interfaces a second, and EC2 takes ${count(eniRequestsPerSecond, 'request')} for them a second; expected ${figure(eniRequestsPerSecond)} at most; lower connectionsPerExecution by reusing connections, or ask AWS for a higher rate and pass quotas: { eniRequestsPerSecond: … }`,
  }];
}

/** Whether a set has more network interfaces at the peak than without load, in any subnet. */
function grows(model: Model, set: string): boolean {
  const alone = { ...model, functions: model.functions.filter((fn) => fn.set === set) };
  return model.subnets.some((subnet) => enisIn(alone, subnet, atPeak(model)) > 1);
}

function sameSubnets({ functions }: Model): ModelFunction[][] {
  const groups = new Map<string, ModelFunction[]>();
  for (const fn of functions) {
    const key = JSON.stringify([...fn.subnets].map(({ name }) => name).sort());
    groups.set(key, [...groups.get(key) ?? [], fn]);
  }
  return [...groups.values()];
}
