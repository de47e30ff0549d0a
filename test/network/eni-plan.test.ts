import { busy, idle, ids, plan, small } from './eni-plans';
import { EniPlan } from '../../src/network/eni-plan';

function each(of: EniPlan, figure: 'enisNow' | 'enisAtPeak' | 'enisWhenZoneLost' | 'endpointEnis' | 'freeAddresses' | 'smallestMask'): unknown[] {
  return of.subnets.map((subnet) => subnet[figure]);
}

describe('network interfaces of Lambda', () => {
  test.each([
    { connections: 130_000, peak: 1, lost: 2 },
    { connections: 130_001, peak: 2, lost: 3 },
  ])('$connections connections over two zones need $peak in each subnet, $lost when a zone is lost', ({ connections, peak, lost }) => {
    const of = plan({ functions: [busy(connections)] });
    expect(each(of, 'enisNow')).toEqual([1, 1]);
    expect(each(of, 'enisAtPeak')).toEqual([peak, peak]);
    expect(each(of, 'enisWhenZoneLost')).toEqual([lost, lost]);
  });

  test('a third zone takes over a third and leaves half to each other when one is lost', () => {
    const of = plan({ subnets: small('a', 'b', 'c'), functions: [busy(390_000)] });
    expect(each(of, 'enisAtPeak')).toEqual([2, 2, 2]);
    expect(each(of, 'enisWhenZoneLost')).toEqual([3, 3, 3]);
  });

  test('in the only zone there is nothing to take over', () => {
    const of = plan({ subnets: small('a'), functions: [busy(65_001)] });
    expect(each(of, 'enisAtPeak')).toEqual([2]);
    expect(each(of, 'enisWhenZoneLost')).toEqual([2]);
  });

  test('two subnets of one zone are lost together', () => {
    const subnets = [...small('a', 'b'), { name: 'b2', availabilityZone: 'b', cidr: '10.0.9.0/28' }];
    const of = plan({ subnets, functions: [busy(195_000)] });
    expect(each(of, 'enisAtPeak')).toEqual([1, 1, 1]);
    expect(each(of, 'enisWhenZoneLost')).toEqual([3, 2, 2]);
  });

  test('functions with the same security groups share them, in whatever order the groups are', () => {
    const of = plan({
      functions: [
        { ...busy(40_000, 'one'), securityGroups: ['db', 'web'] },
        { ...busy(90_000, 'two'), securityGroups: ['web', 'db', 'web'] },
      ],
    });
    expect(each(of, 'enisNow')).toEqual([1, 1]);
    expect(each(of, 'enisAtPeak')).toEqual([1, 1]);
    expect(each(of, 'enisWhenZoneLost')).toEqual([2, 2]);
  });

  test('functions without named security groups have one each, and share nothing', () => {
    const of = plan({ functions: [busy(40_000, 'one'), busy(90_000, 'two')] });
    expect(each(of, 'enisNow')).toEqual([2, 2]);
    expect(each(of, 'enisWhenZoneLost')).toEqual([3, 3]);
  });

  test('security groups whose names run together are not one', () => {
    const of = plan({ functions: [{ ...busy(1, 'one'), securityGroups: ['a,b'] }, { ...busy(1, 'two'), securityGroups: ['a', 'b'] }] });
    expect(each(of, 'enisNow')).toEqual([2, 2]);
  });

  test('a function needs none in subnets that it does not use', () => {
    const of = plan({ subnets: small('a', 'b', 'c'), functions: [busy(1, 'all'), { ...busy(130_001, 'some'), subnets: ['c', 'a', 'c'] }] });
    expect(each(of, 'enisNow')).toEqual([2, 1, 2]);
    expect(each(of, 'enisAtPeak')).toEqual([3, 1, 3]);
    // zone a or c lost: all of it in the other
    expect(each(of, 'enisWhenZoneLost')).toEqual([4, 1, 4]);
  });

  test('a connection that does not divide evenly may be in any subnet', () => {
    const of = plan({ functions: [{ ...busy(3), securityGroups: ['s'] }, { ...busy(3, 'two'), securityGroups: ['s'] }], quotas: { connectionsPerEni: 3 } });
    expect(each(of, 'enisAtPeak')).toEqual([2, 2]);
  });

  test.each([
    { peakConcurrency: 5_200, lost: 1 },
    { peakConcurrency: 5_201, lost: 2 },
  ])('by default an execution has ten connections, and a quarter more is provided for: $peakConcurrency', ({ peakConcurrency, lost }) => {
    const of = new EniPlan({ subnets: small('a', 'b'), functions: [{ name: 'orders', peakConcurrency }] });
    expect(each(of, 'enisWhenZoneLost')).toEqual([lost, lost]);
  });

  test('headroom in binary fractions does not cost a connection', () => {
    expect(each(plan({ subnets: small('a'), functions: [busy(100)], headroom: 0.1, quotas: { connectionsPerEni: 110 } }), 'enisAtPeak')).toEqual([1]);
    expect(each(plan({ subnets: small('a'), functions: [busy(101)], headroom: 0.1, quotas: { connectionsPerEni: 110 } }), 'enisAtPeak')).toEqual([2]);
  });
});

describe('addresses', () => {
  test('a subnet of /28 has 11, which nine sets and two endpoints fill', () => {
    const of = plan({ functions: idle(9), interfaceEndpoints: ['lambda', 'sts'] });
    expect(of.subnets[0]).toEqual({
      name: 'a',
      availabilityZone: 'a',
      cidr: '10.0.0.0/28',
      addresses: 11,
      usedAddresses: 0,
      endpointEnis: 2,
      enisNow: 9,
      enisAtPeak: 9,
      enisWhenZoneLost: 9,
      freeAddresses: 0,
      smallestMask: 28,
    });
    expect(of.smallestMask).toBe(28);
    expect(ids(of)).not.toContain('tooFewAddresses');
  });

  test('one set more does not fit, and the next size does', () => {
    const of = plan({ functions: idle(10), interfaceEndpoints: ['lambda', 'sts'] });
    expect(each(of, 'freeAddresses')).toEqual([-1, -1]);
    expect(each(of, 'smallestMask')).toEqual([27, 27]);
  });

  test('an endpoint is in one subnet of a zone, the first by name, and once however often it is named', () => {
    const subnets = [{ name: 'z', availabilityZone: 'one' }, { name: 'y', availabilityZone: 'one' }, { name: 'x', availabilityZone: 'two' }];
    const of = plan({ subnets, interfaceEndpoints: ['lambda', 'sts', 'lambda'] });
    expect(of.subnets.map(({ name, endpointEnis }) => [name, endpointEnis])).toEqual([['x', 2], ['y', 2], ['z', 0]]);
  });

  test('those of others are taken', () => {
    const [a, b] = small('a', 'b');
    const of = plan({ subnets: [{ ...a, usedAddresses: 10 }, { ...b, usedAddresses: 11 }] });
    expect(each(of, 'freeAddresses')).toEqual([0, -1]);
    expect(each(of, 'smallestMask')).toEqual([28, 27]);
    expect(of.smallestMask).toBe(27);
  });

  test('AWS may reserve another number', () => {
    expect(plan({ quotas: { reservedAddresses: 0 } }).subnets[0].addresses).toBe(16);
    expect(plan({ quotas: { reservedAddresses: 17 } }).subnets[0].addresses).toBe(0);
  });

  test.each([
    { cidr: '10.0.0.0/16', addresses: 65_531 },
    { cidr: '172.16.255.240/28', addresses: 11 },
    { cidr: '255.255.0.0/17', addresses: 32_763 },
  ])('$cidr has $addresses', ({ cidr, addresses }) => {
    expect(plan({ subnets: [{ name: 'a', availabilityZone: 'a', cidr }] }).subnets[0].addresses).toBe(addresses);
  });

  test('are not known without a range', () => {
    const [subnet] = plan({ subnets: [{ name: 'a', availabilityZone: 'a' }] }).subnets;
    expect(subnet).toMatchObject({ name: 'a', enisNow: 1, smallestMask: 28 });
    expect(subnet.addresses).toBeUndefined();
    expect(subnet.freeAddresses).toBeUndefined();
  });

  test.each([
    { used: 65_530, mask: 16 },
    { used: 65_531, mask: 15 },
  ])('a mask below 16 says that no subnet would do: $used used', ({ used, mask }) => {
    expect(plan({ subnets: [{ name: 'a', availabilityZone: 'a', usedAddresses: used }] }).smallestMask).toBe(mask);
  });

  test('the order of subnets does not matter', () => {
    const subnets = [...small('a', 'b', 'c'), { name: 'a2', availabilityZone: 'a', cidr: '10.0.9.0/28' }];
    const props = { functions: idle(10), interfaceEndpoints: ['lambda'] };
    expect(plan({ ...props, subnets: [...subnets].reverse() })).toEqual(plan({ ...props, subnets }));
  });
});

describe('quotas', () => {
  test('count network interfaces at their worst, with endpoints and those of others', () => {
    // in each subnet 1 at the peak and 2 when the other zone is lost, whose own stays
    const of = plan({ functions: [busy(130_000)], interfaceEndpoints: ['lambda'], otherEnis: 5, quotas: { accountConcurrency: 260_000 } });
    expect(of.quotaShares).toEqual([
      { name: 'ENIs per VPC', used: 2 + 1 + 2 + 5, limit: 500, share: 0.02 },
      { name: 'ENIs per zone', used: 2 + 1 + 5, limit: 5_000, share: 0.0016 },
      { name: 'connections per ENI', used: 65_000, limit: 65_000, share: 1 },
      { name: 'account concurrency', used: 130_000, limit: 260_000, share: 0.5 },
    ]);
  });

  test('the worst zone counts', () => {
    const subnets = [...small('a', 'b'), { name: 'b2', availabilityZone: 'b', cidr: '10.0.9.0/28' }];
    expect(plan({ subnets }).quotaShares[1].used).toBe(2);
  });

  test('connections over the limit are spread over more network interfaces', () => {
    expect(plan({ subnets: small('a'), functions: [busy(65_001)] }).quotaShares[2].used).toBe(32_501);
  });
});

describe('the cost', () => {
  test('has each endpoint in each zone, and a NAT gateway in each zone instead', () => {
    const subnets = [...small('a', 'b', 'c'), { name: 'c2', availabilityZone: 'c' }];
    expect(plan({ subnets, interfaceEndpoints: ['lambda', 'sts'] }).cost).toEqual({
      endpointsPerHour: 0.06,
      endpointsPerMonth: 43.8,
      endpointPerGigabyte: 0.01,
      natGatewayPerHour: 0.135,
      natGatewayPerMonth: 98.55,
      natGatewayPerGigabyte: 0.045,
      currency: 'USD',
      source: 'list prices of us-east-1, https://aws.amazon.com/privatelink/pricing/ and https://aws.amazon.com/vpc/pricing/',
      date: '2026-05',
    });
  });

  test('takes other prices', () => {
    const prices = { endpointPerHour: 0.011, endpointPerGigabyte: 0.02, natGatewayPerHour: 0, natGatewayPerGigabyte: 0.05, source: 'our contract', date: '2026-07' };
    expect(plan({ interfaceEndpoints: ['lambda'], prices }).cost).toEqual({
      endpointsPerHour: 0.022,
      endpointsPerMonth: 16.06,
      endpointPerGigabyte: 0.02,
      natGatewayPerHour: 0,
      natGatewayPerMonth: 0,
      natGatewayPerGigabyte: 0.05,
      currency: 'USD',
      source: 'our contract',
      date: '2026-07',
    });
  });
});

describe('functions without a figure', () => {
  const subnets = [{ name: 'a', availabilityZone: 'z1', cidr: '10.0.0.0/24' }, { name: 'b', availabilityZone: 'z2', cidr: '10.0.1.0/24' }];

  test('may each use all that the account has, which they share', () => {
    const large = new EniPlan({ subnets, functions: [{ name: 'f', connectionsPerExecution: 130 }, { name: 'g' }], headroom: 0 });
    // 1,000 executions × 130 connections = 130,000 over two subnets: one interface each, two when a zone is lost; g has one
    expect(large.subnets.map(({ enisAtPeak, enisWhenZoneLost }) => [enisAtPeak, enisWhenZoneLost])).toEqual([[2, 3], [2, 3]]);
    expect([large.quotaShares.find(({ name }) => name === 'account concurrency')!.used, large.findings]).toEqual([0, []]);
  });

  test('use a quota that was raised', () => {
    const large = new EniPlan({ subnets, functions: [{ name: 'f', connectionsPerExecution: 130 }], headroom: 0, quotas: { accountConcurrency: 2_000 } });
    expect(large.subnets.map(({ enisAtPeak }) => enisAtPeak)).toEqual([2, 2]);
  });
});
