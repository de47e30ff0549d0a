import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Caller, CrossAccountInvoker, CrossAccountTarget, ResourcePolicyType } from '../../src';
import { CHECKOUT_ROLE, errorOf, fn, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const PERMISSIONS = { policyType: ResourcePolicyType.PERMISSIONS };

describe('grants.invoke with PERMISSIONS', () => {
  test.each([
    ['role', Caller.role(CHECKOUT_ROLE), { Principal: CHECKOUT_ROLE, SourceArn: Match.absent() }],
    ['account', Caller.account(SOURCE_ACCOUNT), { Principal: SOURCE_ACCOUNT }],
    ['organization', Caller.organization('o-a1b2c3d4e5'), { Principal: '*', PrincipalOrgID: 'o-a1b2c3d4e5' }],
    ['service', Caller.service({ service: 's3.amazonaws.com', sourceArn: 'arn:aws:s3:::images', sourceAccount: SOURCE_ACCOUNT }), {
      Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::images', SourceAccount: SOURCE_ACCOUNT,
    }],
    ['anyone', Caller.anyone({ reason: 'public price list' }), { Principal: '*', PrincipalOrgID: Match.absent() }],
  ])('writes a permission on the alias for a caller of kind %s', (_, caller, properties) => {
    const { target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), ...PERMISSIONS });
    expect(orders.grants.invoke(caller).written).toBe(true);
    const template = Template.fromStack(target);
    template.resourceCountIs('AWS::Lambda::Permission', 1);
    template.hasResourceProperties('AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', FunctionName: { Ref: 'OrdersAliasFA69D35F' }, ...properties });
  });

  test('fails for an organizational unit', () => {
    const { target } = twoAccounts();
    const message = errorOf(() => new CrossAccountTarget(target, 'Orders', {
      function: fn(target, 'Function'),
      callers: [Caller.organizationalUnit('o-a1b2c3d4e5/r-ab12/ou-ab12-11111111')],
      ...PERMISSIONS,
    }));
    expect(message).toContain('cannot be written as AWS::Lambda::Permission, which has no field for it');
    expect(message).toContain('remove policyType');
    expect(message).toMatch(/\[Target\/Orders\]$/);
  });

  test('merges the same caller, and gives its permission an id that order does not change', () => {
    const ids = [[CHECKOUT_ROLE, CHECKOUT_ROLE, `${CHECKOUT_ROLE}2`], [`${CHECKOUT_ROLE}2`, CHECKOUT_ROLE]].map((roles) => {
      const { target } = twoAccounts();
      new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), callers: roles.map((arn) => Caller.role(arn)), ...PERMISSIONS });
      return Object.keys(Template.fromStack(target).findResources('AWS::Lambda::Permission')).sort();
    });
    expect(ids[0]).toHaveLength(2);
    expect(ids[0]).toEqual(ids[1]);
  });

  test('deploys after the stack that creates the role, and only after that', () => {
    const { source, target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), ...PERMISSIONS });
    orders.grants.invoke(Caller.role(CHECKOUT_ROLE));
    expect(target.dependencies).toEqual([]);
    orders.grants.invoke(Caller.roleOf(fn(source, 'Function')));
    expect(target.dependencies).toEqual([source]);
    expect(source.dependencies).toEqual([]);
  });

  test('waits for a role of the same stack', () => {
    const { target } = twoAccounts();
    const role = new iam.Role(target, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), callers: [Caller.roleOf(role)], ...PERMISSIONS });
    Template.fromStack(target).hasResource('AWS::Lambda::Permission', { DependsOn: ['Role1ABCC5F0'] });
  });

  test('needs no order between a stack and its nested stack', () => {
    const { target } = twoAccounts();
    const nested = new NestedStack(target, 'Nested');
    const role = new iam.Role(nested, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), callers: [Caller.roleOf(role)], ...PERMISSIONS });
    expect(target.dependencies).toEqual([]);
  });

  test('orders whole stacks when role and target are nested', () => {
    const { source, target } = twoAccounts();
    const role = new iam.Role(new NestedStack(source, 'Nested'), 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const nested = new NestedStack(target, 'Nested');
    new CrossAccountTarget(nested, 'Orders', { function: fn(nested, 'Function'), callers: [Caller.roleOf(role)], ...PERMISSIONS });
    expect(target.dependencies).toEqual([source]);
  });

  test('fails between stages, which keep no order', () => {
    const app = new App();
    const source = new Stack(new Stage(app, 'A'), 'Source', { env: { account: SOURCE_ACCOUNT, region: REGION } });
    const target = new Stack(new Stage(app, 'B'), 'Target', { env: TARGET_ENV });
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), ...PERMISSIONS });
    const message = errorOf(() => orders.grants.invoke(Caller.roleOf(fn(source, 'Function'))));
    expect(message).toContain('the two stacks are in different stages');
    expect(message).toContain('expected stage A deployed before stage B');
    expect(message).toContain('use ResourcePolicyType.DOCUMENT');
  });

  test('fails on mutual need, and names both needs', () => {
    const { source, target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'OrdersFunction'), ...PERMISSIONS });
    const stock = new CrossAccountTarget(source, 'Stock', { function: fn(source, 'StockFunction'), ...PERMISSIONS });
    new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'CheckoutFunction'), targets: [orders] });
    const message = errorOf(() => new CrossAccountInvoker(target, 'Packing', { function: fn(target, 'PackingFunction'), targets: [stock] }));
    expect(message).toContain('no order of deployment exists: Source/Stock grants to role');
    expect(message).toContain('yet Target/Orders grants to role');
    expect(message).toContain('move one of the two into a third stack');
  });

  test('has no mutual need with DOCUMENT', () => {
    const { source, target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'OrdersFunction') });
    const stock = new CrossAccountTarget(source, 'Stock', { function: fn(source, 'StockFunction') });
    new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'CheckoutFunction'), targets: [orders] });
    new CrossAccountInvoker(target, 'Packing', { function: fn(target, 'PackingFunction'), targets: [stock] });
    expect([source.dependencies, target.dependencies]).toEqual([[], []]);
    Template.fromStack(source).resourceCountIs('AWS::Lambda::ResourcePolicy', 1);
    Template.fromStack(target).resourceCountIs('AWS::Lambda::ResourcePolicy', 1);
  });

  test('fails when the app itself already orders the stacks the other way, over a third', () => {
    const { app, source, target } = twoAccounts();
    const middle = new Stack(app, 'Middle', { env: { account: OTHER_ACCOUNT, region: REGION } });
    source.addDependency(middle);
    middle.addDependency(target);
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), ...PERMISSIONS });
    expect(errorOf(() => orders.grants.invoke(Caller.roleOf(fn(source, 'Function'))))).toContain('yet Source already depends on Target');
  });
});

describe('grants.actions', () => {
  const build = Caller.role(`arn:aws:iam::${OTHER_ACCOUNT}:role/build`);

  test('writes qualified actions on the alias and the others on the function', () => {
    const { target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    const halves = orders.grants.actions(build, 'lambda:GetFunction', 'lambda:UpdateFunctionCode', 'lambda:PublishVersion', 'lambda:GetFunction');
    expect(halves.map(({ construct }) => construct?.node.path)).toEqual(['Target/Orders/Policy', 'Target/Orders/FunctionPolicy']);
    const template = Template.fromStack(target);
    template.hasResourceProperties('AWS::Lambda::ResourcePolicy', {
      ResourceArn: { Ref: 'OrdersAliasFA69D35F' },
      PolicyDocument: { Statement: [{ Action: 'lambda:GetFunction', Resource: { Ref: 'OrdersAliasFA69D35F' } }] },
    });
    template.hasResourceProperties('AWS::Lambda::ResourcePolicy', {
      ResourceArn: { 'Fn::GetAtt': ['Function76856677', 'Arn'] },
      PolicyDocument: {
        Statement: [
          { Sid: 'PublishVersionRoles', Action: 'lambda:PublishVersion', Resource: { 'Fn::GetAtt': ['Function76856677', 'Arn'] } },
          { Sid: 'UpdateFunctionCodeRoles', Action: 'lambda:UpdateFunctionCode' },
        ],
      },
    });
  });

  test('writes permissions on the alias and on the function', () => {
    const { target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), ...PERMISSIONS });
    orders.grants.actions(build, 'lambda:GetFunction', 'lambda:UpdateFunctionCode');
    const template = Template.fromStack(target);
    template.hasResourceProperties('AWS::Lambda::Permission', { Action: 'lambda:GetFunction', FunctionName: { Ref: 'OrdersAliasFA69D35F' } });
    template.hasResourceProperties('AWS::Lambda::Permission', { Action: 'lambda:UpdateFunctionCode', FunctionName: { 'Fn::GetAtt': ['Function76856677', 'Arn'] } });
  });

  test.each([
    ['lambda:*', 'name each action'],
    ['*', 'name each action'],
    ['GetFunction', "write 'lambda:GetFunction'"],
    ['lambda:Invoke', "write 'lambda:InvokeFunction'"],
    ['lambda:InvokeAsync', 'an invocation of type Event needs nothing else'],
    ['lambda:AddPermission', 'use a role in the target account'],
    ['lambda:UpdateFunctionConfiguration', 'use a role in the target account'],
    ['s3:GetObject', 'use a role in the target account'],
    ['toString', 'use a role in the target account'],
  ])('fails for %s', (action, help) => {
    const { target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    const message = errorOf(() => orders.grants.actions(build, action));
    expect(message).toContain(`action cannot be given to another account by a resource policy of this library, got "${action}"`);
    expect(message).toContain(help);
    expect(message).toMatch(/\[Target\/Orders\]$/);
  });

  test('fails without actions', () => {
    const { target } = twoAccounts();
    expect(errorOf(() => new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') }).grants.actions(build))).toContain('actions is empty');
  });
});
