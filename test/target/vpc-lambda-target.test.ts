import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Caller, CrossAccountInvoker, CrossAccountTarget, Reach, ResourcePolicyType } from '../../src';
import { endpointPolicies, isolatedVpc, READER, reaching, resourcesOf, SEND, SQS, stock, through, vpcTarget, STOCK, importedReader } from '../network/templates';
import { CHECKOUT_ROLE, fn, REGION, SOURCE_ACCOUNT, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const SUBNETS = [{ Ref: 'OrdersVpcIsolatedSubnet1Subnet17E7F4C8' }, { Ref: 'OrdersVpcIsolatedSubnet2Subnet14474C3E' }];
const GROUP = { 'Fn::GetAtt': ['OrdersSecurityGroup2E5456CF', 'GroupId'] };

describe('a VpcLambdaTarget', () => {
  test('makes a function, its alias, a closed group, and all below itself', () => {
    const { target } = twoAccounts();
    const orders = vpcTarget(target, { aliasName: 'prod', description: 'orders' });
    const template = Template.fromStack(target);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Code: { ZipFile: 'exports.handler = async () => ({});' },
      Description: 'orders',
      Handler: 'index.handler',
      ReservedConcurrentExecutions: 10,
      Role: { 'Fn::GetAtt': ['OrdersServiceRoleF2087E22', 'Arn'] },
      Runtime: 'nodejs24.x',
      VpcConfig: { SecurityGroupIds: [GROUP], SubnetIds: SUBNETS },
    });
    template.hasResourceProperties('AWS::Lambda::Alias', { FunctionName: { Ref: 'OrdersFunction520DBA95' }, Name: 'prod' });
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Lets Target/Orders reach what it names, and nothing else',
      SecurityGroupEgress: [{ CidrIp: '255.255.255.255/32', Description: 'Disallow all traffic', FromPort: 252, IpProtocol: 'icmp', ToPort: 86 }],
      VpcId: { Ref: 'OrdersVpcAD83F2AE' },
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }], Version: '2012-10-17' },
      ManagedPolicyArns: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']] }],
    });
    expect(target.node.children.map(({ node }) => node.id).filter((id) => id.startsWith('Orders'))).toEqual(['Orders']);
    expect(Object.keys(template.toJSON().Resources).filter((id) => !id.startsWith('Orders'))).toEqual([]);
    expect([orders.function.node.path, orders.vpc.node.path, orders.callable.node.path]).toEqual(['Target/Orders/Function', 'Target/Orders/Vpc', 'Target/Orders/Alias']);
    expect(orders.subnets.map(({ node }) => node.path)).toEqual(['Target/Orders/Vpc/IsolatedSubnet1', 'Target/Orders/Vpc/IsolatedSubnet2']);
    expect(orders.securityGroups.map(({ node }) => node.path)).toEqual(['Target/Orders/SecurityGroup']);
  });

  test('is a CrossAccountTarget', () => {
    const { source, target } = twoAccounts();
    const orders = vpcTarget(target, { callers: [Caller.role(CHECKOUT_ROLE)] });
    expect(orders).toBeInstanceOf(CrossAccountTarget);
    expect([orders.targetAccount, orders.targetRegion]).toEqual([TARGET_ACCOUNT, REGION]);
    new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), targets: [orders] });
    const [policy] = Object.values(resourcesOf(target, 'AWS::Lambda::ResourcePolicy'));
    expect(policy).toEqual({
      ResourceArn: { Ref: 'OrdersAliasFA69D35F' },
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{
          Sid: 'InvokeFunctionRoles',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` },
          Action: 'lambda:InvokeFunction',
          Resource: { Ref: 'OrdersAliasFA69D35F' },
          Condition: { ArnEquals: { 'aws:PrincipalArn': [expect.stringMatching(/^arn:aws:iam::111111111111:role\/Source-Function-ServiceRole-[0-9a-f]{8}$/), CHECKOUT_ROLE] } },
        }],
      },
    });
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Action: 'lambda:InvokeFunction', Resource: Match.stringLikeRegexp('^arn:aws:lambda:eu-west-1:222222222222:function:Target-Orders-Function-[0-9a-f]{8}:live$') }] },
    });
  });

  test('takes a policy type, an account and a region', () => {
    const app = new App();
    const stack = new Stack(app, 'Target');
    const callers = [Caller.role(CHECKOUT_ROLE)];
    const orders = vpcTarget(stack, { policyType: ResourcePolicyType.PERMISSIONS, account: TARGET_ACCOUNT, region: REGION, callers });
    expect([orders.targetAccount, orders.targetRegion]).toEqual([TARGET_ACCOUNT, REGION]);
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', Principal: CHECKOUT_ROLE, FunctionName: { Ref: 'OrdersAliasFA69D35F' } });
  });

  test('keeps its ids whatever else is in the app, and in whatever order things are reached', () => {
    const build = (first: boolean): Template => {
      const { target } = twoAccounts();
      if (first) { vpcTarget(target, { reaches: [Reach.service(SQS, SEND)] }, 'Before'); }
      const both = [Reach.service(SQS, SEND), Reach.target(stock(target))];
      reaching(target, ...first ? both : both.reverse());
      return Template.fromStack(target);
    };
    const ids = (template: Template) => Object.keys(template.toJSON().Resources).filter((id) => id.startsWith('Orders')).sort();
    expect(ids(build(true))).toEqual(ids(build(false)));
    expect(ids(build(false))).toContain('OrdersVpcCrossAccountSqsEndpointC2236DA5');
  });

  test('makes nothing in the account of its callers', () => {
    const { source, target } = twoAccounts();
    vpcTarget(target, { callers: [Caller.role(CHECKOUT_ROLE)] });
    expect(Template.fromStack(source).toJSON().Resources).toBeUndefined();
  });

  test('is its function in rules of security groups', () => {
    const { target } = twoAccounts();
    const orders = vpcTarget(target, { vpc: isolatedVpc(target) });
    const database = new ec2.SecurityGroup(target, 'Database', { vpc: orders.vpc, allowAllOutbound: false });
    new ec2.Connections({ securityGroups: [database], defaultPort: ec2.Port.tcp(5432) }).allowDefaultPortFrom(orders, 'from orders');
    const rule = { Description: 'from orders', FromPort: 5432, ToPort: 5432, IpProtocol: 'tcp' };
    const databaseId = { 'Fn::GetAtt': ['DatabaseB269D8BB', 'GroupId'] };
    expect(Object.values(resourcesOf(target, 'AWS::EC2::SecurityGroupIngress'))).toEqual([{ ...rule, GroupId: databaseId, SourceSecurityGroupId: GROUP }]);
    expect(Object.values(resourcesOf(target, 'AWS::EC2::SecurityGroupEgress'))).toEqual([{ ...rule, GroupId: GROUP, DestinationSecurityGroupId: databaseId }]);
  });

  test('can be there twice', () => {
    const { target } = twoAccounts();
    vpcTarget(target, {}, 'Orders');
    vpcTarget(target, {}, 'Stock');
    Template.fromStack(target).resourceCountIs('AWS::EC2::VPC', 2);
  });
});

describe('addReach', () => {
  test('opens the same as reaches', () => {
    const [one, other] = [twoAccounts(), twoAccounts()];
    reaching(one.target, Reach.service(SQS, SEND));
    vpcTarget(other.target).addReach(Reach.service(SQS, SEND));
    expect(Template.fromStack(other.target).toJSON()).toEqual(Template.fromStack(one.target).toJSON());
    expect(endpointPolicies(other.target)).toEqual({ OrdersVpcCrossAccountSqsEndpointC2236DA5: [through('sqs:SendMessage', SEND.resources[0])] });
  });

  test('twice opens it once', () => {
    const { target } = twoAccounts();
    const orders = reaching(target, Reach.service(SQS, SEND));
    orders.addReach(Reach.service(SQS, SEND));
    expect(endpointPolicies(target)).toEqual({ OrdersVpcCrossAccountSqsEndpointC2236DA5: [through('sqs:SendMessage', SEND.resources[0])] });
    Template.fromStack(target).resourceCountIs('AWS::EC2::SecurityGroupEgress', 1);
  });
});

describe('who lets the function of a VpcLambdaTarget call opens the way too', () => {
  test('an invoker', () => {
    const { target } = twoAccounts();
    const orders = vpcTarget(target);
    new CrossAccountInvoker(target, 'Invoker', { function: orders.function, targets: [stock(target)] });
    expect(endpointPolicies(target)).toEqual({ OrdersVpcCrossAccountLambdaEndpoint7CE5C537: [through('lambda:InvokeFunction', [STOCK, `${STOCK}:live`])] });
  });

  test('a role that it may assume', () => {
    const { target } = twoAccounts();
    const orders = vpcTarget(target);
    importedReader(target).grants.assume(orders.function);
    expect(endpointPolicies(target)).toEqual({
      OrdersVpcCrossAccountStsEndpoint6D390201: [through(['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'], READER)],
    });
  });
});

describe('AWS_STS_REGIONAL_ENDPOINTS', () => {
  const variables = (stack: Stack) => (Object.values(resourcesOf(stack, 'AWS::Lambda::Function'))[0].Environment as { Variables: object } | undefined)?.Variables;

  test('is set when a role is reached', () => {
    const { target } = twoAccounts();
    vpcTarget(target, { environment: { TABLE: 'orders' }, reaches: [Reach.role(importedReader(target))] });
    expect(variables(target)).toEqual({ TABLE: 'orders', AWS_STS_REGIONAL_ENDPOINTS: 'regional' });
  });

  test('is not set otherwise', () => {
    const { target } = twoAccounts();
    reaching(target, Reach.service(SQS, SEND));
    expect(variables(target)).toBeUndefined();
  });

  test('may be set to the same', () => {
    const { target } = twoAccounts();
    vpcTarget(target, { environment: { AWS_STS_REGIONAL_ENDPOINTS: 'regional' }, reaches: [Reach.role(importedReader(target))] });
    expect(variables(target)).toEqual({ AWS_STS_REGIONAL_ENDPOINTS: 'regional' });
  });

  test('fails when the user sets it to something else', () => {
    const { target } = twoAccounts();
    expect(() => vpcTarget(target, { environment: { AWS_STS_REGIONAL_ENDPOINTS: 'legacy' }, reaches: [Reach.role(importedReader(target))] }))
      .toThrow(new Error('the environment variable AWS_STS_REGIONAL_ENDPOINTS of Target/Orders/Function is set already, got "legacy"; '
        + "expected a variable that nobody else sets; remove it, or write 'regional' [Target/Orders]"));
  });
});

test('a role of another stack of the account makes no circle', () => {
  const { app, target } = twoAccounts();
  const roles = new Stack(app, 'Roles', { env: TARGET_ENV });
  const role = new iam.Role(roles, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const orders = vpcTarget(target, { role });
  expect(orders.function.role).toBe(role);
  Template.fromStack(target).hasResourceProperties('AWS::IAM::Policy', {
    PolicyName: Match.stringLikeRegexp('^network-interfaces-[0-9a-f]{8}$'), Roles: [{ 'Fn::ImportValue': 'Roles:ExportsOutputRefRole1ABCC5F06F481065' }],
  });
  expect([target.dependencies.map(({ node }) => node.id), roles.dependencies]).toEqual([['Roles'], []]);
});
