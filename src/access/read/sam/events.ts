import type { Properties } from '../template-reader';
import { IMPLICIT, addRoute } from './api';
import type { SamFunction } from './function';
import type { SamBuild } from './sam-build';
import { listOf, objectOf, referred } from './sam-build';

interface Event {
  /** `WorkerUpload` */
  readonly id: string;
  readonly props: Properties;
  readonly lambda: SamFunction;
  readonly build: SamBuild;
}

const sub = (text: string, values?: Properties) => ({ 'Fn::Sub': values ? [text, values] : text });

/** @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html */
export function samEvent(lambda: SamFunction, name: string, { Type: type, Properties: props }: Properties, build: SamBuild): void {
  const event = { id: `${lambda.id}${name}`, props: objectOf(props), lambda, build };
  const known = EVENTS[String(type)];
  if (known) { known(event); } else { build.note(lambda.id, `the event ${name} of type ${String(type)} is not read`); }
}

const EVENTS: Readonly<Record<string, (event: Event) => void>> = {
  S3: (event) => {
    const { props, lambda, build } = event;
    permission(event, 's3.amazonaws.com', { SourceAccount: { Ref: 'AWS::AccountId' } });
    const filter = props.Filter !== undefined && { Filter: props.Filter };
    const settings = listOf(props.Events).map((on) => ({ Event: on, Function: lambda.arn, ...filter }));
    const changed = build.change(referred(props.Bucket) ?? '', 'AWS::S3::Bucket', (bucket) => {
      const notifications = objectOf(bucket.NotificationConfiguration);
      const LambdaConfigurations = [...listOf(notifications.LambdaConfigurations), ...settings];
      return { ...bucket, NotificationConfiguration: { ...notifications, LambdaConfigurations } };
    });
    if (!changed) { build.note(lambda.id, `the bucket of the event ${event.id} is not in the template`); }
  },
  SNS: (event) => {
    const { id, props, lambda, build } = event;
    if (props.SqsSubscription !== undefined) {
      build.note(lambda.id, `SqsSubscription of the event ${id} is not read`);
      return;
    }
    build.add(lambda, id, 'AWS::SNS::Subscription', { Protocol: 'lambda', Endpoint: lambda.arn, TopicArn: props.Topic, Region: props.Region });
    permission(event, 'sns.amazonaws.com', { SourceArn: props.Topic });
  },
  SQS: (event) => { mapping(event, event.props.Queue); },
  Kinesis: (event) => { mapping(event, event.props.Stream); },
  DynamoDB: (event) => { mapping(event, event.props.Stream); },
  MSK: (event) => { mapping(event, event.props.Stream); },
  Api: (event) => { route(event, 'rest', event.props.RestApiId, { Path: event.props.Path, Method: event.props.Method }); },
  HttpApi: (event) => { route(event, 'http', event.props.ApiId, { Path: event.props.Path ?? '$default', Method: event.props.Method ?? 'ANY' }); },
  Schedule: (event) => { rule(event, { ScheduleExpression: event.props.Schedule, Name: event.props.Name }); },
  EventBridgeRule: (event) => { rule(event, pattern(event.props)); },
  CloudWatchEvent: (event) => { rule(event, pattern(event.props)); },
  ScheduleV2: ({ id, props, lambda, build }) => {
    const { RoleArn: role = { 'Fn::GetAtt': [`${id}Role`, 'Arn'] }, PermissionsBoundary: boundary, Input: input, ...rest } = props;
    build.add(lambda, id, 'AWS::Scheduler::Schedule', { ...rest, Name: props.Name ?? id, Target: { Arn: lambda.arn, RoleArn: role, Input: input } });
    if (props.RoleArn !== undefined) { return; }
    build.add(lambda, `${id}Role`, 'AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole'], Principal: { Service: ['scheduler.amazonaws.com'] } }],
      },
      Policies: [{ PolicyName: `${id}LambdaPolicy`, PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: lambda.arn }] } }],
      PermissionsBoundary: boundary,
    });
  },
  IoTRule: (event) => {
    const { id, props, lambda, build } = event;
    build.add(lambda, id, 'AWS::IoT::TopicRule', { TopicRulePayload: { Sql: props.Sql, Actions: [{ Lambda: { FunctionArn: lambda.arn } }] } });
    const arn = sub('arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:rule/${RuleName}', { RuleName: { Ref: id } });
    permission(event, 'iot.amazonaws.com', { SourceAccount: { Ref: 'AWS::AccountId' }, SourceArn: arn });
  },
  Cognito: (event) => {
    const { id, props, lambda, build } = event;
    const pool = referred(props.UserPool) ?? '';
    const triggers = Object.fromEntries(listOf(props.Trigger).map((trigger) => [String(trigger), lambda.arn]));
    const changed = build.change(pool, 'AWS::Cognito::UserPool', (own) => ({ ...own, LambdaConfig: { ...objectOf(own.LambdaConfig), ...triggers } }));
    if (!changed) { build.note(lambda.id, `the user pool of the event ${id} is not in the template`); }
    permission({ ...event, id: `${lambda.calledId}Cognito` }, 'cognito-idp.amazonaws.com', { SourceArn: { 'Fn::GetAtt': [pool, 'Arn'] } });
  },
  CloudWatchLogs: (event) => {
    const { id, props, lambda, build } = event;
    build.add(lambda, id, 'AWS::Logs::SubscriptionFilter', { ...props, DestinationArn: lambda.arn });
    const arn = sub('arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Name}:*', { Name: props.LogGroupName });
    permission(event, 'logs.amazonaws.com', { SourceArn: arn });
  },
};

function permission({ id, lambda, build }: Event, service: string, source: Properties, suffix = ''): void {
  build.add(lambda, `${id}Permission${suffix}`, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction', FunctionName: lambda.name, Principal: service, ...source,
  });
}

function mapping({ id, props, lambda, build }: Event, source: unknown): void {
  const { Queue: _, Stream: __, ...rest } = props;
  build.add(lambda, id, 'AWS::Lambda::EventSourceMapping', { ...rest, FunctionName: lambda.name, EventSourceArn: source });
}

function pattern(props: Properties): Properties {
  const { RuleName: name, EventBusName: bus, Pattern: of, State: state } = props;
  return { Name: name, EventBusName: bus, EventPattern: of, State: state };
}

function rule(event: Event, settings: Properties): void {
  const { id, props, lambda, build } = event;
  build.add(lambda, id, 'AWS::Events::Rule', { ...settings, Targets: [{ Id: `${id}LambdaTarget`, Arn: lambda.arn, Input: props.Input }] });
  permission(event, 'events.amazonaws.com', { SourceArn: { 'Fn::GetAtt': [id, 'Arn'] } });
}

/** SAM lets every stage call: its permission has `*` in the place of the stage. */
function route(event: Event, kind: 'rest' | 'http', api: unknown, { Path: path, Method: method }: { readonly Path: unknown; readonly Method: unknown }): void {
  const { lambda, build } = event;
  const apiId = api === undefined ? IMPLICIT[kind] : referred(api);
  if (apiId === undefined || typeof path !== 'string' || typeof method !== 'string') {
    build.note(lambda.id, `the API, path or method of the event ${event.id} is not known here`);
    return;
  }
  addRoute(kind, { api: apiId, path, method: method.toLowerCase() }, lambda, build);
  const any = method.toLowerCase() === 'any';
  const called = path === '$default' ? '*' : `${any ? '*' : method.toUpperCase()}${path.replace(/\{[^}]*\}/g, '*')}`;
  const { StageName: stage = 'Prod' } = objectOf(build.before[apiId]?.Properties);
  const suffix = kind === 'rest' && typeof stage === 'string' ? stage : '';
  const arn = sub(`arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/*/${called}`, { Api: { Ref: apiId } });
  permission(event, 'apigateway.amazonaws.com', { SourceArn: arn }, suffix);
}
