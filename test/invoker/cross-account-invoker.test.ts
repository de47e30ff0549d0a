import { App, Aspects, CfnParameter, CfnResource, Fn, Lazy, NestedStack, PhysicalName, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CrossAccountInvoker, CrossAccountTarget } from '../../src';
import { CHECKOUT_ROLE, errorOf, fn, ORDERS_FUNCTION, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoAccounts } from '../support/apps';

const ARN = `${ORDERS_FUNCTION}:live`;
const orders = (stack: Stack, id = 'Orders') => CrossAccountTarget.fromTargetArn(stack, id, ARN);
const lambdaRole = (stack: Stack, props: Partial<iam.RoleProps> = {}) =>
  new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), ...props });

function policyFor(resource: unknown, role: unknown): object {
  return {
    PolicyDocument: { Version: '2012-10-17', Statement: [{ Sid: 'InvokeTargets', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: resource }] },
    Roles: [{ Ref: role }],
  };
}

describe('the role', () => {
  test('is that of the function, under a stable name, with one policy for exactly the targets', () => {
    const { source } = twoAccounts();
    const checkout = fn(source, 'Function');
    const invoker = new CrossAccountInvoker(source, 'Checkout', { function: checkout, targets: [orders(source)] });
    expect(invoker.role).toBe(checkout.role);
    const template = Template.fromStack(source);
    template.resourceCountIs('AWS::IAM::Policy', 1);
    template.hasResourceProperties('AWS::IAM::Policy', policyFor(ARN, 'FunctionServiceRole675BB04A'));
    template.hasResourceProperties('AWS::IAM::Role', { RoleName: Match.stringLikeRegexp('^Source-Function-ServiceRole-[0-9a-f]{8}$') });
    template.hasResource('AWS::Lambda::Function', { DependsOn: ['CheckoutInvokePolicyEB66A17C', 'FunctionServiceRole675BB04A'] });
  });

  test('is made with a stable name and the basic policy when none is given', () => {
    const { source } = twoAccounts();
    const invoker = new CrossAccountInvoker(source, 'Checkout', { targets: [orders(source)] });
    fn(source, 'Function', { role: invoker.role, environment: invoker.environment });
    const template = Template.fromStack(source);
    template.hasResourceProperties('AWS::IAM::Role', {
      RoleName: Match.stringLikeRegexp('^Source-Checkout-[0-9a-f]{8}$'),
      AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'lambda.amazonaws.com' } }] },
      ManagedPolicyArns: [{ 'Fn::Join': ['', Match.arrayWith([':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'])] }],
      PermissionsBoundary: Match.absent(),
    });
    template.hasResourceProperties('AWS::IAM::Policy', policyFor(ARN, 'CheckoutRole279DF7A9'));
    template.hasResource('AWS::Lambda::Function', {
      Properties: { Environment: { Variables: { ORDERS_TARGET_ARN: ARN } } },
      DependsOn: ['CheckoutRoleInvokePolicyB9FE0294', 'CheckoutRole279DF7A9'],
    });
  });

  test('takes every prop of a new role', () => {
    const { source } = twoAccounts();
    const boundary = iam.ManagedPolicy.fromManagedPolicyName(source, 'Boundary', 'developer-boundary');
    new CrossAccountInvoker(source, 'Checkout', { roleName: 'checkout', permissionsBoundary: boundary, vpcAccess: true, account: SOURCE_ACCOUNT, targets: [orders(source)] });
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'checkout',
      ManagedPolicyArns: [{ 'Fn::Join': ['', Match.arrayWith([':iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole'])] }],
      PermissionsBoundary: `arn:aws:iam::${SOURCE_ACCOUNT}:policy/developer-boundary`,
    });
  });

  test('has the boundary that the app applies', () => {
    const { source } = twoAccounts();
    iam.PermissionsBoundary.of(source).apply(iam.ManagedPolicy.fromManagedPolicyName(source, 'Boundary', 'developer-boundary'));
    new CrossAccountInvoker(source, 'Checkout', { targets: [orders(source)] });
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Role', {
      PermissionsBoundary: `arn:aws:iam::${SOURCE_ACCOUNT}:policy/developer-boundary`,
    });
  });

  test('is a given one of this app, whose name is kept', () => {
    const { source } = twoAccounts();
    new CrossAccountInvoker(source, 'Checkout', { role: lambdaRole(source, { roleName: 'checkout', path: '/team/' }), targets: [orders(source)] });
    const template = Template.fromStack(source);
    template.hasResourceProperties('AWS::IAM::Role', { RoleName: 'checkout', Path: '/team/' });
    template.hasResourceProperties('AWS::IAM::Policy', policyFor(ARN, 'Role1ABCC5F0'));
  });

  test('keeps a name that aws-cdk generates, also in the other account', () => {
    const { source, target } = twoAccounts();
    const role = lambdaRole(source, { roleName: PhysicalName.GENERATE_IF_NEEDED });
    const local = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    new CrossAccountInvoker(source, 'Checkout', { role, targets: [local] });
    const [{ Properties: { RoleName } }] = Object.values(Template.fromStack(source).findResources('AWS::IAM::Role'));
    expect(RoleName).toMatch(/^sourcesourcerole/);
    expect(JSON.stringify(Template.fromStack(target).findResources('AWS::Lambda::ResourcePolicy'))).toContain(`:role/${RoleName}"`);
  });

  test('may be imported: the policy is attached to it', () => {
    const { source } = twoAccounts();
    const half = new CrossAccountInvoker(source, 'Checkout', {
      role: iam.Role.fromRoleArn(source, 'Role', CHECKOUT_ROLE),
      targets: [orders(source), CrossAccountTarget.fromTargetArn(source, 'Stock', `${ORDERS_FUNCTION}-stock:live`)],
    }).links[0].identityHalf;
    expect(half.written).toBe(true);
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Policy', {
      Roles: ['checkout'],
      PolicyDocument: { Statement: [{ Action: 'lambda:InvokeFunction', Resource: ARN }, { Action: 'lambda:InvokeFunction', Resource: `${ORDERS_FUNCTION}-stock:live` }] },
    });
  });

  test('may be imported as immutable: the identity half is handed over', () => {
    const { source } = twoAccounts();
    const invoker = new CrossAccountInvoker(source, 'Checkout', {
      role: iam.Role.fromRoleArn(source, 'Role', CHECKOUT_ROLE, { mutable: false }),
      targets: [orders(source)],
    });
    const half = invoker.links[0].identityHalf;
    expect(half.written).toBe(false);
    expect(half.handOver).toMatchObject({
      account: SOURCE_ACCOUNT,
      statement: JSON.stringify({ Sid: 'InvokeTargets', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: ARN }),
    });
    expect(half.handOver!.commands[0]).toMatch(/^aws iam put-role-policy --role-name checkout --policy-name cross-account-invoke-[0-9a-f]{8} --policy-document '\{.*\}'$/);
    Template.fromStack(source).resourceCountIs('AWS::IAM::Policy', 0);
    Annotations.fromStack(source).hasInfo('/Source/Checkout', Match.stringLikeRegexp('role checkout cannot be changed by this app'));
  });

  test('may be protected from policy updates: the identity half is handed over, under the name of the role', () => {
    const { source } = twoAccounts();
    const role = lambdaRole(source);
    const invoker = new CrossAccountInvoker(source, 'Checkout', { role: role.withoutPolicyUpdates(), targets: [orders(source)] });
    const { identityHalf, resourceHalf } = invoker.links[0];
    expect(identityHalf.written).toBe(false);
    const [{ Properties: { RoleName } }] = Object.values(Template.fromStack(source).findResources('AWS::IAM::Role'));
    expect(identityHalf.handOver!.commands[0]).toContain(`--role-name ${RoleName} `);
    expect(resourceHalf.handOver!.statement).toContain(`:role/${RoleName}"`);
    Template.fromStack(source).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('fails for an imported role in a stack whose account is unknown', () => {
    const stack = new Stack(new App(), 'Source');
    const role = iam.Role.fromRoleArn(stack, 'Role', CHECKOUT_ROLE);
    expect(errorOf(() => new CrossAccountInvoker(stack, 'A', { role, targets: [orders(stack)] }))).toContain(`pass account: '${SOURCE_ACCOUNT}' to CrossAccountInvoker`);
    expect(new CrossAccountInvoker(stack, 'B', { role, account: SOURCE_ACCOUNT }).links).toEqual([]);
  });

  test('imported by name in a stack without env gets the account that is given', () => {
    const { app, target } = twoAccounts();
    const stack = new Stack(app, 'Agnostic');
    const local = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    const role = iam.Role.fromRoleName(stack, 'Role', 'checkout');
    new CrossAccountInvoker(stack, 'Checkout', { role, account: SOURCE_ACCOUNT, targets: [local] });
    const policies = JSON.stringify(Template.fromStack(target).findResources('AWS::Lambda::ResourcePolicy'));
    expect(policies).toContain(`:iam::${SOURCE_ACCOUNT}:role/checkout`);
    expect(policies).not.toContain('AWS::AccountId');
    expect(errorOf(() => new CrossAccountInvoker(stack, 'Unknown', { role, targets: [local] }))).toContain('is only known in stack Agnostic');
  });

  test('imported by an export of its stack cannot be named in another', () => {
    const { source, target } = twoAccounts();
    const local = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    const role = iam.Role.fromRoleArn(source, 'Role', Fn.importValue('role-arn'));
    expect(errorOf(() => new CrossAccountInvoker(source, 'Checkout', { role, account: SOURCE_ACCOUNT, targets: [local] }))).toContain('import a role by a literal ARN');
  });

  test('fails for an imported role of another account', () => {
    const { source } = twoAccounts();
    const message = errorOf(() => new CrossAccountInvoker(source, 'Checkout', { role: iam.Role.fromRoleArn(source, 'Role', `arn:aws:iam::${OTHER_ACCOUNT}:role/x`) }));
    expect(message).toContain('role Source/Role belongs to account 333333333333, the invoker to a stack of account 111111111111');
    expect(message).toContain('target.grants.invoke(Caller.role(roleArn))');
  });

  test('fails for a function of another account', () => {
    const { source, target } = twoAccounts();
    expect(errorOf(() => new CrossAccountInvoker(source, 'Checkout', { function: fn(target, 'Function') }))).toContain('belongs to account 222222222222');
  });

  test('fails for an imported function without a role, and takes it with one', () => {
    const { source } = twoAccounts();
    const imported = lambda.Function.fromFunctionName(source, 'Function', 'checkout');
    expect(errorOf(() => new CrossAccountInvoker(source, 'A', { function: imported }))).toContain('the execution role of function Source/Function is not known');
    const invoker = new CrossAccountInvoker(source, 'B', { function: imported, role: iam.Role.fromRoleArn(source, 'Role', CHECKOUT_ROLE), targets: [orders(source)] });
    expect(invoker.links[0].identityHalf.written).toBe(true);
    Annotations.fromStack(source).hasInfo('/Source/B', Match.stringLikeRegexp(`the environment of Source/Function cannot be changed here; set ORDERS_TARGET_ARN=${ARN} where its function is created`));
  });

  test('fails when role is not the role of function', () => {
    const { source } = twoAccounts();
    expect(errorOf(() => new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), role: lambdaRole(source) })))
      .toContain('role Source/Role is not the execution role of function Source/Function');
  });

  test.each([['roleName', 'checkout'], ['vpcAccess', true], ['permissionsBoundary', undefined]] as const)('fails for %s beside a function', (prop, value) => {
    const { source } = twoAccounts();
    const given = value ?? iam.ManagedPolicy.fromManagedPolicyName(source, 'Boundary', 'b');
    expect(errorOf(() => new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), [prop]: given })))
      .toContain(`${prop} is set, but the role exists already: Source/Function/ServiceRole`);
  });

  test.each(['', 'with space', 'a'.repeat(65), 'a/b'])('fails for role name "%s"', (roleName) => {
    const { source } = twoAccounts();
    expect(errorOf(() => new CrossAccountInvoker(source, 'Checkout', { roleName }))).toContain(`roleName is not a name that IAM takes, got ${JSON.stringify(roleName)}`);
  });

  test('takes a role name of 64 characters, and a token', () => {
    const { source } = twoAccounts();
    new CrossAccountInvoker(source, 'A', { roleName: 'a'.repeat(64) });
    new CrossAccountInvoker(source, 'B', { roleName: new CfnParameter(source, 'Name').valueAsString });
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Role', { RoleName: { Ref: 'Name' } });
  });

  test('has one policy for all its invokers', () => {
    const { source } = twoAccounts();
    const role = lambdaRole(source);
    const first = new CrossAccountInvoker(source, 'A', { role, targets: [orders(source)] });
    const second = new CrossAccountInvoker(source, 'B', { role, targets: [orders(source, 'Again'), CrossAccountTarget.fromTargetArn(source, 'Stock', `${ORDERS_FUNCTION}-stock:live`)] });
    expect(second.links[0].identityHalf.construct).toBe(first.links[0].identityHalf.construct);
    const template = Template.fromStack(source);
    template.resourceCountIs('AWS::IAM::Policy', 1);
    template.hasResourceProperties('AWS::IAM::Policy', policyFor([`${ORDERS_FUNCTION}-stock:live`, ARN], 'Role1ABCC5F0'));
  });

  test('fails past the size of a role\'s inline policies', () => {
    const { source } = twoAccounts();
    const invoker = new CrossAccountInvoker(source, 'Checkout');
    for (let i = 0; i < 160; i++) { invoker.addTarget(CrossAccountTarget.fromTargetArn(source, `T${i}`, `${ORDERS_FUNCTION}${i}:live`)); }
    const message = errorOf(() => Template.fromStack(source));
    expect(message).toMatch(/the role's policy has about 1\d,\d{3} characters for 160 targets; expected at most 10,240/);
    expect(message).toContain('split the targets over several functions');
  });
});

describe('targets', () => {
  test('in the same app get their half in their own stack, naming the same ARN', () => {
    const { source, target } = twoAccounts();
    const local = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    const invoker = new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), targets: [local] });
    const [link] = invoker.links;
    expect(link.targetArn).toMatch(/^arn:aws:lambda:eu-west-1:222222222222:function:Target-Function-[0-9a-f]{8}:live$/);
    expect([link.identityHalf.account, link.resourceHalf.account]).toEqual([SOURCE_ACCOUNT, TARGET_ACCOUNT]);
    expect([link.identityHalf.construct?.node.path, link.resourceHalf.construct?.node.path]).toEqual(['Source/Checkout/InvokePolicy', 'Target/Orders/Policy']);
    const sourceTemplate = Template.fromStack(source);
    sourceTemplate.hasResourceProperties('AWS::IAM::Policy', policyFor(link.targetArn, 'FunctionServiceRole675BB04A'));
    sourceTemplate.resourceCountIs('AWS::Lambda::ResourcePolicy', 0);
    const targetTemplate = Template.fromStack(target);
    targetTemplate.hasResourceProperties('AWS::Lambda::Function', { FunctionName: link.targetArn.split(':')[6] });
    targetTemplate.resourceCountIs('AWS::IAM::Policy', 0);
    targetTemplate.hasResourceProperties('AWS::Lambda::ResourcePolicy', {
      PolicyDocument: { Statement: [{ Condition: { ArnEquals: { 'aws:PrincipalArn': Match.stringLikeRegexp('^arn:aws:iam::111111111111:role/Source-Function-ServiceRole-') } } }] },
    });
  });

  test('of another app get a statement for the account and the role of the caller', () => {
    const { source } = twoAccounts();
    const [{ resourceHalf }] = new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), targets: [orders(source)] }).links;
    expect(resourceHalf.written).toBe(false);
    expect(JSON.parse(resourceHalf.handOver!.statement)).toEqual({
      Sid: 'InvokeFunctionRoles',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` },
      Action: 'lambda:InvokeFunction',
      Resource: ARN,
      Condition: { ArnEquals: { 'aws:PrincipalArn': expect.stringMatching(/^arn:aws:iam::111111111111:role\/Source-Function-ServiceRole-[0-9a-f]{8}$/) } },
    });
  });

  test('of another app fail in a stack whose account is unknown', () => {
    const stack = new Stack(new App(), 'Source');
    expect(errorOf(() => new CrossAccountInvoker(stack, 'Checkout', { targets: [orders(stack)] }))).toContain('pass account to CrossAccountInvoker');
  });

  test('are written once, however often they are added', () => {
    const { source } = twoAccounts();
    const target = orders(source);
    const invoker = new CrossAccountInvoker(source, 'Checkout', { targets: [target, target] });
    const first = invoker.links[0];
    expect(invoker.addTarget(target)).toBe(first);
    expect(invoker.addTarget(orders(source, 'SameArn'))).toBe(first);
    expect(invoker.environment).toEqual({ ORDERS_TARGET_ARN: ARN, SAME_ARN_TARGET_ARN: ARN });
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Policy', policyFor(ARN, 'CheckoutRole279DF7A9'));
  });

  test('share one statement, in alphabetical order', () => {
    const { source } = twoAccounts();
    const invoker = new CrossAccountInvoker(source, 'Checkout');
    for (const name of ['b', 'a']) { invoker.addTarget(CrossAccountTarget.fromTargetArn(source, name, `arn:aws:lambda:eu-west-1:222222222222:function:${name}:live`)); }
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Policy', policyFor(
      ['arn:aws:lambda:eu-west-1:222222222222:function:a:live', 'arn:aws:lambda:eu-west-1:222222222222:function:b:live'], 'CheckoutRole279DF7A9',
    ));
  });

  test.each([
    ['Orders', 'ORDERS'], ['OrdersApi', 'ORDERS_API'], ['HTTPOrders', 'HTTP_ORDERS'], ['order-items', 'ORDER_ITEMS'], ['orders.v2', 'ORDERS_V2'], ['Orders2Go', 'ORDERS2_GO'],
  ])('with id %s are called %s in the environment', (id, prefix) => {
    const { source } = twoAccounts();
    expect(new CrossAccountInvoker(source, 'Checkout', { targets: [orders(source, id)] }).environment).toEqual({ [`${prefix}_TARGET_ARN`]: ARN });
  });

  test('have the name that the user gives', () => {
    const { source } = twoAccounts();
    const invoker = new CrossAccountInvoker(source, 'Checkout');
    invoker.addTarget(orders(source), { environmentPrefix: 'Shop_2' });
    expect(invoker.environment).toEqual({ Shop_2_TARGET_ARN: ARN });
  });

  test.each([['1st', undefined], ['Orders', '2'], ['Orders', 'WITH-HYPHEN'], ['Orders', '']])('fail for id %s with prefix %s', (id, environmentPrefix) => {
    const { source } = twoAccounts();
    expect(errorOf(() => new CrossAccountInvoker(source, 'Checkout').addTarget(orders(source, id), { environmentPrefix })))
      .toContain("write invoker.addTarget(target, { environmentPrefix: 'OTHER' })");
  });

  test('fail when two of them want one variable', () => {
    const { source } = twoAccounts();
    const message = errorOf(() => new CrossAccountInvoker(source, 'Checkout', {
      targets: [orders(source), CrossAccountTarget.fromTargetArn(source, 'ORDERS', `${ORDERS_FUNCTION}2:live`)],
    }));
    expect(message).toContain('two targets would share the environment variable ORDERS_TARGET_ARN');
    expect(message).toContain("environmentPrefix: 'OTHER'");
  });

  test('fail when the function has such a variable already', () => {
    const { source } = twoAccounts();
    const func = fn(source, 'Function', { environment: { ORDERS_TARGET_ARN: 'mine' } });
    expect(errorOf(() => new CrossAccountInvoker(source, 'Checkout', { function: func, targets: [orders(source)] })))
      .toContain('the environment variable ORDERS_TARGET_ARN of Source/Function is set already, got "mine"');
  });

  test('of two invokers on one function may share a variable only for one ARN', () => {
    const { source } = twoAccounts();
    const func = fn(source, 'Function');
    const target = orders(source);
    new CrossAccountInvoker(source, 'A', { function: func, targets: [target] });
    new CrossAccountInvoker(source, 'B', { function: func, targets: [target] });
    const other = CrossAccountTarget.fromTargetArn(new Construct(source, 'Other'), 'Orders', `${ORDERS_FUNCTION}2:live`);
    expect(errorOf(() => new CrossAccountInvoker(source, 'C', { function: func, targets: [other] }))).toContain('is set already');
  });

  test('of one stack may call each other without a circle, when the functions have names', () => {
    const { target } = twoAccounts();
    const functions = ['a', 'b'].map((functionName) => fn(target, functionName, { functionName }));
    const targets = functions.map((func, i) => new CrossAccountTarget(target, `Target${i}`, { function: func }));
    functions.forEach((func, i) => new CrossAccountInvoker(target, `Invoker${i}`, { function: func, targets: [targets[1 - i]] }));
    expect(JSON.stringify(Template.fromStack(target).findResources('AWS::IAM::Policy'))).not.toContain('Alias');
  });

  test('of another region hand their region to the function', () => {
    const { source } = twoAccounts();
    const far = CrossAccountTarget.fromTargetArn(source, 'Orders', 'arn:aws:lambda:us-east-1:222222222222:function:orders:live');
    new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), targets: [far] });
    Template.fromStack(source).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { ORDERS_TARGET_ARN: 'arn:aws:lambda:us-east-1:222222222222:function:orders:live', ORDERS_TARGET_REGION: 'us-east-1' } },
    });
  });

  test('of another partition fail', () => {
    const { source } = twoAccounts();
    const china = CrossAccountTarget.fromTargetArn(source, 'Orders', 'arn:aws-cn:lambda:cn-north-1:222222222222:function:orders:live');
    expect(errorOf(() => new CrossAccountInvoker(source, 'Checkout', { targets: [china] }))).toContain('is in partition aws, the target in aws-cn');
  });

  test('with a token ARN stand in policy and environment as the token', () => {
    const { source } = twoAccounts();
    const targetArn = new CfnParameter(source, 'TargetArn').valueAsString;
    new CrossAccountInvoker(source, 'Checkout', {
      function: fn(source, 'Function'),
      targets: [CrossAccountTarget.fromTargetAttributes(source, 'Orders', { targetArn, account: TARGET_ACCOUNT, region: REGION })],
    });
    const template = Template.fromStack(source);
    template.hasResourceProperties('AWS::IAM::Policy', policyFor({ Ref: 'TargetArn' }, 'FunctionServiceRole675BB04A'));
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { ORDERS_TARGET_ARN: { Ref: 'TargetArn' } } } });
  });

  test('in the same stack are named by reference', () => {
    const { target } = twoAccounts();
    const local = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'OrdersFunction') });
    new CrossAccountInvoker(target, 'Checkout', { function: fn(target, 'CheckoutFunction'), targets: [local] });
    const template = Template.fromStack(target);
    template.hasResourceProperties('AWS::IAM::Policy', policyFor({ Ref: 'OrdersAliasFA69D35F' }, 'CheckoutFunctionServiceRole47792090'));
  });

  test('in a nested stack of the other account are named by a literal', () => {
    const { source, target } = twoAccounts();
    const nested = new NestedStack(target, 'Nested');
    const local = new CrossAccountTarget(nested, 'Orders', { function: fn(nested, 'Function', { functionName: 'orders' }) });
    new CrossAccountInvoker(source, 'Checkout', { targets: [local] });
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Policy', policyFor(ARN, 'CheckoutRole279DF7A9'));
  });
});

describe('stacks without env', () => {
  test('fail, and say what to write, when nothing is given', () => {
    const app = new App();
    const [source, target] = [new Stack(app, 'Source'), new Stack(app, 'Target')];
    const local = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    expect(errorOf(() => new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), targets: [local] })))
      .toContain('give stack Target an env: { account, region }, or pass account and region to CrossAccountTarget');
  });

  test('fail when only the target\'s account is given', () => {
    const app = new App();
    const [source, target] = [new Stack(app, 'Source'), new Stack(app, 'Target')];
    const local = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), account: TARGET_ACCOUNT, region: REGION });
    expect(errorOf(() => new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), targets: [local] })))
      .toContain('pass account to CrossAccountInvoker, Caller.roleOf or grants.assume');
  });

  test('work when both accounts are given', () => {
    const app = new App();
    const [source, target] = [new Stack(app, 'Source'), new Stack(app, 'Target')];
    const local = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: 'orders' }), account: TARGET_ACCOUNT, region: REGION });
    new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), targets: [local], account: SOURCE_ACCOUNT });
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Policy', policyFor(ARN, 'FunctionServiceRole675BB04A'));
    Template.fromStack(source).hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { ORDERS_TARGET_REGION: REGION } } });
    Template.fromStack(target).hasResourceProperties('AWS::Lambda::ResourcePolicy', {
      PolicyDocument: {
        Statement: [{
          Sid: 'InvokeFunctionRoles',
          Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` },
          Condition: { ArnEquals: { 'aws:PrincipalArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, Match.stringLikeRegexp(`^:iam::${SOURCE_ACCOUNT}:role/Source-Function-ServiceRole-`)]] } } },
        }],
      },
    });
  });

  test('fail for an account that is none, or that contradicts the stack', () => {
    const { source } = twoAccounts();
    expect(errorOf(() => new CrossAccountInvoker(source, 'A', { account: '1' }))).toContain('account is not an AWS account id');
    expect(errorOf(() => new CrossAccountInvoker(source, 'B', { account: OTHER_ACCOUNT }))).toContain('account contradicts the stack');
  });
});

describe('a deployed app', () => {
  test('gets one change for a function in a VPC: the name of its role', () => {
    const { source } = twoAccounts({ context: { [`availability-zones:account=${SOURCE_ACCOUNT}:region=${REGION}`]: ['eu-west-1a', 'eu-west-1b'] } });
    const vpc = new ec2.Vpc(source, 'Vpc', { natGateways: 0, subnetConfiguration: [{ name: 'private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
    vpc.addInterfaceEndpoint('Lambda', { service: ec2.InterfaceVpcEndpointAwsService.LAMBDA });
    new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } }), targets: [orders(source)] });
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.arrayWith([{ 'Fn::Join': ['', Match.arrayWith([':iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole'])] }]) });
  });

  test('sees the policy resources in its aspects', () => {
    const { source } = twoAccounts();
    new CrossAccountInvoker(source, 'Checkout', { targets: [orders(source)] });
    const seen: string[] = [];
    Aspects.of(source).add({ visit: (node) => { if (CfnResource.isCfnResource(node)) { seen.push(node.cfnResourceType); } } });
    Template.fromStack(source);
    expect(seen).toEqual(['AWS::IAM::Role', 'AWS::IAM::Policy']);
  });

  test('grants to a Lazy target ARN once', () => {
    const { source } = twoAccounts();
    const targetArn = Lazy.string({ produce: () => ARN });
    const target = CrossAccountTarget.fromTargetAttributes(source, 'Orders', { targetArn, account: TARGET_ACCOUNT });
    expect(new CrossAccountInvoker(source, 'Checkout', { targets: [target, target] }).links).toHaveLength(1);
  });
});
