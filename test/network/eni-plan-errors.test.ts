import { Lazy, Token } from 'aws-cdk-lib';
import { EniPlan } from '../../src/network/eni-plan';
import type { EniPlanProps, EniQuotas, NetworkPrices } from '../../src/network/eni-plan-props';
import { errorOf } from '../support/apps';

const SUBNET = { name: 'private-1', availabilityZone: 'a', cidr: '10.0.0.0/24' };
const FUNCTION = { name: 'orders', peakConcurrency: 10 };
const PRICES = { endpointPerHour: 1, endpointPerGigabyte: 1, natGatewayPerHour: 1, natGatewayPerGigabyte: 1, source: 'ours', date: '2026-05' };

function error(props: Partial<EniPlanProps>): string {
  return errorOf(() => new EniPlan({ subnets: [SUBNET], functions: [FUNCTION], ...props }));
}

test('fails without subnets or functions', () => {
  expect(error({ subnets: [] })).toBe("subnets is empty; expected at least one subnet; write subnets: [{ name: 'private-1', availabilityZone: 'us-east-1a', cidr: '10.0.0.0/24' }, …]");
  expect(error({ functions: [] })).toBe("functions is empty; expected at least one function; write functions: [{ name: 'orders', peakConcurrency: 100 }, …]");
});

test('fails for names that are there twice', () => {
  expect(error({ subnets: [SUBNET, SUBNET] })).toBe('subnets[1].name is there twice, got "private-1"; expected a name of its own; give each subnet and each function of a plan another name');
  expect(error({ functions: [FUNCTION, FUNCTION] })).toMatch(/^functions\[1\]\.name is there twice, got "orders"/);
});

test('fails for names that are empty or tokens', () => {
  expect(error({ subnets: [{ ...SUBNET, name: '' }] })).toBe('subnets[0].name is not a name, got ""; expected a text that is known at synthesis; write one, such as \'private-1\'');
  expect(error({ functions: [{ ...FUNCTION, name: Lazy.string({ produce: () => 'x' }) }] }))
    .toMatch(/^functions\[0\]\.name is not a name, got a value that is only known at deployment \(a token\)/);
});

test('fails for a subnet that the plan does not have', () => {
  expect(error({ functions: [{ ...FUNCTION, subnets: ['private-1', 'private-2'] }] }))
    .toBe('functions.orders.subnets names a subnet that the plan does not have, got "private-2"; expected one of private-1; add the subnet to subnets, or name one of these');
});

test.each(['subnets', 'securityGroups'])('fails for a function with no %s', (prop) => {
  expect(error({ functions: [{ ...FUNCTION, [prop]: [] }] })).toBe(`functions.orders.${prop} is empty; expected at least one name; leave it out for the default`);
});

test.each(['10.0.0.0', '10.0.0/24', '10.0.0.0/15', '10.0.0.0/29', '10.0.0.0/', '10.0.0.256/24', '10.0.0.0/24/1', 'fd00::/64', ''])('fails for the range %j', (cidr) => {
  expect(error({ subnets: [{ ...SUBNET, cidr }] })).toBe(
    `subnets.private-1.cidr is not the IPv4 range of a subnet, got ${JSON.stringify(cidr)}; expected an address and a prefix from /16 to /28; write cidr: '10.0.0.0/24', or leave it out if it is not known`,
  );
});

test.each([
  { cidr: '10.0.0.17/28', first: '10.0.0.16/28' },
  { cidr: '192.168.255.255/16', first: '192.168.0.0/16' },
  { cidr: '10.0.3.0/23', first: '10.0.2.0/23' },
])('fails for $cidr, which begins in the middle of $first', ({ cidr, first }) => {
  expect(error({ subnets: [{ ...SUBNET, cidr }] })).toBe(
    `subnets.private-1.cidr does not begin where its range begins, got "${cidr}"; expected the first address of a range of /${cidr.split('/')[1]}; write cidr: '${first}'`,
  );
});

describe('figures', () => {
  const COUNTS: [string, number, (value: number) => Partial<EniPlanProps>][] = [
    ['functions.orders.peakConcurrency', 1, (value) => ({ functions: [{ ...FUNCTION, peakConcurrency: value }] })],
    ['functions.orders.connectionsPerExecution', 1, (value) => ({ functions: [{ ...FUNCTION, connectionsPerExecution: value }] })],
    ['subnets.private-1.usedAddresses', 0, (value) => ({ subnets: [{ ...SUBNET, usedAddresses: value }] })],
    ['otherEnis', 0, (value) => ({ otherEnis: value })],
    ...(['enisPerVpc', 'enisPerZone', 'connectionsPerEni', 'environmentsPer10Seconds', 'accountConcurrency'] satisfies (keyof EniQuotas)[])
      .map((prop): [string, number, (value: number) => Partial<EniPlanProps>] => [`quotas.${prop}`, 1, (value) => ({ quotas: { [prop]: value } })]),
    ['quotas.reservedAddresses', 0, (value) => ({ quotas: { reservedAddresses: value } })],
  ];

  test.each(COUNTS)('%s is a whole number of %d or more', (prop, least, props) => {
    expect(() => new EniPlan({ subnets: [SUBNET], functions: [FUNCTION], ...props(least) })).not.toThrow();
    for (const [value, shown] of [[least - 1, `${least - 1}`], [1.5, '1.5'], [NaN, '"NaN"'], [Infinity, '"Infinity"']] as const) {
      expect(error(props(value))).toBe(`${prop} is not a figure to plan with, got ${shown}; expected a whole number of ${least} or more that is known at synthesis; write the figure itself`);
    }
    expect(error(props(Token.asNumber({ Ref: 'Count' })))).toMatch(new RegExp(`^${prop.replace(/\./g, '\\.')} is not a figure to plan with, got a value that is only known at deployment`));
  });

  const SHARES: [string, (value: number) => Partial<EniPlanProps>][] = [
    ['headroom', (value) => ({ headroom: value })],
    ...(['endpointPerHour', 'endpointPerGigabyte', 'natGatewayPerHour', 'natGatewayPerGigabyte'] satisfies (keyof NetworkPrices)[])
      .map((prop): [string, (value: number) => Partial<EniPlanProps>] => [`prices.${prop}`, (value) => ({ prices: { ...PRICES, [prop]: value } })]),
  ];

  test.each(SHARES)('%s is 0 or more', (prop, props) => {
    expect(() => new EniPlan({ subnets: [SUBNET], functions: [FUNCTION], ...props(0) })).not.toThrow();
    const expected = prop === 'headroom' ? 'a share from 0 to 10 (0.25 is a quarter)' : 'a number of 0 or more';
    expect(error(props(-0.1))).toBe(`${prop} is not a figure to plan with, got -0.1; expected ${expected} that is known at synthesis; write the figure itself`);
    expect(error(props(NaN))).toContain('got "NaN"');
    expect(error(props(Token.asNumber({ Ref: 'Share' })))).toContain('got a value that is only known at deployment');
  });

  test('headroom is a share, not a percentage', () => {
    expect(() => new EniPlan({ subnets: [SUBNET], functions: [FUNCTION], headroom: 10 })).not.toThrow();
    expect(error({ headroom: 10.1 })).toBe('headroom is not a figure to plan with, got 10.1; expected a share from 0 to 10 (0.25 is a quarter) that is known at synthesis; write the figure itself');
  });

  test('quotas.eniRequestsPerSecond is over 0', () => {
    expect(error({ quotas: { eniRequestsPerSecond: 0 } })).toBe('quotas.eniRequestsPerSecond is not a figure to plan with, got 0; expected a number over 0 that is known at synthesis; write the figure itself');
    expect(error({ quotas: { eniRequestsPerSecond: Infinity } })).toContain('got "Infinity"');
    expect(error({ quotas: { eniRequestsPerSecond: Token.asNumber({ Ref: 'Rate' }) } })).toContain('got a value that is only known at deployment');
  });

  test.each([0, 1.01])('quotas.alarmShare is a share, not %d', (alarmShare) => {
    expect(error({ quotas: { alarmShare } })).toBe(`quotas.alarmShare is not a figure to plan with, got ${alarmShare}; expected a number over 0 and up to 1 that is known at synthesis; write the figure itself`);
  });

  test.each(['source', 'date'])('prices.%s is not empty', (prop) => {
    expect(error({ prices: { ...PRICES, [prop]: '' } })).toMatch(new RegExp(`^prices\\.${prop} is not a name, got ""`));
  });
});
