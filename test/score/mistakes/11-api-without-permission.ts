import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Mistake } from '../parts';
import { orders, ORDERS, rightLink, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '11-api-without-permission',
  title: 'An HTTP API with an integration for a function imported by its ARN',
  rule: 'missing-half-api',
  says: 'Every request is answered 500: nobody gave the API permission to invoke the function.',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const imported = lambda.Function.fromFunctionArn(source, 'Orders', ORDERS);
    const api = new HttpApi(source, 'Api');
    api.addRoutes({ path: '/orders', methods: [HttpMethod.GET], integration: new HttpLambdaIntegration('Orders', imported) });
    const ordersFunction = orders(target);
    if (repaired) {
      ordersFunction.addPermission('Api', { principal: new ServicePrincipal('apigateway.amazonaws.com'), sourceArn: api.arnForExecuteApi('GET', '/orders') });
      target.addDependency(source);
    }
  },
};
