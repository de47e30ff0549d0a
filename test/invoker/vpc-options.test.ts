import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { calls, EGRESS, errorsOf, fnIn, lambdaEndpoint, ORDERS_ARN, ordersOf, said } from './vpc-apps';
import { CrossAccountInvoker, ExistingEndpoint } from '../../src';
import type { CrossAccountInvokerProps } from '../../src';
import { egress, endpointPolicies, importedVpc, isolatedVpc, LAMBDA, natVpc, resourcesOf, STS, stock, STOCK, through } from '../network/templates';
import { reader, READER_ROLE } from '../role/templates';
import { errorOf, fn, ORDERS_FUNCTION, SOURCE_ACCOUNT, twoAccounts } from '../support/apps';

const BOTH = [ORDERS_FUNCTION, ORDERS_ARN];
const closed = { allowAllOutbound: false };
const lambdaOf = (endpoint: ec2.IInterfaceVpcEndpoint) => ({ existingEndpoints: [ExistingEndpoint.forInterface(LAMBDA, endpoint)] });
const imported = (scope: ec2.Vpc) => ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(scope, 'Imported', {
  vpcEndpointId: 'vpce-1', port: 443, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(scope, 'Group', 'sg-1')],
});
const OPTIONS: [string, Partial<CrossAccountInvokerProps>][] = [['createEndpoints', { createEndpoints: true }], ['createEndpoints', { createEndpoints: false }], ['existingEndpoints', { existingEndpoints: [] }]];
const OUTSIDE = 'expected a function in a VPC that is created or imported (ec2.Vpc.fromLookup, fromVpcAttributes) in this app; remove it, or pass vpc and vpcSubnets to the function [Source/Checkout]';

describe('createEndpoints or existingEndpoints', () => {
  test.each(OPTIONS)('%s of %j for a function outside of VPCs is refused', (name, props) => {
    expect(errorOf(() => calls((source) => fn(source, 'Function'), () => props))).toBe(`${name} is set, but function Source/Function is not in a VPC; ${OUTSIDE}`);
  });

  test.each(OPTIONS)('%s of %j for subnets of no VPC of the app is refused', (name, props) => {
    const subnets = (source: ec2.IVpc) => ({ subnets: [ec2.Subnet.fromSubnetAttributes(source, 'Other', { subnetId: 'subnet-9', routeTableId: 'rtb-9' })] });
    expect(errorOf(() => calls((source) => {
      const vpc = importedVpc(source);
      return fnIn(source, vpc, { vpcSubnets: subnets(vpc) });
    }, () => props))).toBe(`${name} is set, but function Source/Function has subnets that belong to no VPC of this app; ${OUTSIDE}`);
  });

  test.each(OPTIONS)('%s of %j without a function is refused', (name, props) => {
    const { source } = twoAccounts();
    const role = new iam.Role(source, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    expect(errorOf(() => new CrossAccountInvoker(source, 'Checkout', { role, ...props }))).toBe(`${name} is set, but no function is given; ${OUTSIDE}`);
  });

  test.each(OPTIONS)('%s of %j a second time for a function is refused', (name, props) => {
    const { source, function: made } = calls((stack) => fnIn(stack, isolatedVpc(stack), closed), () => ({ createEndpoints: true }));
    expect(errorOf(() => new CrossAccountInvoker(source, 'Second', { function: made, ...props }))).toBe(
      `${name} is set, but the network of function Source/Function is set up already; expected it once for a function; `
      + 'remove it here; the VpcLambdaTarget or CrossAccountInvoker that comes first decides [Source/Second]');
  });
});

describe('several invokers of one function', () => {
  const second = (first: Partial<CrossAccountInvokerProps>, then: Partial<CrossAccountInvokerProps>) => {
    const call = calls((source) => fnIn(source, isolatedVpc(source), closed), () => first);
    new CrossAccountInvoker(call.source, 'Second', { function: call.function, targets: [stock(call.source)], ...then });
    return call;
  };
  const ALL = [[through('lambda:InvokeFunction', [...BOTH, STOCK, `${STOCK}:live`], SOURCE_ACCOUNT)]];

  test('the second uses the endpoints of the first', () => {
    const { source } = second({ createEndpoints: true }, {});
    expect(Object.values(endpointPolicies(source))).toEqual(ALL);
  });

  test('the first uses the endpoints of the second: the order does not matter', () => {
    const { source } = second({}, { createEndpoints: true });
    expect(Object.values(endpointPolicies(source))).toEqual(ALL);
  });

  test('without any the one that comes first tells that its calls would hang', () => {
    const errors = errorsOf(second({}, {}).app);
    expect(errors.map((line) => [/calls (.*?) from/.exec(line)?.[1], /\[[^[]*\]$/.exec(line)?.[0]])).toEqual([
      ['target Target/Orders', '[Source/Checkout]'],
    ]);
  });

  test('a URL called before the network is set up is refused, too', () => {
    const { app, source, target } = twoAccounts();
    const made = fnIn(source, isolatedVpc(source), closed);
    new CrossAccountInvoker(source, 'Checkout', { function: made }).addTargetUrl(ordersOf(target), { url: 'https://abcdefghij0123456789.lambda-url.eu-west-1.on.aws/' });
    expect(errorOf(() => {
      new CrossAccountInvoker(source, 'Second', { function: made, createEndpoints: true });
      app.synth();
    })).toContain('function URLs have no endpoints');
  });
});

describe('another function in a VPC with an endpoint of this library', () => {
  const other = (share: boolean) => {
    const { app, source, target, function: made } = calls((stack) => fnIn(stack, isolatedVpc(stack)), () => ({ createEndpoints: true }));
    const securityGroups = share ? [...made.connections.securityGroups] : undefined;
    const own = fnIn(source, source.node.findChild('Vpc') as ec2.Vpc, { securityGroups }, 'Other');
    new CrossAccountInvoker(source, 'Billing', { function: own, targets: [ordersOf(target, 'Invoices', 'invoices')] });
    return app;
  };

  test.each([['shares the security group', true], ['has a group of its own', false]])('fails without createEndpoints if it %s: the policy lets only declared calls through', (_, share) => {
    const errors = errorsOf(other(share));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('write createEndpoints: true');
    expect(errors[0]).toMatch(/\[Source\/Billing\]$/);
  });
});

describe('existingEndpoints', () => {
  test('adds to a policy of the app what the target needs, and lets the function in', () => {
    const { app, source, target } = twoAccounts();
    const vpc = isolatedVpc(source);
    const endpoint = lambdaEndpoint(vpc, { open: false });
    const own = { effect: iam.Effect.ALLOW, principals: [new iam.AnyPrincipal()], actions: ['lambda:ListFunctions'], resources: ['*'] };
    endpoint.addToPolicy(new iam.PolicyStatement(own));
    new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, vpc, closed), ...lambdaOf(endpoint), targets: [ordersOf(target)] });
    expect(said(app)).toEqual([]);
    const [[first, statement]] = Object.values(endpointPolicies(source));
    expect([first, statement]).toEqual([
      { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'lambda:ListFunctions', Resource: '*' },
      through('lambda:InvokeFunction', BOTH, SOURCE_ACCOUNT),
    ]);
    const rule = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Description: 'to lambda' };
    expect(Object.values(resourcesOf(source, 'AWS::EC2::SecurityGroupEgress'))).toEqual([expect.objectContaining(rule)]);
    expect(Object.values(resourcesOf(source, 'AWS::EC2::SecurityGroupIngress'))).toEqual([expect.objectContaining(rule)]);
  });

  test('of an imported VPC lets the function out to the group that is named', () => {
    const { app, source, target } = twoAccounts();
    const vpc = importedVpc(source) as ec2.Vpc;
    new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, vpc, closed), ...lambdaOf(imported(vpc)), targets: [ordersOf(target)] });
    expect(said(app)).toEqual([]);
    expect(Object.values(resourcesOf(source, 'AWS::EC2::SecurityGroupEgress'))).toEqual([expect.objectContaining({ DestinationSecurityGroupId: 'sg-1', FromPort: 443 })]);
    expect(Object.values(resourcesOf(source, 'AWS::EC2::SecurityGroupIngress'))).toEqual([expect.objectContaining({ GroupId: 'sg-1', FromPort: 443 })]);
  });

  test('with createEndpoints makes what is not named', () => {
    const { source, target } = twoAccounts();
    const vpc = importedVpc(source) as ec2.Vpc;
    new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, vpc, closed), ...lambdaOf(imported(vpc)), createEndpoints: true, via: reader(target), targets: [ordersOf(target)] });
    expect(Object.values(endpointPolicies(source))).toEqual([[through(['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'], READER_ROLE, SOURCE_ACCOUNT)]]);
  });

  test('without the one of STS fails with via', () => {
    const { source, target } = twoAccounts();
    const vpc = isolatedVpc(source);
    expect(errorOf(() => new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, vpc), ...lambdaOf(lambdaEndpoint(vpc)), via: reader(target) }))).toBe(
      'role Target/Reader is called, and neither createEndpoints nor existingEndpoints gives the VPC an endpoint for sts, and the subnets of the function have no way to the internet; expected a way from every subnet of the function; '
      + "write createEndpoints: true, or vpc.addInterfaceEndpoint('sts', { service: ec2.InterfaceVpcEndpointAwsService.STS }) and name it in existingEndpoints [Source/Checkout]");
  });

  test('without the one of STS goes over the NAT gateway, with one rule for all services', () => {
    const props = (target: Stack) => ({ existingEndpoints: [], via: reader(target) });
    const { source } = calls((stack) => fnIn(stack, natVpc(stack), { ...closed, vpcSubnets: EGRESS }), props);
    expect(egress(source).map(({ CidrIp, Description }) => [CidrIp, Description])).toEqual([['0.0.0.0/0', 'to sts']]);
  });

  test('of both services is silent', () => {
    const { app, source, target } = twoAccounts();
    const vpc = isolatedVpc(source);
    const existingEndpoints = [LAMBDA, STS]
      .map((service) => ExistingEndpoint.forInterface(service, vpc.addInterfaceEndpoint(service.shortName, { service })));
    new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, vpc, closed), existingEndpoints, via: reader(target), targets: [ordersOf(target)] });
    expect(said(app)).toEqual([]);
  });
});
