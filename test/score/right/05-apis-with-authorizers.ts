import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  ApiPermission, CrossAccountHttpAuthorizer, CrossAccountHttpIntegration, CrossAccountRestIntegration, CrossAccountTarget,
  CrossAccountTokenAuthorizer, CrossAccountWebSocketAuthorizer, CrossAccountWebSocketIntegration,
} from '../../../src';
import type { ScoredApp } from '../parts';
import { fn, twoStacks } from '../parts';

export const right: ScoredApp = {
  title: 'A REST, an HTTP and a WebSocket API in front of a function and an authorizer of another account',
  build(app) {
    const { source, target } = twoStacks(app);
    const users = new CrossAccountTarget(target, 'Users', { function: fn(target, 'UsersFunction') });
    const tokens = new CrossAccountTarget(target, 'Tokens', { function: fn(target, 'TokensFunction') });
    new RestApi(source, 'Rest', { cloudWatchRole: false }).root.addMethod('GET', new CrossAccountRestIntegration(users, { exactSource: true }), {
      authorizer: new CrossAccountTokenAuthorizer(source, 'RestTokens', { target: tokens, exactSource: true }),
    });
    new HttpApi(source, 'Http').addRoutes({
      path: '/users',
      integration: new CrossAccountHttpIntegration('Users', users, { permission: ApiPermission.CREDENTIALS_ROLE }),
      authorizer: new CrossAccountHttpAuthorizer('HttpTokens', tokens, { permission: ApiPermission.CREDENTIALS_ROLE }),
    });
    new WebSocketApi(source, 'WebSocket').addRoute('$connect', {
      integration: new CrossAccountWebSocketIntegration('Connect', users, { exactSource: true }),
      authorizer: new CrossAccountWebSocketAuthorizer('WebSocketTokens', tokens, { exactSource: true, identitySource: ['route.request.querystring.token'] }),
    });
  },
};
