import { RemovalPolicy, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnDestination } from 'aws-cdk-lib/aws-logs';
import type { ILogGroupRef, ILogSubscriptionDestination, LogSubscriptionDestinationConfig } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ImportedLogsDestination } from './imported-logs-destination';
import { checkDestinationName, checkSenders, destinationPolicy, requirePlace } from './logs-destination-policy';
import type { CrossAccountLogsDestinationAttributes, CrossAccountLogsDestinationProps } from './logs-destination-props';
import { Caller } from '../caller';
import { deployAfterResource } from '../link/order';
import { requireRegionOfTarget, requireStackOfSource, sourceEnvironment } from '../link/source';
import { requireAccount } from '../private/arns';
import { compareAccounts, environmentOf } from '../private/environments';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { stableName } from '../private/names';

/**
 * Log groups in other accounts whose logs a function takes.
 *
 * CloudWatch Logs calls functions of its own account only, so this goes by a destination. Target's
 * account: a Kinesis stream, a role with which CloudWatch Logs writes to it, the destination, whose
 * policy names the accounts that may send, and the event source mapping of the target's function.
 * Log group's account: the subscription filter alone, deployed after the target's stack. Log group
 * and destination must be in one region; a log group takes two filters.
 *
 * The function gets Kinesis records: `kinesis.data` of each is base64 of gzip of the JSON that
 * CloudWatch Logs sends (`logGroup`, `logStream`, `logEvents`). One of `messageType`
 * `CONTROL_MESSAGE` is a test. The handler returns `{ batchItemFailures: [] }`, or the sequence number
 * of the first record that failed.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CreateDestination.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html
 *
 * @example
 * const destination = new CrossAccountLogsDestination(ordersStack, 'Logs', { target });
 * new logs.SubscriptionFilter(checkoutStack, 'ToOrders', {
 *   logGroup,
 *   destination,
 *   filterPattern: logs.FilterPattern.anyTerm('ERROR'),
 * });
 */
export class CrossAccountLogsDestination extends Construct implements ILogSubscriptionDestination {
  /**
   * A destination of another app, whose policy names the accounts that may send. Nothing is written
   * in its account: that its policy must name the log group's account is handed over.
   *
   * @param scope a stack of the log group's account
   * @param id names the destination
   * @param destinationArn for example `arn:aws:logs:eu-west-1:222222222222:destination:orders-logs`
   * @throws if it is not the ARN of a destination
   */
  public static fromDestinationArn(scope: Construct, id: string, destinationArn: string): ILogSubscriptionDestination {
    return new ImportedLogsDestination(scope, id, { destinationArn });
  }

  /**
   * A destination of another app, also one whose policy names an organization.
   *
   * @param scope a stack of the log group's account
   * @param id names the destination
   * @param attributes the ARN, and whom its policy names
   * @throws if the ARN is not that of a destination
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CreateSubscriptionFilter-IAMrole.html
   */
  public static fromDestinationAttributes(
    scope: Construct, id: string, attributes: CrossAccountLogsDestinationAttributes,
  ): ILogSubscriptionDestination {
    return new ImportedLogsDestination(scope, id, attributes);
  }

  /** The ARN that subscription filters name, as text: `arn:aws:logs:eu-west-1:222222222222:destination:orders-logs`. */
  public readonly destinationArn: string;

  /** The stream between CloudWatch Logs and the function. */
  public readonly stream: IStream;

  /** The role with which CloudWatch Logs writes to the stream. */
  public readonly role: IRole;

  private readonly env: KnownEnvironment;
  private readonly organizationId?: string;
  private readonly accounts = new Set<string>();
  private readonly resource: CfnDestination;

  constructor(scope: Construct, id: string, props: CrossAccountLogsDestinationProps) {
    super(scope, id);
    const { target, destinationName, organizationId } = props;
    this.env = environmentOf(this, {});
    requirePlace(this, target, props.stream, this.env);
    for (const account of props.sourceAccounts ?? []) { this.accounts.add(requireAccount('sourceAccounts', account, this)); }
    // made for its check of the id
    if (organizationId !== undefined) { Caller.organization(organizationId); }
    this.organizationId = organizationId;
    const name = checkDestinationName(this, destinationName) ?? stableName(this);
    const { partition, region, account } = this.env;
    this.destinationArn = `arn:${partition}:logs:${region}:${account}:destination:${name}`;
    this.stream = props.stream ?? new Stream(this, 'Stream', {
      streamMode: StreamMode.ON_DEMAND,
      // copies on their way: kept, it would cost by the hour after the stack is gone
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = this.newRole();
    this.resource = this.newDestination(name);
    target.callable.addEventSource(new KinesisEventSource(this.stream, {
      startingPosition: StartingPosition.TRIM_HORIZON,
      ...props.eventSource,
      reportBatchItemFailures: props.eventSource?.reportBatchItemFailures ?? true,
    }));
    this.node.addValidation({ validate: () => checkSenders(this, this.policy(), this.accounts.size, organizationId) });
  }

  /**
   * Called by a subscription filter.
   *
   * @param scope the filter
   * @param sourceLogGroup the log group
   * @throws if the log group's account is not known at synthesis, or it is in another region
   */
  public bind(scope: Construct, sourceLogGroup: ILogGroupRef): LogSubscriptionDestinationConfig {
    requireStackOfSource(scope, sourceLogGroup, 'subscription filter');
    const source = sourceEnvironment(scope, sourceLogGroup, Stack.of(this));
    requireRegionOfTarget(scope, source, this.env, 'CloudWatch Logs sends to a destination of the log group\'s region only',
      'create a CrossAccountLogsDestination in a target of that region');
    if (Stack.of(scope) === Stack.of(this) || compareAccounts(source.account, this.env.account) === 'same') {
      // a destination is for other accounts; within one account the same role writes to the same stream
      scope.node.addDependency(this.role);
      return { arn: this.stream.streamArn, role: this.role };
    }
    this.requireKnown(scope);
    this.accounts.add(source.account);
    deployAfterResource(
      scope,
      this.resource,
      [scope],
      `${pathOf(scope)} sends to ${pathOf(this)}, and CloudWatch Logs takes a filter only if the destination is there`,
      'name the account in sourceAccounts, and the destination by CrossAccountLogsDestination.fromDestinationArn, deployed later',
    );
    return { arn: this.destinationArn };
  }

  private newRole(): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('logs.amazonaws.com', {
        conditions: { StringLike: { 'aws:SourceArn': Lazy.uncachedList({ produce: () => this.sourceArns() }) } },
      }),
      description: 'Lets CloudWatch Logs write the logs of other accounts to a stream',
    });
    this.stream.grant(role, 'kinesis:PutRecord');
    this.stream.encryptionKey?.grant(role, 'kms:GenerateDataKey');
    return role;
  }

  /** The own account as well: CloudWatch Logs sends a test message on its behalf when a destination is made. */
  private sourceArns(): string[] {
    const { partition, region, account } = this.env;
    // the accounts of an organization are not known; the destination's policy is what lets them in
    const senders = this.organizationId === undefined ? [account, ...this.accounts] : ['*'];
    return [...new Set(senders)].sort().map((sender) => `arn:${partition}:logs:${region}:${sender}:*`);
  }

  private newDestination(destinationName: string): CfnDestination {
    const destination = new CfnDestination(this, 'Resource', {
      destinationName,
      targetArn: this.stream.streamArn,
      roleArn: this.role.roleArn,
      destinationPolicy: Lazy.uncachedString({ produce: () => Stack.of(this).toJsonString(this.policy()) }),
    });
    // the test message needs the role's policy
    destination.node.addDependency(this.role);
    return destination;
  }

  private policy(): object {
    return destinationPolicy(this.destinationArn, [...this.accounts].sort(), this.organizationId);
  }

  private requireKnown(at: Construct): void {
    if (!Token.isUnresolved(this.destinationArn)) { return; }
    throw misuse({
      problem: `the account or region of ${pathOf(this)} is not known at synthesis, and another stack must name it`,
      expected: 'both as literals',
      fix: `give stack ${Stack.of(this).stackName} an env: { account, region }`,
      at,
    });
  }
}
