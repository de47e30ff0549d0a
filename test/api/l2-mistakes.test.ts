import type { App, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi, TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import type { Authorizer, Integration } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { HttpRouteIntegration, IHttpRouteAuthorizer, IWebSocketRouteAuthorizer, WebSocketRouteIntegration } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration, HttpUrlIntegration, WebSocketLambdaIntegration, WebSocketMockIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaL2 } from 'aws-cdk-lib/aws-lambda';
import {
  CrossAccountHttpAuthorizer, CrossAccountHttpIntegration, CrossAccountRestIntegration, CrossAccountTarget, CrossAccountTokenAuthorizer,
  CrossAccountWebSocketAuthorizer, CrossAccountWebSocketIntegration,
} from '../../src';
import type { ICrossAccountTarget } from '../../src';
import { errorOf, fn, SOURCE_ACCOUNT, twoAccounts } from '../support/apps';
import { placement } from '../trigger/placement';
import { LIVE } from '../trigger/templates';

const FUNCTION = LIVE.replace(':live', '');
const FOREIGN_PERMISSION = `Source has AWS::Lambda::Permission for ${FUNCTION}`;
const NO_CONSENT = `Source calls ${FUNCTION}, and account 222222222222 lets no API in`;
const WRONG_REGION = `Source calls ${FUNCTION} in us-east-1`;
const NAMES_OTHER_REGION = 'lets in an API of us-east-1, which API Gateway names by the region of the function';
const OTHER_REGION = { env: { account: SOURCE_ACCOUNT, region: 'us-east-1' } };

const restApi = (stack: Stack, integration?: Integration, authorizer?: Authorizer) =>
  new RestApi(stack, 'Api', { cloudWatchRole: false }).root.addMethod('GET', integration, { authorizer });
const httpApi = (stack: Stack, integration: HttpRouteIntegration, authorizer?: IHttpRouteAuthorizer) =>
  new HttpApi(stack, 'Api').addRoutes({ path: '/orders', integration, authorizer });
const webSocketApi = (stack: Stack, integration: WebSocketRouteIntegration, authorizer?: IWebSocketRouteAuthorizer) =>
  new WebSocketApi(stack, 'Api').addRoute('$connect', { integration, authorizer });
const elsewhere = () => new HttpUrlIntegration('Elsewhere', 'https://example.com');
const nowhere = () => new WebSocketMockIntegration('Nowhere');

type Options = { exactSource?: boolean };

/** How an API calls a function: with the class of aws-cdk-lib, with ours, and what the former gets wrong. */
interface Pair {
  readonly l2: (source: Stack, target: LambdaL2) => void;
  readonly ours: (source: Stack, target: ICrossAccountTarget, options: Options) => void;
  readonly mistakes: string[];
}

const REST: Record<string, Pair & { readonly otherRegion: string[] }> = {
  'a REST API': {
    l2: (source, target) => restApi(source, new LambdaIntegration(target)),
    ours: (source, target, options) => restApi(source, new CrossAccountRestIntegration(target, options)),
    // one for the stage, one for the console's test calls
    mistakes: [FOREIGN_PERMISSION, FOREIGN_PERMISSION, NO_CONSENT],
    // https://github.com/aws/aws-cdk/issues/17458
    otherRegion: [FOREIGN_PERMISSION, FOREIGN_PERMISSION, NO_CONSENT, WRONG_REGION, `Source ${NAMES_OTHER_REGION}`, `Source ${NAMES_OTHER_REGION}`],
  },
  // here aws-cdk-lib finds the right account, and reads the API's id there before it may be known
  'a token authorizer of a REST API': {
    l2: (source, target) => restApi(source, undefined, new TokenAuthorizer(source, 'Tokens', { handler: target })),
    ours: (source, target, options) => restApi(source, undefined, new CrossAccountTokenAuthorizer(source, 'Tokens', { target, ...options })),
    mistakes: ['Target reads outputs of Source, and may be deployed first'],
    otherRegion: [`Target ${NAMES_OTHER_REGION}`, 'Target reads outputs of Source, and may be deployed first'],
  },
};

const ROUTES: Record<string, Pair & { readonly otherRegion: string[]; readonly at: string }> = {
  'an HTTP API': {
    l2: (source, target) => httpApi(source, new HttpLambdaIntegration('Orders', target)),
    ours: (source, target, options) => httpApi(source, new CrossAccountHttpIntegration('Orders', target, options)),
    mistakes: [FOREIGN_PERMISSION, NO_CONSENT],
    otherRegion: [FOREIGN_PERMISSION, NO_CONSENT, `Source ${NAMES_OTHER_REGION}`],
    at: 'HTTP APIs; expected both in one region; move one of them, or use a REST API [Source/Api/ANY--orders]',
  },
  'a Lambda authorizer of an HTTP API': {
    l2: (source, target) => httpApi(source, elsewhere(), new HttpLambdaAuthorizer('Tokens', target)),
    ours: (source, target, options) => httpApi(source, elsewhere(), new CrossAccountHttpAuthorizer('Tokens', target, options)),
    mistakes: [FOREIGN_PERMISSION, NO_CONSENT],
    otherRegion: [FOREIGN_PERMISSION, NO_CONSENT, `Source ${NAMES_OTHER_REGION}`],
    at: 'HTTP APIs; expected both in one region; move one of them, or use a REST API [Source/Api/ANY--orders]',
  },
  'a WebSocket API': {
    l2: (source, target) => webSocketApi(source, new WebSocketLambdaIntegration('Orders', target)),
    ours: (source, target, options) => webSocketApi(source, new CrossAccountWebSocketIntegration('Orders', target, options)),
    mistakes: [FOREIGN_PERMISSION, NO_CONSENT],
    otherRegion: [FOREIGN_PERMISSION, NO_CONSENT, WRONG_REGION, `Source ${NAMES_OTHER_REGION}`],
    at: 'WebSocket APIs; expected both in one region; move one of them, or use a REST API [Source/Api/$connect-Route]',
  },
  'a Lambda authorizer of a WebSocket API': {
    l2: (source, target) => webSocketApi(source, nowhere(), new WebSocketLambdaAuthorizer('Tokens', target)),
    ours: (source, target, options) => webSocketApi(source, nowhere(), new CrossAccountWebSocketAuthorizer('Tokens', target, options)),
    mistakes: [FOREIGN_PERMISSION, NO_CONSENT],
    otherRegion: [FOREIGN_PERMISSION, NO_CONSENT, `Source ${NAMES_OTHER_REGION}`],
    at: 'WebSocket APIs; expected both in one region; move one of them, or use a REST API [Source/Api/$connect-Route]',
  },
};

type Rows = [string, string[], (source: Stack, target: LambdaL2) => void][];

const targetOf = (target: LambdaL2) => new CrossAccountTarget(target.stack, 'Orders', { function: target });
const both = ({ l2, ours }: Pair, mistakes: string[]): Rows => [
  ['the class of aws-cdk-lib', mistakes, l2],
  ['ours', [], (source, target) => ours(source, targetOf(target), {})],
  ['ours and exactSource', [], (source, target) => ours(source, targetOf(target), { exactSource: true })],
];

describe.each(Object.entries({ ...REST, ...ROUTES }))('%s of one account that calls a function of another', (_, pair) => {
  test.each(both(pair, pair.mistakes))('with %s has these mistakes: %p', (__, expected, declare) => {
    const { app, source, target } = twoAccounts();
    declare(source, fn(target, 'Function', { functionName: 'orders' }));
    expect(mistakesOf(app)).toEqual(expected);
  });
});

describe.each(Object.entries(REST))('%s that calls a function of another account and region', (_, pair) => {
  test.each(both(pair, pair.otherRegion))('with %s has these mistakes: %p', (__, expected, declare) => {
    const { app, source, target } = twoAccounts({ source: OTHER_REGION });
    declare(source, fn(target, 'Function', { functionName: 'orders' }));
    expect(mistakesOf(app)).toEqual(expected);
  });
});

/** AWS documents other regions for REST APIs only. */
describe.each(Object.entries(ROUTES))('%s that calls a function of another account and region', (_, { l2, ours, otherRegion, at }) => {
  test('with the class of aws-cdk-lib synthesizes', () => {
    const { app, source, target } = twoAccounts({ source: OTHER_REGION });
    l2(source, fn(target, 'Function', { functionName: 'orders' }));
    expect(mistakesOf(app)).toEqual(otherRegion);
  });

  test('with ours does not', () => {
    const { source, target } = twoAccounts({ source: OTHER_REGION });
    const orders = targetOf(fn(target, 'Function', { functionName: 'orders' }));
    expect(errorOf(() => ours(source, orders, {}))).toBe(
      `the source is in region us-east-1, the target in eu-west-1; AWS documents calls to functions of other regions for REST APIs, not for ${at}`);
  });
});

/** So that "no mistakes" above is no accident of the helpers. */
test('ours names the alias of the other account in the API alone, and every call is seen', () => {
  for (const [name, { ours }] of Object.entries({ ...REST, ...ROUTES })) {
    const { app, source, target } = twoAccounts();
    ours(source, targetOf(fn(target, 'Function', { functionName: 'orders' })), {});
    const [model] = modelsOf(app).filter((stack) => stack.name === 'Source');
    expect([name, model.resources.filter(hasFunction).map(({ Type }) => Type)])
      .toEqual([name, [expect.stringMatching(/^AWS::ApiGateway(V2)?::(Method|Integration|Authorizer)$/)]]);
    expect([name, model.calls.map(({ arn }) => arn)]).toEqual([name, [LIVE]]);
  }
});

interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}

interface StackModel {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly resources: Resource[];
  /** The stacks that are deployed before this one. */
  readonly after: string[];
  readonly calls: Call[];
}

/** An integration or authorizer whose backend is a function. */
interface Call {
  readonly arn: string;
  readonly account: string;
  readonly functionRegion: string;
  /** Where API Gateway calls Lambda; HTTP APIs say the function alone. */
  readonly region?: string;
}

const BACKENDS = /^AWS::ApiGateway(V2)?::(Method|Integration|Authorizer)$/;
const POLICIES = ['AWS::Lambda::Permission', 'AWS::Lambda::ResourcePolicy'];
const ADDRESS = /(?:arn:aws:apigateway:([a-z0-9-]+):lambda:path\/[^"]*?\/functions\/)?(arn:aws:lambda:([a-z0-9-]+):(\d{12}):function:\w+(?::\w+)?)/;

function modelsOf(app: App): StackModel[] {
  return app.synth().stacks.map((stack) => {
    const resources = Object.values((stack.template as { Resources?: Record<string, Resource> }).Resources ?? {});
    const { account, region } = stack.environment;
    return { name: stack.stackName, account, region, resources, after: stack.dependencies.map(({ id }) => id), calls: resources.flatMap(callsOf) };
  });
}

/** Wrong accounts, as for triggers, and what only APIs can get wrong. */
function mistakesOf(app: App): string[] {
  const stacks = modelsOf(app);
  const checks = [callsWithoutConsent, callsInWrongRegion, apisOfWrongRegion, readsWithoutOrder];
  return [...placement(app), ...checks.flatMap((check) => stacks.flatMap((stack) => check(stack, stacks)))];
}

function callsOf({ Type, Properties }: Resource): Call[] {
  const found = BACKENDS.test(Type) && ADDRESS.exec(JSON.stringify(Properties));
  if (!found) { return []; }
  const [, region, arn, functionRegion, account] = found;
  return [{ arn, account, functionRegion, region }];
}

/** Lambda asks the policy of the function, which only its owner's template has. */
function callsWithoutConsent({ name, calls }: StackModel, stacks: StackModel[]): string[] {
  const consents = ({ Type, Properties }: Resource) => POLICIES.includes(Type) && JSON.stringify(Properties).includes('"apigateway.amazonaws.com"');
  return calls.filter(({ account }) => !stacks.some((stack) => stack.account === account && stack.resources.some(consents)))
    .map(({ arn, account }) => `${name} calls ${arn}, and account ${account} lets no API in`);
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-cross-account-lambda-integrations.html */
function callsInWrongRegion({ name, calls }: StackModel): string[] {
  return calls.filter(({ region, functionRegion }) => region !== undefined && region !== functionRegion).map(({ arn, region }) => `${name} calls ${arn} in ${region!}`);
}

/** "the Region identifier in the source ARN must match the Region of the function": https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html */
function apisOfWrongRegion({ name, region: own, resources }: StackModel): string[] {
  return resources.filter(({ Type }) => POLICIES.includes(Type)).map(({ Properties }) => JSON.stringify(Properties)).flatMap((text) => {
    // in its own template a function is a reference
    const functionRegion = ADDRESS.exec(text)?.[3] ?? own;
    return [...text.matchAll(/execute-api:([a-z0-9-]+):/g)].filter(([, region]) => region !== functionRegion)
      .map(([, region]) => `${name} lets in an API of ${region}, which API Gateway names by the region of the function`);
  });
}

/** A stack whose output is read must be there. */
function readsWithoutOrder({ name, resources, after }: StackModel): string[] {
  const read = [...JSON.stringify(resources).matchAll(/"Fn::GetStackOutput":\{"StackName":"(\w+)"/g)].map(([, stack]) => stack);
  return [...new Set(read)].filter((stack) => !after.includes(stack)).map((stack) => `${name} reads outputs of ${stack}, and may be deployed first`);
}

function hasFunction({ Properties }: Resource): boolean {
  return JSON.stringify(Properties ?? {}).includes('222222222222:function:');
}
