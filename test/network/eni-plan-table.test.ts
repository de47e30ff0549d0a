import { Token } from 'aws-cdk-lib';
import { busy, plan, small } from './eni-plans';
import { EniPlan } from '../../src/network/eni-plan';

/** The lines under a title. */
function section(of: EniPlan, title: string): string[] {
  const [, content] = of.toTable().split(`${title}\n${'-'.repeat(title.length)}\n`);
  return content.split('\n\n')[0].trimEnd().split('\n');
}

const ORDERS = new EniPlan({
  subnets: [
    { name: 'private-1', availabilityZone: 'us-east-1a', cidr: '10.0.0.0/20', usedAddresses: 1_200 },
    { name: 'private-2', availabilityZone: 'us-east-1b', cidr: '10.0.16.0/20' },
  ],
  functions: [{ name: 'orders', peakConcurrency: 20_800 }],
  interfaceEndpoints: ['lambda', 'sts'],
  quotas: { accountConcurrency: 50_000 },
});

test('the whole of a good plan', () => {
  expect(ORDERS.toTable()).toBe(`\
Subnets: addresses and network interfaces
-----------------------------------------
subnet              zone          size  usable  others    end-    now   peak    zone    free small-
                                                        points                  lost            est
private-1           us-east-1a     /20   4,091   1,200       2      1      2       4   2,885    /21
private-2           us-east-1b     /20   4,091       0       2      1      2       4   4,085    /28
total                                    8,182   1,200       4      2      4       8   6,970    /21

Quotas
------
quota                                            used             limit         share
ENIs per VPC                                       10               500           2 %
ENIs per zone                                       6             5,000         0.1 %
connections per ENI                            65,000            65,000         100 %
account concurrency                            20,800            50,000        41.6 %

Zones: what the others carry when one is lost
---------------------------------------------
zone lost             its subnets                             executions left      carries the peak
us-east-1a            private-1                                    26,578,500                   yes
us-east-1b            private-2                                    18,778,500                   yes

Cost before traffic, in USD
---------------------------
way out of the VPC                               hour             month          gigabyte
interface endpoints                              0.04             29.20              0.01
a NAT gateway in each zone instead               0.09             65.70             0.045

list prices of us-east-1, https://aws.amazon.com/privatelink/pricing/ and
https://aws.amazon.com/vpc/pricing/, 2026-05

Findings
--------
none
`);
});

test('what is not known is no figure, nor is a total of it', () => {
  const of = plan({ subnets: [...small('a'), { name: 'b', availabilityZone: 'b' }] });
  expect(section(of, 'Subnets: addresses and network interfaces').slice(2).map((line) => line.split(/ +/))).toEqual([
    ['a', 'a', '/28', '11', '0', '0', '1', '1', '1', '10', '/28'],
    ['b', 'b', '-', '-', '0', '0', '1', '1', '1', '-', '/28'],
    ['total', '-', '0', '0', '2', '2', '2', '-', '/28'],
  ]);
  expect(section(of, 'Zones: what the others carry when one is lost').slice(1).map((line) => line.split(/ {2,}/))).toEqual([
    ['a', 'a', 'not known', 'not known'],
    ['b', 'b', '715,000', 'yes'],
  ]);
});

test('a zone that does not carry the peak', () => {
  expect(section(plan({ subnets: small('a') }), 'Zones: what the others carry when one is lost')[1]).toMatch(/^a +a +0 +no$/);
});

test('findings are paragraphs', () => {
  expect(section(plan({ subnets: small('a') }), 'Findings')).toEqual([
    '- oneZone: function f1 has subnets in zone a only and stops when it is lost; expected subnets in two',
    '  zones or more; pass subnets of other zones too',
  ]);
});

test('long names, figures and sources go on in the next line: nothing is cut off, no line is longer than 100', () => {
  const name = 'subnet-'.repeat(20);
  const source = `https://example.com/${'prices/'.repeat(20)}`;
  const prices = { endpointPerHour: 0.01, endpointPerGigabyte: 0.01, natGatewayPerHour: 0.045, natGatewayPerGigabyte: 0.045, source, date: 'today' };
  const of = plan({ subnets: [{ name, availabilityZone: 'zone-'.repeat(10), cidr: '10.0.0.0/28' }], functions: [busy(2 ** 50)], prices });
  const text = of.toTable();
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(text).not.toContain('…  ');
  expect(text.replace(/\s+/g, '')).toContain(`subnet${name}(10.0.0.0/28)`);
  expect(text.replace(/\s+/g, '')).toContain(`${source},today`);
  const rows = section(of, 'Subnets: addresses and network interfaces').slice(2);
  expect(rows.map((line) => line.slice(0, 19).trim()).join('')).toBe(`${name}total`);
  expect(rows.map((line) => line.slice(20, 33).trim()).join('')).toBe('zone-'.repeat(10));
});

test('columns stay where they are', () => {
  const ends = section(ORDERS, 'Quotas').map((line) => line.length);
  expect(new Set(ends).size).toBe(1);
});

test('a zone that is a token has the name of its subnet', () => {
  const of = plan({ subnets: [{ name: 'one', availabilityZone: Token.asString({ Ref: 'Zone' }) }] });
  expect(section(of, 'Zones: what the others carry when one is lost')[1]).toMatch(/^the zone of one +one +0 +no$/);
  expect(of.toTable()).not.toContain('Token');
});

test('a zone that is called one keeps its name', () => {
  expect(section(plan({ subnets: small('zone 1') }), 'Zones: what the others carry when one is lost')[1]).toMatch(/^zone 1 +zone 1 +0 +no$/);
});
