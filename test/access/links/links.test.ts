import { evaluatorOf } from '../../../src/access/evaluate/evaluate';
import type { Link } from '../../../src/access/links/link';
import { linksOf } from '../../../src/access/links/links-of';
import type { LinkOptions } from '../../../src/access/links/links-of';
import { cloudOf } from '../../../src/access/read/read-cloud';
import { assemblyOf } from '../assembly-of';

const INVOKE = 'lambda:InvokeFunction';
const INVOKE_URL = 'lambda:InvokeFunctionUrl';
const ORDERS = 'arn:aws:lambda:eu-west-1:222222222222:function:orders';
const CHECKOUT = 'arn:aws:iam::111111111111:role/checkout';

type Resources = Record<string, unknown>;

function role(name: string, ...statements: object[]): Resources {
  return {
    [name]: {
      Type: 'AWS::IAM::Role',
      Properties: { RoleName: name, AssumeRolePolicyDocument: { Statement: [] }, Policies: statements.length ? [{ PolicyName: 'p', PolicyDocument: { Statement: statements } }] : undefined },
    },
  };
}

function allow(Action: string | string[], Resource: string | string[], more: object = {}): object {
  return { Effect: 'Allow', Action, Resource, ...more };
}

function fn(name: string): Resources {
  return { [name]: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: name, Role: 'arn:aws:iam::222222222222:role/execution', Runtime: 'nodejs24.x', Handler: 'i.h', Code: { ZipFile: '' } } } };
}

function alias(name: string, of: string): Resources {
  return { [`${of}${name}`]: { Type: 'AWS::Lambda::Alias', Properties: { Name: name, FunctionName: { Ref: of }, FunctionVersion: '1' } } };
}

function policy(resourceArn: string, ...statements: object[]): Resources {
  return { [`Policy${resourceArn.replace(/\W/g, '')}`]: { Type: 'AWS::Lambda::ResourcePolicy', Properties: { ResourceArn: resourceArn, PolicyDocument: { Statement: statements } } } };
}

function lets(Principal: unknown, resourceArn: string, Action: string | string[] = INVOKE, more: object = {}): object {
  return { Effect: 'Allow', Principal, Action, Resource: resourceArn, ...more };
}

function links(source: Resources, target: Resources, options?: LinkOptions): Link[] {
  const stacks = {
    Source: { env: '111111111111/eu-west-1', template: { Resources: source } },
    Target: { env: '222222222222/eu-west-1', template: { Resources: target } },
  };
  return linksOf(cloudOf(assemblyOf({ stacks })), evaluatorOf, options);
}

function briefly(found: Link[]): string[] {
  return found.map(({ from, action, to, verdict, declaredBy }) => `${from.split('/').pop()} ${action} ${to.split(':').slice(5).join(':')} ${verdict.outcome} by ${declaredBy.join('+')}`).sort();
}

describe('what declares a call', () => {
  test('the policy of an API speaks of its methods', () => {
    const api = (...statements: object[]) => ({ Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'orders', Policy: { Statement: statements } } } });
    const method = (path: string) => ({ 'Fn::Join': ['', ['arn:aws:execute-api:eu-west-1:222222222222:', { 'Fn::GetAtt': ['Api', 'RestApiId'] }, `/prod/${path}`]] });
    const lists = (path: string) => lets({ AWS: CHECKOUT }, `execute-api:/prod/GET/${path}`, 'execute-api:Invoke');
    const outcomes = (mayCall: object[], ...statements: object[]) => links({}, { ...role('checkout', ...mayCall), ...api(...statements) })
      .map(({ to, verdict }) => `${to.replace(/^[^/]*/, '')} ${verdict.outcome}`);
    const same = { AWS: 'arn:aws:iam::222222222222:role/checkout' };
    const own = lets(same, 'execute-api:/prod/GET/orders', 'execute-api:Invoke');
    expect(outcomes([{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: method('GET/orders') }], own)).toEqual(['/prod/GET/orders allowed']);
    expect(outcomes([], lists('orders'))).toEqual(['/prod/GET/orders depends']);
    // a pattern allows more than anybody wants to call
    expect(outcomes([], lets(same, 'execute-api:/*', 'execute-api:Invoke')).every((one) => !one.endsWith('denied'))).toBe(true);
  });

  test('both halves are one link', () => {
    const found = links(role('checkout', allow(INVOKE, ORDERS)), { ...fn('orders'), ...policy(ORDERS, lets({ AWS: CHECKOUT }, ORDERS)) });
    expect(briefly(found)).toEqual([`checkout ${INVOKE} function:orders allowed by resource+identity`]);
    expect(found[0]).toMatchObject({ from: CHECKOUT, to: ORDERS, fromAccount: '111111111111', toAccount: '222222222222', fromSite: { logicalId: 'checkout' }, toSite: { logicalId: 'orders' } });
  });

  test('either half alone', () => {
    expect(briefly(links(role('checkout', allow(INVOKE, ORDERS)), fn('orders')))).toEqual([`checkout ${INVOKE} function:orders denied by identity`]);
    expect(briefly(links(role('checkout'), { ...fn('orders'), ...policy(ORDERS, lets({ AWS: CHECKOUT }, ORDERS)) })))
      .toEqual([`checkout ${INVOKE} function:orders denied by resource`]);
  });

  test('a role that the condition names, where the principal is wider', () => {
    const narrowed = lets({ AWS: 'arn:aws:iam::111111111111:root' }, ORDERS, INVOKE, { Condition: { ArnEquals: { 'aws:PrincipalArn': CHECKOUT } } });
    expect(briefly(links(role('checkout', allow(INVOKE, ORDERS)), { ...fn('orders'), ...policy(ORDERS, narrowed) })))
      .toEqual([`checkout ${INVOKE} function:orders allowed by resource+identity`]);
  });

  test('a whole account, a negated condition or a session name nobody in particular', () => {
    const statements = [
      lets({ AWS: '111111111111' }, ORDERS),
      lets({ AWS: 'arn:aws:sts::111111111111:assumed-role/checkout/one' }, ORDERS),
      lets('*', ORDERS, INVOKE, { Condition: { ArnNotEquals: { 'aws:PrincipalArn': CHECKOUT } } }),
      lets('*', ORDERS, INVOKE, { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/*' } } }),
    ];
    expect(links(role('checkout'), { ...fn('orders'), ...policy(ORDERS, ...statements) })).toEqual([]);
  });

  test('wildcards name what exists, and are no link where nobody lets in', () => {
    const target = { ...fn('orders'), ...alias('live', 'orders'), ...fn('prices'), ...policy(`${ORDERS}:live`, lets({ AWS: '111111111111' }, `${ORDERS}:live`)) };
    expect(briefly(links(role('checkout', allow(INVOKE, [ORDERS, `${ORDERS}:*`])), target))).toEqual([
      `checkout ${INVOKE} function:orders denied by identity`,
      `checkout ${INVOKE} function:orders:live allowed by identity`,
    ]);
    expect(briefly(links(role('checkout', allow('lambda:*', 'arn:aws:lambda:*:222222222222:function:*')), target))).toEqual([
      `checkout ${INVOKE} function:orders:live allowed by identity`,
    ]);
    expect(links(role('checkout', allow('*', '*'), allow(INVOKE, 'arn:aws:lambda:*:*:function:*')), target)).toEqual([]);
  });

  test('actions that make a call, not those around it; a Deny declares nothing', () => {
    const found = links(role('checkout', allow(['lambda:GetFunction', 'sqs:GetQueueUrl', 'kms:DescribeKey'], '*'), allow('lambda:GetFunction', ORDERS), { ...allow(INVOKE, ORDERS), Effect: 'Deny' }), fn('orders'));
    expect(found).toEqual([]);
  });
});

describe('function URLs', () => {
  const url = { Url: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: { Ref: 'orders' }, AuthType: 'AWS_IAM' } } };
  const byUrl = [
    lets({ AWS: CHECKOUT }, ORDERS, INVOKE_URL, { Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } } }),
    lets({ AWS: CHECKOUT }, ORDERS, INVOKE, { Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } } }),
  ];

  test('need both actions, the second one for calls by the URL', () => {
    const found = links(role('checkout', allow([INVOKE, INVOKE_URL], ORDERS)), { ...fn('orders'), ...url, ...policy(ORDERS, ...byUrl) });
    expect(briefly(found)).toEqual([
      `checkout ${INVOKE} function:orders allowed by resource+identity`,
      `checkout ${INVOKE_URL} function:orders allowed by resource+identity`,
    ]);
  });

  test('a plain call is another one', () => {
    const found = links(role('checkout', allow(INVOKE, ORDERS)), { ...fn('orders'), ...url, ...policy(ORDERS, ...byUrl) });
    expect(briefly(found)).toEqual([
      // by the URL, which the resource's half speaks of
      `checkout ${INVOKE} function:orders allowed by resource`,
      `checkout ${INVOKE} function:orders denied by identity`,
      `checkout ${INVOKE_URL} function:orders denied by resource`,
    ]);
  });

  test('without authentication, its condition is met by that type only', () => {
    const none = { Url: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: { Ref: 'orders' }, AuthType: 'NONE' } } };
    const found = links(role('checkout', allow(INVOKE_URL, ORDERS)), { ...fn('orders'), ...none, ...policy(ORDERS, byUrl[0]) });
    expect(briefly(found)).toEqual([`checkout ${INVOKE_URL} function:orders denied by resource+identity`]);
  });
});

test('everybody may call a public URL', () => {
  const url = { Url: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: { Ref: 'orders' }, AuthType: 'NONE' } } };
  const open = lets('*', ORDERS, INVOKE_URL, { Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } } });
  expect(links({}, { ...fn('orders'), ...url, ...policy(ORDERS, open) })).toMatchObject([{ from: 'anyone', to: ORDERS, action: INVOKE_URL, verdict: { outcome: 'allowed' }, fromSite: { logicalId: 'Url' } }]);
  expect(links({}, { ...fn('orders'), ...url })).toEqual([]);
});

describe('other apps', () => {
  const theirs = 'arn:aws:lambda:eu-west-1:333333333333:function:theirs';

  test('what they let in depends on their policy', () => {
    const [link] = links(role('checkout', allow(INVOKE, theirs)), {});
    expect(link.verdict).toMatchObject({ outcome: 'depends', dependsOn: [`the policy of ${theirs}`] });
    expect(link.toSite).toBeUndefined();
  });

  test('whom they let call depends on their policies', () => {
    const partner = 'arn:aws:iam::333333333333:role/partner';
    const [link] = links({}, { ...fn('orders'), ...policy(ORDERS, lets({ AWS: partner }, ORDERS)) });
    expect(link.verdict).toMatchObject({ outcome: 'depends', dependsOn: [`the policies of ${partner}`] });
    expect(link.fromSite).toBeUndefined();
  });

  test('what is attached here to a role of another app is known', () => {
    const attached = { Attached: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', Roles: ['checkout'], PolicyDocument: { Statement: allow(INVOKE, ORDERS) } } } };
    const found = links(attached, { ...fn('orders'), ...policy(ORDERS, lets({ AWS: 'arn:aws:iam::111111111111:role/team/checkout' }, ORDERS)) });
    expect(briefly(found)).toEqual([`checkout ${INVOKE} function:orders depends by resource+identity`]);
    expect(found[0]).toMatchObject({ from: 'arn:aws:iam::111111111111:role/team/checkout', verdict: { dependsOn: ['the policies of arn:aws:iam::111111111111:role/checkout'] } });

    expect(briefly(links(attached, fn('orders')))).toEqual([`checkout ${INVOKE} function:orders denied by identity`]);
  });

  test('nothing is attached to a group by a call', () => {
    const attached = { Attached: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', Groups: ['people'], PolicyDocument: { Statement: allow(INVOKE, ORDERS) } } } };
    expect(links(attached, fn('orders'))).toEqual([]);
  });
});

test('keys of every call, and policies of the organization', () => {
  const org = lets('*', ORDERS, INVOKE, { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } });
  const source = role('checkout', allow(INVOKE, ORDERS));
  const target = { ...fn('orders'), ...policy(ORDERS, org) };
  expect(links(source, target)[0].verdict).toMatchObject({ outcome: 'depends', dependsOn: ['aws:PrincipalOrgID'] });
  expect(links(source, target, { keys: () => ({ 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' }) })[0].verdict.outcome).toBe('allowed');
  expect(links(source, target, { surroundings: { serviceControlPolicies: () => [[]] } })[0].verdict.outcome).toBe('denied');
});

test('a service, its resource, and what is called', () => {
  const topic = 'arn:aws:sns:eu-west-1:111111111111:placed';
  const subscription = { Subscription: { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'lambda', TopicArn: topic, Endpoint: ORDERS } } };
  const lambda = links({}, { ...fn('orders'), ...subscription }).filter(({ action }) => action === INVOKE);
  expect(lambda).toHaveLength(1);
  expect(lambda[0]).toMatchObject({
    from: `sns.amazonaws.com for ${topic}`,
    to: ORDERS,
    declaredBy: ['delivery'],
    fromAccount: '111111111111',
    toAccount: '222222222222',
    verdict: { outcome: 'denied' },
    fromSite: { logicalId: 'Subscription' },
    toSite: { logicalId: 'orders' },
  });
});
