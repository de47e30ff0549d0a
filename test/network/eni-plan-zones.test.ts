import { busy, idle, plan, small } from './eni-plans';
import type { EniPlan } from '../../src/network/eni-plan';

const HUNDRED = { connectionsPerEni: 100 };

function left(of: EniPlan): unknown[] {
  return of.zones.map(({ concurrencyWhenLost, carriesPeakWhenLost }) => [concurrencyWhenLost, carriesPeakWhenLost]);
}

describe('when a zone is lost', () => {
  test.each([
    { peak: 1_100, carries: true },
    { peak: 1_101, carries: false },
  ])('11 addresses carry 1,100 executions of a connection each, at a peak of $peak', ({ peak, carries }) => {
    expect(plan({ functions: [busy(peak)], quotas: HUNDRED }).zones).toEqual([
      { availabilityZone: 'a', subnets: ['a'], concurrencyWhenLost: 1_100, carriesPeakWhenLost: carries },
      { availabilityZone: 'b', subnets: ['b'], concurrencyWhenLost: 1_100, carriesPeakWhenLost: carries },
    ]);
  });

  test('two other zones carry twice as many', () => {
    expect(left(plan({ subnets: small('a', 'b', 'c'), functions: [busy(2_200)], quotas: HUNDRED }))).toEqual([[2_200, true], [2_200, true], [2_200, true]]);
  });

  test('connections per execution divide them', () => {
    const functions = [{ name: 'busy', peakConcurrency: 157, connectionsPerExecution: 7 }];
    expect(left(plan({ functions, quotas: HUNDRED }))[0]).toEqual([157, true]);
    expect(left(plan({ functions: [{ ...functions[0], peakConcurrency: 158 }], quotas: HUNDRED }))[0]).toEqual([157, false]);
  });

  test('endpoints and others leave fewer', () => {
    const [a, b] = small('a', 'b');
    const of = plan({ subnets: [{ ...a, usedAddresses: 4 }, b], functions: [busy(500)], interfaceEndpoints: ['lambda', 'sts'], quotas: HUNDRED });
    expect(left(of)).toEqual([[900, true], [500, true]]);
  });

  test('the smallest subnet is the limit, since connections go evenly', () => {
    const subnets = [...small('a', 'b'), { name: 'c', availabilityZone: 'c', cidr: '10.1.0.0/16' }];
    expect(left(plan({ subnets, functions: [busy(1)], quotas: HUNDRED }))).toEqual([[2_200, true], [2_200, true], [2_200, true]]);
  });

  test('functions keep the proportion of their peaks', () => {
    // 1,067 of both are 800 and 266: 8 + 3 network interfaces; 1,068 are 801 and 267: 9 + 3, and there are 11
    expect(left(plan({ functions: [busy(300, 'three'), busy(100, 'one')], quotas: HUNDRED }))[0]).toEqual([1_066, true]);
  });

  test('a subnet without an address for each set carries none', () => {
    expect(left(plan({ functions: idle(11) }))[0]).toEqual([11 * 65_000, true]);
    expect(left(plan({ functions: idle(12) }))[0]).toEqual([0, false]);
  });

  test('headroom is growth, not load of today', () => {
    expect(left(plan({ functions: [busy(1_100)], headroom: 0.5, quotas: HUNDRED }))[0]).toEqual([1_100, true]);
  });

  test('the only zone leaves nothing, whether its size is known or not', () => {
    expect(left(plan({ subnets: small('a') }))).toEqual([[0, false]]);
    expect(left(plan({ subnets: [{ name: 'a', availabilityZone: 'a' }] }))).toEqual([[0, false]]);
  });

  test('a function of that zone only is lost, and the others are counted', () => {
    const of = plan({ functions: [busy(100, 'both'), { ...busy(100, 'first'), subnets: ['a'] }], quotas: HUNDRED });
    expect(left(of)).toEqual([[1_100, false], [1_000, true]]);
  });

  test('a subnet that no function uses does not matter, not even its size', () => {
    const subnets = [...small('a', 'b'), { name: 'c', availabilityZone: 'c' }];
    expect(left(plan({ subnets, functions: [{ ...busy(1), subnets: ['a', 'b'] }], quotas: HUNDRED }))).toEqual([[1_100, true], [1_100, true], [1_100 * 2, true]]);
  });

  test('nothing is said if the size of a subnet in the others is not known', () => {
    const subnets = [...small('a'), { name: 'b', availabilityZone: 'b' }];
    expect(left(plan({ subnets, functions: [busy(1)], quotas: HUNDRED }))).toEqual([[undefined, undefined], [1_100, true]]);
  });

  test('a function that is lost is said even so', () => {
    const subnets = [...small('a'), { name: 'b', availabilityZone: 'b' }];
    expect(left(plan({ subnets, functions: [busy(1), { ...busy(1, 'first'), subnets: ['a'] }] }))[0]).toEqual([undefined, false]);
  });

  test('subnets of one zone are lost together', () => {
    const subnets = [...small('a', 'b'), { name: 'a2', availabilityZone: 'a', cidr: '10.0.9.0/28' }];
    expect(plan({ subnets, quotas: HUNDRED }).zones).toMatchObject([
      { availabilityZone: 'a', subnets: ['a', 'a2'], concurrencyWhenLost: 1_100 },
      { availabilityZone: 'b', subnets: ['b'], concurrencyWhenLost: 2_200 },
    ]);
  });

  test('figures beyond what can be counted exactly end', () => {
    const functions = [busy(1, 'one'), busy(2 ** 40, 'most')];
    const [zone] = plan({ functions, quotas: { connectionsPerEni: 2 ** 50 } }).zones;
    expect(zone.carriesPeakWhenLost).toBe(true);
    expect(zone.concurrencyWhenLost).toBeGreaterThan(2 ** 51);
  });
});
