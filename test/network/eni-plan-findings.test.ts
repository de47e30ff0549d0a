import { Lazy, Token } from 'aws-cdk-lib';
import { busy, finding, idle, ids, plan, small } from './eni-plans';
import { EniPlan } from '../../src/network/eni-plan';
import type { EniPlanProps } from '../../src/network/eni-plan-props';

test('a good plan has none', () => {
  const subnets = ['a', 'b'].map((zone, i) => ({ name: zone, availabilityZone: zone, cidr: `10.0.${i}.0/24` }));
  expect(new EniPlan({ subnets, functions: [{ name: 'orders', peakConcurrency: 500 }], interfaceEndpoints: ['lambda', 'sts'] }).findings).toEqual([]);
});

describe('tooFewAddresses', () => {
  const message = (props: Partial<EniPlanProps>): string | undefined => finding(plan(props), 'tooFewAddresses')?.message;

  test('says what is needed for what, and what to pass instead', () => {
    const [a, b] = small('a', 'b');
    const subnets = [a, { ...b, cidr: '10.1.0.0/24' }];
    expect(finding(plan({ subnets, functions: [busy(780_000)], interfaceEndpoints: ['lambda', 'sts'] }), 'tooFewAddresses')).toEqual({
      id: 'tooFewAddresses',
      subnet: 'a',
      message: 'subnet a (10.0.0.0/28) has 11 usable addresses and needs 14 (12 for Lambda when zone b is lost, 2 endpoints); expected /27 or larger; pass a subnet of /27',
    });
  });

  test('fewer sets help where there are several', () => {
    expect(message({ subnets: small('a'), functions: idle(12) })).toBe(
      'subnet a (10.0.0.0/28) has 11 usable addresses and needs 12 (12 for Lambda at the peak); expected /27 or larger; pass a subnet of /27, or fewer sets of security groups',
    );
  });

  test('names the addresses of others', () => {
    const [a, b] = small('a', 'b');
    expect(message({ subnets: [{ ...a, usedAddresses: 1_000 }, b], interfaceEndpoints: ['lambda'] })).toContain(
      'needs 1,002 (1 for Lambda at the peak, 1 endpoint, 1,000 used by others); expected /22 or larger; pass a subnet of /22',
    );
  });

  test('asks for more subnets where none is large enough', () => {
    expect(message({ subnets: small('a'), functions: [busy(65_000 * 65_532)] })).toBe(
      'subnet a (10.0.0.0/28) has 11 usable addresses and needs 65,532 (65,532 for Lambda at the peak); expected less, since no subnet is larger than /16; pass more subnets',
    );
  });

  test('is one for each such subnet', () => {
    expect(plan({ functions: idle(12) }).findings.filter(({ id }) => id === 'tooFewAddresses').map(({ subnet }) => subnet)).toEqual(['a', 'b']);
  });

  test('is none when a subnet is exactly full', () => {
    expect(ids(plan({ functions: idle(11) }))).not.toContain('tooFewAddresses');
  });
});

describe('sizeNotKnown', () => {
  test('names the subnet', () => {
    const of = plan({ subnets: [{ name: 'private-1', availabilityZone: 'a' }, ...small('b')], functions: idle(60) });
    expect(finding(of, 'sizeNotKnown')).toEqual({
      id: 'sizeNotKnown',
      subnet: 'private-1',
      message: 'the size of subnet private-1 is not known, so addresses are not checked; expected an IPv4 range that is known at synthesis; pass the real ranges: cidr of a PlanSubnet, isolatedSubnetIpv4CidrBlocks of ec2.Vpc.fromVpcAttributes',
    });
    expect(finding(of, 'tooFewAddresses')?.subnet).toBe('b');
  });

  test('is one for all such subnets; a token is not known', () => {
    const token = Lazy.string({ produce: () => '10.0.0.0/24' });
    const of = plan({ subnets: [{ name: 'one', availabilityZone: 'a', cidr: token }, { name: 'two', availabilityZone: 'b' }] });
    expect(finding(of, 'sizeNotKnown')).toMatchObject({ message: expect.stringMatching(/^the size of subnets one, two is not known/) });
    expect(finding(of, 'sizeNotKnown')).not.toHaveProperty('subnet');
    expect(of.subnets[0].cidr).toBeUndefined();
  });

  test('is none when all are known', () => {
    expect(ids(plan({}))).not.toContain('sizeNotKnown');
  });
});

describe('oneZone', () => {
  test('names the function', () => {
    expect(finding(plan({ subnets: small('a') }), 'oneZone')).toEqual({
      id: 'oneZone',
      message: 'function f1 has subnets in zone a only and stops when it is lost; expected subnets in two zones or more; pass subnets of other zones too',
    });
  });

  test('is for functions, not for the plan, and several subnets of a zone are one zone', () => {
    const subnets = [...small('a', 'b'), { name: 'a2', availabilityZone: 'a', cidr: '10.0.9.0/28' }];
    const functions = [busy(1, 'good'), { ...busy(1, 'bad'), subnets: ['a', 'a2'] }, { ...busy(1, 'worse'), subnets: ['a'] }];
    expect(finding(plan({ subnets, functions }), 'oneZone')?.message).toMatch(/^functions bad, worse have subnets in zone a only and stop when it is lost;/);
  });

  test('is none with two zones', () => {
    expect(ids(plan({}))).not.toContain('oneZone');
  });

  test('a zone that is a token has the name of its first subnet', () => {
    const zone = Token.asString({ Ref: 'Zone' });
    expect(finding(plan({ subnets: [{ name: 'private-1', availabilityZone: zone }] }), 'oneZone')?.message)
      .toBe('function f1 has subnets in the zone of private-1 only and stops when it is lost; expected subnets in two zones or more; pass subnets of other zones too');
  });
});

test('no zone is called a zone twice', () => {
  expect(finding(plan({ subnets: small('zone 1') }), 'oneZone')?.message).toContain(' has subnets in zone 1 only ');
  expect(finding(plan({ subnets: small('zonal') }), 'oneZone')?.message).toContain(' has subnets in zone zonal only ');
});

describe('limitedZone', () => {
  const subnets = ['use1-az3', 'use1-az1', 'use1-az2'].map((zone, i) => ({ name: `private-${i + 1}`, availabilityZone: zone, cidr: `10.0.${i}.0/24` }));

  test('names the subnet', () => {
    expect(finding(plan({ subnets }), 'limitedZone')).toEqual({
      id: 'limitedZone',
      subnet: 'private-1',
      message: 'subnet private-1 is in use1-az3, where Lambda has little capacity for functions in a VPC; expected another zone; pass subnets of other zones of the region',
    });
  });

  test('is none for a subnet that no function uses, nor for other zones', () => {
    expect(ids(plan({ subnets, functions: [{ ...busy(1), subnets: ['private-2', 'private-3'] }] }))).toEqual([]);
    expect(ids(plan({ subnets: subnets.slice(1) }))).toEqual([]);
  });
});

describe('tooManySecurityGroupSets', () => {
  test('says what they cost', () => {
    expect(finding(plan({ functions: idle(6) }), 'tooManySecurityGroupSets')).toEqual({
      id: 'tooManySecurityGroupSets',
      message: '6 sets of security groups in subnets a, b keep 12 network interfaces without load, where one set would need 2 at the peak; expected 5 sets at most; give functions that may reach the same the same securityGroups',
    });
  });

  test('is none for five sets', () => {
    expect(ids(plan({ functions: idle(5) }))).not.toContain('tooManySecurityGroupSets');
  });

  test('is none for six sets in different subnets', () => {
    const functions = idle(6).map((fn, i) => (i === 0 ? { ...fn, subnets: ['a'] } : fn));
    expect(ids(plan({ functions }))).not.toContain('tooManySecurityGroupSets');
  });

  test.each([
    { connections: 100, too: true },
    { connections: 110, too: false },
  ])('is none where the load needs as many network interfaces anyway: $connections', ({ connections, too }) => {
    const functions = Array.from({ length: 6 }, (_, i) => busy(connections, `f${i}`));
    // six times 50 are 5 × 60, six times 55 are 330, which need 6 as well
    expect(ids(plan({ functions, quotas: { connectionsPerEni: 60 } })).includes('tooManySecurityGroupSets')).toBe(too);
  });
});

describe('quotaNearLimit', () => {
  test.each([
    { enisPerVpc: 5, near: true },
    { enisPerVpc: 6, near: false },
  ])('4 of $enisPerVpc ENIs per VPC', ({ enisPerVpc, near }) => {
    expect(ids(plan({ functions: idle(2), quotas: { enisPerVpc } })).includes('quotaNearLimit')).toBe(near);
  });

  test('says how much, and what to do', () => {
    expect(finding(plan({ functions: idle(2), quotas: { enisPerVpc: 3 } }), 'quotaNearLimit')).toEqual({
      id: 'quotaNearLimit',
      message: 'the plan uses 4 of 3 (133.3 %) of the quota "ENIs per VPC"; expected less than 80 %; ask for more in Service Quotas and pass quotas: { enisPerVpc: … } with the new figure, or use fewer sets of security groups or fewer subnets',
    });
  });

  test('is there for a zone too', () => {
    expect(finding(plan({ functions: idle(4), quotas: { enisPerZone: 5 } }), 'quotaNearLimit')?.message)
      .toContain('4 of 5 (80 %) of the quota "ENIs per zone"; expected less than 80 %; ask for more in Service Quotas and pass quotas: { enisPerZone: … } with the new figure, or use more zones');
    expect(ids(plan({ functions: idle(4), quotas: { enisPerZone: 6 } }))).toEqual([]);
  });

  test('is there for the account up to its limit, from which on there is another', () => {
    const of = (accountConcurrency: number): EniPlan => plan({ functions: [busy(800)], quotas: { accountConcurrency } });
    expect(ids(of(1_001))).toEqual([]);
    expect(finding(of(1_000), 'quotaNearLimit')?.message).toContain('800 of 1,000 (80 %) of the quota "account concurrency"');
    expect(ids(of(800))).toEqual(['quotaNearLimit']);
    expect(ids(of(799))).toEqual(['accountConcurrency']);
  });

  test('takes another share', () => {
    expect(ids(plan({ functions: idle(2), quotas: { enisPerVpc: 4, alarmShare: 1 } }))).toEqual(['quotaNearLimit']);
    expect(ids(plan({ functions: idle(2), quotas: { enisPerVpc: 5, alarmShare: 1 } }))).toEqual([]);
  });

  test('is none for connections per ENI, since Lambda adds another', () => {
    expect(ids(plan({ functions: [busy(130_000)] }))).toEqual([]);
  });
});

test('accountConcurrency says the sum of the peaks', () => {
  const functions = [busy(700, 'one'), busy(800, 'two')];
  expect(finding(plan({ functions, quotas: { accountConcurrency: 1_000 } }), 'accountConcurrency')).toEqual({
    id: 'accountConcurrency',
    message: 'the functions peak at 1,500 executions together, of 1,000 that the account allows in a region; expected 1,000 at most; ask for more in Service Quotas and pass quotas: { accountConcurrency: … } with the new figure, or lower peakConcurrency',
  });
});

describe('burstTooFast', () => {
  // 100 environments a second, with 3,250 connections each: 325,000 connections a second, which 5 network interfaces carry
  const burst = (connectionsPerExecution: number, props: Partial<EniPlanProps> = {}): EniPlan =>
    plan({ functions: [{ name: 'f', peakConcurrency: 2_000, connectionsPerExecution }], ...props });

  test('says how many network interfaces a second that is', () => {
    expect(ids(burst(3_250))).not.toContain('burstTooFast');
    expect(finding(burst(3_251), 'burstTooFast')).toEqual({
      id: 'burstTooFast',
      message: 'a burst opens 325,100 connections a second, which is 5.1 new network interfaces a second, and EC2 takes 5 requests for them a second; expected 5 at most; lower connectionsPerExecution by reusing connections, or ask AWS for a higher rate and pass quotas: { eniRequestsPerSecond: … }',
    });
  });

  test('takes other rates', () => {
    expect(ids(burst(3_251, { quotas: { eniRequestsPerSecond: 5.002 } }))).not.toContain('burstTooFast');
    expect(ids(burst(3_250, { quotas: { environmentsPer10Seconds: 1_001 } }))).toContain('burstTooFast');
  });

  test('is no faster than the peak is high', () => {
    expect(ids(burst(3_251, { functions: [{ name: 'f', peakConcurrency: 999, connectionsPerExecution: 3_251 }] }))).not.toContain('burstTooFast');
  });

  test('adds up functions', () => {
    const functions = [1, 2].map((i) => ({ name: `f${i}`, peakConcurrency: 1_000, connectionsPerExecution: 1_626 }));
    expect(ids(plan({ functions }))).toContain('burstTooFast');
    expect(ids(plan({ functions: functions.map((fn) => ({ ...fn, connectionsPerExecution: 1_625 })) }))).not.toContain('burstTooFast');
  });

  test('leaves out sets whose first network interface carries the peak', () => {
    const quotas = { connectionsPerEni: 1_000, eniRequestsPerSecond: 0.5 };
    const growing = { name: 'growing', peakConcurrency: 2_001, connectionsPerExecution: 1 };
    const steady = Array.from({ length: 9 }, (_, i) => ({ name: `f${i}`, peakConcurrency: 1_000, connectionsPerExecution: 1 }));
    expect(ids(plan({ functions: [growing, ...steady], quotas }))).not.toContain('burstTooFast');
    expect(ids(plan({ functions: [growing, ...steady.map((fn) => ({ ...fn, peakConcurrency: 2_001 }))], quotas }))).toContain('burstTooFast');
  });
});
