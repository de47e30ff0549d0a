import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Mistake } from '../parts';
import { orders, ORDERS, rightLink, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '32-http-permission-in-callers-stack',
  title: 'An HTTP API with an HttpLambdaIntegration for a function of another account',
  rule: 'misplaced-permission',
  says: 'The permission is written into the stack of the API, whose deployment fails: it may not call lambda:AddPermission in the other account.',
  source: 'https://github.com/aws/aws-cdk/issues/13568',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const ordersFunction = orders(target);
    const handler = repaired ? lambda.Function.fromFunctionArn(source, 'Orders', ORDERS) : ordersFunction;
    const api = new HttpApi(source, 'Api');
    api.addRoutes({ path: '/orders', methods: [HttpMethod.GET], integration: new HttpLambdaIntegration('Orders', handler) });
    if (repaired) {
      ordersFunction.addPermission('Api', { principal: new ServicePrincipal('apigateway.amazonaws.com'), sourceArn: api.arnForExecuteApi('GET', '/orders') });
      target.addDependency(source);
    }
  },
};
