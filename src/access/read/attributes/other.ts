import { regional } from './shape';
import type { ResourcePlace, Shapes } from './shape';

const pool = (r: ResourcePlace) => `${r.stack.region}_${r.id()}`;
const provider = (r: ResourcePlace) => `cognito-idp.${r.stack.region}.amazonaws.com/${pool(r)}`;
const alarm = { name: 'AlarmName', longest: 255, arn: regional('cloudwatch', (r) => `alarm:${r.name()}`), attributes: { Arn: 'arn' } } as const;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html */
export const OTHER: Shapes = {
  'AWS::Cognito::UserPool': {
    ref: pool,
    arn: regional('cognito-idp', (r) => `userpool/${pool(r)}`),
    attributes: { Arn: 'arn', UserPoolId: 'ref', ProviderName: provider, ProviderURL: (r) => `https://${provider(r)}` },
  },
  'AWS::Cognito::UserPoolClient': { attributes: { ClientId: 'id' } },
  'AWS::Cognito::IdentityPool': { ref: (r) => `${r.stack.region}:${r.id()}`, attributes: { Id: 'ref' } },
  'AWS::StepFunctions::StateMachine': {
    name: 'StateMachineName', ref: 'arn', arn: regional('states', (r) => `stateMachine:${r.name()}`), attributes: { Arn: 'arn', Name: 'name' },
  },
  'AWS::StepFunctions::Activity': { name: 'Name', ref: 'arn', arn: regional('states', (r) => `activity:${r.name()}`), attributes: { Arn: 'arn', Name: 'name' } },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', longest: 512, arn: regional('logs', (r) => `log-group:${r.name()}:*`), attributes: { Arn: 'arn' } },
  'AWS::Logs::Destination': { name: 'DestinationName', arn: regional('logs', (r) => `destination:${r.name()}`), attributes: { Arn: 'arn' } },
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::CompositeAlarm': alarm,
  'AWS::CodeBuild::Project': { name: 'Name', arn: regional('codebuild', (r) => `project/${r.name()}`), attributes: { Arn: 'arn' } },
  'AWS::CodePipeline::Pipeline': { name: 'Name', arn: regional('codepipeline', (r) => r.name()) },
  'AWS::CodeCommit::Repository': {
    name: 'RepositoryName', ref: 'id', arn: regional('codecommit', (r) => r.name()), attributes: { Arn: 'arn', Name: 'name' },
  },
  'AWS::ECS::Cluster': { name: 'ClusterName', longest: 255, arn: regional('ecs', (r) => `cluster/${r.name()}`), attributes: { Arn: 'arn' } },
  'AWS::ECS::TaskDefinition': { name: 'Family', ref: 'arn', arn: regional('ecs', (r) => `task-definition/${r.name()}:${r.id('revision')}`), attributes: { TaskDefinitionArn: 'arn' } },
  'AWS::Bedrock::Agent': { arn: regional('bedrock', (r) => `agent/${r.id()}`), attributes: { AgentId: 'id', AgentArn: 'arn' } },
  'AWS::CloudFormation::Stack': { ref: 'arn', arn: regional('cloudformation', (r) => `stack/${r.stack.name}-${r.logicalId}-${r.id('name')}/${r.id()}`) },
};
