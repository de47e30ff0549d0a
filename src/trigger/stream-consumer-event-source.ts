import type { CfnStreamConsumer, IStreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import type { IEventSource, IFunction } from 'aws-cdk-lib/aws-lambda';
import { KinesisConsumerEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { KinesisEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import { allowSource, readFrom, viewForMapping } from './pull';
import { environmentOfSource, ownedResource } from './pull-source';
import type { PullSource } from './pull-source';
import { putResourcePolicy, streamAccesses } from './stream-access';
import type { Caller } from '../caller';
import type { Half } from '../link';
import { pasteable } from '../link/hand-over-text';

/**
 * How a stream of another account is read with a throughput of its own: all options of
 * `KinesisConsumerEventSource`.
 *
 * `reportBatchItemFailures` is on unless it is set to false.
 */
export interface CrossAccountKinesisConsumerEventSourceProps extends KinesisEventSourceProps {}

/**
 * A stream in one account that a function in another reads by enhanced fan-out.
 *
 * In place of `KinesisConsumerEventSource` of aws-cdk-lib. As `CrossAccountKinesisEventSource`, but
 * the mapping reads from the consumer, and two policies let the role in: the stream's and the
 * consumer's.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/controlling-access.html
 *
 * @example
 * const consumer = new kinesis.StreamConsumer(ordersStack, 'Consumer', { stream, streamConsumerName: 'orders' });
 * target.callable.addEventSource(new CrossAccountKinesisConsumerEventSource(consumer, {
 *   startingPosition: lambda.StartingPosition.LATEST,
 * }));
 */
export class CrossAccountKinesisConsumerEventSource implements IEventSource {
  /**
   * The halves of the stream and the consumer alone, for a function that another app deploys. The
   * role's permission and the mapping are handed over.
   *
   * @param streamConsumer the consumer
   * @param consumer the execution role of the function: `Caller.role(roleArn)`
   * @returns the halves of the stream, its consumer and key, and what the function's account must contain
   * @throws if the consumer is no role, or is of the stream's own account
   */
  public static allowConsumer(streamConsumer: IStreamConsumer, consumer: Caller): Half[] {
    return allowSource(consumerSource(streamConsumer), consumer);
  }

  private readonly streamConsumer: IStreamConsumer;
  private readonly props: KinesisEventSourceProps;
  private bound: KinesisConsumerEventSource;

  /**
   * @param streamConsumer the consumer, of this app or imported by its ARN
   * @param props where to begin, batches, filters, retries
   */
  constructor(streamConsumer: IStreamConsumer, props: CrossAccountKinesisConsumerEventSourceProps) {
    this.streamConsumer = streamConsumer;
    this.props = { ...props, reportBatchItemFailures: props.reportBatchItemFailures ?? true };
    this.bound = new KinesisConsumerEventSource(streamConsumer, this.props);
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
   * @throws if the stream is in another region, its account is not known, or it is encrypted with
   * the key that AWS manages
   */
  public bind(fn: IFunction): void {
    readFrom(fn, consumerSource(this.streamConsumer), {
      plain: () => this.bound.bind(fn),
      across: (streamConsumerArn) => {
        const view = viewForMapping(this.streamConsumer, { streamConsumerArn, grantRead: () => undefined as never });
        this.bound = new KinesisConsumerEventSource(view, this.props);
        this.bound.bind(fn);
      },
    });
  }
}

/** Lambda reads the stream itself when it retries; the consumer only pushes. */
function consumerSource(streamConsumer: IStreamConsumer): PullSource {
  // the L2's ARN ends in a wildcard when another environment asks for it; CloudFormation chooses that end
  const arn = (ownedResource(streamConsumer) as CfnStreamConsumer | undefined)?.attrConsumerArn ?? streamConsumer.streamConsumerArn;
  const { stream } = streamConsumer;
  return {
    noun: 'stream consumer',
    placeholder: 'CONSUMER_ARN',
    construct: streamConsumer,
    ownArn: streamConsumer.streamConsumerArn,
    plain: 'KinesisConsumerEventSource',
    className: 'CrossAccountKinesisConsumerEventSource',
    hasPosition: true,
    arnFor: () => arn,
    accesses: (env) => [
      ...streamAccesses(stream, environmentOfSource(streamConsumer, stream, stream.streamArn)),
      {
        noun: 'stream consumer',
        placeholder: 'CONSUMER_ARN',
        construct: streamConsumer,
        account: env.account,
        arn,
        resource: streamConsumer.streamConsumerArn,
        sid: 'ReadConsumer',
        actions: ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'],
        add: (statement) => streamConsumer.addToResourcePolicy(statement),
        ...putResourcePolicy('kinesis', pasteable(streamConsumer, env.region, 'REGION'), pasteable(streamConsumer, arn, 'CONSUMER_ARN')),
      },
    ],
  };
}
