import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventSource, IFunction } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { DynamoEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import { allowSource, readFrom, viewForMapping } from './pull';
import type { PullSource } from './pull-source';
import { tableAccesses, tableStreamArn } from './table-access';
import type { Caller } from '../caller';
import type { Half } from '../link';

/**
 * How the stream of a table of another account is read: all options of `DynamoEventSource`.
 *
 * `reportBatchItemFailures` is on unless it is set to false.
 */
export interface CrossAccountDynamoEventSourceProps extends DynamoEventSourceProps {}

/**
 * The stream of a DynamoDB table in one account that a function in another reads.
 *
 * In place of `DynamoEventSource` of aws-cdk-lib, which writes no policy for the stream. Table's
 * account: the stream's resource policy (and the policy of the table's key) lets the function's
 * role read. Function's account: the role's policy and the event source mapping. The function's
 * stack is deployed after the table's, and again whenever the stream is made anew (another
 * `StreamViewType`), because its ARN changes. Both must be in one region. The key that AWS manages
 * for DynamoDB cannot be shared; the key that DynamoDB owns, its default, need not be.
 *
 * `reportBatchItemFailures` is on: the handler returns `{ batchItemFailures: [{ itemIdentifier }] }`
 * with the sequence number of the first record that failed, and Lambda goes on from there. Without
 * it one bad record brings the whole batch back. A handler that returns nothing has processed all.
 *
 * A table imported with `tableStreamArn`: its half is handed over. A table of the function's own
 * account works as with aws-cdk-lib.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html#services-dynamodb-eventsourcemapping-cross-account
 * @see https://aws.amazon.com/blogs/database/simplify-cross-account-stream-processing-with-aws-lambda-and-amazon-dynamodb/
 *
 * @example
 * target.callable.addEventSource(new CrossAccountDynamoEventSource(table, {
 *   startingPosition: lambda.StartingPosition.LATEST,
 * }));
 */
export class CrossAccountDynamoEventSource implements IEventSource {
  /**
   * The half of the table's stream alone, for a function that another app deploys. The role's
   * permission and the mapping are handed over.
   *
   * @param table the table
   * @param consumer the execution role of the function: `Caller.role(roleArn)`
   * @returns the halves of the stream and the key, and what the function's account must contain
   * @throws if the table has no stream, or the consumer is no role or of the table's own account
   */
  public static allowConsumer(table: ITable, consumer: Caller): Half[] {
    return allowSource(tableSource(table), consumer);
  }

  private readonly table: ITable;
  private readonly props: DynamoEventSourceProps;
  private bound: DynamoEventSource;

  /**
   * @param table the table, of this app or imported with `tableStreamArn`
   * @param props where to begin, batches, filters, retries
   */
  constructor(table: ITable, props: CrossAccountDynamoEventSourceProps) {
    this.table = table;
    this.props = { ...props, reportBatchItemFailures: props.reportBatchItemFailures ?? true };
    this.bound = new DynamoEventSource(table, this.props);
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
   * @throws if the table has no stream, is in another region, its account is not known, or it is
   * encrypted with the key that AWS manages
   */
  public bind(fn: IFunction): void {
    readFrom(fn, tableSource(this.table), {
      plain: () => this.bound.bind(fn),
      across: (streamArn) => {
        const view = viewForMapping(this.table, { tableStreamArn: streamArn, grantStreamRead: () => undefined as never });
        this.bound = new DynamoEventSource(view, this.props);
        this.bound.bind(fn);
      },
    });
  }
}

function tableSource(table: ITable): PullSource {
  const arn = tableStreamArn(table);
  return {
    noun: 'table',
    placeholder: 'STREAM_ARN',
    construct: table,
    ownArn: arn,
    plain: 'DynamoEventSource',
    className: 'CrossAccountDynamoEventSource',
    hasPosition: true,
    arnFor: () => arn,
    accesses: (env) => tableAccesses(table, env),
  };
}
