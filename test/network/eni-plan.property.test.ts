import * as fc from 'fast-check';
import { EniPlan } from '../../src/network/eni-plan';
import type { EniPlanProps, PlanFunction, PlanSubnet } from '../../src/network/eni-plan-props';

// the same few plans in every run of the tests; PROPERTY_RUNS asks for others, and more
const asked = process.env.PROPERTY_RUNS;
const RUNS = { numRuns: Number(asked ?? 200), ...asked === undefined && { seed: 20_261_121 } };
jest.setTimeout(60_000 + RUNS.numRuns * 100);

const PREFIXES = { min: 18, max: 28 };

/** Up to six subnets in up to three zones; `sized` leaves none without a range. */
function subnetLists(sized: boolean): fc.Arbitrary<PlanSubnet[]> {
  const prefix = fc.integer(PREFIXES);
  const subnet = fc.record({
    zone: fc.constantFrom('a', 'b', 'c'),
    prefix: sized ? prefix : fc.option(prefix, { freq: 5, nil: undefined }),
    usedAddresses: fc.integer({ min: 0, max: 6 }),
  });
  return fc.array(subnet, { minLength: 1, maxLength: 6 }).map((subnets) => subnets.map(({ zone, prefix: length, usedAddresses }, i) => ({
    name: `private-${i}`,
    availabilityZone: zone,
    cidr: length === undefined ? undefined : `10.${i}.0.0/${length}`,
    usedAddresses,
  })));
}

function functionLists(subnets: PlanSubnet[]): fc.Arbitrary<PlanFunction[]> {
  const fn = fc.record({
    peakConcurrency: fc.integer({ min: 1, max: 50_000 }),
    connectionsPerExecution: fc.integer({ min: 1, max: 40 }),
    securityGroups: fc.subarray(['web', 'db', 'cache'], { minLength: 1 }),
    subnets: fc.option(fc.subarray(subnets.map(({ name }) => name), { minLength: 1 }), { nil: undefined }),
  });
  return fc.array(fn, { minLength: 1, maxLength: 5 }).map((functions) => functions.map((each, i) => ({ ...each, name: `f${i}` })));
}

function plans(sized: boolean): fc.Arbitrary<EniPlanProps> {
  return subnetLists(sized).chain((subnets) => fc.record({
    subnets: fc.constant(subnets),
    functions: functionLists(subnets),
    interfaceEndpoints: fc.subarray(['lambda', 'sts', 'sqs']),
    headroom: fc.constantFrom(0, 0.25, 1 / 3),
  }));
}

function fits({ subnets }: EniPlan): boolean {
  return subnets.every(({ freeAddresses }) => freeAddresses! >= 0);
}

test('more concurrency never needs fewer addresses', () => {
  fc.assert(fc.property(plans(false), fc.nat(), fc.integer({ min: 1, max: 50_000 }), (props, which, more) => {
    const before = new EniPlan(props);
    const after = new EniPlan({
      ...props,
      functions: props.functions.map((fn, i) => (i === which % props.functions.length ? { ...fn, peakConcurrency: fn.peakConcurrency! + more } : fn)),
    });
    after.subnets.forEach((subnet, i) => {
      expect(subnet.enisAtPeak).toBeGreaterThanOrEqual(before.subnets[i].enisAtPeak);
      expect(subnet.enisWhenZoneLost).toBeGreaterThanOrEqual(before.subnets[i].enisWhenZoneLost);
      expect(subnet.smallestMask).toBeLessThanOrEqual(before.subnets[i].smallestMask);
    });
  }), RUNS);
});

test('what is needed grows from now over the peak to a lost zone', () => {
  fc.assert(fc.property(plans(false), (props) => {
    for (const { enisNow, enisAtPeak, enisWhenZoneLost } of new EniPlan(props).subnets) {
      expect(enisAtPeak).toBeGreaterThanOrEqual(enisNow);
      expect(enisWhenZoneLost).toBeGreaterThanOrEqual(enisAtPeak);
    }
  }), RUNS);
});

test('a plan is the same in whatever order its subnets are', () => {
  const shuffled = plans(false).chain((props) => fc.tuple(
    fc.constant(props),
    fc.shuffledSubarray(props.subnets, { minLength: props.subnets.length }),
  ));
  fc.assert(fc.property(shuffled, ([props, subnets]) => {
    expect(new EniPlan({ ...props, subnets })).toEqual(new EniPlan(props));
  }), RUNS);
});

test('the smallest mask fits, and a longer one does not', () => {
  fc.assert(fc.property(plans(false), (props) => {
    const { subnets } = new EniPlan(props);
    const withMasks = (shorter: number): EniPlan => new EniPlan({
      ...props,
      subnets: props.subnets.map((subnet) => {
        const { smallestMask } = subnets.find(({ name }) => name === subnet.name)!;
        return { ...subnet, cidr: `10.0.0.0/${Math.min(28, smallestMask + shorter)}` };
      }),
    });
    expect(fits(withMasks(0))).toBe(true);
    withMasks(1).subnets.forEach(({ freeAddresses }, i) => {
      expect(freeAddresses! < 0).toBe(subnets[i].smallestMask < 28);
    });
  }), RUNS);
});

test('a plan that fits carries its peak when a zone is lost, except for functions of that zone only', () => {
  fc.assert(fc.property(plans(true), (props) => {
    const plan = new EniPlan(props);
    const zones = (fn: PlanFunction): string[] => props.subnets
      .filter(({ name }) => fn.subnets?.includes(name) ?? true)
      .map(({ availabilityZone }) => availabilityZone);
    for (const { availabilityZone, carriesPeakWhenLost } of plan.zones) {
      const isLeft = props.functions.every((fn) => zones(fn).some((zone) => zone !== availabilityZone));
      if (!isLeft) { expect(carriesPeakWhenLost).toBe(false); }
      if (isLeft && fits(plan)) { expect(carriesPeakWhenLost).toBe(true); }
    }
  }), RUNS);
});

test('what is left when a zone is lost is as much as fits, and not one execution more', () => {
  const alone = subnetLists(true).map((subnets): EniPlanProps => ({
    subnets,
    functions: [{ name: 'f', peakConcurrency: 1, connectionsPerExecution: 10 }],
    headroom: 0,
    quotas: { connectionsPerEni: 100 },
  }));
  fc.assert(fc.property(alone, (props) => {
    for (const { availabilityZone, concurrencyWhenLost } of new EniPlan(props).zones) {
      const others = props.subnets.filter((subnet) => subnet.availabilityZone !== availabilityZone);
      const room = others.map(({ cidr, usedAddresses }) => 2 ** (32 - Number(cidr!.split('/')[1])) - 5 - usedAddresses!);
      // each takes an equal part, and 10 executions an address
      expect(concurrencyWhenLost).toBe(others.length === 0 ? 0 : Math.floor(others.length * Math.min(...room) * 10));
    }
  }), RUNS);
});

test('another zone, no smaller than the others, never leaves less when a zone is lost', () => {
  fc.assert(fc.property(plans(true), (props) => {
    const before = new EniPlan(props).zones;
    const after = new EniPlan({ ...props, subnets: [...props.subnets, { name: 'private-new', availabilityZone: 'new', cidr: `10.99.0.0/${PREFIXES.min - 1}` }] }).zones;
    for (const zone of before) {
      const { concurrencyWhenLost } = after.find(({ availabilityZone }) => availabilityZone === zone.availabilityZone)!;
      expect(concurrencyWhenLost).toBeGreaterThanOrEqual(zone.concurrencyWhenLost!);
    }
    const least = (zones: typeof before): number => Math.min(...zones.map(({ concurrencyWhenLost }) => concurrencyWhenLost!));
    expect(least(after)).toBeGreaterThanOrEqual(least(before));
  }), RUNS);
});

test('the table has at most 100 columns and every subnet', () => {
  fc.assert(fc.property(plans(false), (props) => {
    const lines = new EniPlan(props).toTable().split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    for (const { name } of props.subnets) { expect(lines.some((line) => line.startsWith(`${name} `))).toBe(true); }
  }), RUNS);
});
