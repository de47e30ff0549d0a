import { callsOf, cloudOf, ORDERS, REGION, ROLE, ROLE_ARN, sentOf, SOURCE } from './cloud-of';
import type { TemplateResource } from '../../../src/access/read/stack-template';

const here = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${SOURCE}:${resource}`;
const one = (Type: string, Properties: Record<string, unknown>): Record<string, TemplateResource> => ({ One: { Type, Properties } });

describe('services that call under their own name', () => {
  const invoke = (principal: string) => [`lambda:InvokeFunction by ${principal} on ${ORDERS}`];

  test.each<[kind: string, principal: string, arn: string, account: string, resources: Record<string, TemplateResource>]>([
    ['iot-rule', 'iot.amazonaws.com', here('iot', 'rule/alarms'), SOURCE,
      one('AWS::IoT::TopicRule', { RuleName: 'alarms', TopicRulePayload: { Actions: [{ Lambda: { FunctionArn: ORDERS } }, { Republish: {} }], ErrorAction: { Lambda: { FunctionArn: ORDERS } } } })],
    ['secret', 'secretsmanager.amazonaws.com', here('secretsmanager', 'secret:password'), SOURCE,
      one('AWS::SecretsManager::RotationSchedule', { SecretId: 'password', RotationLambdaARN: ORDERS })],
    ['secret', 'secretsmanager.amazonaws.com', here('secretsmanager', 'secret:password-AbCdEf'), SOURCE,
      one('AWS::SecretsManager::RotationSchedule', { SecretId: here('secretsmanager', 'secret:password-AbCdEf'), RotationLambdaARN: ORDERS })],
    ['config-rule', 'config.amazonaws.com', 'unknown', SOURCE,
      one('AWS::Config::ConfigRule', { Source: { Owner: 'CUSTOM_LAMBDA', SourceIdentifier: ORDERS } })],
    ['alarm', 'lambda.alarms.cloudwatch.amazonaws.com', here('cloudwatch', 'alarm:high'), SOURCE,
      one('AWS::CloudWatch::Alarm', { AlarmName: 'high', AlarmActions: [ORDERS, here('sns', 'topic')], OKActions: [ORDERS] })],
  ])('%s', (kind, principal, arn, account, resources) => {
    const cloud = cloudOf(resources);
    expect(callsOf(cloud)).toEqual(invoke(principal));
    expect(cloud.deliveries[0]).toMatchObject({ kind, sourceAccount: SOURCE, sourceRegion: REGION });
    expect(sentOf(cloud.deliveries[0])).toEqual([arn, account]);
  });

  test('a user pool, whatever its trigger', () => {
    const cloud = cloudOf(one('AWS::Cognito::UserPool', {
      LambdaConfig: { PreSignUp: ORDERS, PreTokenGenerationConfig: { LambdaArn: ORDERS, LambdaVersion: 'V2_0' }, CustomEmailSender: { LambdaArn: `${ORDERS}2` }, KMSKeyID: here('kms', 'key/1') },
    }));
    expect(callsOf(cloud)).toEqual([`lambda:InvokeFunction by cognito-idp.amazonaws.com on ${ORDERS}`, `lambda:InvokeFunction by cognito-idp.amazonaws.com on ${ORDERS}2`]);
    expect(sentOf(cloud.deliveries[0])).toEqual([expect.stringMatching(/^arn:aws:cognito-idp:eu-west-1:111111111111:userpool\/eu-west-1_/), SOURCE]);
  });

  test('a composite alarm', () => {
    expect(callsOf(cloudOf(one('AWS::CloudWatch::CompositeAlarm', { AlarmName: 'all', InsufficientDataActions: [ORDERS] })))).toEqual(invoke('lambda.alarms.cloudwatch.amazonaws.com'));
  });

  test('a load balancer', () => {
    const cloud = cloudOf(one('AWS::ElasticLoadBalancingV2::TargetGroup', { TargetType: 'lambda', Targets: [{ Id: ORDERS }] }));
    expect(callsOf(cloud)).toEqual(invoke('elasticloadbalancing.amazonaws.com'));
    expect(sentOf(cloud.deliveries[0])[1]).toBe('unknown');
  });

  test.each([
    ['a managed Config rule', one('AWS::Config::ConfigRule', { Source: { Owner: 'AWS', SourceIdentifier: 'S3_BUCKET_VERSIONING_ENABLED' } })],
    ['a load balancer of machines', one('AWS::ElasticLoadBalancingV2::TargetGroup', { TargetType: 'instance', Targets: [{ Id: 'i-1' }] })],
    ['a rotation that AWS hosts', one('AWS::SecretsManager::RotationSchedule', { SecretId: 'password', HostedRotationLambda: {} })],
  ])('not %s', (_, resources) => {
    expect(cloudOf(resources).deliveries).toEqual([]);
  });
});

describe('services that call with a role', () => {
  test.each([
    ['data-source', 'appsync.amazonaws.com', one('AWS::AppSync::DataSource', { ServiceRoleArn: ROLE_ARN, LambdaConfig: { LambdaFunctionArn: ORDERS } })],
    ['delivery-stream', 'firehose.amazonaws.com', one('AWS::KinesisFirehose::DeliveryStream', {
      DeliveryStreamName: 'd',
      ExtendedS3DestinationConfiguration: {
        RoleARN: ROLE_ARN,
        ProcessingConfiguration: { Processors: [{ Type: 'Lambda', Parameters: [{ ParameterName: 'BufferSizeInMBs', ParameterValue: '1' }, { ParameterName: 'LambdaArn', ParameterValue: ORDERS }] }] },
      },
    })],
  ])('%s', (kind, service, resources) => {
    const cloud = cloudOf({ ...ROLE, ...resources });
    expect(callsOf(cloud)).toEqual([`sts:AssumeRole by ${service} on ${ROLE_ARN}`, `lambda:InvokeFunction by ${ROLE_ARN} on ${ORDERS}`]);
    expect(cloud.deliveries[0].kind).toBe(kind);
    expect(sentOf(cloud.deliveries[0])).toEqual(['unknown', 'unknown']);
  });

  test('not a data source that is a table', () => {
    expect(cloudOf(one('AWS::AppSync::DataSource', { ServiceRoleArn: ROLE_ARN, DynamoDBConfig: { TableName: 't' } })).deliveries).toEqual([]);
  });
});

describe('a subscription filter', () => {
  const filter = (DestinationArn: unknown, RoleArn?: string) => cloudOf({ ...ROLE, ...one('AWS::Logs::SubscriptionFilter', { LogGroupName: '/app', DestinationArn, RoleArn }) });
  const group = here('logs', 'log-group:/app:*');

  test('calls a function for its log group', () => {
    const cloud = filter(ORDERS);
    expect(callsOf(cloud)).toEqual([`lambda:InvokeFunction by logs.amazonaws.com on ${ORDERS}`]);
    expect(sentOf(cloud.deliveries[0])).toEqual([group, SOURCE]);
  });

  test('writes to a stream with a role', () => {
    const stream = here('kinesis', 'stream/logs');
    expect(callsOf(filter(stream, ROLE_ARN))).toEqual([`sts:AssumeRole by logs.amazonaws.com on ${ROLE_ARN}`, `kinesis:PutRecord by ${ROLE_ARN} on ${stream}`]);
  });

  test('is set on a destination by whoever deploys it', () => {
    const destination = `arn:aws:logs:${REGION}:222222222222:destination:central`;
    const cloud = filter(destination);
    expect(callsOf(cloud)).toEqual([`logs:PutSubscriptionFilter by arn:aws:iam::${SOURCE}:role/⟦?the role that deploys Source|the role that deploys Source⟧ on ${destination}`]);
    expect(cloud.deliveries[0]).toMatchObject({ kind: 'log-group', sourceArn: group, targetArn: destination });
  });

  test('to a delivery stream, or to nothing, is nothing', () => {
    expect(filter(here('firehose', 'deliverystream/d'), ROLE_ARN).deliveries).toEqual([]);
    expect(filter(undefined).deliveries).toEqual([]);
  });
});
