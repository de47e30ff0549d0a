import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Mistake } from '../parts';
import { fn, orders, ORDERS, rightLink, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '21-mutual-need',
  title: 'Two stacks that read each other\'s outputs',
  rule: 'mutual-need',
  says: 'Neither stack can be the first: each reads an output of the other, which does not exist yet.',
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const imported = lambda.Function.fromFunctionArn(source, 'Orders', ORDERS);
    const api = new HttpApi(source, 'Api');
    api.addRoutes({ path: '/orders', methods: [HttpMethod.GET], integration: new HttpLambdaIntegration('Orders', imported) });
    const ordersFunction = orders(target);
    ordersFunction.addPermission('Api', { principal: new ServicePrincipal('apigateway.amazonaws.com'), sourceArn: api.arnForExecuteApi('GET', '/orders') });
    const status = new HttpApi(target, 'Status');
    fn(source, 'Page', { environment: { STATUS_URL: repaired ? 'https://status.example.com' : status.apiEndpoint } });
    if (repaired) { target.addDependency(source); }
  },
};
