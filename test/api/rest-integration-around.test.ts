import { App, CfnParameter, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { ApiDefinition, ResponseTransferMode, RestApi, SpecRestApi } from 'aws-cdk-lib/aws-apigateway';
import type { RestApiProps } from 'aws-cdk-lib/aws-apigateway';
import { API_TIMEOUT, APIS, found, outputOf, sourceArnsOf } from './apis';
import { ApiPermission, CrossAccountRestIntegration, CrossAccountTarget } from '../../src';
import type { CrossAccountRestIntegrationOptions } from '../../src';
import { errorOf, fn, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoAccounts } from '../support/apps';
import { LIVE, neededBy, only, ordersTarget, resourcesOf } from '../trigger/templates';

const URI = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${LIVE}/invocations`;
const BY_ROLE = { permission: ApiPermission.CREDENTIALS_ROLE };

const apiOf = (stack: Stack, props: RestApiProps = {}, id = 'Api') => new RestApi(stack, id, { cloudWatchRole: false, ...props });
const integrationOf = (stack: Stack) => only(stack, 'AWS::ApiGateway::Method').Properties.Integration as Record<string, unknown>;

/** An API with one method. */
function setUp(options: CrossAccountRestIntegrationOptions = {}, stacks: { source?: StackProps; target?: StackProps } = {}) {
  const both = twoAccounts(stacks);
  const target = ordersTarget(both.target);
  const api = apiOf(both.source);
  const method = api.root.addMethod('GET', new CrossAccountRestIntegration(target, options));
  return { ...both, api, method, orders: target };
}

describe('deployments', () => {
  const deploymentOf = (stack: Stack) => Object.keys(resourcesOf(stack, 'AWS::ApiGateway::Deployment'))[0];
  const named = (functionName: string, permission?: ApiPermission) => {
    const { source, target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName }) });
    apiOf(source).root.addMethod('GET', new CrossAccountRestIntegration(orders, { permission }));
    return deploymentOf(source);
  };
  /** One stack without account and region, in which the ARN is a reference. */
  const referred = (functionName?: string) => {
    const stack = new Stack(new App(), 'Stack');
    apiOf(stack).root.addMethod('GET', new CrossAccountRestIntegration(new CrossAccountTarget(stack, 'Orders', { function: fn(stack, 'Function', { functionName }) })));
    return stack;
  };

  test('another target or another way makes a new one, the same does not', () => {
    expect(named('orders')).toBe(named('orders'));
    expect(new Set([named('orders'), named('orders2'), named('orders', ApiPermission.CREDENTIALS_ROLE)]).size).toBe(3);
  });

  test('a new name behind the same reference makes a new one', () => {
    expect(JSON.stringify(integrationOf(referred('orders')).Uri)).toContain('"Ref":"OrdersAlias');
    expect(integrationOf(referred('orders'))).toEqual(integrationOf(referred('orders2')));
    expect(deploymentOf(referred('orders'))).toBe(deploymentOf(referred('orders')));
    expect(deploymentOf(referred('orders'))).not.toBe(deploymentOf(referred('orders2')));
    expect(deploymentOf(referred())).toBe(deploymentOf(referred()));
  });

  test('an imported target that is a reference', () => {
    const { source } = twoAccounts();
    const orders = CrossAccountTarget.fromTargetAttributes(source, 'Orders', { targetArn: source.stackId, account: TARGET_ACCOUNT });
    apiOf(source).root.addMethod('GET', new CrossAccountRestIntegration(orders));
    expect(integrationOf(source).Uri).toEqual({ 'Fn::Join': ['', ['arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/', { Ref: 'AWS::StackId' }, '/invocations']] });
  });
});

describe('SpecRestApi', () => {
  function spec() {
    const both = twoAccounts();
    const orders = ordersTarget(both.target);
    const uri = CrossAccountRestIntegration.openApiUri(both.source, orders);
    const apiDefinition = ApiDefinition.fromInline({ openapi: '3.0.1', paths: { '/': { get: { 'x-amazon-apigateway-integration': { type: 'aws_proxy', uri } } } } });
    return { ...both, orders, api: new SpecRestApi(both.source, 'Api', { apiDefinition, cloudWatchRole: false }) };
  }

  test('has the address in its document, and the statement by allow', () => {
    const { source, target, api, orders } = spec();
    const halves = CrossAccountRestIntegration.allowApi(api, orders);
    expect(halves).toEqual([{ written: true, account: TARGET_ACCOUNT, construct: target.node.findChild('Orders').node.findChild('Policy') }]);
    expect(JSON.stringify(only(source, 'AWS::ApiGateway::RestApi').Properties.Body)).toContain(`"uri":"${URI}"`);
    expect(sourceArnsOf(target)).toEqual([`${APIS}*/*/*/*`]);
  });

  test('names authorizers and its id when asked', () => {
    const { target, api, orders } = spec();
    expect(CrossAccountRestIntegration.allowApi(api, orders, { authorizers: true, exactSource: true })).toHaveLength(2);
    expect(sourceArnsOf(target)).toEqual(['/*/*/*', '/authorizers/*'].map((end) => ({ 'Fn::Join': ['', [APIS, outputOf('Api'), end]] })));
    expect(neededBy(target)).toEqual(['Source']);
  });
});

describe('timeouts', () => {
  const warnings = (seconds: number, options: CrossAccountRestIntegrationOptions = {}) => {
    const { source, target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { timeout: Duration.seconds(seconds) }) });
    const api = apiOf(source, { defaultIntegration: new CrossAccountRestIntegration(orders, options) });
    for (const method of ['GET', 'PUT']) { api.root.addMethod(method); }
    return found(source, 'warning', API_TIMEOUT);
  };

  test('a function that may run longer than the API waits is a warning, once', () => {
    expect(warnings(30)).toEqual([['Source/Api',
      'Target/Orders may run 30 s, but an integration of Source/Api waits 29 s: the client gets an error while the function runs on; '
      + 'give the function a shorter timeout, or the integration a longer one (a quota of regional and private APIs: L-E5AE38E3), or let it answer at once and work on asynchronously']]);
    expect(warnings(4, { timeout: Duration.millis(3500) })[0][1]).toContain('may run 4 s, but an integration of Source/Api waits 3.5 s');
  });

  test('nothing is said of one that does not', () => {
    expect(warnings(29)).toEqual([]);
    expect(warnings(60, { timeout: Duration.minutes(1) })).toEqual([]);
    expect(warnings(900, { responseTransferMode: ResponseTransferMode.STREAM })).toEqual([]);
  });

  test('what is not known is not compared', () => {
    const { source, target } = twoAccounts();
    const number = (stack: Stack) => new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { timeout: Duration.seconds(number(target)) }) });
    const slow = new CrossAccountTarget(target, 'Slow', { function: fn(target, 'SlowFunction', { timeout: Duration.minutes(15) }) });
    const api = apiOf(source);
    api.root.addMethod('GET', new CrossAccountRestIntegration(CrossAccountTarget.fromTargetArn(source, 'Imported', LIVE)));
    api.root.addMethod('PUT', new CrossAccountRestIntegration(orders));
    api.root.addMethod('POST', new CrossAccountRestIntegration(slow, { timeout: Duration.millis(number(source)) }));
    expect(found(source, 'warning', API_TIMEOUT)).toEqual([]);
  });
});

describe('accounts, stages and nested stacks', () => {
  test('an API without a known account is refused', () => {
    expect(errorOf(() => setUp({}, { source: { env: undefined } }))).toBe(
      "the account of Source/Api is not known at synthesis, and the target's stack must name it; expected the account as a literal; "
      + 'give stack Source an env: { account, region }, or import the source with its account and region [Source/Api/Default/GET]');
  });

  test('also where the half is handed over', () => {
    const stack = new Stack(new App(), 'Source');
    const orders = CrossAccountTarget.fromTargetArn(stack, 'Orders', LIVE);
    expect(errorOf(() => apiOf(stack).root.addMethod('GET', new CrossAccountRestIntegration(orders)))).toContain('the account of Source/Api is not known at synthesis');
  });

  test('a target without a known account is refused', () => {
    expect(errorOf(() => setUp({}, { target: { env: undefined } }))).toContain("the target's ARN is used in another stack, but is not known at synthesis");
  });

  test('one stack without account and region is enough for itself', () => {
    const stack = new Stack(new App(), 'Stack');
    apiOf(stack).root.addMethod('GET', new CrossAccountRestIntegration(ordersTarget(stack)));
    const [pattern] = sourceArnsOf(stack);
    expect(pattern).toEqual({
      'Fn::Join': ['', [
        'arn:', { Ref: 'AWS::Partition' }, ':execute-api:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':', { Ref: 'ApiF70053CD' }, '/*/*/*',
      ]],
    });
  });

  test('a method in a stack of another account than its API is refused', () => {
    const { source, target } = twoAccounts();
    const api = apiOf(source);
    const { root } = RestApi.fromRestApiAttributes(target, 'Api', { restApiId: api.restApiId, rootResourceId: api.restApiRootResourceId });
    Object.defineProperty(root.api, 'env', { value: api.env });
    expect(errorOf(() => root.addMethod('GET', new CrossAccountRestIntegration(ordersTarget(target))))).toMatch(
      /^Target\/Api belongs to account 111111111111, its integration to a stack of account 222222222222; expected the integration in a stack of the account that owns the source;/);
  });

  test('exactSource has no order between stages, and none against the other one', () => {
    const { app, source, target } = twoAccounts();
    const stage = new Stack(new Stage(app, 'Prod'), 'Source', { env: { account: SOURCE_ACCOUNT, region: 'eu-west-1' } });
    const orders = ordersTarget(target);
    expect(errorOf(() => apiOf(stage).root.addMethod('GET', new CrossAccountRestIntegration(orders, { exactSource: true })))).toContain('in different stages, between which CDK keeps no order');
    source.addDependency(target);
    expect(errorOf(() => apiOf(source).root.addMethod('GET', new CrossAccountRestIntegration(orders, { exactSource: true })))).toBe(
      'no order of deployment exists: Target/Orders names the id of Source/Api (exactSource of Source/Api/Default/GET); yet Source already depends on Target; '
      + 'expected needs that point one way; leave exactSource out, or write permission: ApiPermission.CREDENTIALS_ROLE, which names a role instead and needs no order; '
      + 'or move one of the two into a third stack [Target/Orders]');
  });

  test('exactSource is refused for a target in a nested stack of another account', () => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(new NestedStack(target, 'Nested'));
    expect(errorOf(() => apiOf(source).root.addMethod('GET', new CrossAccountRestIntegration(orders, { exactSource: true })))).toBe(
      'the id of Source/Api is only known at deployment, and the nested stack Target/Nested cannot read it from another account; '
      + 'expected the id as a text, or two stacks between which it can be read; leave exactSource out, or write permission: ApiPermission.CREDENTIALS_ROLE, '
      + 'which needs no id; or move what names it out of the nested stack [Source/Api/Default/GET]');
  });

  test('another partition is refused', () => {
    const env = { account: SOURCE_ACCOUNT, region: 'cn-north-1' };
    expect(errorOf(() => setUp({}, { source: { env } }))).toContain('is in partition aws-cn, the target in aws');
    expect(errorOf(() => setUp(BY_ROLE, { source: { env } }))).toContain('is in partition aws-cn, the target in aws');
  });
});
