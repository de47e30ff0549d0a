import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { allMessages, EGRESS, errorsOf, fnIn, ISOLATED, ordersOf } from './vpc-apps';
import { CrossAccountInvoker } from '../../src';
import { egress, isolatedVpc, natVpc, vpcTarget } from '../network/templates';
import { errorOf, fn, TARGET_ENV, twoAccounts } from '../support/apps';

const NO_ENDPOINTS = 'function Source/Function calls a function URL from subnets without a way to the internet, and function URLs have no endpoints; '
  + 'expected subnets with a NAT gateway; choose such subnets, or call addTarget, which goes over the endpoint of Lambda [Source/Checkout]';
const REFUSED = 'a function URL is called from subnets without a way to the internet, and function URLs have no endpoints; '
  + 'expected subnets with a NAT gateway; choose such subnets, or call addTarget, which goes over the endpoint of Lambda';
const URL = { url: 'https://abcdefghij0123456789.lambda-url.eu-west-1.on.aws/' };
const ANY = { CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Description: 'to function URLs' };

function invoked(subnets: ec2.SubnetSelection, props: Partial<lambda.FunctionProps> = {}, createEndpoints?: boolean) {
  const accounts = twoAccounts();
  const { source, target } = accounts;
  const vpc = subnets === ISOLATED ? isolatedVpc(source) : natVpc(source);
  const made = fnIn(source, vpc, { vpcSubnets: subnets, ...props });
  const orders = ordersOf(target);
  orders.addUrl();
  return { ...accounts, made, vpc, orders, invoker: new CrossAccountInvoker(source, 'Checkout', { function: made, createEndpoints }) };
}

describe('a function URL', () => {
  test('fails from isolated subnets', () => {
    const { app, invoker, orders } = invoked(ISOLATED);
    invoker.addTargetUrl(orders, URL);
    expect(errorsOf(app)).toEqual([NO_ENDPOINTS]);
  });

  test('fails from isolated subnets also with the endpoint of Lambda', () => {
    const { app, invoker, orders, vpc } = invoked(ISOLATED);
    vpc.addInterfaceEndpoint('Lambda', { service: ec2.InterfaceVpcEndpointAwsService.LAMBDA });
    invoker.addTarget(orders);
    invoker.addTargetUrl(orders, URL);
    expect(errorsOf(app)).toEqual([NO_ENDPOINTS]);
  });

  test('fails from public subnets, where a function has no public address', () => {
    const { app, invoker, orders } = invoked({ subnetType: ec2.SubnetType.PUBLIC }, { allowPublicSubnet: true });
    invoker.addTargetUrl(orders, URL);
    expect(errorsOf(app)).toEqual([NO_ENDPOINTS]);
  });

  test('from subnets with a NAT gateway is silent', () => {
    const { app, invoker, orders } = invoked(EGRESS);
    invoker.addTargetUrl(orders, URL);
    expect(allMessages(app)).toEqual([]);
  });

  test('from outside of VPCs is silent', () => {
    const { app, source, target } = twoAccounts();
    new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function') }).addTargetUrl(ordersOf(target), URL);
    expect(allMessages(app)).toEqual([]);
  });

  test('fails from subnets with a NAT gateway if the function lets nothing out', () => {
    const { app, invoker, orders } = invoked(EGRESS, { allowAllOutbound: false });
    invoker.addTargetUrl(orders, URL);
    expect(errorsOf(app)).toEqual([
      'the security groups of function Source/Function let nothing out to function URLs on port 443; expected a rule for it; write fn.connections.allowTo(endpoint, ec2.Port.HTTPS) [Source/Checkout]',
    ]);
  });

  test('with createEndpoints is refused at once from isolated subnets', () => {
    const { invoker, orders } = invoked(ISOLATED, { allowAllOutbound: false }, true);
    expect(errorOf(() => invoker.addTargetUrl(orders, URL))).toBe(`${REFUSED} [Source/Checkout]`);
  });

  test.each([true, false])('with createEndpoints: %s lets the function out from subnets with a NAT gateway', (createEndpoints) => {
    const { source, invoker, orders } = invoked(EGRESS, { allowAllOutbound: false }, createEndpoints);
    invoker.addTargetUrl(orders, URL);
    expect(egress(source)).toEqual([ANY]);
  });

  test('of a VpcLambdaTarget as caller is refused, as it is isolated', () => {
    const { source, target } = twoAccounts({ source: { env: TARGET_ENV } });
    const front = vpcTarget(source, {}, 'Front');
    const invoker = new CrossAccountInvoker(source, 'Checkout', { function: front.function });
    expect(errorOf(() => invoker.addTargetUrl(ordersOf(target), URL))).toBe(`${REFUSED} [Source/Front]`);
  });
});
