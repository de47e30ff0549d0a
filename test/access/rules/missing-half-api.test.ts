import { found, FUNCTION, only, ORDERS, permission, source, target } from './report-of';

const API = {
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'shop', ProtocolType: 'HTTP' } },
  Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, StageName: 'prod' } },
  Integration: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { ApiId: { Ref: 'Api' }, IntegrationType: 'AWS_PROXY', IntegrationUri: ORDERS, PayloadFormatVersion: '2.0' } },
  Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: { Ref: 'Api' }, RouteKey: 'GET /orders', Target: { 'Fn::Sub': 'integrations/${Integration}' } } },
};

test('an API calls a function that does not let it in', () => {
  expect(only([source(API), target(FUNCTION)])).toEqual({
    rule: 'missing-half-api error',
    message: 'apigateway.amazonaws.com for arn:aws:execute-api:eu-west-1:111111111111:<Api of Source>/prod/GET/orders calls '
      + 'arn:aws:lambda:eu-west-1:222222222222:function:orders with lambda:InvokeFunction (the route calls the function), and AWS '
      + 'denies it: no policy of arn:aws:lambda:eu-west-1:222222222222:function:orders, in account 222222222222, lets the caller in',
    fix: 'add this statement to an AWS::Lambda::ResourcePolicy of Target/Orders (account 222222222222)',
    at: 'Target/Orders',
    other: 'Source/Route',
    statement: {
      Effect: 'Allow',
      Principal: { Service: 'apigateway.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
      Condition: {
        ArnLike: { 'aws:SourceArn': 'arn:aws:execute-api:eu-west-1:111111111111:<Api of Source>/prod/GET/orders' },
        StringEquals: { 'aws:SourceAccount': '111111111111' },
      },
    },
  });
});

test('silent: with a permission for every route of APIs of the account', () => {
  const forAccount = permission('apigateway.amazonaws.com', { SourceArn: 'arn:aws:execute-api:eu-west-1:111111111111:*/*/*/orders' });
  expect(found(source(API), target({ ...FUNCTION, Permission: forAccount }))).toEqual([]);
});

test('silent: a function of another app', () => {
  expect(found(source(API), target({}))).toEqual([]);
});
