import type { At, Configured } from './configured';
import { delivery } from './configured';
import { readsOf } from './reads';
import { knownTargets, sendWithRole } from './send';
import { roleStep } from './steps';
import { functionArn, unqualified } from '../read/resources/function-arn';
import { fieldsOf } from '../values/arn';
import { readable } from '../values/unknown';

/** What sends, by the service in the ARN of an event source. */
const KINDS: Readonly<Record<string, string>> = { sqs: 'queue', kinesis: 'kinesis-stream', dynamodb: 'table-stream', kafka: 'kafka-cluster' };

/**
 * Event source mappings: Lambda reads with the role of the function, for which nobody is asked but the source and its key.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
 */
export const MAPPINGS: Readonly<Record<string, Configured>> = {
  'AWS::Lambda::EventSourceMapping': (at, { FunctionName, EventSourceArn, DestinationConfig }) => {
    const { reader, id, setting } = at;
    const [name, source] = [reader.text(FunctionName), reader.text(EventSourceArn)];
    // Kafka that somebody runs himself has no ARN, and no part of IAM
    if (name === undefined || source === undefined) { return []; }
    const targetArn = functionArn(reader, name);
    const role = setting.known.functions.get(unqualified(targetArn))?.roleArn;
    if (role === undefined) {
      reader.note(id, `who reads ${readable(source)} is not known: no template here creates the function ${readable(targetArn)}`);
      return [];
    }
    const reads = readsOf(setting, source);
    if (reads.length === 0) {
      reader.note(id, `what it takes to read ${readable(source)} is not checked: only queues, Kinesis, DynamoDB streams and MSK clusters are`);
      return [];
    }
    const identity = setting.identity(role);
    const requests = reads.map(([half, phrase, called]) => roleStep(half, `Lambda ${phrase} with the role of the function`, identity, called));
    const sending = { kind: KINDS[fieldsOf(source).service], sourceArn: source };
    return [delivery(at, sending, targetArn, [...requests, ...failures(at, role, DestinationConfig)])];
  },
};

/** Where what could not be processed goes: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html */
function failures(at: At, role: string, destinationConfig: unknown): ReturnType<typeof sendWithRole> {
  const { reader, setting } = at;
  const target = reader.text(reader.object(reader.object(destinationConfig).OnFailure).Destination);
  return knownTargets(at, [target]).flatMap((known) => sendWithRole(setting, 'the function', role, known));
}
