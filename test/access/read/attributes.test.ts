import { RegionInfo } from 'aws-cdk-lib/region-info';
import { read, readerOf } from './reader-of';
import { domainOf, partitionOf } from '../../../src/access/read/partitions';
import type { Properties } from '../../../src/access/read/template-reader';

const OWN = 'eu-west-1:111111111111';

describe('Ref', () => {
  test.each<[type: string, props: Properties, ref: string]>([
    ['AWS::IAM::Role', { RoleName: 'reader' }, 'reader'],
    ['AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'read', Path: '/team/' }, 'arn:aws:iam::111111111111:policy/team/read'],
    ['AWS::IAM::OIDCProvider', { Url: 'https://token.actions.githubusercontent.com' }, 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com'],
    ['AWS::IAM::OIDCProvider', {}, 'arn:aws:iam::111111111111:oidc-provider/<It of Source>'],
    ['AWS::Lambda::Function', {}, 'Source-It-<generated>'],
    ['AWS::Lambda::Alias', { FunctionName: 'orders', Name: 'live' }, `arn:aws:lambda:${OWN}:function:orders:live`],
    ['AWS::Lambda::Alias', { FunctionName: '222222222222:function:orders', Name: 'live' }, 'arn:aws:lambda:eu-west-1:222222222222:function:orders:live'],
    ['AWS::Lambda::Alias', { FunctionName: { Ref: 'Parameter' }, Name: 'live' }, '<parameter Parameter of Source>:live'],
    ['AWS::Lambda::Alias', {}, `arn:aws:lambda:${OWN}:function:<It of Source>:<It of Source>`],
    ['AWS::Lambda::Version', { FunctionName: `arn:aws:lambda:${OWN}:function:orders` }, `arn:aws:lambda:${OWN}:function:orders:<version of It of Source>`],
    ['AWS::Lambda::Url', { TargetFunctionArn: 'orders', Qualifier: 'live' }, `arn:aws:lambda:${OWN}:function:orders:live`],
    ['AWS::Lambda::Url', { TargetFunctionArn: 'orders' }, `arn:aws:lambda:${OWN}:function:orders`],
    ['AWS::Lambda::LayerVersion', { LayerName: 'shared' }, `arn:aws:lambda:${OWN}:layer:shared:<version of It of Source>`],
    ['AWS::SNS::Topic', {}, `arn:aws:sns:${OWN}:Source-It-<generated>`],
    ['AWS::SNS::Topic', { FifoTopic: true }, `arn:aws:sns:${OWN}:Source-It-<generated>.fifo`],
    ['AWS::SQS::Queue', { QueueName: 'orders' }, 'https://sqs.eu-west-1.amazonaws.com/111111111111/orders'],
    ['AWS::S3::Bucket', {}, 'source-it-<generated>'],
    ['AWS::Events::Rule', { Name: 'nightly' }, 'nightly'],
    ['AWS::Events::Rule', { Name: 'nightly', EventBusName: `arn:aws:events:${OWN}:event-bus/shop` }, 'shop|nightly'],
    ['AWS::KMS::Key', {}, '<It of Source>'],
    ['AWS::KMS::ReplicaKey', { PrimaryKeyArn: 'arn:aws:kms:us-east-1:111111111111:key/mrk-1' }, 'mrk-1'],
    ['AWS::SecretsManager::SecretTargetAttachment', { SecretId: `arn:aws:secretsmanager:${OWN}:secret:db-AbCdEf` }, `arn:aws:secretsmanager:${OWN}:secret:db-AbCdEf`],
    ['AWS::Cognito::UserPool', {}, 'eu-west-1_<It of Source>'],
    ['AWS::EC2::Subnet', {}, 'subnet-<It of Source>'],
    ['AWS::ApiGateway::Stage', { StageName: 'prod' }, 'prod'],
    ['AWS::ApiGateway::Method', {}, '<It of Source>'],
    ['AWS::StepFunctions::StateMachine', {}, `arn:aws:states:${OWN}:stateMachine:<It of Source>`],
    ['AWS::Unheard::Of', {}, '<Ref of It of Source>'],
  ])('%s with %j', (type, props, ref) => {
    const source = readerOf({ Parameters: { Parameter: {} }, Resources: { It: { Type: type, Properties: props } } });

    expect(read(source.ref('It'))).toBe(ref);
  });
});

describe('GetAtt', () => {
  test.each<[type: string, attribute: string, props: Properties, value: string]>([
    ['AWS::IAM::Role', 'Arn', { RoleName: 'reader', Path: '/team/' }, 'arn:aws:iam::111111111111:role/team/reader'],
    ['AWS::IAM::Role', 'RoleId', {}, '<It of Source>'],
    ['AWS::IAM::AccessKey', 'SecretAccessKey', {}, '<secret of It of Source>'],
    ['AWS::IAM::SAMLProvider', 'Arn', { Name: 'staff' }, 'arn:aws:iam::111111111111:saml-provider/staff'],
    ['AWS::Lambda::Function', 'Arn', { FunctionName: 'orders' }, `arn:aws:lambda:${OWN}:function:orders`],
    ['AWS::Lambda::Url', 'FunctionUrl', { TargetFunctionArn: 'orders' }, 'https://<It of Source>.lambda-url.eu-west-1.on.aws/'],
    ['AWS::Lambda::EventSourceMapping', 'EventSourceMappingArn', {}, `arn:aws:lambda:${OWN}:event-source-mapping:<It of Source>`],
    ['AWS::S3::Bucket', 'Arn', { BucketName: 'images' }, 'arn:aws:s3:::images'],
    ['AWS::S3::Bucket', 'DomainName', { BucketName: 'images' }, 'images.s3.amazonaws.com'],
    ['AWS::S3::Bucket', 'RegionalDomainName', { BucketName: 'images' }, 'images.s3.eu-west-1.amazonaws.com'],
    ['AWS::S3::Bucket', 'DualStackDomainName', { BucketName: 'images' }, 'images.s3.dualstack.eu-west-1.amazonaws.com'],
    ['AWS::S3::AccessPoint', 'Alias', { Name: 'reader' }, '<alias of It of Source>'],
    ['AWS::S3::AccessPoint', 'Arn', { Name: 'reader' }, `arn:aws:s3:${OWN}:accesspoint/reader`],
    ['AWS::SQS::Queue', 'Arn', { QueueName: 'orders' }, `arn:aws:sqs:${OWN}:orders`],
    ['AWS::SNS::Subscription', 'Arn', { TopicArn: `arn:aws:sns:${OWN}:placed` }, `arn:aws:sns:${OWN}:placed:<It of Source>`],
    ['AWS::Kinesis::Stream', 'Arn', { Name: 'clicks' }, `arn:aws:kinesis:${OWN}:stream/clicks`],
    [
      'AWS::Kinesis::StreamConsumer', 'ConsumerARN', { StreamARN: `arn:aws:kinesis:${OWN}:stream/clicks`, ConsumerName: 'reader' },
      `arn:aws:kinesis:${OWN}:stream/clicks/consumer/reader:<creation time of It of Source>`,
    ],
    ['AWS::KinesisFirehose::DeliveryStream', 'Arn', { DeliveryStreamName: 'lake' }, `arn:aws:firehose:${OWN}:deliverystream/lake`],
    ['AWS::DynamoDB::Table', 'StreamArn', { TableName: 'orders' }, `arn:aws:dynamodb:${OWN}:table/orders/stream/<stream of It of Source>`],
    ['AWS::DynamoDB::GlobalTable', 'Arn', { TableName: 'orders' }, `arn:aws:dynamodb:${OWN}:table/orders`],
    ['AWS::MSK::Cluster', 'Arn', { ClusterName: 'c' }, `arn:aws:kafka:${OWN}:cluster/c/<It of Source>`],
    ['AWS::MSK::ServerlessCluster', 'Arn', { ClusterName: 'c' }, `arn:aws:kafka:${OWN}:cluster/c/<It of Source>`],
    ['AWS::Events::Rule', 'Arn', { Name: 'nightly' }, `arn:aws:events:${OWN}:rule/nightly`],
    ['AWS::Events::Rule', 'Arn', { Name: 'nightly', EventBusName: 'shop' }, `arn:aws:events:${OWN}:rule/shop/nightly`],
    ['AWS::Events::EventBus', 'Arn', { Name: 'shop' }, `arn:aws:events:${OWN}:event-bus/shop`],
    ['AWS::Events::Connection', 'Arn', { Name: 'c' }, `arn:aws:events:${OWN}:connection/c/<It of Source>`],
    ['AWS::Events::ApiDestination', 'Arn', { Name: 'd' }, `arn:aws:events:${OWN}:api-destination/d/<It of Source>`],
    ['AWS::Events::Archive', 'Arn', { ArchiveName: 'a' }, `arn:aws:events:${OWN}:archive/a`],
    ['AWS::Pipes::Pipe', 'Arn', { Name: 'p' }, `arn:aws:pipes:${OWN}:pipe/p`],
    ['AWS::Scheduler::Schedule', 'Arn', { Name: 's' }, `arn:aws:scheduler:${OWN}:schedule/default/s`],
    ['AWS::Scheduler::Schedule', 'Arn', { Name: 's', GroupName: 'g' }, `arn:aws:scheduler:${OWN}:schedule/g/s`],
    ['AWS::Scheduler::ScheduleGroup', 'Arn', { Name: 'g' }, `arn:aws:scheduler:${OWN}:schedule-group/g`],
    ['AWS::IoT::TopicRule', 'Arn', { RuleName: 'r' }, `arn:aws:iot:${OWN}:rule/r`],
    ['AWS::Config::ConfigRule', 'Arn', {}, `arn:aws:config:${OWN}:config-rule/<It of Source>`],
    ['AWS::Config::ConfigRule', 'ConfigRuleId', {}, '<It of Source>'],
    ['AWS::KMS::Key', 'Arn', {}, `arn:aws:kms:${OWN}:key/<It of Source>`],
    ['AWS::KMS::ReplicaKey', 'Arn', {}, `arn:aws:kms:${OWN}:key/<It of Source>`],
    ['AWS::SecretsManager::Secret', 'Id', { Name: 'db' }, `arn:aws:secretsmanager:${OWN}:secret:db-<ending of It of Source>`],
    ['AWS::SSM::Parameter', 'Value', { Name: '/a', Value: 'x' }, 'x'],
    ['AWS::ECR::Repository', 'Arn', { RepositoryName: 'r' }, `arn:aws:ecr:${OWN}:repository/r`],
    ['AWS::ECR::Repository', 'RepositoryUri', { RepositoryName: 'r' }, '111111111111.dkr.ecr.eu-west-1.amazonaws.com/r'],
    ['AWS::EFS::FileSystem', 'Arn', {}, `arn:aws:elasticfilesystem:${OWN}:file-system/<It of Source>`],
    ['AWS::EFS::AccessPoint', 'Arn', {}, `arn:aws:elasticfilesystem:${OWN}:access-point/<It of Source>`],
    ['AWS::CloudFront::Distribution', 'DomainName', {}, '<domain of It of Source>.cloudfront.net'],
    ['AWS::ApiGateway::RestApi', 'RootResourceId', {}, '<root resource of It of Source>'],
    ['AWS::ApiGatewayV2::Api', 'ApiEndpoint', { ProtocolType: 'HTTP' }, 'https://<It of Source>.execute-api.eu-west-1.amazonaws.com'],
    ['AWS::ApiGatewayV2::Api', 'ApiEndpoint', { ProtocolType: 'WEBSOCKET' }, 'wss://<It of Source>.execute-api.eu-west-1.amazonaws.com'],
    ['AWS::AppSync::GraphQLApi', 'Arn', {}, `arn:aws:appsync:${OWN}:apis/<It of Source>`],
    ['AWS::EC2::VPC', 'CidrBlock', { CidrBlock: '10.0.0.0/16' }, '10.0.0.0/16'],
    ['AWS::EC2::VPC', 'VpcId', {}, 'vpc-<It of Source>'],
    ['AWS::EC2::VPC', 'DefaultSecurityGroup', {}, 'sg-<default security group of It of Source>'],
    ['AWS::EC2::VPC', 'DefaultNetworkAcl', {}, 'acl-<default network ACL of It of Source>'],
    ['AWS::EC2::SecurityGroup', 'GroupId', {}, 'sg-<It of Source>'],
    ['AWS::EC2::EIP', 'AllocationId', {}, 'eipalloc-<allocation of It of Source>'],
    ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'DNSName', {}, '<DNS name of It of Source>.elb.eu-west-1.amazonaws.com'],
    ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'LoadBalancerArn', { Name: 'l' }, `arn:aws:elasticloadbalancing:${OWN}:loadbalancer/app/l/<It of Source>`],
    [
      'AWS::ElasticLoadBalancingV2::LoadBalancer', 'LoadBalancerArn', { Name: 'l', Type: 'network' },
      `arn:aws:elasticloadbalancing:${OWN}:loadbalancer/net/l/<It of Source>`,
    ],
    [
      'AWS::ElasticLoadBalancingV2::Listener', 'ListenerArn', { LoadBalancerArn: `arn:aws:elasticloadbalancing:${OWN}:loadbalancer/app/l/1` },
      `arn:aws:elasticloadbalancing:${OWN}:listener/app/l/1/<It of Source>`,
    ],
    ['AWS::ElasticLoadBalancingV2::TargetGroup', 'TargetGroupArn', { Name: 't' }, `arn:aws:elasticloadbalancing:${OWN}:targetgroup/t/<It of Source>`],
    ['AWS::Cognito::UserPool', 'Arn', {}, `arn:aws:cognito-idp:${OWN}:userpool/eu-west-1_<It of Source>`],
    ['AWS::Cognito::UserPool', 'ProviderURL', {}, 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_<It of Source>'],
    ['AWS::Cognito::IdentityPool', 'Id', {}, 'eu-west-1:<It of Source>'],
    ['AWS::StepFunctions::Activity', 'Arn', { Name: 'a' }, `arn:aws:states:${OWN}:activity:a`],
    ['AWS::Logs::LogGroup', 'Arn', { LogGroupName: '/orders' }, `arn:aws:logs:${OWN}:log-group:/orders:*`],
    ['AWS::Logs::Destination', 'Arn', { DestinationName: 'd' }, `arn:aws:logs:${OWN}:destination:d`],
    ['AWS::CloudWatch::Alarm', 'Arn', { AlarmName: 'a' }, `arn:aws:cloudwatch:${OWN}:alarm:a`],
    ['AWS::CodeBuild::Project', 'Arn', { Name: 'p' }, `arn:aws:codebuild:${OWN}:project/p`],
    ['AWS::CodeCommit::Repository', 'Arn', { RepositoryName: 'r' }, `arn:aws:codecommit:${OWN}:r`],
    ['AWS::ECS::Cluster', 'Arn', { ClusterName: 'c' }, `arn:aws:ecs:${OWN}:cluster/c`],
    ['AWS::ECS::TaskDefinition', 'TaskDefinitionArn', { Family: 'f' }, `arn:aws:ecs:${OWN}:task-definition/f:<revision of It of Source>`],
    ['AWS::Bedrock::Agent', 'AgentArn', {}, `arn:aws:bedrock:${OWN}:agent/<It of Source>`],
  ])('%s.%s with %j', (type, attribute, props, value) => {
    const source = readerOf({ Resources: { It: { Type: type, Properties: props } } });

    expect(read(source.att('It', attribute))).toBe(value);
    expect(source.unknowns).toEqual([]);
  });
});

describe('an ARN where CloudFormation offers none', () => {
  test.each<[type: string, props: Properties, arn: string]>([
    ['AWS::ApiGateway::RestApi', {}, `arn:aws:execute-api:${OWN}:<It of Source>`],
    ['AWS::SSM::Parameter', { Name: '/orders/table' }, `arn:aws:ssm:${OWN}:parameter/orders/table`],
    ['AWS::KMS::Alias', { AliasName: 'alias/orders' }, `arn:aws:kms:${OWN}:alias/orders`],
    ['AWS::EC2::VPC', {}, `arn:aws:ec2:${OWN}:vpc/vpc-<It of Source>`],
    ['AWS::EC2::VPCEndpoint', {}, `arn:aws:ec2:${OWN}:vpce/vpce-<It of Source>`],
    ['AWS::CodePipeline::Pipeline', { Name: 'p' }, `arn:aws:codepipeline:${OWN}:p`],
    ['AWS::CloudFront::Distribution', {}, 'arn:aws:cloudfront::111111111111:distribution/<It of Source>'],
    ['AWS::CloudFormation::Stack', {}, `arn:aws:cloudformation:${OWN}:stack/Source-It-<name of It of Source>/<It of Source>`],
    ['AWS::Unheard::Of', {}, '<Arn of It of Source>'],
    ['AWS::Unheard::Of', { Arn: 'arn:aws:unheard:::of' }, 'arn:aws:unheard:::of'],
  ])('%s with %j', (type, props, arn) => {
    expect(read(readerOf({ Resources: { It: { Type: type, Properties: props } } }).arn('It'))).toBe(arn);
  });

  test('of a resource that is not there', () => {
    expect(read(readerOf({}).arn('It'))).toBe('<Arn of It of Source>');
  });
});

describe('generated names', () => {
  test('one that gets too long is cut in a way that nobody tells, but its ending is made up', () => {
    const id = 'A'.repeat(50);

    expect(read(readerOf({ Resources: { [id]: { Type: 'AWS::IAM::Role' } } }).ref(id))).toBe(`<name of ${id} of Source>-<generated>`);
    expect(read(readerOf({ Resources: { [id]: { Type: 'AWS::SNS::Topic' } } }).att(id, 'TopicName'))).toBe(`Source-${id}-<generated>`);
  });

  test('are those that the sandbox wants', () => {
    const resources = { F: { Type: 'AWS::Lambda::Function' }, V: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'F' } } }, L: { Type: 'AWS::Lambda::LayerVersion' } };
    const source = readerOf({ Resources: { ...resources, S: { Type: 'AWS::SecretsManager::Secret' } } }, {
      generatedName: ({ type, logicalId }) => type === 'AWS::Lambda::Version' ? '1' : `made-${logicalId}`,
    });

    expect(source.ref('V')).toBe(`arn:aws:lambda:${OWN}:function:made-F:1`);
    expect(source.ref('L')).toBe(`arn:aws:lambda:${OWN}:layer:made-L:1`);
    expect(source.ref('S')).toBe(`arn:aws:secretsmanager:${OWN}:secret:made-S-made-S-ending`);
  });
});

test('partitions and host names are those that aws-cdk-lib knows', () => {
  const known = RegionInfo.regions.map(({ name, partition, domainSuffix }) => [name, partition, domainSuffix]);

  expect(known.length).toBeGreaterThan(30);
  expect(known.map(([region]) => [region, partitionOf(region!), domainOf({ region: region! })])).toEqual(known);
});
