import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { neededBy, reader, READER_ROLE } from './templates';
import { CrossAccountInvoker } from '../../src';
import { EGRESS, fnIn, ordersOf } from '../invoker/vpc-apps';
import { endpointPolicies, importedReader, isolatedVpc, messages, natVpc, READER, resourcesOf, through, vpcTarget } from '../network/templates';
import { fn, SOURCE_ACCOUNT, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const ASSUME = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
const policiesOf = (stack: Stack) => Object.values(endpointPolicies(stack));
const front = (stack: Stack) => vpcTarget(stack, {}, 'Front');
/** A stack of the account of the role, so that both kinds of caller are there. */
const sameAccount = () => twoAccounts({ source: { env: TARGET_ENV } });

describe('the function of a VpcLambdaTarget that assumes a role', () => {
  test('gets the endpoint of STS, for this role and its own account', () => {
    const { app, source, target } = sameAccount();
    reader(target).grants.assume(front(source).function);
    expect(policiesOf(source)).toEqual([[through(ASSUME, READER_ROLE)]]);
    const [{ ServiceName, VpcEndpointType, PrivateDnsEnabled }] = Object.values(resourcesOf(source, 'AWS::EC2::VPCEndpoint'));
    expect([ServiceName, VpcEndpointType, PrivateDnsEnabled]).toEqual(['com.amazonaws.eu-west-1.sts', 'Interface', true]);
    expect(messages(app)).toEqual([]);
  });

  test('gets out to it, and in there', () => {
    const { source, target } = sameAccount();
    reader(target).grants.assume(front(source).function);
    const port = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Description: 'to sts' };
    expect(Object.values(resourcesOf(source, 'AWS::EC2::SecurityGroupEgress'))).toEqual([expect.objectContaining(port)]);
    expect(Object.values(resourcesOf(source, 'AWS::EC2::SecurityGroupIngress'))).toEqual([expect.objectContaining(port)]);
  });

  test('calls the regional endpoint', () => {
    const { source, target } = sameAccount();
    reader(target).grants.assume(front(source).function);
    const [{ Environment }] = Object.values(resourcesOf(source, 'AWS::Lambda::Function'));
    expect(Environment).toEqual({
      Variables: { AWS_STS_REGIONAL_ENDPOINTS: 'regional', READER_ROLE_ARN: READER_ROLE, READER_ROLE_REGION: 'eu-west-1', READER_SESSION_NAME: expect.stringMatching(/^Source-Front/) },
    });
  });

  test.each(['callable', 'version'] as const)('may be given as its %s', (which) => {
    const { source, target } = sameAccount();
    const orders = front(source);
    reader(target).grants.assume(which === 'callable' ? orders.callable : orders.function.currentVersion);
    expect(policiesOf(source)).toEqual([[through(ASSUME, READER_ROLE)]]);
  });

  test('twice gets it once, with two roles for both', () => {
    const { source, target } = sameAccount();
    const [orders, first] = [front(source), reader(target)];
    for (let i = 0; i < 2; i++) { first.grants.assume(orders.function); }
    first.grants.assume(orders.function, { environmentPrefix: 'NIGHTLY' });
    importedReader(new Stack(source, 'Other')).grants.assume(orders.function, { environmentPrefix: 'OTHER' });
    expect(policiesOf(source)).toEqual([[through(ASSUME, [READER_ROLE, READER])]]);
  });

  test('gets it for a role of the same stack', () => {
    const { source } = sameAccount();
    reader(source).grants.assume(front(source).function);
    expect(policiesOf(source)).toEqual([[through(ASSUME, `arn:aws:iam::${TARGET_ACCOUNT}:role/reader`)]]);
    expect(neededBy(source)).toEqual([]);
  });
});

describe('a function that an invoker has set up', () => {
  const invoked = (order: 'before' | 'after') => {
    const { app, source, target } = twoAccounts();
    const made = fnIn(source, isolatedVpc(source), { allowAllOutbound: false });
    const [role, orders] = [reader(target), ordersOf(target)];
    if (order === 'before') { role.grants.assume(made); }
    new CrossAccountInvoker(source, 'Checkout', { function: made, createEndpoints: true, targets: [orders] });
    if (order === 'after') { role.grants.assume(made); }
    return { app, source };
  };

  test.each(['before', 'after'] as const)('gets the way to STS if it assumes a role %s that', (order) => {
    const { app, source } = invoked(order);
    const statements = policiesOf(source).flat();
    expect(statements).toHaveLength(2);
    expect(statements).toContainEqual(through(ASSUME, READER_ROLE, SOURCE_ACCOUNT));
    expect(messages(app)).toEqual([]);
  });
});

describe('nothing of a network is made', () => {
  test.each<[string, (stack: Stack) => lambda.IFunction]>([
    ['a function outside of VPCs', (stack) => fn(stack, 'Function')],
    ['a function in a VPC that nobody has set up', (stack) => fnIn(stack, natVpc(stack), { vpcSubnets: EGRESS })],
    ['an alias', (stack) => new lambda.Alias(stack, 'Alias', { aliasName: 'live', version: fn(stack, 'Function').currentVersion })],
  ])('for %s', (_, make) => {
    const { app, source, target } = twoAccounts();
    reader(target).grants.assume(make(source));
    expect(policiesOf(source)).toEqual([]);
    expect(messages(app)).toEqual([]);
  });

  test('for the role of a function', () => {
    const { source, target } = sameAccount();
    reader(target).grants.assume(front(source).function.role!);
    expect(policiesOf(source)).toEqual([]);
  });
});
