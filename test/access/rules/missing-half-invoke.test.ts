import { allow, CHECKOUT, checkout, document, fn, found, FUNCTION, letIn, only, ORDERS, permission, role, SOURCE, source, target, TARGET } from './report-of';

const INVOKE = allow('lambda:InvokeFunction', ORDERS);

test('the resource half is missing', () => {
  expect(only([source(checkout(INVOKE)), target(FUNCTION)])).toEqual({
    rule: 'missing-half-invoke error',
    message: 'arn:aws:iam::111111111111:role/checkout calls arn:aws:lambda:eu-west-1:222222222222:function:orders with '
      + 'lambda:InvokeFunction, and AWS denies it: no policy of arn:aws:lambda:eu-west-1:222222222222:function:orders, in account '
      + '222222222222, lets the caller in',
    fix: 'add this statement to an AWS::Lambda::ResourcePolicy of Target/Orders (account 222222222222)',
    at: 'Target/Orders',
    other: 'Source/Checkout',
    statement: {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
      Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/checkout' } },
    },
  });
});

test('the identity half is missing', () => {
  expect(only([source(checkout()), target({ ...FUNCTION, Policy: document(letIn()) })])).toEqual({
    rule: 'missing-half-invoke error',
    message: 'arn:aws:iam::111111111111:role/checkout calls arn:aws:lambda:eu-west-1:222222222222:function:orders with '
      + 'lambda:InvokeFunction, and AWS denies it: no policy of the caller, in account 111111111111, allows lambda:InvokeFunction',
    fix: 'allow lambda:InvokeFunction on arn:aws:lambda:eu-west-1:222222222222:function:orders in a policy of Source/Checkout (account '
      + '111111111111)',
    at: 'Source/Checkout',
    other: 'Target/Orders',
    statement: {
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
    },
  });
});

test('a function with permissions is given one more', () => {
  const permissions = { Other: permission('s3.amazonaws.com', { SourceAccount: SOURCE }) };
  expect(only([source(checkout(INVOKE)), target({ ...FUNCTION, ...permissions })])).toEqual({
    rule: 'missing-half-invoke error',
    message: 'arn:aws:iam::111111111111:role/checkout calls arn:aws:lambda:eu-west-1:222222222222:function:orders with '
      + 'lambda:InvokeFunction, and AWS denies it: no policy of arn:aws:lambda:eu-west-1:222222222222:function:orders, in account '
      + '222222222222, lets the caller in',
    fix: 'add this statement to the policy of Target/Orders (account 222222222222), as an AWS::Lambda::Permission like Target/Other',
    at: 'Target/Orders',
    other: 'Source/Checkout',
    statement: {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:role/checkout' },
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
    },
  });
});

test('a function with a resource policy is given one more statement', () => {
  const policy = { Policy: document(letIn(ORDERS, 'arn:aws:iam::111111111111:role/other')) };
  expect(only([source(checkout(INVOKE)), target({ ...FUNCTION, ...policy })]).fix).toBe('add this statement to the policy that Target/Policy writes');
});

test('a caller whose name AWS makes up cannot be written down yet', () => {
  const { fix, statement } = only([source({ Checkout: role(undefined, [], [INVOKE]) }), target(FUNCTION)]);
  expect(fix).toBe('add this statement to an AWS::Lambda::ResourcePolicy of Target/Orders (account 222222222222); narrow it by ArnEquals aws:PrincipalArn once Source/Checkout has a name of its own');
  expect(statement).toEqual({ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'lambda:InvokeFunction', Resource: ORDERS });
});

test('a function URL needs two actions, and the second is missing', () => {
  const url = { Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'AWS_IAM', TargetFunctionArn: { Ref: 'Orders' } } } };
  const both = allow(['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'], ORDERS);
  const one = { ...letIn(), Action: 'lambda:InvokeFunctionUrl' };
  expect(only([source(checkout(both)), target({ ...FUNCTION, ...url, Policy: document(one) })])).toEqual({
    rule: 'missing-half-invoke error',
    message: 'arn:aws:iam::111111111111:role/checkout calls arn:aws:lambda:eu-west-1:222222222222:function:orders with '
      + 'lambda:InvokeFunction, and AWS denies it: no policy of arn:aws:lambda:eu-west-1:222222222222:function:orders, in account '
      + '222222222222, lets the caller in',
    fix: 'add this statement to the policy that Target/Policy writes',
    at: 'Target/Orders',
    other: 'Source/Checkout',
    statement: {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
      Condition: {
        Bool: { 'lambda:InvokedViaFunctionUrl': 'true' },
        ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/checkout' },
      },
    },
  });
});

test('a schedule whose role may not call, within one account', () => {
  const sender = role('sender', [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'scheduler.amazonaws.com' } }]);
  const schedule = { Type: 'AWS::Scheduler::Schedule', Properties: { Name: 'nightly', Target: { Arn: ORDERS, RoleArn: { 'Fn::GetAtt': ['Sender', 'Arn'] } } } };
  expect(only([target({ ...FUNCTION, Sender: sender, Nightly: schedule })])).toEqual({
    rule: 'missing-half-invoke error',
    message: 'arn:aws:iam::222222222222:role/sender calls arn:aws:lambda:eu-west-1:222222222222:function:orders with lambda:InvokeFunction '
      + '(the role of the schedule calls the function), and AWS denies it: no policy of the caller, in account 222222222222, allows '
      + 'lambda:InvokeFunction',
    fix: 'allow lambda:InvokeFunction on arn:aws:lambda:eu-west-1:222222222222:function:orders in a policy of Target/Sender (account '
      + '222222222222)',
    at: 'Target/Sender',
    other: 'Target/Orders',
    statement: {
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
    },
  });
});

describe('silent', () => {
  test('both halves are there', () => {
    expect(found(source(checkout(INVOKE)), target({ ...FUNCTION, Policy: document(letIn()) }))).toEqual([]);
  });

  test('the other account is not in these templates', () => {
    expect(found(source(checkout(INVOKE)))).toEqual([]);
    expect(found(target({ ...FUNCTION, Policy: document(letIn()) }))).toEqual([]);
  });

  test('function and role are of other apps in accounts of these templates', () => {
    expect(found(source(checkout(allow('lambda:InvokeFunction', `${ORDERS}-of-others`))), target(FUNCTION))).toEqual([]);
    expect(found(source({}), target({ ...FUNCTION, Policy: document(letIn()) }))).toEqual([]);
  });

  test('the roles of cdk bootstrap and service-linked roles are in no template', () => {
    const roles = ['cdk-hnb659fds-cfn-exec-role-111111111111-eu-west-1', 'aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS'];
    const statements = roles.map((name) => letIn(ORDERS, `arn:aws:iam::${SOURCE}:role/${name}`));
    expect(found(source({}), target({ ...FUNCTION, Policy: document(...statements) }))).toEqual([]);
  });

  test('accounts that are not known may be one', () => {
    const account = (name: string): string => `⟦?account of ${name}|account of ${name}⟧`;
    const arn = { 'Fn::Sub': 'arn:aws:lambda:eu-west-1:${AWS::AccountId}:function:orders' };
    expect(found({ ...source(checkout(allow('lambda:InvokeFunction', arn as unknown as string))), account: account('Source') }, { ...target(FUNCTION), account: account('Target') })).toEqual([]);
  });

  test('a pattern names more than anybody calls', () => {
    const wide = checkout(allow('lambda:InvokeFunction', '*'), allow('lambda:*', `arn:aws:lambda:eu-west-1:${TARGET}:function:*`));
    expect(found(source(wide), target(FUNCTION))).toEqual([]);
  });

  test('a condition about which nobody knows may hold', () => {
    const byOrganization = { ...letIn(), Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } };
    expect(found(source(checkout(INVOKE)), target({ ...FUNCTION, Policy: document(byOrganization) }))).toEqual([]);
  });

  test('an alias that shifts traffic between versions', () => {
    const live = { ...FUNCTION.Live.Properties, RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: '2', FunctionWeight: 0.1 }] } };
    const policy = { Type: 'AWS::Lambda::ResourcePolicy', Properties: { ResourceArn: `${ORDERS}:live`, PolicyDocument: { Statement: [letIn(`${ORDERS}:live`)] } } };
    expect(found(source(checkout(allow('lambda:InvokeFunction', `${ORDERS}:live`))), target({ Orders: fn('orders'), Live: { ...FUNCTION.Live, Properties: live }, Policy: policy }))).toEqual([]);
  });

  test('within one account one half is enough', () => {
    expect(found(target({ ...FUNCTION, Caller: role('caller', [], [INVOKE]) }))).toEqual([]);
  });

  test('the name of the role is the same in two accounts', () => {
    const namesake = role('checkout', []);
    expect(found(source(checkout(INVOKE)), target({ ...FUNCTION, Policy: document(letIn()), Checkout: namesake }))).toEqual([]);
    expect(CHECKOUT).toContain(SOURCE);
  });
});
