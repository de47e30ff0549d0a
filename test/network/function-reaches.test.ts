import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { egress, endpointPolicies, GET, isolatedVpc, natVpc, QUEUE, S3, S3_LIST, SEND, SQS, through, vpcTarget } from './templates';
import { CrossAccountInvoker, Reach } from '../../src';
import { FunctionReaches } from '../../src/network/function-reaches';
import { EGRESS, errorsOf, fnIn } from '../invoker/vpc-apps';
import { errorOf, fn, SOURCE_ACCOUNT, twoAccounts } from '../support/apps';

const setUp = (at: Stack, made: lambda.IFunction) => new CrossAccountInvoker(at, 'Checkout', { function: made, createEndpoints: true });
const policiesOf = (stack: Stack) => Object.values(endpointPolicies(stack));
const SENDS = [[through('sqs:SendMessage', QUEUE, SOURCE_ACCOUNT)]];

test('are those of the function behind an alias or version', () => {
  const { source } = twoAccounts();
  const made = fn(source, 'Function');
  const alias = new lambda.Alias(source, 'Alias', { aliasName: 'live', version: made.currentVersion });
  const reaches = FunctionReaches.of(made);
  expect([FunctionReaches.of(alias), FunctionReaches.of(made.currentVersion)].map((one) => one === reaches)).toEqual([true, true]);
  expect(FunctionReaches.of(fn(source, 'Other'))).not.toBe(reaches);
});

test('have a network once it is set up', () => {
  const { source } = twoAccounts();
  const made = fnIn(source, isolatedVpc(source));
  const reaches = FunctionReaches.of(made);
  expect(reaches.network).toBeUndefined();
  setUp(source, made);
  reaches.add({ at: source, reach: Reach.service(SQS, SEND) });
  expect(reaches.network!.interfaceEndpoints).toEqual(['sqs']);
});

test('have one for a VpcLambdaTarget from the beginning', () => {
  const { target } = twoAccounts();
  const orders = vpcTarget(target, { reaches: [Reach.service(SQS, SEND)] });
  expect(FunctionReaches.of(orders.callable).network!.interfaceEndpoints).toEqual(['sqs']);
});

test.each(['before', 'after'])('are opened if they are said %s the network is set up', (order) => {
  const { source } = twoAccounts();
  const made = fnIn(source, isolatedVpc(source), { allowAllOutbound: false });
  const say = () => { FunctionReaches.of(made).add({ at: source, reach: Reach.service(SQS, SEND) }); };
  if (order === 'before') { say(); }
  setUp(source, made);
  if (order === 'after') { say(); }
  expect(policiesOf(source)).toEqual(SENDS);
});

test('that wait are opened once, in the order in which they were said', () => {
  const { source } = twoAccounts();
  const made = fnIn(source, isolatedVpc(source), { allowAllOutbound: false });
  FunctionReaches.of(made).add({ at: source, reach: Reach.service(SQS, SEND) });
  FunctionReaches.of(made).add({ at: source, reach: Reach.gateway(S3, { ...GET, prefixListId: S3_LIST }) });
  setUp(source, made);
  expect(policiesOf(source)).toEqual([...SENDS, [through('s3:GetObject', GET.resources[0], SOURCE_ACCOUNT)]]);
  expect(FunctionReaches.of(made).network!.interfaceEndpoints).toEqual(['sqs']);
});

describe('a function URL', () => {
  test('that was said before is let out to by the network', () => {
    const { source } = twoAccounts();
    const made = fnIn(source, natVpc(source), { allowAllOutbound: false, vpcSubnets: EGRESS });
    FunctionReaches.of(made).add({ at: source });
    setUp(source, made);
    expect(egress(source)).toEqual([{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Description: 'to function URLs' }]);
  });

  test('that was said before is refused when a network without a way out is set up', () => {
    const { source } = twoAccounts();
    const made = fnIn(source, isolatedVpc(source));
    FunctionReaches.of(made).add({ at: source });
    expect(errorOf(() => setUp(source, made))).toBe(
      'a function URL is called from subnets without a way to the internet, and function URLs have no endpoints; expected subnets with a NAT gateway; '
      + 'choose such subnets, or call addTarget, which goes over the endpoint of Lambda [Source/Checkout]');
  });
});

test('what has an address of its own is not checked without a network', () => {
  const { app, source } = twoAccounts();
  const made = fnIn(source, isolatedVpc(source), { allowAllOutbound: false });
  FunctionReaches.of(made).add({ at: source, reach: Reach.cidr('192.0.2.0/24', ec2.Port.HTTPS) });
  expect(() => app.synth()).not.toThrow();
  FunctionReaches.of(made).add({ at: source, reach: Reach.service(SQS, SEND) });
  expect(errorsOf(app)).toHaveLength(1);
});
