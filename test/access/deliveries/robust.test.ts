import { cloudOf, ORDERS, ROLE_ARN } from './cloud-of';

const PARAMETER = { 'Fn::ImportValue': 'Elsewhere' };

/** Templates that CloudFormation refuses must not stop the check of others. */
test.each([
  'AWS::S3::Bucket', 'Custom::S3BucketNotifications', 'AWS::SNS::Subscription', 'AWS::SNS::Topic', 'AWS::Events::Rule', 'AWS::Scheduler::Schedule',
  'AWS::Pipes::Pipe', 'AWS::IoT::TopicRule', 'AWS::Cognito::UserPool', 'AWS::SecretsManager::RotationSchedule', 'AWS::Config::ConfigRule', 'AWS::CloudWatch::Alarm',
  'AWS::ElasticLoadBalancingV2::TargetGroup', 'AWS::AppSync::DataSource', 'AWS::KinesisFirehose::DeliveryStream', 'AWS::Logs::SubscriptionFilter',
  'AWS::StepFunctions::StateMachine', 'AWS::Lambda::EventInvokeConfig', 'AWS::Lambda::Function', 'AWS::Lambda::EventSourceMapping', 'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Method', 'AWS::ApiGateway::Authorizer', 'AWS::ApiGateway::Resource', 'AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Authorizer', 'AWS::ApiGatewayV2::Integration', 'AWS::ApiGatewayV2::Stage', 'AWS::KMS::Key', 'AWS::KMS::Alias', 'AWS::Kinesis::StreamConsumer',
  'AWS::DynamoDB::GlobalTable', 'AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::SubnetRouteTableAssociation', 'AWS::EC2::Route', 'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupEgress', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::VPCEndpoint',
])('%s without properties does nothing', (Type) => {
  expect(cloudOf({ One: { Type } }).deliveries).toEqual([]);
  expect(cloudOf({ One: { Type, Properties: {} } }).deliveries).toEqual([]);
});

test('a method or route with a function, and nothing else, calls it', () => {
  const Uri = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${ORDERS}/invocations`;
  const cloud = cloudOf({
    Method: { Type: 'AWS::ApiGateway::Method', Properties: { Integration: { Uri } } },
    Integration: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { IntegrationUri: ORDERS } },
    Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { Target: { 'Fn::Sub': 'integrations/${Integration}' } } },
    Authorizer: { Type: 'AWS::ApiGatewayV2::Authorizer', Properties: { AuthorizerUri: Uri } },
    RestAuthorizer: { Type: 'AWS::ApiGateway::Authorizer', Properties: { AuthorizerUri: Uri } },
    Secret: { Type: 'AWS::SecretsManager::RotationSchedule', Properties: { RotationLambdaARN: ORDERS } },
  });
  expect(cloud.deliveries.map(({ targetArn }) => targetArn)).toEqual(Array(5).fill(ORDERS));
});

describe('a target that nobody knows is noted', () => {
  test.each([
    ['AWS::S3::Bucket', { NotificationConfiguration: { LambdaConfigurations: [{ Function: PARAMETER }] } }],
    ['AWS::SNS::Subscription', { TopicArn: 'arn:aws:sns:eu-west-1:111111111111:t', Protocol: 'lambda', Endpoint: PARAMETER }],
    ['AWS::Events::Rule', { Targets: [{ Arn: PARAMETER }] }],
    ['AWS::Scheduler::Schedule', { Target: { Arn: PARAMETER, RoleArn: ROLE_ARN } }],
    ['AWS::Pipes::Pipe', { Source: 'arn:aws:sqs:eu-west-1:111111111111:q', Target: PARAMETER, RoleArn: ROLE_ARN }],
    ['AWS::IoT::TopicRule', { TopicRulePayload: { Actions: [{ Lambda: { FunctionArn: PARAMETER } }] } }],
    ['AWS::AppSync::DataSource', { LambdaConfig: { LambdaFunctionArn: PARAMETER }, ServiceRoleArn: ROLE_ARN }],
    ['AWS::Logs::SubscriptionFilter', { LogGroupName: 'g', DestinationArn: PARAMETER }],
    ['AWS::StepFunctions::StateMachine', { RoleArn: ROLE_ARN, Definition: { States: { A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: PARAMETER } } } } }],
    ['AWS::Lambda::Function', { Role: ROLE_ARN, DeadLetterConfig: { TargetArn: PARAMETER } }],
    ['AWS::ApiGateway::Method', { Integration: { Uri: PARAMETER } }],
  ])('%s', (Type, Properties) => {
    const { deliveries, unknowns } = cloudOf({ One: { Type, Properties } });
    expect(deliveries).toEqual([]);
    expect(unknowns).toContainEqual({ path: 'Source/One', what: expect.stringMatching(/^what it sends to <.*Elsewhere.*> is not checked: nobody knows whether/) });
  });
});

test.each([
  ['AWS::AppSync::DataSource', { LambdaConfig: { LambdaFunctionArn: ORDERS } }],
  ['AWS::Lambda::Function', { DeadLetterConfig: { TargetArn: ORDERS } }],
  ['AWS::Scheduler::Schedule', { Target: { Arn: ORDERS } }],
  ['AWS::SNS::Subscription', { Protocol: 'lambda', Endpoint: ORDERS }],
  ['AWS::CloudWatch::Alarm', { AlarmActions: ['arn:aws:sns:eu-west-1:111111111111:t'] }],
])('%s that lacks what it needs is nothing', (Type, Properties) => {
  expect(cloudOf({ One: { Type, Properties } }).deliveries).toEqual([]);
});
