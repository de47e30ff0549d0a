import { App, Aws, CfnParameter, Stack } from 'aws-cdk-lib';
import { AssumableRole, Caller, CrossAccountTarget, ResourcePolicyType } from '../../src';
import type { HttpApiCallerOptions, WebSocketApiCallerOptions } from '../../src';
import { errorOf, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoAccounts } from '../support/apps';
import { ALIAS, handOversOf, LIVE, ordersTarget, permissionsOf, statementsOf } from '../trigger/templates';

const API = 'a1b2c3d4e5';
const AT = { account: SOURCE_ACCOUNT, region: REGION };
const arn = (suffix: string, region = REGION) => `arn:aws:execute-api:${region}:${SOURCE_ACCOUNT}:${API}/${suffix}`;
const statement = (sourceArn: unknown) => ({
  Sid: 'InvokeFunctionApigateway',
  Effect: 'Allow',
  Principal: { Service: 'apigateway.amazonaws.com' },
  Action: 'lambda:InvokeFunction',
  Resource: ALIAS,
  Condition: { ArnLike: { 'aws:SourceArn': sourceArn } },
});

/** The same caller in both policy types; one condition with the ARN, and no source account. */
function expectArn(caller: Caller, sourceArn: string): void {
  const { target } = twoAccounts();
  ordersTarget(target, { callers: [caller] });
  expect(statementsOf(target)).toEqual([statement(sourceArn)]);
  const { target: second } = twoAccounts();
  ordersTarget(second, { callers: [caller], policyType: ResourcePolicyType.PERMISSIONS });
  expect(permissionsOf(second)).toEqual([{ Action: 'lambda:InvokeFunction', FunctionName: ALIAS, Principal: 'apigateway.amazonaws.com', SourceArn: sourceArn }]);
}

/** The shapes of execute-api ARNs: https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html */
describe('Caller.restApi', () => {
  test.each<[string, Partial<HttpApiCallerOptions>, string]>([
    ['the whole API', {}, '*/*/*'],
    ['a stage', { stage: 'prod' }, 'prod/*/*'],
    ['a method', { method: 'GET' }, '*/GET/*'],
    ['any method', { method: 'ANY', path: '/users' }, '*/*/users'],
    ['any method, as a wildcard', { method: '*', path: '/users' }, '*/*/users'],
    ['a path', { path: '/users' }, '*/*/users'],
    ['the root', { method: 'GET', path: '/' }, '*/GET/'],
    ['a parameter', { stage: 'prod', method: 'GET', path: '/users/{id}/orders' }, 'prod/GET/users/*/orders'],
    ['a greedy parameter', { method: 'ANY', path: '/users/{proxy+}' }, '*/*/users/*'],
    ['two parameters', { method: 'PUT', path: '/users/{id}/orders/{order}' }, '*/PUT/users/*/orders/*'],
    ['the test of the console', { stage: 'test-invoke-stage', method: 'GET', path: '/users' }, 'test-invoke-stage/GET/users'],
    ['an authorizer', { authorizerId: 'x1y2z3' }, 'authorizers/x1y2z3'],
    ['every authorizer', { authorizerId: '*' }, 'authorizers/*'],
  ])('names %s', (_, options, suffix) => {
    expectArn(Caller.restApi(API, { ...AT, ...options }), arn(suffix));
  });

  test('is read by people', () => {
    expect(Caller.restApi(API, AT).toString()).toBe(`service apigateway.amazonaws.com for ${arn('*/*/*')}`);
  });
});

describe('Caller.httpApi', () => {
  test.each<[string, Partial<HttpApiCallerOptions>, string]>([
    // three parts would leave out the $default route, which has two
    ['the whole API', {}, '*/*'],
    ['a stage', { stage: '$default' }, '$default/*'],
    ['the $default route', { path: '$default' }, '*/$default'],
    ['the $default route of the $default stage', { stage: '$default', path: '$default' }, '$default/$default'],
    ['a method', { method: 'GET' }, '*/GET/*'],
    ['a route', { stage: 'prod', method: 'GET', path: '/users/{id}' }, 'prod/GET/users/*'],
    ['a path', { path: '/users' }, '*/*/users'],
    ['the root', { method: 'GET', path: '/' }, '*/GET/'],
    ['an authorizer', { authorizerId: 'x1y2z3' }, 'authorizers/x1y2z3'],
  ])('names %s', (_, options, suffix) => {
    expectArn(Caller.httpApi(API, { ...AT, ...options }), arn(suffix));
  });
});

describe('Caller.webSocketApi', () => {
  test.each<[string, Partial<WebSocketApiCallerOptions>, string]>([
    ['the whole API', {}, '*/*'],
    ['a stage', { stage: 'prod' }, 'prod/*'],
    ['a route', { routeKey: '$connect' }, '*/$connect'],
    ['a route of a stage', { stage: 'prod', routeKey: 'sendMessage' }, 'prod/sendMessage'],
    ['an authorizer', { authorizerId: 'x1y2z3' }, 'authorizers/x1y2z3'],
  ])('names %s', (_, options, suffix) => {
    expectArn(Caller.webSocketApi(API, { ...AT, ...options }), arn(suffix));
  });
});

describe('an API as a caller', () => {
  const MAKE = {
    restApi: (id: string, options = AT) => Caller.restApi(id, options),
    httpApi: (id: string, options = AT) => Caller.httpApi(id, options),
    webSocketApi: (id: string, options = AT) => Caller.webSocketApi(id, options),
  };
  const KINDS = Object.entries(MAKE);

  test.each(KINDS)('%s takes every API of an account and region', (_, make) => {
    expect(make('*').toString()).toContain(`arn:aws:execute-api:${REGION}:${SOURCE_ACCOUNT}:*/`);
  });

  test.each(KINDS)('%s takes an id that is only known at deployment', (_, make) => {
    const { target } = twoAccounts();
    ordersTarget(target, { callers: [make(new CfnParameter(target, 'ApiId').valueAsString)] });
    const [{ Condition }] = statementsOf(target) as { Condition: { ArnLike: { 'aws:SourceArn': { 'Fn::Join': [string, unknown[]] } } } }[];
    expect(Condition.ArnLike['aws:SourceArn']['Fn::Join'][1].slice(0, 2)).toEqual([`arn:aws:execute-api:${REGION}:${SOURCE_ACCOUNT}:`, { Ref: 'ApiId' }]);
  });

  test.each(KINDS)('%s fails for what is no id', (kind, make) => {
    for (const id of ['https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com', 'A1B2', 'a1b2/*', '']) {
      expect(errorOf(() => make(id))).toBe(
        `${kind}Id is not the id of an API, got ${JSON.stringify(id)}; expected an id such as 'a1b2c3d4e5', or '*' for every API of the account and region; `
        + 'copy it from the address of the API: https://<id>.execute-api.<region>.amazonaws.com',
      );
    }
  });

  test.each(KINDS)('%s fails for an account or region that is none', (_, make) => {
    expect(errorOf(() => make(API, { ...AT, account: '1111' }))).toContain('account is not an AWS account id, got "1111"');
    expect(errorOf(() => make(API, { ...AT, region: '*' }))).toContain('region is not the name of an AWS region, got "*"');
  });

  test.each(['restApi', 'httpApi'] as const)('%s fails for a path that is none', (kind) => {
    const of = (path: string) => errorOf(() => Caller[kind](API, { ...AT, path }));
    expect(of('users')).toBe("path does not begin with a slash, got \"users\"; expected the path of a resource as API Gateway shows it, as a literal; write path: '/users'");
    for (const path of [Aws.STACK_NAME, `/${Aws.STACK_NAME}/users`]) {
      expect(of(path)).toContain('path is a token, in which parameters cannot be told from text, got a value that is only known at deployment (a token)');
    }
  });

  test('$default is no path of a REST API', () => {
    expect(errorOf(() => Caller.restApi(API, { ...AT, path: '$default' }))).toContain('path does not begin with a slash, got "$default"');
  });

  test.each(['restApi', 'httpApi'] as const)('%s fails for a method in small letters', (kind) => {
    expect(errorOf(() => Caller[kind](API, { ...AT, method: 'get' })))
      .toBe("method is not an HTTP method, got \"get\"; expected capital letters, such as 'GET'; 'ANY' for every method; write method: 'GET'");
    expect(() => Caller[kind](API, { ...AT, method: Aws.STACK_NAME })).not.toThrow();
  });

  test('the $default route has no method', () => {
    expect(errorOf(() => Caller.httpApi(API, { ...AT, method: 'GET', path: '$default' })))
      .toBe('method has no effect for the $default route, which API Gateway calls without one, got "GET"; expected no method; remove method');
  });

  test.each<[string, () => Caller]>([
    ['stage', () => Caller.restApi(API, { ...AT, authorizerId: 'x1y2z3', stage: 'prod' })],
    ['path', () => Caller.restApi(API, { ...AT, authorizerId: 'x1y2z3', path: '/users' })],
    ['method', () => Caller.httpApi(API, { ...AT, authorizerId: 'x1y2z3', method: 'GET' })],
    ['routeKey', () => Caller.webSocketApi(API, { ...AT, authorizerId: 'x1y2z3', routeKey: '$connect' })],
  ])('an authorizer has no %s', (prop, make) => {
    expect(errorOf(make)).toContain(`${prop} has no effect for an authorizer, which is called for the whole API`);
  });

  test.each(KINDS)('%s cannot assume a role', (_, make) => {
    const { target } = twoAccounts();
    expect(errorOf(() => new AssumableRole(target, 'Reader', { callers: [make(API)] }))).toContain('cannot be a caller of an AssumableRole, which is for roles of other accounts');
  });

  test('shares one statement with APIs of other accounts: their ARNs name the account', () => {
    const { target } = twoAccounts();
    ordersTarget(target, { callers: [Caller.restApi(API, { ...AT, account: OTHER_ACCOUNT }), Caller.restApi(API, AT)] });
    expect(statementsOf(target)).toEqual([statement([arn('*/*/*'), `arn:aws:execute-api:${REGION}:${OTHER_ACCOUNT}:${API}/*/*/*`])]);
  });

  test('is in the partition of its region', () => {
    const { target } = twoAccounts();
    expect(errorOf(() => ordersTarget(target, { callers: [Caller.restApi(API, { ...AT, region: 'cn-north-1' })] })))
      .toContain(`service apigateway.amazonaws.com for arn:aws-cn:execute-api:cn-north-1:${SOURCE_ACCOUNT}:${API}/*/*/* is in partition aws-cn, the target in aws`);
  });

  /** https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html */
  test('REST in another region calls with the region of the function in its ARN, in both policy types', () => {
    for (const policyType of [ResourcePolicyType.DOCUMENT, ResourcePolicyType.PERMISSIONS]) {
      const { target } = twoAccounts();
      ordersTarget(target, { callers: [Caller.restApi(API, { ...AT, region: 'us-east-1' })], policyType });
      if (policyType === ResourcePolicyType.DOCUMENT) {
        expect(statementsOf(target)).toEqual([statement(arn('*/*/*', REGION))]);
      } else {
        expect(permissionsOf(target)).toMatchObject([{ SourceArn: arn('*/*/*', REGION) }]);
      }
    }
  });

  test.each(['httpApi', 'webSocketApi'] as const)('%s in another region is refused', (kind) => {
    const { target } = twoAccounts();
    const name = kind === 'httpApi' ? 'HTTP' : 'WebSocket';
    expect(errorOf(() => ordersTarget(target, { callers: [Caller[kind](API, { ...AT, region: 'us-east-1' })] }))).toBe(
      `the ${name} API is in region us-east-1, the target in eu-west-1; `
      + 'expected both in one region: AWS documents calls to other regions for REST APIs only; move one of them, or use a REST API [Target/Orders]',
    );
  });

  test('takes tokens for account and region', () => {
    const stack = new Stack(new App(), 'Target');
    ordersTarget(stack, { callers: [Caller.httpApi(API, { account: Aws.ACCOUNT_ID, region: Aws.REGION })] });
    expect(statementsOf(stack)).toEqual([statement({
      'Fn::Join': ['', [
        'arn:', { Ref: 'AWS::Partition' }, ':execute-api:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:${API}/*/*`,
      ]],
    })]);
  });

  test('is handed over for a target of another app', () => {
    const { source } = twoAccounts();
    CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE).grants.invoke(Caller.httpApi(API, { ...AT, path: '$default' }));
    const [{ account, statement: text, commands }] = handOversOf(source);
    expect(account).toBe(TARGET_ACCOUNT);
    expect(JSON.parse(text)).toEqual({ ...statement(arn('*/$default')), Resource: LIVE });
    expect(commands[1]).toContain(`--principal apigateway.amazonaws.com --source-arn '${arn('*/$default')}'`);
  });
});
