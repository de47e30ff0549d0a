import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { KinesisEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { CrossAccountTarget } from '../target';

/** Whose logs a function takes, and on what way. */
export interface CrossAccountLogsDestinationProps {
  /** The function that takes the logs. */
  readonly target: CrossAccountTarget;

  /**
   * Accounts that may send logs. The accounts of log groups of this app are added by themselves.
   *
   * @default - only the accounts of log groups of this app
   */
  readonly sourceAccounts?: string[];

  /**
   * Every account of this organization may send logs: `o-a1b2c3d4e5`. A subscription filter of an
   * account that is allowed only by this needs a role.
   *
   * @default - only accounts that are named
   */
  readonly organizationId?: string;

  /**
   * The stream between CloudWatch Logs and the function: in the account and region of the target.
   *
   * @default - a new stream that grows with its load, encrypted with the key that AWS manages for Kinesis
   */
  readonly stream?: IStream;

  /**
   * The name of the destination, at most 512 characters without `:` and `*`.
   *
   * @default - named after the construct
   */
  readonly destinationName?: string;

  /**
   * How the function reads the stream.
   *
   * @default - from the oldest record, with `reportBatchItemFailures`
   */
  readonly eventSource?: KinesisEventSourceProps;
}

/** A destination of another app. */
export interface CrossAccountLogsDestinationAttributes {
  /** For example `arn:aws:logs:eu-west-1:222222222222:destination:orders-logs`. */
  readonly destinationArn: string;

  /**
   * Whether its policy names an organization instead of accounts. Then the subscription filter gets
   * a role, with which CloudWatch Logs checks that its account belongs to the organization.
   *
   * @default false
   */
  readonly viaOrganization?: boolean;
}
