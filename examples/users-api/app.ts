import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import {
  ApiPermission, CrossAccountAccessPlugin, CrossAccountHttpAuthorizer, CrossAccountHttpIntegration,
  CrossAccountRestIntegration, CrossAccountTarget, CrossAccountTokenAuthorizer, CrossAccountWebSocketAuthorizer,
  CrossAccountWebSocketIntegration,
} from '../../src';
import type { ICrossAccountTarget } from '../../src';

/** What the demo's clients send; the functions know the hash only. Yours come from an identity provider. */
const TOKEN = 'let me in';

/** The functions behind the APIs: what is called, and what decides who may call. */
interface Functions {
  readonly users: ICrossAccountTarget;
  readonly authorizer: ICrossAccountTarget;
}

/**
 * A REST, an HTTP and a WebSocket API in one account, in front of one function in another; an authorizer, also there, decides
 * who gets in.
 *
 * The REST and the WebSocket API call as the service: the function's policy names each API by its id, which is chosen at
 * deployment, so the function's stack comes second (`exactSource`). The HTTP API calls under a role of its own account, which
 * needs no id and no order.
 *
 * To deploy it, put in two accounts: `npx cdk deploy --all`.
 */
export function build(app: App): void {
  const usersStack = new Stack(app, 'Users', { env: { account: '222222222222', region: 'eu-west-1' } });
  const apisStack = new Stack(app, 'Apis', { env: { account: '111111111111', region: 'eu-west-1' } });

  // account 222222222222
  const functions: Functions = {
    users: new CrossAccountTarget(usersStack, 'Users', { function: nodeFunction(usersStack, 'UsersFunction', 'users') }),
    authorizer: new CrossAccountTarget(usersStack, 'Authorizer', {
      function: nodeFunction(usersStack, 'AuthorizerFunction', 'authorizer', { TOKEN_SHA256: createHash('sha256').update(TOKEN).digest('hex') }),
    }),
  };

  // account 111111111111
  restApi(apisStack, functions);
  httpApi(apisStack, functions);
  webSocketApi(apisStack, functions);
}

function restApi(stack: Stack, { users, authorizer }: Functions): void {
  const api = new apigateway.RestApi(stack, 'Rest', {
    cloudWatchRole: true,
    deployOptions: {
      accessLogDestination: new apigateway.LogGroupLogDestination(new logs.LogGroup(stack, 'RestLogs')),
      accessLogFormat: apigateway.AccessLogFormat.jsonWithStandardFields(),
      loggingLevel: apigateway.MethodLoggingLevel.ERROR,
    },
    defaultIntegration: new CrossAccountRestIntegration(users, { exactSource: true }),
    defaultMethodOptions: { authorizer: new CrossAccountTokenAuthorizer(stack, 'RestAuthorizer', { target: authorizer, exactSource: true }) },
  });
  const all = api.root.addResource('users');
  all.addMethod('GET');
  all.addResource('{id}').addMethod('GET');
}

function httpApi(stack: Stack, { users, authorizer }: Functions): void {
  const integration = new CrossAccountHttpIntegration('Users', users, { permission: ApiPermission.CREDENTIALS_ROLE });
  const api = new apigatewayv2.HttpApi(stack, 'Http', {
    createDefaultStage: false,
    defaultAuthorizer: new CrossAccountHttpAuthorizer('Tokens', authorizer, {
      permission: ApiPermission.CREDENTIALS_ROLE,
      responseTypes: [HttpLambdaResponseType.SIMPLE],
    }),
  });
  api.addStage('Stage', { stageName: '$default', autoDeploy: true, accessLogSettings: accessLogs(stack, 'HttpLogs') });
  api.addRoutes({ path: '/users', methods: [apigatewayv2.HttpMethod.GET], integration });
  api.addRoutes({ path: '/users/{id}', methods: [apigatewayv2.HttpMethod.GET], integration });
}

function webSocketApi(stack: Stack, { users, authorizer }: Functions): void {
  const integration = new CrossAccountWebSocketIntegration('Users', users, { exactSource: true });
  const api = new apigatewayv2.WebSocketApi(stack, 'WebSocket', {
    connectRouteOptions: {
      integration,
      authorizer: new CrossAccountWebSocketAuthorizer('Tokens', authorizer, { exactSource: true, identitySource: ['route.request.querystring.token'] }),
    },
    defaultRouteOptions: { integration, returnResponse: true },
  });
  api.addRoute('user', { integration, returnResponse: true });
  new apigatewayv2.WebSocketStage(stack, 'WebSocketStage', {
    webSocketApi: api,
    stageName: 'live',
    autoDeploy: true,
    accessLogSettings: accessLogs(stack, 'WebSocketLogs'),
  });
}

function accessLogs(stack: Stack, id: string): apigatewayv2.IAccessLogSettings {
  return { destination: new apigatewayv2.LogGroupLogDestination(new logs.LogGroup(stack, id)) };
}

function nodeFunction(stack: Stack, id: string, handler: string, environment?: Record<string, string>): lambda.Function {
  return new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(join(__dirname, 'handlers', handler)),
    environment,
  });
}

if (require.main === module) {
  const app = new App();
  build(app);
  Validations.of(app).addPlugins(new CrossAccountAccessPlugin());
  app.synth();
}
