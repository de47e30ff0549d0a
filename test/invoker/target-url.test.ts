import { App, Fn, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CrossAccountInvoker, CrossAccountTarget, ResourcePolicyType, Route } from '../../src';
import { neededBy, policyOf, variablesOf } from '../role/templates';
import { errorOf, fn, ORDERS_FUNCTION, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const ARN = `${ORDERS_FUNCTION}:live`;
const URL_TEXT = 'https://abcdefghij0123456789.lambda-url.eu-west-1.on.aws/';
const THROUGH = { Sid: 'InvokeThroughUrls', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: ARN, Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } } };
const URLS = { Sid: 'InvokeUrls', Effect: 'Allow', Action: 'lambda:InvokeFunctionUrl', Resource: ARN, Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } } };
const STACK_OUTPUT = { 'Fn::GetStackOutput': { StackName: 'Target', OutputName: expect.stringMatching(/FunctionUrl/), Region: 'eu-west-1', RoleArn: expect.stringContaining(TARGET_ACCOUNT) } };

const ordersOf = (stack: Stack, policyType?: ResourcePolicyType) =>
  new CrossAccountTarget(stack, 'Orders', { function: fn(stack, 'OrdersFunction', { functionName: 'orders' }), policyType });
const invokerOf = (stack: Stack, id = 'Checkout') => new CrossAccountInvoker(stack, id, { function: fn(stack, id === 'Checkout' ? 'Function' : `${id}Function`) });

describe('addTargetUrl', () => {
  test('writes both permissions in both accounts', () => {
    const { source, target } = twoAccounts();
    const [orders, invoker] = [ordersOf(target), invokerOf(source)];
    orders.addUrl();
    const link = invoker.addTargetUrl(orders, { url: URL_TEXT });
    expect(policyOf(source)).toEqual([THROUGH, URLS]);
    Template.fromStack(source).hasResource('AWS::Lambda::Function', { DependsOn: ['CheckoutInvokePolicyEB66A17C', 'FunctionServiceRole675BB04A'] });
    expect(variablesOf(source)).toEqual({ ORDERS_TARGET_URL: URL_TEXT });
    Template.fromStack(target).hasResourceProperties('AWS::Lambda::ResourcePolicy', {
      PolicyDocument: {
        Statement: [
          { Action: 'lambda:InvokeFunction', Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` }, Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } } },
          {
            Action: 'lambda:InvokeFunctionUrl',
            Condition: {
              StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' },
              ArnEquals: { 'aws:PrincipalArn': Match.stringLikeRegexp('^arn:aws:iam::111111111111:role/Source-Function-ServiceRole-[0-9a-f]{8}$') },
            },
          },
        ],
      },
    });
    Template.fromStack(target).resourceCountIs('AWS::IAM::Policy', 0);
    expect([neededBy(source), neededBy(target)]).toEqual([[], []]);
    expect([link.targetArn, link.route, link.roleHalf]).toEqual([ARN, Route.FUNCTION_URL, undefined]);
    expect([link.identityHalf, link.resourceHalf].map(({ written, account, construct }) => [written, account, construct!.node.path]))
      .toEqual([[true, SOURCE_ACCOUNT, 'Source/Checkout/InvokePolicy'], [true, TARGET_ACCOUNT, 'Target/Orders/Policy']]);
    expect(invoker.links).toEqual([link]);
  });

  test('writes permissions alone when no URL is given', () => {
    const { source, target } = twoAccounts();
    invokerOf(source).addTargetUrl(ordersOf(target));
    expect(policyOf(source)).toEqual([THROUGH, URLS]);
    expect(variablesOf(source)).toBeUndefined();
  });

  test('writes permissions of the other type', () => {
    const { source, target } = twoAccounts();
    invokerOf(source).addTargetUrl(ordersOf(target, ResourcePolicyType.PERMISSIONS), { url: URL_TEXT });
    Template.fromStack(target).resourceCountIs('AWS::Lambda::Permission', 2);
    expect(policyOf(source)).toEqual([THROUGH, URLS]);
    expect(neededBy(target)).toEqual(['Source']);
  });

  test('hands a URL of another stack over as its output, and deploys that stack first', () => {
    const { source, target } = twoAccounts();
    const orders = ordersOf(target);
    invokerOf(source).addTargetUrl(orders, { url: orders.addUrl() });
    expect(variablesOf(source)).toEqual({ ORDERS_TARGET_URL: STACK_OUTPUT });
    expect([neededBy(source), neededBy(target)]).toEqual([['Target'], []]);
    const outputs = Object.values(Template.fromStack(target).findOutputs('*'));
    expect(outputs).toEqual([{ Value: { 'Fn::GetAtt': ['OrdersUrlBDBA5791', 'FunctionUrl'] } }]);
  });

  test('orders the stacks also when the URL stands inside another token', () => {
    const { source, target } = twoAccounts();
    const orders = ordersOf(target);
    invokerOf(source).addTargetUrl(orders, { url: Fn.select(2, Fn.split('/', orders.addUrl())) });
    expect(variablesOf(source)).toEqual({ ORDERS_TARGET_URL: { 'Fn::Select': [2, { 'Fn::Split': ['/', STACK_OUTPUT] }] } });
    expect(neededBy(source)).toEqual(['Target']);
  });

  test('orders the stacks when the URL is the beginning of a text', () => {
    const { source, target } = twoAccounts();
    const orders = ordersOf(target);
    invokerOf(source).addTargetUrl(orders, { url: `${orders.addUrl()}v1?x=${Fn.ref('AWS::StackId')}` });
    expect(neededBy(source)).toEqual(['Target']);
  });

  test('refers to a URL of the same stack, in whose account this is worth a message', () => {
    const { target } = twoAccounts();
    const orders = ordersOf(target);
    invokerOf(target).addTargetUrl(orders, { url: orders.addUrl() });
    expect(variablesOf(target)).toEqual({ ORDERS_TARGET_URL: { 'Fn::GetAtt': ['OrdersUrlBDBA5791', 'FunctionUrl'] } });
    expect(neededBy(target)).toEqual([]);
    Annotations.fromStack(target).hasInfo('/Target/Orders', Match.stringLikeRegexp("is in the target's own account"));
  });

  test('names region and prefix as addTarget does', () => {
    const { app, source } = twoAccounts();
    const far = new Stack(app, 'Far', { env: { account: TARGET_ACCOUNT, region: 'us-east-1' } });
    invokerOf(source).addTargetUrl(ordersOf(far), { url: URL_TEXT, environmentPrefix: 'SHOP' });
    expect(variablesOf(source)).toEqual({ SHOP_TARGET_URL: URL_TEXT, SHOP_TARGET_REGION: 'us-east-1' });
  });

  test('twice is one link; the URL may follow the permissions', () => {
    const { source, target } = twoAccounts();
    const [orders, invoker] = [ordersOf(target), invokerOf(source)];
    const link = invoker.addTargetUrl(orders);
    expect(invoker.addTargetUrl(orders, { url: URL_TEXT })).toBe(link);
    expect(invoker.links).toEqual([link]);
    expect(policyOf(source)).toEqual([THROUGH, URLS]);
    expect(variablesOf(source)).toEqual({ ORDERS_TARGET_URL: URL_TEXT });
  });

  test('stands beside addTarget: two routes, two links', () => {
    const { source, target } = twoAccounts();
    const [orders, invoker] = [ordersOf(target), invokerOf(source)];
    invoker.addTarget(orders);
    invoker.addTargetUrl(orders, { url: URL_TEXT });
    expect(invoker.links.map(({ route }) => route)).toEqual([Route.DIRECT, Route.FUNCTION_URL]);
    expect(policyOf(source)).toEqual([{ Sid: 'InvokeTargets', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: ARN }, THROUGH, URLS]);
    expect(variablesOf(source)).toEqual({ ORDERS_TARGET_ARN: ARN, ORDERS_TARGET_URL: URL_TEXT });
    const [policy] = Object.values(Template.fromStack(target).findResources('AWS::Lambda::ResourcePolicy'));
    expect((policy.Properties.PolicyDocument.Statement as { Sid: string }[]).map(({ Sid }) => Sid)).toEqual(['InvokeFunctionRoles', 'InvokeFunctionThroughUrlRoles', 'InvokeFunctionUrlRoles']);
  });

  test('hands over for a target of another app', () => {
    const { source } = twoAccounts();
    const { identityHalf, resourceHalf } = invokerOf(source).addTargetUrl(CrossAccountTarget.fromTargetArn(source, 'Orders', ARN), { url: URL_TEXT });
    expect([identityHalf.written, resourceHalf.written]).toEqual([true, false]);
    expect(resourceHalf.handOver!.commands.slice(1).map((command) => command.split(' ').slice(-2).join(' '))).toEqual([
      '--function-url-auth-type AWS_IAM', expect.stringMatching(/ --invoked-via-function-url$/),
    ]);
    expect(policyOf(source)).toEqual([THROUGH, URLS]);
  });

  test.each(['http://abcdefghij0123456789.lambda-url.eu-west-1.on.aws/', 'abcdefghij0123456789.lambda-url.eu-west-1.on.aws', '', 'https://', ARN])('fails for the URL %j', (url) => {
    const { source, target } = twoAccounts();
    expect(errorOf(() => invokerOf(source).addTargetUrl(ordersOf(target), { url }))).toBe(`url is not the URL of a function, got ${JSON.stringify(url)}; `
      + "expected an address such as 'https://a1b2c3.lambda-url.eu-west-1.on.aws/'; copy it from the target's stack, or leave url out [Source/Checkout]");
  });

  test('takes a domain of its own', () => {
    const { source, target } = twoAccounts();
    invokerOf(source).addTargetUrl(ordersOf(target), { url: 'https://orders.example.com/v1?a=b' });
    expect(variablesOf(source)).toEqual({ ORDERS_TARGET_URL: 'https://orders.example.com/v1?a=b' });
  });

  test('fails for two URLs in one variable', () => {
    const { source, target } = twoAccounts();
    const [orders, invoker] = [ordersOf(target), invokerOf(source)];
    invoker.addTargetUrl(orders, { url: URL_TEXT });
    const message = errorOf(() => invoker.addTargetUrl(orders, { url: `${URL_TEXT}other` }));
    expect(message).toContain('two targets would share the environment variable ORDERS_TARGET_URL');
    expect(message).toContain("give one of them a prefix: invoker.addTarget(target, { environmentPrefix: 'OTHER' })");
  });
});

describe('a URL as a reference fails', () => {
  test('when its stack has to be deployed after the caller\'s', () => {
    const { source, target } = twoAccounts();
    const orders = ordersOf(target, ResourcePolicyType.PERMISSIONS);
    const message = errorOf(() => invokerOf(source).addTargetUrl(orders, { url: orders.addUrl() }));
    expect(message).toContain('no order of deployment exists: Source/Checkout needs the function URL of Target/Orders/Url, which is only known once it is deployed; '
      + 'yet Target/Orders grants to role arn:aws:iam::111111111111:role/Source-Function-ServiceRole-');
    expect(message).toContain('pass the URL as a text, from an output of its stack; or use ResourcePolicyType.DOCUMENT, which names the role in a condition and needs no order; '
      + 'or move one of the two into a third stack [Source/Checkout]');
  });

  test('when the two functions need each other\'s URL', () => {
    const { source, target } = twoAccounts();
    const [there, back] = [ordersOf(target), ordersOf(source)];
    invokerOf(source).addTargetUrl(there, { url: there.addUrl() });
    expect(errorOf(() => invokerOf(target, 'Back').addTargetUrl(back, { url: back.addUrl() })))
      .toMatch(/no order of deployment exists: Target\/Back needs the function URL of Source\/Orders\/Url.*yet Source\/Checkout needs the function URL of Target\/Orders\/Url/);
  });

  test('between stages', () => {
    const app = new App();
    const source = new Stack(new Stage(app, 'Callers', { env: SOURCE_ENV }), 'Source');
    const target = new Stack(new Stage(app, 'Targets', { env: TARGET_ENV }), 'Target');
    const orders = ordersOf(target);
    const message = errorOf(() => invokerOf(source).addTargetUrl(orders, { url: orders.addUrl() }));
    expect(message).toContain('the two stacks are in different stages, between which CDK keeps no order; expected stage Targets deployed before stage Callers');
    expect(message).not.toContain('name the role');
  });

  test.each([['App', 'Inner'], ['Inner', 'App']])('between a stage and the app around it: %s first, then %s', (first, then) => {
    const app = new App();
    const scopes: Record<string, App | Stage> = { App: app, Inner: new Stage(app, 'Inner') };
    const [target, source] = [new Stack(scopes[first], 'Target', { env: TARGET_ENV }), new Stack(scopes[then], 'Source', { env: SOURCE_ENV })];
    const orders = ordersOf(target);
    const url = orders.addUrl();
    expect(errorOf(() => invokerOf(source).addTargetUrl(orders, { url }))).toContain(`expected stage ${first} deployed before stage ${then}`);
  });
});
