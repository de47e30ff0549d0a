import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AssumableRole, CrossAccountInvoker, CrossAccountTarget, Route } from '../../src';
import { neededBy, policyOf, reader, READER_ROLE, trustOf, variablesOf } from '../role/templates';
import { CHECKOUT_ROLE, errorOf, fn, ORDERS_FUNCTION, OTHER_ACCOUNT, SOURCE_ACCOUNT, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const ARN = `${ORDERS_FUNCTION}:live`;
const ASSUME = { Sid: 'AssumeRoles', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: READER_ROLE };
const INVOKE = { Sid: 'InvokeTargets', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: ARN };
const ROLE_VARIABLES = { READER_ROLE_ARN: READER_ROLE, READER_ROLE_REGION: 'eu-west-1' };
const SESSION = { READER_SESSION_NAME: expect.stringMatching(/^Source-Function-[0-9a-f]{8}$/) };

const ordersOf = (stack: Stack, id = 'Orders', functionName = 'orders') =>
  new CrossAccountTarget(stack, id, { function: fn(stack, `${id}Function`, { functionName }) });
const ownRole = (stack: Stack) => new iam.Role(stack, 'Role', { roleName: 'checkout', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

/** No statement of a function's policy in any of the stacks. */
function expectNoFunctionPolicy(...stacks: Stack[]): void {
  for (const template of stacks.map((stack) => Template.fromStack(stack))) {
    template.resourceCountIs('AWS::Lambda::ResourcePolicy', 0);
    template.resourceCountIs('AWS::Lambda::Permission', 0);
  }
}

describe('an invoker with via', () => {
  test('assumes the role with its function, and lets the role invoke the target', () => {
    const { source, target } = twoAccounts();
    const [via, orders] = [reader(target), ordersOf(target)];
    const invoker = new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), via, targets: [orders] });
    expect(policyOf(source)).toEqual([ASSUME]);
    expect(policyOf(target)).toEqual([INVOKE]);
    Template.fromStack(source).hasResource('AWS::Lambda::Function', { DependsOn: ['CheckoutInvokePolicyEB66A17C', 'FunctionServiceRole675BB04A'] });
    Template.fromStack(target).hasResourceProperties('AWS::IAM::Policy', { Roles: [{ Ref: 'ReaderC968FCB1' }] });
    expectNoFunctionPolicy(source, target);
    expect(trustOf(target)).toEqual([{
      Sid: 'AssumeRoleRoles',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` },
      Action: 'sts:AssumeRole',
      Condition: { ArnEquals: { 'aws:PrincipalArn': expect.stringMatching(/^arn:aws:iam::111111111111:role\/Source-Function-ServiceRole-[0-9a-f]{8}$/) } },
    }]);
    expect(variablesOf(source)).toEqual({ ORDERS_TARGET_ARN: ARN, ORDERS_TARGET_ROLE: 'READER', ...ROLE_VARIABLES, ...SESSION });
    expect([neededBy(source), neededBy(target)]).toEqual([[], []]);
    expect(invoker.links).toHaveLength(1);
  });

  test('assumes the role also without targets: it may be for a bucket', () => {
    const { source, target } = twoAccounts();
    const invoker = new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), via: reader(target) });
    expect(policyOf(source)).toEqual([ASSUME]);
    expect(trustOf(target)).toHaveLength(1);
    expect(variablesOf(source)).toEqual({ ...ROLE_VARIABLES, ...SESSION });
    expect([invoker.links, invoker.environment]).toEqual([[], { ...ROLE_VARIABLES, ...SESSION }]);
  });

  test('describes the link with its three halves', () => {
    const { source, target } = twoAccounts();
    const invoker = new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), via: reader(target) });
    const orders = ordersOf(target);
    const link = invoker.addTarget(orders);
    expect([link.targetArn, link.route]).toEqual([ARN, Route.ASSUMED_ROLE]);
    const halves = [link.identityHalf, link.resourceHalf, link.roleHalf!];
    expect(halves.map(({ written }) => written)).toEqual([true, true, true]);
    expect(halves.map(({ account }) => account)).toEqual([SOURCE_ACCOUNT, TARGET_ACCOUNT, TARGET_ACCOUNT]);
    expect(halves.map(({ construct }) => construct!.node.path))
      .toEqual(['Source/Checkout/InvokePolicy', 'Target/Reader/Resource/Resource', 'Target/Reader/Resource/InvokePolicy']);
    expect(invoker.addTarget(orders)).toBe(link);
    expect(invoker.links).toEqual([link]);
  });

  test('has a direct link without via', () => {
    const { source, target } = twoAccounts();
    const link = new CrossAccountInvoker(source, 'Checkout').addTarget(ordersOf(target));
    expect([link.route, link.roleHalf]).toEqual([Route.DIRECT, undefined]);
  });

  test('hands out all variables with a role of its own', () => {
    const { source, target } = twoAccounts();
    const invoker = new CrossAccountInvoker(source, 'Checkout', { via: reader(target, { externalId: 'reports-2026' }), targets: [ordersOf(target)] });
    expect(invoker.environment).toEqual({ ORDERS_TARGET_ARN: ARN, ORDERS_TARGET_ROLE: 'READER', ...ROLE_VARIABLES, READER_EXTERNAL_ID: 'reports-2026' });
    fn(source, 'Function', { role: invoker.role, environment: invoker.environment });
    expect(variablesOf(source)).toEqual(invoker.environment);
    expect(policyOf(source)).toEqual([ASSUME]);
    Template.fromStack(source).hasResource('AWS::Lambda::Function', { DependsOn: ['CheckoutRoleInvokePolicyB9FE0294', 'CheckoutRole279DF7A9'] });
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Role', { RoleName: Match.stringLikeRegexp('^Source-Checkout-[0-9a-f]{8}$') });
  });

  test('takes a role that is given', () => {
    const { source, target } = twoAccounts();
    const invoker = new CrossAccountInvoker(source, 'Checkout', { role: ownRole(source), via: reader(target), targets: [ordersOf(target)] });
    expect(invoker.environment).toEqual({ ORDERS_TARGET_ARN: ARN, ORDERS_TARGET_ROLE: 'READER', ...ROLE_VARIABLES });
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Policy', { Roles: [{ Ref: 'Role1ABCC5F0' }], PolicyDocument: { Statement: [ASSUME] } });
    expect(trustOf(target)).toMatchObject([{ Condition: { ArnEquals: { 'aws:PrincipalArn': CHECKOUT_ROLE } } }]);
  });

  test('environment of an invoker with a function has the variables of the role as well', () => {
    const { source, target } = twoAccounts();
    const invoker = new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), via: reader(target), targets: [ordersOf(target)] });
    expect(invoker.environment).toEqual(variablesOf(source));
  });

  test('says what to set on a function that is imported', () => {
    const { source, target } = twoAccounts();
    const role = iam.Role.fromRoleArn(source, 'Role', CHECKOUT_ROLE);
    const imported = lambda.Function.fromFunctionAttributes(source, 'Function', { functionArn: `arn:aws:lambda:eu-west-1:${SOURCE_ACCOUNT}:function:checkout`, role });
    new CrossAccountInvoker(source, 'Checkout', { function: imported, via: reader(target), targets: [ordersOf(target)] });
    for (const text of [`ORDERS_TARGET_ARN=${ARN}`, 'ORDERS_TARGET_ROLE=READER']) {
      Annotations.fromStack(source).hasInfo('/Source/Checkout', Match.stringLikeRegexp(`the environment of Source/Function cannot be changed here; set ${text}`));
    }
    for (const text of [`READER_ROLE_ARN=${READER_ROLE}`, 'READER_SESSION_NAME=checkout']) {
      Annotations.fromStack(target).hasInfo('/Target/Reader', Match.stringLikeRegexp(`the environment of Source/Function cannot be changed here; set ${text}`));
    }
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Policy', { Roles: ['checkout'], PolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Resource: READER_ROLE }] } });
  });

  test('reaches several targets through the one role', () => {
    const { source, target } = twoAccounts();
    const invoker = new CrossAccountInvoker(source, 'Checkout', {
      function: fn(source, 'Function'), via: reader(target), targets: [ordersOf(target), ordersOf(target, 'Stock', 'stock')],
    });
    expect(policyOf(source)).toEqual([ASSUME]);
    expect(policyOf(target)).toEqual([{ ...INVOKE, Resource: [ARN, ARN.replace(':orders:', ':stock:')] }]);
    expect(trustOf(target)).toHaveLength(1);
    expect(variablesOf(source)).toEqual({
      ORDERS_TARGET_ARN: ARN, ORDERS_TARGET_ROLE: 'READER', STOCK_TARGET_ARN: ARN.replace(':orders:', ':stock:'), STOCK_TARGET_ROLE: 'READER', ...ROLE_VARIABLES, ...SESSION,
    });
    const [one, other] = invoker.links;
    expect([other.identityHalf, other.resourceHalf]).toEqual([one.identityHalf, one.resourceHalf]);
    expectNoFunctionPolicy(source, target);
  });

  test('sets the region of a target elsewhere, beside the one of the role', () => {
    const { app, source, target } = twoAccounts();
    const far = new Stack(app, 'Far', { env: { account: TARGET_ACCOUNT, region: 'us-east-1' } });
    new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), via: reader(target), targets: [ordersOf(far)] });
    expect(variablesOf(source)).toMatchObject({ ORDERS_TARGET_ARN: `arn:aws:lambda:us-east-1:${TARGET_ACCOUNT}:function:orders:live`, ORDERS_TARGET_REGION: 'us-east-1', ...ROLE_VARIABLES });
  });

  test('names a function without a name, the same in both accounts', () => {
    const { source, target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'OrdersFunction') });
    const { targetArn } = new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), via: reader(target), targets: [orders] }).links[0];
    expect(targetArn).toMatch(/^arn:aws:lambda:eu-west-1:222222222222:function:Target-OrdersFunction-[0-9a-f]{8}:live$/);
    expect(policyOf(target)).toEqual([{ ...INVOKE, Resource: targetArn }]);
    Template.fromStack(target).hasResourceProperties('AWS::Lambda::Function', { FunctionName: targetArn.split(':')[6] });
  });

  test('takes a function that is imported into a stack of its account', () => {
    const { source, target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: lambda.Function.fromFunctionArn(target, 'OrdersFunction', ORDERS_FUNCTION) });
    new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), via: reader(target), targets: [orders] });
    expect(policyOf(target)).toEqual([INVOKE]);
    expect(variablesOf(source)).toMatchObject({ ORDERS_TARGET_ARN: ARN, ORDERS_TARGET_ROLE: 'READER' });
  });

  test('lets the role of this app invoke a target of another app in its account', () => {
    const { source, target } = twoAccounts();
    const link = new CrossAccountInvoker(source, 'Checkout', {
      function: fn(source, 'Function'), via: reader(target), targets: [CrossAccountTarget.fromTargetArn(source, 'Orders', ARN)],
    }).links[0];
    expect(link.roleHalf!.written).toBe(true);
    expect(policyOf(target)).toEqual([INVOKE]);
    Annotations.fromStack(source).hasNoInfo('*', Match.stringLikeRegexp('put-resource-policy'));
  });

  test('hands over what a role of another app must have', () => {
    const { app, source } = twoAccounts();
    const via = AssumableRole.fromRoleArn(source, 'Reader', READER_ROLE, { externalId: 'reports-2026' });
    const orders = CrossAccountTarget.fromTargetArn(source, 'Orders', ARN);
    const { identityHalf, resourceHalf, roleHalf } = new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), via, targets: [orders] }).links[0];
    expect([identityHalf.written, resourceHalf.written, roleHalf!.written]).toEqual([true, false, false]);
    expect(JSON.parse(roleHalf!.handOver!.statement)).toEqual(INVOKE);
    expect(JSON.parse(resourceHalf.handOver!.statement)).toMatchObject({ Sid: 'AssumeRoleRoles', Condition: { StringEquals: { 'sts:ExternalId': 'reports-2026' } } });
    expect(policyOf(source)).toEqual([ASSUME]);
    expect(variablesOf(source)).toEqual({ ORDERS_TARGET_ARN: ARN, ORDERS_TARGET_ROLE: 'READER', READER_ROLE_ARN: READER_ROLE, READER_EXTERNAL_ID: 'reports-2026', ...SESSION });
    const metadata = app.synth().getStackByName('Source').findMetadataByType('cdk-cross-account-lambda:hand-over');
    expect(metadata.map(({ path, data }) => [path, data])).toEqual([['/Source/Reader', resourceHalf.handOver], ['/Source/Reader', roleHalf!.handOver]]);
  });
});

describe('an invoker with via, and grants.assume', () => {
  test('that was called before keeps its options', () => {
    const { source, target } = twoAccounts();
    const [via, checkout] = [reader(target), fn(source, 'Function')];
    via.grants.assume(checkout, { environmentPrefix: 'SHOP', sessionName: 'shop' });
    new CrossAccountInvoker(source, 'Checkout', { function: checkout, via, targets: [ordersOf(target)] });
    expect(variablesOf(source)).toEqual({
      SHOP_ROLE_ARN: READER_ROLE, SHOP_ROLE_REGION: 'eu-west-1', SHOP_SESSION_NAME: 'shop', ORDERS_TARGET_ARN: ARN, ORDERS_TARGET_ROLE: 'SHOP',
    });
    expect(policyOf(source)).toEqual([ASSUME]);
    expect(trustOf(target)).toHaveLength(1);
  });

  test('that is called afterwards without options changes nothing', () => {
    const { source, target } = twoAccounts();
    const [via, checkout] = [reader(target), fn(source, 'Function')];
    const invoker = new CrossAccountInvoker(source, 'Checkout', { function: checkout, via, targets: [ordersOf(target)] });
    const link = via.grants.assume(checkout);
    expect([link.identityHalf, link.resourceHalf]).toEqual([invoker.links[0].identityHalf, invoker.links[0].resourceHalf]);
    expect(policyOf(source)).toEqual([ASSUME]);
    expect(trustOf(target)).toHaveLength(1);
  });

  test('that is called afterwards with other options fails', () => {
    const { source, target } = twoAccounts();
    const [via, checkout] = [reader(target), fn(source, 'Function')];
    new CrossAccountInvoker(source, 'Checkout', { function: checkout, via, targets: [ordersOf(target)] });
    expect(errorOf(() => via.grants.assume(checkout, { sessionName: 'shop' }))).toContain('the environment variable READER_SESSION_NAME of Source/Function is set already');
  });

  test('of a role that asks for a choice needs grants.assume before', () => {
    const { source, target } = twoAccounts();
    const [via, checkout] = [reader(target, { sessionTags: { Project: ['reports', 'web'] } }), fn(source, 'Function')];
    const orders = ordersOf(target);
    expect(errorOf(() => new CrossAccountInvoker(source, 'Early', { function: checkout, via, targets: [orders] })))
      .toContain("sessionTags['Project'] is missing, and the role refuses sessions without it");
    via.grants.assume(checkout, { sessionTags: { Project: 'web' } });
    expect(new CrossAccountInvoker(source, 'Late', { function: checkout, via, targets: [orders] }).links).toHaveLength(1);
    expect(variablesOf(source)).toMatchObject({ READER_SESSION_TAGS: '{"Project":"web"}', ORDERS_TARGET_ROLE: 'READER' });
  });
});

describe('an invoker with via fails', () => {
  test('for a target of another account', () => {
    const { app, source, target } = twoAccounts();
    const third = new Stack(app, 'Third', { env: { account: OTHER_ACCOUNT, region: 'eu-west-1' } });
    expect(errorOf(() => new CrossAccountInvoker(source, 'Checkout', { via: reader(target), targets: [ordersOf(third)] })))
      .toContain('the role is in account 222222222222, target Third/Orders in account 333333333333; expected a role in the account of its targets');
  });

  test('for the URL of a target', () => {
    const { source, target } = twoAccounts();
    const invoker = new CrossAccountInvoker(source, 'Checkout', { via: reader(target) });
    const message = errorOf(() => invoker.addTargetUrl(ordersOf(target)));
    expect(message).toContain('the invoker calls via Target/Reader, which invokes functions and not their URLs; expected one route for an invoker');
    expect(message).toContain('call addTarget, or use a CrossAccountInvoker without via for the URL [Source/Checkout]');
    expect(invoker.links).toEqual([]);
  });

  test('when its account is not known', () => {
    const app = new App();
    const [source, target] = [new Stack(app, 'Source'), new Stack(app, 'Target', { env: TARGET_ENV })];
    const [via, orders] = [reader(target), ordersOf(target)];
    expect(errorOf(() => new CrossAccountInvoker(source, 'Unknown', { function: fn(source, 'Other'), via, targets: [orders] }))).toContain('pass account to CrossAccountInvoker');
    new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), account: SOURCE_ACCOUNT, via, targets: [orders] });
    expect(trustOf(target)).toMatchObject([{ Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` } }]);
  });
});

test('two routes to one target: through the role by one invoker, directly by another', () => {
  const { source, target } = twoAccounts();
  const orders = ordersOf(target);
  new CrossAccountInvoker(source, 'Through', { function: fn(source, 'Function'), via: reader(target), targets: [orders] });
  new CrossAccountInvoker(source, 'Direct', { function: fn(source, 'Other'), targets: [orders] });
  Template.fromStack(target).hasResourceProperties('AWS::Lambda::ResourcePolicy', {
    PolicyDocument: { Statement: [{ Sid: 'InvokeFunctionRoles', Condition: { ArnEquals: { 'aws:PrincipalArn': Match.stringLikeRegexp('role/Source-Other-ServiceRole-') } } }] },
  });
  expect(variablesOf(source)).toMatchObject({ ORDERS_TARGET_ROLE: 'READER' });
  expect(variablesOf(source, 'Other')).toEqual({ ORDERS_TARGET_ARN: ARN });
});
