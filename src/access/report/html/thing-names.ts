import { fieldsOf } from '../../values/arn';

/** How a page names what an ARN stands for. */
export interface ThingName {
  /** `function`, `role`, `bucket`… */
  readonly kind: string;
  /** `orders:live` */
  readonly name: string;
}

/** By `service` or `service/type`, where the type is the first word of the resource and no part of the name. */
const KINDS: Readonly<Record<string, string>> = {
  'dynamodb/table': 'table',
  'events/event-bus': 'event bus',
  'events/rule': 'rule',
  'execute-api': 'API',
  'iam/group': 'group',
  'iam/role': 'role',
  'iam/user': 'user',
  'kinesis/stream': 'stream',
  'kms/alias': 'key',
  'kms/key': 'key',
  'lambda/event-source-mapping': 'event source mapping',
  'lambda/function': 'function',
  'logs/log-group': 'log group',
  's3': 'bucket',
  'secretsmanager/secret': 'secret',
  'sns': 'topic',
  'sqs': 'queue',
  'states/stateMachine': 'state machine',
};

/** What people call the thing with that readable ARN; the end that CloudFormation makes up is cut short. */
export function thingNameOf(arn: string): ThingName {
  const { service, resource: whole } = fieldsOf(arn);
  if (service === '') { return { kind: 'unknown', name: arn }; }
  const resource = whole.replace(/-<generated>$/, '-…');
  const [, type, name] = /^([^:/]+)[:/](.+)$/.exec(resource) ?? [];
  const kind = KINDS[`${service}/${type}`];
  return kind === undefined ? { kind: KINDS[service] ?? service, name: resource } : { kind, name };
}
