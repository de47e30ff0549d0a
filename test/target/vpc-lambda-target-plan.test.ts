import { Annotations, App, CfnParameter, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CrossAccountInvoker, Reach } from '../../src';
import type { VpcLambdaTarget, VpcLambdaTargetProps } from '../../src';
import { GET, importedVpc, isolatedVpc, messages, S3, S3_LIST, SEND, SQS, stock, STS, vpcTarget } from '../network/templates';
import { errorOf, fn, TARGET_ENV, twoAccounts } from '../support/apps';

const ID = 'cdk-cross-account-lambda:VpcLambdaTarget.';
/** So many connections at the peak, in an account that has room for them. */
const busy = (connections: number): Partial<VpcLambdaTargetProps> => ({
  reservedConcurrentExecutions: undefined,
  peakConcurrency: connections,
  connectionsPerExecution: 1,
  headroom: 0,
  quotas: { accountConcurrency: 1_000_000_000, environmentsPer10Seconds: 1_000_000_000 },
});
const idsOf = (texts: [string, string][]) => texts.map(([path, text]) => `${path} ${/\[ack: (.*)\]$/.exec(text)![1]}`);

/** One zone, and more executions than the account has. */
function twoFindings(target: Stack): VpcLambdaTarget {
  const vpcSubnets = { availabilityZones: ['eu-west-1a'], subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
  return vpcTarget(target, { vpc: isolatedVpc(target), vpcSubnets, reservedConcurrentExecutions: 2_000 });
}

describe('peakConcurrency', () => {
  test.each<[string, Partial<VpcLambdaTargetProps>, number]>([
    ['what is given', { peakConcurrency: 7 }, 7],
    ['what is reserved', { reservedConcurrentExecutions: 10 }, 10],
    ['the quota of the account that is given', { reservedConcurrentExecutions: undefined, quotas: { accountConcurrency: 300 } }, 300],
    ['the quota of the account for a function that is switched off', { reservedConcurrentExecutions: 0 }, 1_000],
    ['what is given for a function that is switched off', { reservedConcurrentExecutions: 0, peakConcurrency: undefined, quotas: { accountConcurrency: 20 } }, 20],
    ['the quota of the account by default', { reservedConcurrentExecutions: undefined }, 1_000],
    ['the quota of the account by default, beside other quotas', { reservedConcurrentExecutions: undefined, quotas: { enisPerVpc: 600 } }, 1_000],
  ])('is %s', (_, props, expected) => {
    expect(vpcTarget(twoAccounts().target, props).peakConcurrency).toBe(expected);
  });

  test('is the quota of the account if what is reserved is only known at deployment', () => {
    const { target } = twoAccounts();
    const reservedConcurrentExecutions = new CfnParameter(target, 'Reserved', { type: 'Number' }).valueAsNumber;
    expect(vpcTarget(target, { reservedConcurrentExecutions }).peakConcurrency).toBe(1_000);
  });
});

describe('findings become warnings', () => {
  test('below the target, with an id', () => {
    const { app, target } = twoAccounts();
    const { plan } = twoFindings(target);
    expect(plan.findings.map(({ id }) => id)).toEqual(['oneZone', 'accountConcurrency']);
    expect(messages(app)).toEqual(plan.findings.map(({ id, message }) => ['/Target/Orders/Function/Resource', `${message} [ack: ${ID}${id}]`]));
  });

  test('that can be acknowledged on the target, one by one', () => {
    const { app, target } = twoAccounts();
    Annotations.of(twoFindings(target)).acknowledgeWarning(`${ID}accountConcurrency`, 'raised last week');
    expect(idsOf(messages(app))).toEqual([`/Target/Orders/Function/Resource ${ID}oneZone`]);
  });

  test('that others than the acknowledged target keep', () => {
    const { app, target } = twoAccounts();
    Annotations.of(vpcTarget(target, { reservedConcurrentExecutions: 2_000 })).acknowledgeWarning(`${ID}accountConcurrency`);
    vpcTarget(target, { reservedConcurrentExecutions: 2_000 }, 'Stock');
    expect(idsOf(messages(app)).filter((text) => text.endsWith('accountConcurrency'))).toEqual([`/Target/Stock/Function/Resource ${ID}accountConcurrency`]);
  });

  test('that stand there once, however often it is synthesized', () => {
    const { app, target } = twoAccounts();
    vpcTarget(target, { reservedConcurrentExecutions: 2_000 });
    const first = messages(app);
    expect(first.length).toBeGreaterThan(0);
    expect(messages(app)).toEqual(first);
  });

  test('of a plan that targets share once, at the first; another plan has its own', () => {
    const { app, target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const caller = fn(target, 'Caller', { vpc, vpcSubnets: { subnets: vpc.isolatedSubnets } });
    new CrossAccountInvoker(target, 'Invoker', { function: caller, createEndpoints: true, targets: [stock(target)] });
    const [one, two] = ['One', 'Two'].map((id) => vpcTarget(target, { vpc, reservedConcurrentExecutions: 2_000 }, id));
    vpcTarget(target, { reservedConcurrentExecutions: 2_000 }, 'Alone');
    expect([one, two].map(({ plan }) => plan.findings.map(({ id }) => id))).toEqual([['accountConcurrency'], ['accountConcurrency']]);
    expect(idsOf(messages(app)).sort()).toEqual(['Alone', 'One'].map((id) => `/Target/${id}/Function/Resource ${ID}accountConcurrency`));
  });

  test('and there are none without a finding', () => {
    const { app, target } = twoAccounts();
    expect(vpcTarget(target, { reaches: [Reach.service(SQS, SEND)] }).plan.findings).toEqual([]);
    expect(messages(app)).toEqual([]);
  });

  test('oneZone: subnets of one zone', () => {
    const { app, target } = twoAccounts();
    vpcTarget(target, { vpc: isolatedVpc(target), vpcSubnets: { availabilityZones: ['eu-west-1a'], subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
    expect(idsOf(messages(app))).toEqual([`/Target/Orders/Function/Resource ${ID}oneZone`]);
  });

  test('sizeNotKnown: imported subnets without ranges', () => {
    const { app, target } = twoAccounts();
    vpcTarget(target, { vpc: importedVpc(target) });
    expect(idsOf(messages(app))).toEqual([`/Target/Orders/Function/Resource ${ID}sizeNotKnown`]);
  });

  test('tooFewAddresses: a small subnet', () => {
    const { app, target } = twoAccounts();
    const vpc = isolatedVpc(target, { subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 28 }] });
    vpcTarget(target, { vpc, ...busy(12 * 65_000) });
    expect(messages(app).map(([, text]) => text).filter((text) => text.includes('tooFewAddresses'))).toEqual([1, 2].map((i) =>
      `subnet IsolatedSubnet${i} (10.0.0.${(i - 1) * 16}/28) has 11 usable addresses and needs 12 (12 for Lambda when zone eu-west-1${i === 1 ? 'b' : 'a'} is lost); `
      + `expected /27 or larger; pass a subnet of /27 [ack: ${ID}tooFewAddresses]`));
  });
});

describe('the plan', () => {
  test('counts the figures that are given', () => {
    const { plan } = vpcTarget(twoAccounts().target, {
      reservedConcurrentExecutions: undefined,
      peakConcurrency: 100,
      connectionsPerExecution: 1_000,
      headroom: 0.5,
      quotas: { connectionsPerEni: 10_000, accountConcurrency: 200 },
    });
    // 150,000 connections, of which one zone must carry all
    expect(plan.subnets.map(({ enisAtPeak, enisWhenZoneLost }) => [enisAtPeak, enisWhenZoneLost])).toEqual([[8, 15], [8, 15]]);
    expect(plan.quotaShares.find(({ name }) => name === 'account concurrency')).toMatchObject({ used: 100, limit: 200 });
  });

  test('counts interface endpoints, also those that come later, and no gateways', () => {
    const { target } = twoAccounts();
    const orders = vpcTarget(target, { reaches: [Reach.service(SQS, SEND), Reach.gateway(S3, { ...GET, prefixListId: S3_LIST })] });
    expect(orders.plan.subnets.map(({ endpointEnis }) => endpointEnis)).toEqual([1, 1]);
    orders.addReach(Reach.service(STS, { actions: ['sts:GetCallerIdentity'], resources: ['*'] }));
    orders.addReach(Reach.service(SQS, SEND));
    expect(orders.plan.subnets.map(({ endpointEnis }) => endpointEnis)).toEqual([2, 2]);
  });

  test('counts other VpcLambdaTargets of the same subnets, as both see it', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const orders = vpcTarget(target, { vpc, ...busy(3 * 65_000) });
    const alone = orders.plan.subnets.map(({ enisWhenZoneLost }) => enisWhenZoneLost);
    const other = vpcTarget(target, { vpc, ...busy(2 * 65_000) }, 'Stock');
    const together = [orders, other].map(({ plan }) => plan.subnets.map(({ enisWhenZoneLost, enisNow }) => [enisWhenZoneLost, enisNow]));
    expect([alone, together]).toEqual([[3, 3], [[[5, 2], [5, 2]], [[5, 2], [5, 2]]]]);
  });

  test('knows that functions with the same security groups share network interfaces', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const securityGroups = [new ec2.SecurityGroup(target, 'Shared', { vpc, allowAllOutbound: false })];
    vpcTarget(target, { vpc, securityGroups });
    expect(vpcTarget(target, { vpc, securityGroups }, 'Stock').plan.subnets.map(({ enisNow }) => enisNow)).toEqual([1, 1]);
  });

  test('takes two imports of one security group for one', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const imported = (id: string) => [ec2.SecurityGroup.fromSecurityGroupId(target, id, 'sg-1')];
    vpcTarget(target, { vpc, securityGroups: imported('One') });
    expect(vpcTarget(target, { vpc, securityGroups: imported('Two') }, 'Stock').plan.subnets.map(({ enisNow }) => enisNow)).toEqual([1, 1]);
  });

  test('counts functions of invokers that create endpoints, and these endpoints', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const orders = vpcTarget(target, { vpc, reaches: [Reach.service(SQS, SEND)] });
    const caller = fn(target, 'Caller', { vpc, vpcSubnets: { subnets: vpc.isolatedSubnets }, reservedConcurrentExecutions: 7 });
    new CrossAccountInvoker(target, 'Invoker', { function: caller, createEndpoints: true, targets: [stock(target)] });
    expect(orders.plan.subnets.map(({ enisNow, endpointEnis }) => [enisNow, endpointEnis])).toEqual([[2, 2], [2, 2]]);
    expect(orders.plan.quotaShares.find(({ name }) => name === 'account concurrency')!.used).toBe(17);
  });

  test('counts named otherFunctions, of every target of the subnets, each once', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const otherFunctions = [{ name: 'reports', peakConcurrency: 65_000, connectionsPerExecution: 2, subnets: ['IsolatedSubnet1'] }];
    const orders = vpcTarget(target, { vpc, ...busy(1), otherFunctions });
    vpcTarget(target, { vpc, ...busy(1), otherFunctions }, 'Stock');
    expect(orders.plan.subnets.map(({ name, enisWhenZoneLost }) => [name, enisWhenZoneLost])).toEqual([['IsolatedSubnet1', 4], ['IsolatedSubnet2', 2]]);
  });

  test('fails with the path when a neighbour is in a subnet that is not there', () => {
    const { app, target } = twoAccounts();
    vpcTarget(target, { otherFunctions: [{ name: 'reports', peakConcurrency: 5, subnets: ['private-1'] }] });
    expect(errorOf(() => app.synth())).toBe('functions.reports.subnets names a subnet that the plan does not have, got "private-1"; expected one of IsolatedSubnet1, IsolatedSubnet2; '
      + 'add the subnet to subnets, or name one of these [Target/Orders]');
  });

  test('counts nobody in other VPCs or other subnets', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target, { subnetConfiguration: ['One', 'Two'].map((name) => ({ name, subnetType: ec2.SubnetType.PRIVATE_ISOLATED })) });
    const orders = vpcTarget(target, { vpc, vpcSubnets: { subnetGroupName: 'One' } });
    vpcTarget(target, { vpc, vpcSubnets: { subnetGroupName: 'Two' }, reaches: [Reach.service(SQS, SEND)] }, 'Stock');
    vpcTarget(target, {}, 'Elsewhere');
    expect(orders.plan.subnets.map(({ name, enisNow, endpointEnis }) => [name, enisNow, endpointEnis])).toEqual([['OneSubnet1', 1, 0], ['OneSubnet2', 1, 0]]);
  });

  test('counts who shares subnets with one who shares subnets', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target, { availabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'] });
    const [a, b, c] = vpc.isolatedSubnets;
    const orders = vpcTarget(target, { vpc, vpcSubnets: { subnets: [a] } });
    vpcTarget(target, { vpc, vpcSubnets: { subnets: [b, c] } }, 'Last');
    vpcTarget(target, { vpc, vpcSubnets: { subnets: [a, b] } }, 'Middle');
    expect(orders.plan.subnets.map(({ name, enisNow }) => [name, enisNow])).toEqual([['IsolatedSubnet1', 2], ['IsolatedSubnet2', 2], ['IsolatedSubnet3', 1]]);
  });

  test('tells subnets of the same id apart', () => {
    const { app, target } = twoAccounts();
    const other = new Stack(app, 'Other', { env: TARGET_ENV });
    const [one, two] = [target, other].map((stack, i) => ec2.Subnet.fromSubnetAttributes(stack, 'Private', { subnetId: `subnet-${i}`, availabilityZone: `eu-west-1${'ab'[i]}`, routeTableId: 'rtb-1', ipv4CidrBlock: `10.0.${i}.0/24` }));
    const { plan } = vpcTarget(target, { vpc: importedVpc(target), vpcSubnets: { subnets: [one, two] } });
    expect(plan.subnets.map(({ name, cidr }) => [name, cidr])).toEqual([['Other/Private', '10.0.1.0/24'], ['Private', '10.0.0.0/24']]);
  });

  test('knows which subnets are in one zone, also where zones are only known at deployment', () => {
    const stack = new Stack(new App(), 'Target');
    const vpc = isolatedVpc(stack, { availabilityZones: undefined, maxAzs: 2, subnetConfiguration: ['One', 'Two'].map((name) => ({ name, subnetType: ec2.SubnetType.PRIVATE_ISOLATED })) });
    expect(vpcTarget(stack, { vpc }).plan.zones.map(({ availabilityZone, subnets }) => [availabilityZone, subnets]))
      .toEqual([['zone 1', ['OneSubnet1', 'TwoSubnet1']], ['zone 2', ['OneSubnet2', 'TwoSubnet2']]]);
  });

  test('numbers zones that are only known at deployment', () => {
    const stack = new Stack(new App(), 'Target');
    const { plan } = vpcTarget(stack, { availabilityZones: undefined });
    expect(plan.subnets.map(({ name, availabilityZone }) => [name, availabilityZone])).toEqual([['IsolatedSubnet1', 'zone 1'], ['IsolatedSubnet2', 'zone 2']]);
  });
});
