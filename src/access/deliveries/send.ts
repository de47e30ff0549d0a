import type { At } from './configured';
import { unique } from './configured';
import type { Setting } from './setting';
import { assumeStep, roleStep, serviceStep } from './steps';
import type { SourceKeys } from './steps';
import type { DeliveryRequest } from '../model/delivery';
import type { Called } from '../requests';
import { fieldsOf, functionOf } from '../values/arn';
import { hasUnknown, readable } from '../values/unknown';

export const INVOKE = 'lambda:InvokeFunction';

/** How an event is handed to a kind of target. */
interface Handing {
  readonly action: string;
  readonly half: DeliveryRequest['half'];
  /** Goes on after the name of the sender: `the rule` … */
  readonly phrase: string;
  /** What is needed of the key under which the target keeps the event. */
  readonly keyActions: readonly string[];
}

const HANDINGS: Readonly<Record<string, Handing>> = {
  lambda: { action: INVOKE, half: 'invoke', phrase: 'calls the function', keyActions: [] },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
  sqs: { action: 'sqs:SendMessage', half: 'queue', phrase: 'sends to the queue', keyActions: ['kms:GenerateDataKey', 'kms:Decrypt'] },
  // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
  sns: { action: 'sns:Publish', half: 'topic', phrase: 'publishes to the topic', keyActions: ['kms:GenerateDataKey', 'kms:Decrypt'] },
  // https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html
  kinesis: { action: 'kinesis:PutRecord', half: 'stream', phrase: 'writes to the stream', keyActions: ['kms:GenerateDataKey'] },
};

/** One who hands events on. */
export interface Sender {
  /** `the rule` */
  readonly who: string;
  /** `events.amazonaws.com` */
  readonly service: string;
  readonly source: SourceKeys;
}

/** The functions, queues, topics and streams among targets, each once. What a target is that nobody knows is noted. */
export function knownTargets({ reader, id }: At, targets: readonly (string | undefined)[]): string[] {
  return unique(targets).filter((target) => {
    if (hasUnknown(target) && fieldsOf(target).service === '') {
      reader.note(id, `what it sends to ${readable(target)} is not checked: nobody knows whether that is a function, a queue, a topic or a stream`);
    }
    return handingTo(target) !== undefined;
  });
}

/** The service sends under its own name. */
export function sendAsService({ keys }: Setting, { who, service, source }: Sender, targetArn: string): DeliveryRequest[] {
  return callsTo(keys.keyOf(targetArn), targetArn).map(([half, phrase, called]) =>
    // what a service tells KMS of its source is not documented
    serviceStep(half, `${who} ${phrase}`, service, called, half === 'key' ? {} : source));
}

/** The service takes on a role, which sends. */
export function sendByRole(setting: Setting, sender: Sender, roleArn: string, targetArn: string): DeliveryRequest[] {
  return [assumeStep(sender.service, roleArn, sender.source), ...sendWithRole(setting, sender.who, roleArn, targetArn)];
}

/** A role sends that somebody has taken on already. */
export function sendWithRole(setting: Setting, who: string, roleArn: string, targetArn: string): DeliveryRequest[] {
  const role = setting.identity(roleArn);
  return callsTo(setting.keys.keyOf(targetArn), targetArn).map(([half, phrase, called]) => roleStep(half, `the role of ${who} ${phrase}`, role, called));
}

/** @param targetArn one of the known targets */
function callsTo(keyArn: string | undefined, targetArn: string): (readonly [DeliveryRequest['half'], string, Called])[] {
  const { action, half, phrase, keyActions } = handingTo(targetArn)!;
  const key = keyArn === undefined ? [] : keyActions.map((keyAction) => ['key', `encrypts what it ${phrase}`, { action: keyAction, resourceArn: keyArn }] as const);
  return [[half, phrase, { action, resourceArn: targetArn }], ...key];
}

function handingTo(targetArn: string): Handing | undefined {
  const { service } = fieldsOf(targetArn);
  return service === 'lambda' && functionOf(targetArn) === undefined ? undefined : HANDINGS[service];
}
