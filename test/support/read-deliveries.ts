import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Call } from './authorizer';
import { byRole, byService, deployerOf, INVOKE, isFunction } from './delivery';
import type { Delivery, Sent } from './delivery';
import { apiDeliveries } from './read-api-deliveries';
import { pullDeliveries } from './read-pull-deliveries';
import { readTasks } from './read-tasks';
import type { Properties, TemplateReader } from './template-reader';

/** What each kind of resource makes its service call. */
const SENDERS: Record<string, (reader: TemplateReader, id: string, props: Properties) => Sent[]> = {
  'Custom::S3BucketNotifications': (reader, _, { BucketName, NotificationConfiguration }) => {
    const source = { arn: `arn:${reader.stack.partition}:s3:::${reader.text(BucketName)}`, account: reader.stack.account };
    const notification = reader.object(NotificationConfiguration) as { LambdaFunctionConfigurations?: { LambdaFunctionArn: string }[] };
    return (notification.LambdaFunctionConfigurations ?? []).map(({ LambdaFunctionArn }) => byService('s3.amazonaws.com', LambdaFunctionArn, source));
  },
  'AWS::SNS::Subscription': (reader, _, props) => {
    const { Protocol, Endpoint, TopicArn } = reader.object(props) as Record<string, string>;
    if (Protocol !== 'lambda') { return []; }
    const { account, partition } = reader.stack;
    const subscribe: Call = {
      principalArn: deployerOf(account, partition),
      action: 'sns:Subscribe',
      resourceArn: TopicArn,
      context: { 'sns:Protocol': Protocol, 'sns:Endpoint': Endpoint },
    };
    const sent = byService(snsPrincipal(TopicArn.split(':')[3], Endpoint.split(':')[3]), Endpoint, { arn: TopicArn });
    return [{ ...sent, calls: [subscribe, ...sent.calls] }];
  },
  'AWS::Events::Rule': (reader, id, { Targets }) => (reader.intrinsics.resolve(Targets ?? []) as Record<string, string>[])
    .filter(({ Arn }) => isFunction(Arn))
    .map(({ Arn, RoleArn }) => RoleArn
      ? byRole('events.amazonaws.com', RoleArn, Arn)
      : byService('events.amazonaws.com', Arn, { arn: reader.arn(id) })),
  'AWS::Scheduler::Schedule': (reader, _, { Target, GroupName }) => {
    const { Arn, RoleArn } = reader.object(Target) as Record<string, string>;
    const { partition, region, account } = reader.stack;
    const group = `arn:${partition}:scheduler:${region}:${account}:schedule-group/${reader.text(GroupName) ?? 'default'}`;
    return isFunction(Arn) ? [byRole('scheduler.amazonaws.com', RoleArn, Arn, { arn: group, account })] : [];
  },
  'AWS::IoT::TopicRule': (reader, id, { TopicRulePayload }) => {
    const { Actions, ErrorAction } = reader.object(TopicRulePayload) as { Actions: Action[]; ErrorAction?: Action };
    return [...Actions, ...ErrorAction ? [ErrorAction] : []].flatMap(({ Lambda }) =>
      Lambda ? [byService('iot.amazonaws.com', Lambda.FunctionArn, { arn: reader.arn(id), account: reader.stack.account })] : []);
  },
  'AWS::Cognito::UserPool': (reader, id, { LambdaConfig }) => textsIn(reader.object(LambdaConfig)).filter(isFunction)
    .map((functionArn) => byService('cognito-idp.amazonaws.com', functionArn, { arn: reader.arn(id), account: reader.stack.account })),
  'AWS::SecretsManager::RotationSchedule': (reader, _, { RotationLambdaARN, SecretId }) => {
    const functionArn = reader.text(RotationLambdaARN);
    return functionArn ? [byService('secretsmanager.amazonaws.com', functionArn, { arn: reader.intrinsics.text(SecretId), account: reader.stack.account })] : [];
  },
  'AWS::StepFunctions::StateMachine': (reader, _, props) => readTasks(reader, props),
  'AWS::Lambda::EventInvokeConfig': (reader, _, { FunctionName, DestinationConfig }) => {
    const name = reader.intrinsics.text(FunctionName).split(':').pop()!;
    const fn = reader.ofType('AWS::Lambda::Function').find(([id]) => [reader.ref(id), reader.arn(id)].includes(name) || reader.ref(id) === name);
    return textsIn(reader.object(DestinationConfig)).filter(isFunction).map((functionArn) => ({
      functionArn,
      calls: [{ principalArn: reader.intrinsics.text(fn![1].Role), action: INVOKE, resourceArn: functionArn }],
    }));
  },
};

interface Action {
  readonly Lambda?: { readonly FunctionArn: string };
}

/**
 * Every configuration of a stack that makes a service call a function, or Lambda read a queue or stream.
 *
 * @param all every stack of the app
 */
export function readDeliveries(reader: TemplateReader, all: TemplateReader[]): Delivery[] {
  const { stackName, account, region } = reader.stack;
  const push = Object.entries(SENDERS).flatMap(([type, send]) => reader.ofType(type).flatMap(([id, props]) =>
    send(reader, id, props).map((sent) => ({ text: `${type} ${stackName}/${id}`, ...sent }))));
  return [...push, ...apiDeliveries(reader), ...pullDeliveries(reader, all)].map((delivery) => ({ stackName, account, region, ...delivery }));
}

/** All texts in a configuration, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') { return [value]; }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html */
function snsPrincipal(topicRegion: string, functionRegion: string): string {
  if (topicRegion === functionRegion) { return 'sns.amazonaws.com'; }
  if (RegionInfo.get(functionRegion).isOptInRegion) { return `sns.${functionRegion}.amazonaws.com`; }
  return RegionInfo.get(topicRegion).isOptInRegion ? `sns.${topicRegion}.amazonaws.com` : 'sns.amazonaws.com';
}
