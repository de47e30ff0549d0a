import type { IEventSource, IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { SqsEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { CfnQueue, IQueue } from 'aws-cdk-lib/aws-sqs';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { allowSource, readFrom, viewForMapping } from './pull';
import { keyAccess, requireShareableKey } from './pull-key';
import { ownedResource } from './pull-source';
import type { PullSource } from './pull-source';
import { checkVisibility } from './queue-visibility';
import type { Caller } from '../caller';
import type { Half } from '../link';
import { pasteable } from '../link/hand-over-text';
import { shellQuote } from '../link/publish-hand-over';
import { literalSourceArn } from '../link/source';
import { parseAnyArn } from '../private/arns';

/**
 * How a queue of another account is read: all options of `SqsEventSource`.
 *
 * `reportBatchItemFailures` is on unless it is set to false.
 */
export interface CrossAccountQueueEventSourceProps extends SqsEventSourceProps {}

/**
 * A queue in one account that a function in another reads.
 *
 * In place of `SqsEventSource` of aws-cdk-lib, which leaves out the queue's policy of another
 * account. Queue's account: its policy (and that of its key) lets the function's role read.
 * Function's account: the role's policy and the event source mapping. The function's stack is
 * deployed after the queue's, because Lambda checks the permission when the mapping is made. Queue
 * and function must be in one region. The key that AWS manages for SQS cannot be shared.
 *
 * `reportBatchItemFailures` is on: the handler returns `{ batchItemFailures: [{ itemIdentifier }] }`
 * with the ids of the messages that failed, and only these come back. Without it one bad message
 * brings the whole batch back. A handler that returns nothing has processed all.
 *
 * An imported queue: its half is handed over. A queue of the function's own account works as with
 * aws-cdk-lib.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-cross-account-example.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 *
 * @example
 * target.callable.addEventSource(new CrossAccountQueueEventSource(queue, { batchSize: 5 }));
 */
export class CrossAccountQueueEventSource implements IEventSource {
  /**
   * The queue's half alone, for a function that another app deploys. The role's permission and the
   * mapping are handed over.
   *
   * @param queue the queue
   * @param consumer the execution role of the function: `Caller.role(roleArn)`
   * @returns the halves of the queue and its key, and what the function's account must contain
   * @throws if the consumer is no role, or is of the queue's own account
   */
  public static allowConsumer(queue: IQueue, consumer: Caller): Half[] {
    return allowSource(queueSource(queue), consumer);
  }

  private readonly queue: IQueue;
  private readonly props: SqsEventSourceProps;
  private bound: SqsEventSource;

  /**
   * @param queue the queue, of this app or imported by its ARN
   * @param props batches, filters, concurrency
   */
  constructor(queue: IQueue, props: CrossAccountQueueEventSourceProps = {}) {
    this.queue = queue;
    this.props = { ...props, reportBatchItemFailures: props.reportBatchItemFailures ?? true };
    this.bound = new SqsEventSource(queue, this.props);
  }

  /** The id of the mapping, once a function has it. */
  public get eventSourceMappingId(): string {
    return this.bound.eventSourceMappingId;
  }

  /** The ARN of the mapping, once a function has it. */
  public get eventSourceMappingArn(): string {
    return this.bound.eventSourceMappingArn;
  }

  /**
   * Called by `fn.addEventSource`.
   *
   * @param fn the function or alias that reads
   * @throws if the queue is in another region, its account is not known, it is encrypted with the
   * key that AWS manages, or the function may run longer than a message stays invisible
   */
  public bind(fn: IFunction): void {
    checkVisibility(fn, this.queue, this.props.maxBatchingWindow);
    readFrom(fn, queueSource(this.queue), {
      plain: () => this.bound.bind(fn),
      across: (queueArn) => {
        this.bound = new SqsEventSource(viewForMapping(this.queue, { queueArn, grantConsumeMessages: () => undefined as never }), this.props);
        this.bound.bind(fn);
      },
    });
  }
}

/**
 * What Lambda does with a queue, as in its managed policy. Lambda's documentation does not say
 * that it changes the visibility of messages, so that is not allowed.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaSQSQueueExecutionRole.html
 */
const ACTIONS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

function queueSource(queue: IQueue): PullSource {
  const resource = ownedResource(queue) as CfnQueue | undefined;
  const arnFor: PullSource['arnFor'] = ({ account, region, partition }) =>
    literalSourceArn(queue, queue.queueArn, 'QueueName', (name) => `arn:${partition}:sqs:${region}:${account}:${name}`)
      ?? resource?.attrArn ?? queue.queueArn;
  return {
    noun: 'queue',
    placeholder: 'QUEUE_ARN',
    construct: queue,
    ownArn: queue.queueArn,
    plain: 'SqsEventSource',
    className: 'CrossAccountQueueEventSource',
    hasPosition: false,
    arnFor,
    accesses: (env) => {
      const key = queue.encryptionMasterKey;
      requireShareableKey(queue, 'queue', resource?.kmsMasterKeyId, 'alias/aws/sqs', key,
        'write encryption: sqs.QueueEncryption.SQS_MANAGED, or KMS with an encryptionMasterKey');
      return [{
        noun: 'queue',
        placeholder: 'QUEUE_ARN',
        construct: queue,
        account: env.account,
        arn: arnFor(env),
        resource: queue.queueArn,
        sid: 'ReceiveMessages',
        actions: ACTIONS,
        add: (statement) => queue.addToResourcePolicy(statement),
        note: 'set-queue-attributes replaces the whole policy and names the roles of this app up to here: of several messages use the last',
        commands: (policy) => [
          `aws sqs set-queue-attributes --region ${pasteable(queue, env.region, 'REGION')} --queue-url ${shellQuote(urlOf(queue))} `
          + `--attributes ${shellQuote(JSON.stringify({ Policy: policy }))}`,
        ],
      }, ...key ? [keyAccess(queue, key)] : []];
    },
  };
}

/** The URL as text, where the ARN is text (the L2 leaves the domain to CloudFormation); else a placeholder. */
function urlOf(queue: IQueue): string {
  const parsed = parseAnyArn(queue.queueArn);
  if (!parsed?.region) { return 'QUEUE_URL'; }
  return `https://sqs.${parsed.region}.${RegionInfo.get(parsed.region).domainSuffix}/${parsed.account}/${parsed.resource}`;
}
