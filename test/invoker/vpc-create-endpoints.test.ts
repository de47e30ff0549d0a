import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { allMessages, calls, EGRESS, errorsOf, fnIn, ORDERS_ARN, ordersOf } from './vpc-apps';
import { AssumableRole, CrossAccountInvoker } from '../../src';
import { egress, endpointPolicies, importedVpc, isolatedVpc, messages, natVpc, resourcesOf, through, vpcTarget } from '../network/templates';
import { neededBy, reader, READER_ROLE, variablesOf } from '../role/templates';
import { errorOf, ORDERS_FUNCTION, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const INVOKE = 'lambda:InvokeFunction';
const ASSUME = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
const BOTH = [ORDERS_FUNCTION, ORDERS_ARN];
const closed = { allowAllOutbound: false };
const group = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'GroupId'] });
const policiesOf = (stack: Stack) => Object.values(endpointPolicies(stack));

describe('createEndpoints', () => {
  test('makes an endpoint of Lambda that lets exactly the target through', () => {
    const { source } = calls((stack) => fnIn(stack, isolatedVpc(stack), closed), () => ({ createEndpoints: true }));
    const endpoints = resourcesOf(source, 'AWS::EC2::VPCEndpoint');
    expect(endpoints).toEqual({
      [Object.keys(endpoints)[0]]: {
        VpcEndpointType: 'Interface',
        ServiceName: 'com.amazonaws.eu-west-1.lambda',
        VpcId: { Ref: 'Vpc8378EB38' },
        PrivateDnsEnabled: true,
        SubnetIds: [{ Ref: 'VpcIsolatedSubnet1SubnetE48C5737' }, { Ref: 'VpcIsolatedSubnet2Subnet16364B91' }],
        SecurityGroupIds: [group('VpcCrossAccountLambdaEndpointSecurityGroupC40ECD7E')],
        Tags: [{ Key: 'Name', Value: 'Source/Vpc' }],
        PolicyDocument: { Version: '2012-10-17', Statement: [through(INVOKE, BOTH, SOURCE_ACCOUNT)] },
      },
    });
  });

  test('lets the function out to the endpoint and in there, and nowhere else', () => {
    const { source } = calls((stack) => fnIn(stack, isolatedVpc(stack), closed), () => ({ createEndpoints: true }));
    const groups = Object.entries(resourcesOf(source, 'AWS::EC2::SecurityGroup'));
    const [far] = groups.find(([, { GroupDescription }]) => GroupDescription === 'Lets functions reach lambda')!;
    const [near] = groups.find(([id]) => id !== far)!;
    expect(groups).toHaveLength(2);
    const port = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
    expect(Object.values(resourcesOf(source, 'AWS::EC2::SecurityGroupEgress')))
      .toEqual([{ GroupId: group(near), DestinationSecurityGroupId: group(far), Description: 'to lambda', ...port }]);
    expect(Object.values(resourcesOf(source, 'AWS::EC2::SecurityGroupIngress')))
      .toEqual([{ GroupId: group(far), SourceSecurityGroupId: group(near), Description: 'to lambda', ...port }]);
    expect(groups.map(([, { SecurityGroupIngress }]) => SecurityGroupIngress)).toEqual([undefined, undefined]);
  });

  test('with via makes one of STS for the role, and lets calls through with the account of the role', () => {
    const { source } = calls((stack) => fnIn(stack, isolatedVpc(stack), closed), (target) => ({ createEndpoints: true, via: reader(target) }));
    expect(policiesOf(source)).toEqual([[through(ASSUME, READER_ROLE, SOURCE_ACCOUNT)], [through(INVOKE, BOTH, TARGET_ACCOUNT)]]);
    expect(variablesOf(source)).toMatchObject({ AWS_STS_REGIONAL_ENDPOINTS: 'regional', ORDERS_TARGET_ROLE: 'READER' });
  });

  test('with via and without targets makes the one of STS', () => {
    const props = (target: Stack) => ({ createEndpoints: true, via: reader(target), targets: [] });
    const { source } = calls((stack) => fnIn(stack, isolatedVpc(stack), closed), props);
    expect(policiesOf(source)).toEqual([[through(ASSUME, READER_ROLE, SOURCE_ACCOUNT)]]);
  });

  test('makes one endpoint for two functions of a VPC', () => {
    const { source, target } = calls((stack) => fnIn(stack, isolatedVpc(stack), closed), () => ({ createEndpoints: true }));
    const vpc = source.node.findChild('Vpc') as ec2.Vpc;
    new CrossAccountInvoker(source, 'Billing', { function: fnIn(source, vpc, closed, 'Other'), createEndpoints: true, targets: [ordersOf(target, 'Invoices', 'invoices')] });
    const invoices = ORDERS_FUNCTION.replace('orders', 'invoices');
    expect(policiesOf(source)).toEqual([[through(INVOKE, [invoices, `${invoices}:live`, ...BOTH], SOURCE_ACCOUNT)]]);
    expect(Object.values(resourcesOf(source, 'AWS::EC2::SecurityGroupEgress'))).toHaveLength(2);
    expect(Object.values(resourcesOf(source, 'AWS::EC2::SecurityGroupIngress'))).toHaveLength(2);
  });

  test('writes a target that two functions call once', () => {
    const { source, orders } = calls((stack) => fnIn(stack, isolatedVpc(stack), closed), () => ({ createEndpoints: true }));
    const vpc = source.node.findChild('Vpc') as ec2.Vpc;
    new CrossAccountInvoker(source, 'Billing', { function: fnIn(source, vpc, closed, 'Other'), createEndpoints: true, targets: [orders] });
    expect(policiesOf(source)).toEqual([[through(INVOKE, BOTH, SOURCE_ACCOUNT)]]);
  });

  test('writes what is added later', () => {
    const { source, target, invoker } = calls((stack) => fnIn(stack, isolatedVpc(stack), closed), () => ({ createEndpoints: true, targets: [] }));
    invoker.addTarget(ordersOf(target, 'Late', 'late'));
    const late = ORDERS_FUNCTION.replace('orders', 'late');
    expect(policiesOf(source)).toEqual([[through(INVOKE, [late, `${late}:live`], SOURCE_ACCOUNT)]]);
  });

  test('for an alias opens the way of its function', () => {
    const { source } = calls((stack) => new lambda.Alias(stack, 'Alias', { aliasName: 'live', version: fnIn(stack, isolatedVpc(stack), closed).currentVersion }),
      () => ({ createEndpoints: true }));
    expect(policiesOf(source)).toEqual([[through(INVOKE, BOTH, SOURCE_ACCOUNT)]]);
  });

  test('for a target of the same stack lets it through', () => {
    const { source } = twoAccounts();
    new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, isolatedVpc(source), closed), createEndpoints: true, targets: [ordersOf(source)] });
    const own = ORDERS_FUNCTION.replace(TARGET_ACCOUNT, SOURCE_ACCOUNT);
    expect(policiesOf(source)).toEqual([[through(INVOKE, [own, `${own}:live`], SOURCE_ACCOUNT)]]);
  });

  test('puts the endpoint into the stack of the VPC, which depends on no other', () => {
    const { app, source, target } = twoAccounts();
    const network = new Stack(app, 'Network', { env: SOURCE_ENV });
    new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, isolatedVpc(network), closed), createEndpoints: true, targets: [ordersOf(target)], via: reader(target) });
    expect(policiesOf(network)).toEqual([[through(ASSUME, READER_ROLE, SOURCE_ACCOUNT)], [through(INVOKE, BOTH, TARGET_ACCOUNT)]]);
    expect(policiesOf(source)).toEqual([]);
    expect([neededBy(network), neededBy(source)]).toEqual([[], ['Network']]);
    expect(messages(app)).toEqual([]);
  });

  test('for a target without a stack of the account takes the account of the invoker', () => {
    const { app, target } = twoAccounts();
    const source = new Stack(app, 'Plain');
    new CrossAccountInvoker(source, 'Checkout', {
      function: fnIn(source, isolatedVpc(source, { availabilityZones: undefined }), closed),
      account: SOURCE_ACCOUNT,
      createEndpoints: true,
      targets: [ordersOf(target)],
    });
    expect(policiesOf(source)).toEqual([[through(INVOKE, BOTH, SOURCE_ACCOUNT)]]);
  });

  test('in an imported VPC makes the endpoint in the subnets of the function', () => {
    const { source } = calls((stack) => fnIn(stack, importedVpc(stack), closed), () => ({ createEndpoints: true }));
    expect(Object.values(resourcesOf(source, 'AWS::EC2::VPCEndpoint')).map(({ SubnetIds, VpcId }) => [SubnetIds, VpcId])).toEqual([[['subnet-1', 'subnet-2'], 'vpc-1']]);
  });

  test('in a VPC with other subnets warns that all go through the endpoint', () => {
    const { app } = calls((stack) => fnIn(stack, natVpc(stack), { ...closed, vpcSubnets: EGRESS }), () => ({ createEndpoints: true }));
    expect(messages(app)).toEqual([['/Source/Checkout', 'VPC Source/Vpc gets an endpoint for lambda, through which everybody in the VPC calls from then on; '
      + 'it lets through only what constructs of this library declare; if others use the service, write createEndpoints: false to call over a NAT gateway, or make the endpoint with a policy of your own and name it in existingEndpoints '
      + '[ack: cdk-cross-account-lambda:Network.sharedEndpoint]']]);
  });

  test('with a function that lets everything out says nothing', () => {
    const { app } = calls((stack) => fnIn(stack, isolatedVpc(stack)), () => ({ createEndpoints: true }));
    expect(allMessages(app)).toEqual([]);
  });

  test('in a VPC that has an endpoint of the user fails at synthesis', () => {
    const { app } = calls((stack) => {
      const vpc = isolatedVpc(stack);
      vpc.addInterfaceEndpoint('Own', { service: ec2.InterfaceVpcEndpointAwsService.LAMBDA });
      return fnIn(stack, vpc, closed);
    }, () => ({ createEndpoints: true }));
    expect(errorsOf(app)).toEqual([
      'VPC Source/Vpc has an endpoint for lambda already: Source/Vpc/Own; expected one endpoint for a service in a VPC; '
      + 'name it: existingEndpoints: [ExistingEndpoint.forInterface(ec2.InterfaceVpcEndpointAwsService.LAMBDA, endpoint)] on CrossAccountInvoker; '
      + 'if this library makes it for another import of the VPC, import the VPC once and pass the same object [Source/Checkout]',
    ]);
  });

  test('for a target of another region fails, as endpoints do not reach there', () => {
    const { app, source } = twoAccounts();
    const target = new Stack(app, 'Far', { env: { ...TARGET_ENV, region: 'us-east-1' } });
    const orders = ordersOf(target);
    const vpc = isolatedVpc(source);
    expect(errorOf(() => new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, vpc), createEndpoints: true, targets: [orders] }))).toBe(
      'target Far/Orders is in region us-east-1, which endpoints of eu-west-1 do not reach, and the subnets of the function have no way to the internet; '
      + 'expected a way from every subnet of the function; choose subnets with a NAT gateway, or put the function into a VPC of that region [Source/Checkout]');
  });
});

describe('createEndpoints: false', () => {
  test('in isolated subnets is refused at once', () => {
    expect(errorOf(() => calls((stack) => fnIn(stack, isolatedVpc(stack)), () => ({ createEndpoints: false })))).toBe(
      'target Target/Orders is called, and neither createEndpoints nor existingEndpoints gives the VPC an endpoint for lambda, and the subnets of the function have no way to the internet; expected a way from every subnet of the function; '
      + "write createEndpoints: true, or vpc.addInterfaceEndpoint('lambda', { service: ec2.InterfaceVpcEndpointAwsService.LAMBDA }) and name it in existingEndpoints [Source/Checkout]");
  });

  test('in subnets with a NAT gateway lets the function out', () => {
    const { source } = calls((stack) => fnIn(stack, natVpc(stack), { ...closed, vpcSubnets: EGRESS }), () => ({ createEndpoints: false }));
    expect(egress(source)).toEqual([{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Description: 'to lambda' }]);
    Template.fromStack(source).resourceCountIs('AWS::EC2::VPCEndpoint', 0);
  });
});

describe('the function of a VpcLambdaTarget', () => {
  test('as the function of an invoker opens by itself', () => {
    const { app, source, target } = twoAccounts({ source: { env: TARGET_ENV } });
    const front = vpcTarget(source, {}, 'Front');
    new CrossAccountInvoker(source, 'Checkout', { function: front.function, targets: [ordersOf(target)] });
    expect(policiesOf(source)).toEqual([[through(INVOKE, BOTH)]]);
    expect(messages(app)).toEqual([]);
  });

  test('opens by itself also through its alias', () => {
    const { source, target } = twoAccounts({ source: { env: TARGET_ENV } });
    const front = vpcTarget(source, {}, 'Front');
    new CrossAccountInvoker(source, 'Checkout', { function: front.callable, targets: [ordersOf(target)], via: new AssumableRole(target, 'Reader', { roleName: 'reader' }) });
    expect(policiesOf(source)).toEqual([[through(ASSUME, READER_ROLE)], [through(INVOKE, BOTH)]]);
  });

  test('refuses createEndpoints on an invoker', () => {
    const { source } = twoAccounts({ source: { env: TARGET_ENV } });
    const front = vpcTarget(source, {}, 'Front');
    expect(errorOf(() => new CrossAccountInvoker(source, 'Checkout', { function: front.function, createEndpoints: true }))).toBe(
      'createEndpoints is set, but the network of function Source/Front/Function is set up already; expected it once for a function; '
      + 'remove it here; the VpcLambdaTarget or CrossAccountInvoker that comes first decides [Source/Checkout]');
  });
});
