import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IEventSource, IFunction } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { KinesisEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import { allowSource, readFrom, viewForMapping } from './pull';
import type { PullSource } from './pull-source';
import { streamAccesses, streamArnFor } from './stream-access';
import type { Caller } from '../caller';
import type { Half } from '../link';

/**
 * How a stream of another account is read: all options of `KinesisEventSource`.
 *
 * `reportBatchItemFailures` is on unless it is set to false.
 */
export interface CrossAccountKinesisEventSourceProps extends KinesisEventSourceProps {}

/**
 * A Kinesis stream in one account that a function in another reads.
 *
 * In place of `KinesisEventSource` of aws-cdk-lib, which lets only one account's roles read.
 * Stream's account: its resource policy (and that of its key) lets the function's role read.
 * Function's account: the role's policy and the event source mapping. The function's stack is
 * deployed after the stream's. Both must be in one region (for Kinesis not verified). The key that
 * AWS manages for Kinesis, which aws-cdk-lib takes if nothing is said, cannot be shared.
 *
 * `reportBatchItemFailures` is on: the handler returns `{ batchItemFailures: [{ itemIdentifier }] }`
 * with the sequence number of the first record that failed, and Lambda goes on from there. Without
 * it one bad record brings the whole batch back. A handler that returns nothing has processed all.
 *
 * An imported stream: its half is handed over. A stream of the function's own account works as with
 * aws-cdk-lib.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html#services-kinesis-eventsourcemapping-cross-account
 * @see https://docs.aws.amazon.com/streams/latest/dev/resource-based-policy-examples.html
 *
 * @example
 * target.callable.addEventSource(new CrossAccountKinesisEventSource(stream, {
 *   startingPosition: lambda.StartingPosition.TRIM_HORIZON,
 * }));
 */
export class CrossAccountKinesisEventSource implements IEventSource {
  /**
   * The stream's half alone, for a function that another app deploys. The role's permission and the
   * mapping are handed over.
   *
   * @param stream the stream
   * @param consumer the execution role of the function: `Caller.role(roleArn)`
   * @returns the halves of the stream and its key, and what the function's account must contain
   * @throws if the consumer is no role, or is of the stream's own account
   */
  public static allowConsumer(stream: IStream, consumer: Caller): Half[] {
    return allowSource(streamSource(stream), consumer);
  }

  private readonly stream: IStream;
  private readonly props: KinesisEventSourceProps;
  private bound: KinesisEventSource;

  /**
   * @param stream the stream, of this app or imported by its ARN
   * @param props where to begin, batches, filters, retries
   */
  constructor(stream: IStream, props: CrossAccountKinesisEventSourceProps) {
    this.stream = stream;
    this.props = { ...props, reportBatchItemFailures: props.reportBatchItemFailures ?? true };
    this.bound = new KinesisEventSource(stream, this.props);
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
    readFrom(fn, streamSource(this.stream), {
      plain: () => this.bound.bind(fn),
      across: (streamArn) => {
        this.bound = new KinesisEventSource(viewForMapping(this.stream, { streamArn, grantRead: () => undefined as never }), this.props);
        this.bound.bind(fn);
      },
    });
  }
}

function streamSource(stream: IStream): PullSource {
  return {
    noun: 'stream',
    placeholder: 'STREAM_ARN',
    construct: stream,
    ownArn: stream.streamArn,
    plain: 'KinesisEventSource',
    className: 'CrossAccountKinesisEventSource',
    hasPosition: true,
    arnFor: (env) => streamArnFor(stream, env),
    accesses: (env) => streamAccesses(stream, env),
  };
}
