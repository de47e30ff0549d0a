import type { Properties } from '../template-reader';
import type { SamResource } from './sam-build';
import { listOf, objectOf } from './sam-build';

/** What the role of a function may do for its destinations, by the type that SAM is told. */
export function destinationPolicies({ props }: SamResource): Properties[] {
  const destinations = Object.values(objectOf(objectOf(props.EventInvokeConfig).DestinationConfig)).map(objectOf);
  const queue = objectOf(props.DeadLetterQueue);
  return [
    ...listOf(props.DeadLetterQueue && { Type: queue.Type, Destination: queue.TargetArn }).map(objectOf),
    ...destinations,
  ].flatMap(({ Type: type, Destination: resource }) => {
    const action = ACTIONS[String(type)];
    return action && resource !== undefined ? [{ Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] }] : [];
  });
}

const ACTIONS: Readonly<Record<string, string>> = {
  SQS: 'sqs:SendMessage', SNS: 'sns:Publish', Lambda: 'lambda:InvokeFunction', EventBridge: 'events:PutEvents',
};
