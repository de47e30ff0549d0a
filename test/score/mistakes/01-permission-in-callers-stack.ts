import { Integration, IntegrationType, LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Mistake } from '../parts';
import { orders, REGION, rightLink, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '01-permission-in-callers-stack',
  title: 'A REST API with a LambdaIntegration for a function of another account',
  rule: 'misplaced-permission',
  says: 'The permission is written into the stack of the API, whose deployment fails: it may not call lambda:AddPermission in the other account.',
  source: 'https://github.com/aws/aws-cdk/issues/13568',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const ordersFunction = orders(target);
    const api = new RestApi(source, 'Api', { cloudWatchRole: false });
    if (!repaired) {
      api.root.addMethod('GET', new LambdaIntegration(ordersFunction, { allowTestInvoke: false }));
      return;
    }
    api.root.addMethod('GET', new Integration({
      type: IntegrationType.AWS_PROXY,
      integrationHttpMethod: 'POST',
      uri: `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/${ordersFunction.functionArn}/invocations`,
    }));
    // the id of an API is only known after its deployment: the target reads it, and is deployed later
    ordersFunction.addPermission('Api', { principal: new ServicePrincipal('apigateway.amazonaws.com'), sourceArn: api.arnForExecuteApi('GET', '/', 'prod') });
    target.addDependency(source);
  },
};
