import { Aws, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { reaching, resourcesOf, SEND, SQS, vpcTarget } from './templates';
import { CrossAccountInvoker, Reach } from '../../src';
import type { VpcLambdaTargetProps } from '../../src';
import { errorOf, ORDERS_FUNCTION, twoAccounts } from '../support/apps';

const OF_LAMBDA = [
  'ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:UnassignPrivateIpAddresses',
];
const ALLOW = { Sid: 'NetworkInterfaces', Effect: 'Allow', Action: OF_LAMBDA, Resource: '*' };
const deny = (functionArn: unknown) => ({
  Sid: 'NotForCode',
  Effect: 'Deny',
  Action: [...OF_LAMBDA.slice(0, 5), 'ec2:DetachNetworkInterface', 'ec2:UnassignPrivateIpAddresses'],
  Resource: '*',
  Condition: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
});
const OWN_FUNCTION = { 'Fn::GetAtt': ['OrdersFunction520DBA95', 'Arn'] };

const lambdaRole = (stack: Stack, props: Partial<iam.RoleProps> = {}) => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), ...props });

/** The policies of the target, without those of the VPC's flow logs. */
function policies(target: Stack): Record<string, { Roles: unknown; Statement: unknown; PolicyName: unknown }> {
  const own = Object.entries(resourcesOf(target, 'AWS::IAM::Policy')).filter(([id]) => !id.includes('FlowLogs'));
  return Object.fromEntries(own.map(([id, { Roles, PolicyName, PolicyDocument }]) => {
    const { Statement } = PolicyDocument as { Statement: unknown };
    return [id, { Roles, PolicyName, Statement }];
  }));
}

function dependencies(target: Stack, type: string): string[] {
  return Object.entries(Template.fromStack(target).findResources(type)).filter(([id]) => !id.includes('FlowLogs')).flatMap(([, { DependsOn = [] }]) => DependsOn as string[]);
}

describe('the role of the function', () => {
  test('allows what Lambda needs before the function is there, and denies it to the code after', () => {
    const { target } = twoAccounts();
    vpcTarget(target);
    const Roles = [{ Ref: 'OrdersServiceRoleF2087E22' }];
    expect(policies(target)).toEqual({
      OrdersInterfacePolicy09EA0ECF: { Roles, PolicyName: expect.stringMatching(/^network-interfaces-[0-9a-f]{8}$/), Statement: [ALLOW] },
      OrdersCodePolicy474AB0B8: { Roles, PolicyName: expect.stringMatching(/^not-for-code-[0-9a-f]{8}$/), Statement: [deny(OWN_FUNCTION)] },
    });
    expect(dependencies(target, 'AWS::Lambda::Function')).toContain('OrdersInterfacePolicy09EA0ECF');
    expect(dependencies(target, 'AWS::Lambda::Function')).not.toContain('OrdersCodePolicy474AB0B8');
    // the deny waits for the function by its reference
    expect(dependencies(target, 'AWS::IAM::Policy')).toEqual([]);
  });

  test('allows the same without the deny', () => {
    const { target } = twoAccounts();
    vpcTarget(target, { denyEniAccessToCode: false });
    expect(Object.keys(policies(target))).toEqual(['OrdersInterfacePolicy09EA0ECF']);
  });

  test('waits for nothing in a circle when the role may also call', () => {
    const { source, target } = twoAccounts();
    const orders = reaching(source, Reach.service(SQS, SEND));
    new CrossAccountInvoker(source, 'Invoker', { function: orders.function, targets: [vpcTarget(target)] });
    expect(dependencies(source, 'AWS::Lambda::Function')).toEqual(expect.arrayContaining(['OrdersInterfacePolicy09EA0ECF', 'InvokerInvokePolicy201FDB4E']));
  });

  test("may be the user's", () => {
    const { target } = twoAccounts();
    vpcTarget(target, { role: lambdaRole(target) });
    expect(Object.values(policies(target)).map(({ Roles, Statement }) => [Roles, Statement])).toEqual([[[{ Ref: 'Role1ABCC5F0' }], [ALLOW]], [[{ Ref: 'Role1ABCC5F0' }], [deny(OWN_FUNCTION)]]]);
    Template.fromStack(target).resourceCountIs('AWS::IAM::Role', 2);
  });

  test('may be of two targets, whose policies have names of their own', () => {
    const { target } = twoAccounts();
    const role = lambdaRole(target);
    vpcTarget(target, { role });
    vpcTarget(target, { role }, 'Stock');
    const names = Object.values(policies(target)).map(({ PolicyName }) => PolicyName);
    expect([names.length, new Set(names).size]).toEqual([4, 4]);
  });

  test('may have the permissions already: then nothing is written', () => {
    const { target } = twoAccounts();
    vpcTarget(target, { role: iam.Role.fromRoleArn(target, 'Role', 'arn:aws:iam::222222222222:role/orders'), roleHasEniPermissions: true });
    expect(policies(target)).toEqual({});
    expect(resourcesOf(target, 'AWS::Lambda::Function').OrdersFunction520DBA95.Role).toBe('arn:aws:iam::222222222222:role/orders');
  });
});

describe('a role that has the permissions already', () => {
  test('gets the deny, if this app can change it', () => {
    const { target } = twoAccounts();
    vpcTarget(target, { role: lambdaRole(target), roleHasEniPermissions: true });
    expect(Object.values(policies(target)).map(({ Roles, Statement }) => [Roles, Statement])).toEqual([[[{ Ref: 'Role1ABCC5F0' }], [deny(OWN_FUNCTION)]]]);
  });

  test.each<[string, (target: Stack) => iam.IRole]>([
    ['imported', (target) => iam.Role.fromRoleArn(target, 'Role', 'arn:aws:iam::222222222222:role/orders')],
    ['protected from changes', (target) => lambdaRole(target).withoutPolicyUpdates()],
  ])('fails when it shall get the deny, and is %s', (_, build) => {
    const { target } = twoAccounts();
    const role = build(target);
    expect(errorOf(() => vpcTarget(target, { role, roleHasEniPermissions: true, denyEniAccessToCode: true }))).toBe(`denyEniAccessToCode is set, but role ${role.node.path} cannot be changed by this app; `
      + 'expected no denyEniAccessToCode; remove it, and let the owner of the role add the statement [Target/Orders]');
    vpcTarget(target, { role, roleHasEniPermissions: true, denyEniAccessToCode: false }, 'Stock');
    expect(policies(target)).toEqual({});
  });
});

describe('fails with the policy that is missing when the role', () => {
  const document = (functionArn: string) => JSON.stringify({ Version: '2012-10-17', Statement: [ALLOW, deny(functionArn)] });
  const message = (functionArn: string) => `role Target/Role cannot be changed by this app, so it cannot get the permissions for network interfaces; expected this policy on it, with the ARN of the function: ${document(functionArn)}; `
    + 'let its owner add the policy and write roleHasEniPermissions: true, or leave role out [Target/Orders]';
  const imported = (target: Stack) => iam.Role.fromRoleArn(target, 'Role', 'arn:aws:iam::222222222222:role/orders');

  test.each<[string, (target: Stack) => iam.IRole, Partial<VpcLambdaTargetProps>]>([
    ['is imported', imported, {}],
    ['is imported, and roleHasEniPermissions is false', imported, { roleHasEniPermissions: false }],
    ['is imported as one that cannot be changed', (target) => iam.Role.fromRoleArn(target, 'Role', 'arn:aws:iam::222222222222:role/orders', { mutable: false }), {}],
  ])('%s', (_, role, props) => {
    const { target } = twoAccounts();
    expect(errorOf(() => vpcTarget(target, { ...props, role: role(target) }))).toBe(message('arn:aws:lambda:eu-west-1:222222222222:function:NAME'));
  });

  test.each<[string, StackProps, Partial<VpcLambdaTargetProps>, string]>([
    ['all is known', {}, { functionName: 'orders' }, 'arn:aws:lambda:eu-west-1:222222222222:function:orders'],
    ['the partition is another', { env: { account: '222222222222', region: 'cn-north-1' } }, {}, 'arn:aws-cn:lambda:cn-north-1:222222222222:function:NAME'],
    ['the props say it', { env: undefined }, { account: '222222222222', region: 'cn-north-1' }, 'arn:aws-cn:lambda:cn-north-1:222222222222:function:NAME'],
    ['nothing is known', { env: undefined }, { functionName: Aws.STACK_NAME }, 'arn:aws:lambda:REGION:ACCOUNT:function:NAME'],
  ])('is imported, and %s', (_, stack, props, functionArn) => {
    const { target } = twoAccounts({ target: stack });
    expect(errorOf(() => vpcTarget(target, { ...props, role: imported(target) }))).toBe(message(functionArn));
  });

  test('is protected from changes', () => {
    const { target } = twoAccounts();
    expect(errorOf(() => vpcTarget(target, { role: lambdaRole(target).withoutPolicyUpdates() }))).toContain('cannot be changed by this app, so it cannot get the permissions');
  });
});

test('the function that the deny names is the one that runs, whatever it is called', () => {
  const { target } = twoAccounts();
  vpcTarget(target, { functionName: ORDERS_FUNCTION.split(':').at(-1) });
  Template.fromStack(target).hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'orders' });
  Template.fromStack(target).hasResourceProperties('AWS::IAM::Policy', { PolicyName: Match.stringLikeRegexp('^not-for-code-'), PolicyDocument: { Statement: [deny(OWN_FUNCTION)] } });
});
