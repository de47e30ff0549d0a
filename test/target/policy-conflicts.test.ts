import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3n from 'aws-cdk-lib/aws-s3-notifications';
import { Caller, CrossAccountTarget, ResourcePolicyType } from '../../src';
import { CHECKOUT_ROLE, errorOf, fn, ORDERS_FUNCTION, TARGET_ENV, twoAccounts } from '../support/apps';

const BOTH = 'write the policy of one function, alias or version, and overwrite each other';

function setUp(policyType = ResourcePolicyType.DOCUMENT): { stack: Stack; func: lambda.Function; orders: CrossAccountTarget } {
  const stack = twoAccounts().target;
  const func = fn(stack, 'Function', { functionName: 'orders' });
  const orders = new CrossAccountTarget(stack, 'Orders', { function: func, callers: [Caller.role(CHECKOUT_ROLE)], policyType });
  return { stack, func, orders };
}

const MIXED: [string, (stack: Stack, orders: CrossAccountTarget) => void, string][] = [
  ['an L2 grant on the alias', (_, orders) => { orders.callable.grantInvoke(new iam.AccountPrincipal('333333333333')); }, 'Target/Orders/Alias/Invoke'],
  ['an L2 permission on the alias', (_, orders) => { orders.callable.addPermission('P', { principal: new iam.AccountPrincipal('333333333333') }); }, 'Target/Orders/Alias/P'],
  ['an S3 notification to the alias', (stack, orders) => {
    new s3.Bucket(stack, 'Bucket').addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.LambdaDestination(orders.callable));
  }, 'AllowBucketNotifications'],
  ['an L1 with the ARN of the target', (stack, orders) => {
    new lambda.CfnPermission(stack, 'P', { action: 'lambda:InvokeFunction', principal: '333333333333', functionName: orders.callable.functionArn });
  }, 'Target/P'],
  ['an L1 with a literal ARN', (stack) => {
    new lambda.CfnPermission(stack, 'P', { action: 'lambda:InvokeFunction', principal: '333333333333', functionName: `${ORDERS_FUNCTION}:live` });
  }, 'Target/P'],
  ['an L1 with a name', (stack) => {
    new lambda.CfnPermission(stack, 'P', { action: 'lambda:InvokeFunction', principal: '333333333333', functionName: 'orders:live' });
  }, 'Target/P'],
  ['an L1 with the function ARN and the alias appended', (stack) => {
    const { functionArn } = stack.node.findChild('Function') as lambda.Function;
    new lambda.CfnPermission(stack, 'P', { action: 'lambda:InvokeFunction', principal: '333333333333', functionName: `${functionArn}:live` });
  }, 'Target/P'],
  ['a bare CfnResource with a reference', (stack, orders) => {
    const alias = orders.callable.node.defaultChild as lambda.CfnAlias;
    new CfnResource(stack, 'P', { type: 'AWS::Lambda::Permission', properties: { FunctionName: alias.getAtt('AliasArn'), Principal: '333333333333', Action: 'lambda:InvokeFunction' } });
  }, 'Target/P'],
  ['a bare CfnResource', (stack) => {
    new CfnResource(stack, 'P', { type: 'AWS::Lambda::Permission', properties: { FunctionName: `${ORDERS_FUNCTION}:live`, Principal: '333333333333', Action: 'lambda:InvokeFunction' } });
  }, 'Target/P'],
];

describe('one function, alias or version', () => {
  test.each(MIXED)('fails for a document and %s', (_, add, path) => {
    const { stack, orders } = setUp();
    add(stack, orders);
    const message = errorOf(() => Template.fromStack(stack));
    expect(message).toContain(BOTH);
    expect(message).toContain('Target/Orders/Policy (AWS::Lambda::ResourcePolicy) and ');
    expect(message).toContain(path);
    expect(message).toContain('grant through CrossAccountTarget.grants');
  });

  test.each(MIXED)('takes permissions and %s', (_, add) => {
    const { stack, orders } = setUp(ResourcePolicyType.PERMISSIONS);
    add(stack, orders);
    expect(Object.keys(Template.fromStack(stack).findResources('AWS::Lambda::Permission')).length).toBeGreaterThanOrEqual(2);
  });

  test('fails for permissions of a target and a document that the user wrote', () => {
    const { stack, orders } = setUp(ResourcePolicyType.PERMISSIONS);
    new CfnResource(stack, 'Document', { type: 'AWS::Lambda::ResourcePolicy', properties: { ResourceArn: orders.callable.functionArn, PolicyDocument: {} } });
    expect(errorOf(() => Template.fromStack(stack))).toContain('Target/Document (AWS::Lambda::ResourcePolicy) and Target/Orders/Permission');
  });

  test('fails for a permission in another stack of the account', () => {
    const { stack } = setUp();
    const other = new Stack(stack.node.root as App, 'Other', { env: TARGET_ENV });
    new lambda.CfnPermission(other, 'P', { action: 'lambda:InvokeFunction', principal: '333333333333', functionName: `${ORDERS_FUNCTION}:live` });
    expect(errorOf(() => Template.fromStack(stack))).toContain(BOTH);
  });

  test('fails for two documents', () => {
    const { stack, orders } = setUp();
    new CrossAccountTarget(stack, 'Again', { function: orders.callable, callers: [Caller.role(CHECKOUT_ROLE)] });
    expect(errorOf(() => Template.fromStack(stack))).toContain('Target/Orders/Policy and Target/Again/Policy are both the whole resource policy');
  });

  test('fails for two aliases of one name', () => {
    const { stack, func } = setUp();
    new CrossAccountTarget(stack, 'Again', { function: func });
    expect(errorOf(() => Template.fromStack(stack))).toContain('Target/Orders/Alias/Resource and Target/Again/Alias/Resource are aliases of one name on one function');
  });

  test('fails for two targets that both write on the function', () => {
    const { stack, func, orders } = setUp();
    const again = new CrossAccountTarget(stack, 'Again', { function: func, aliasName: 'beta' });
    for (const target of [orders, again]) { target.grants.actions(Caller.account('333333333333'), 'lambda:UpdateFunctionCode'); }
    expect(errorOf(() => Template.fromStack(stack))).toContain('must all come from one CrossAccountTarget');
  });

  test('takes a document on the alias and permissions on the function, on another alias and on another function', () => {
    const { stack, func } = setUp();
    func.grantInvoke(new iam.AccountPrincipal('333333333333'));
    new lambda.Alias(stack, 'Beta', { aliasName: 'beta', version: func.currentVersion }).grantInvoke(new iam.AccountPrincipal('333333333333'));
    fn(stack, 'Second').grantInvoke(new iam.AccountPrincipal('333333333333'));
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Permission', 3);
  });

  test('takes equal names in two accounts', () => {
    const { source, target } = twoAccounts();
    new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: 'orders' }), callers: [Caller.role(CHECKOUT_ROLE)] });
    new lambda.CfnPermission(source, 'P', { action: 'lambda:InvokeFunction', principal: '333333333333', functionName: 'orders:live' });
    Template.fromStack(target).resourceCountIs('AWS::Lambda::ResourcePolicy', 1);
  });

  test('keeps two apps in one process apart', () => {
    const first = setUp();
    const second = setUp();
    second.orders.callable.grantInvoke(new iam.AccountPrincipal('333333333333'));
    Template.fromStack(first.stack).resourceCountIs('AWS::Lambda::ResourcePolicy', 1);
    expect(errorOf(() => Template.fromStack(second.stack))).toContain(BOTH);
  });
});
