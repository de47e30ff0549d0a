import { Annotations, CfnResource, Stack } from 'aws-cdk-lib';
import { BucketNotificationDestinationType } from 'aws-cdk-lib/aws-s3';
import type { BucketNotificationDestinationConfig, IBucketNotificationDestination, IBucketRef } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { Caller } from '../caller';
import type { Half } from '../link';
import { anyOfAccount } from '../link/any-of-account';
import { deployAfterResource } from '../link/order';
import { literalSourceArn, requireRegionOfTarget, requireStackOfSource, sourceEnvironment } from '../link/source';
import { compareAccounts } from '../private/environments';
import { pathOf } from '../private/errors';
import { SAME_ACCOUNT } from '../private/warnings';
import type { ICrossAccountTarget } from '../target';
import { stackOfTarget } from '../target/stack-of-target';

/**
 * Event notifications of a bucket in one account to a function in another.
 *
 * In place of `LambdaDestination` of aws-cdk-lib, which writes the permission into the bucket's
 * account. Bucket's account: the notification, deployed after the target's stack, because S3
 * checks the permission when the notification is set (not if the bucket has
 * `notificationsSkipDestinationValidation`: then the stacks deploy in any order). Target's account:
 * `s3.amazonaws.com` may invoke the target, for this bucket of this account; for a target of
 * another app a hand-over.
 *
 * A bucket without `bucketName` is named at deployment, too late for a stack that comes first:
 * then every bucket of its account may call, and a message says so. Bucket and function must be in
 * one region. One target takes buckets of many accounts.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
 *
 * @example
 * bucket.addEventNotification(s3.EventType.OBJECT_CREATED, new CrossAccountBucketDestination(target));
 */
export class CrossAccountBucketDestination implements IBucketNotificationDestination {
  private readonly target: ICrossAccountTarget;

  /**
   * @param target the function that is called, of this app or `CrossAccountTarget.fromTargetArn`
   */
  constructor(target: ICrossAccountTarget) {
    this.target = target;
  }

  /**
   * Called by `bucket.addEventNotification`.
   *
   * @param scope the construct that configures the bucket's notifications
   * @param bucket the bucket
   * @throws if the bucket is of another account than the stack that configures it, is in another
   * region than the target, or if its account is not known at synthesis
   */
  public bind(scope: Construct, bucket: IBucketRef): BucketNotificationDestinationConfig {
    requireStackOfSource(scope, bucket, 'notification');
    const { account, region, partition } = sourceEnvironment(scope, bucket, stackOfTarget(this.target));
    requireRegionOfTarget(scope, { region }, { region: this.target.targetRegion }, 'S3 notifies within a region only',
      'move one of them, or notify a topic in the bucket\'s region: SNS delivers to other regions (CrossAccountSubscription)');
    this.informOfImported(scope, bucket, account);
    const toArn = (name: string) => `arn:${partition}:s3:::${name}`;
    const namer = { stack: stackOfTarget(this.target), account: this.target.targetAccount, region: this.target.targetRegion };
    const bucketArn = literalSourceArn(bucket, bucket.bucketRef.bucketArn, 'BucketName', toArn, namer);
    if (bucketArn === undefined) {
      const remedy = 'give a new bucket a bucketName to let in this one only (a bucket that is deployed already would be replaced)';
      anyOfAccount(scope, { source: bucket, kind: 'bucket', account, target: this.target, remedy });
    }
    const half = this.target.grants.invoke(Caller.bucket(bucketArn ?? toArn('*'), { account }));
    this.order(scope, half);
    return { type: BucketNotificationDestinationType.LAMBDA, arn: this.target._arnIn(Stack.of(scope)) };
  }

  /** aws-cdk-lib takes an imported bucket for one of the account of its stack, unless told otherwise. */
  private informOfImported(scope: Construct, bucket: IBucketRef, account: string): void {
    const resource = bucket.node.defaultChild;
    const isImported = !resource || !CfnResource.isCfnResource(resource);
    if (!isImported || compareAccounts(account, this.target.targetAccount) !== 'same') { return; }
    Annotations.of(bucket).addInfoV2(SAME_ACCOUNT,
      `${pathOf(bucket)} is imported, and counts as a bucket of account ${account}, which is that of ${pathOf(this.target)}; if the bucket is of another `
      + `account, remove this notification (${pathOf(scope)}) and write target.grants.invoke(Caller.bucket(arn, { account })) instead`);
  }

  private order(scope: Construct, { construct: statement }: Half): void {
    if (!statement || skipsValidation(scope)) { return; }
    deployAfterResource(
      scope,
      statement,
      [scope],
      `${pathOf(scope)} notifies ${pathOf(this.target)}, and S3 checks the permission when the notification is set`,
      'set notificationsSkipDestinationValidation: true on the bucket, with which S3 checks nothing then and no order is needed',
    );
  }
}

/** Whether the bucket's notifications are set without S3 looking at the destinations. */
function skipsValidation(scope: Construct): boolean {
  const resource = scope.node.tryFindChild('Resource');
  if (!resource || !CfnResource.isCfnResource(resource)) { return false; }
  const { SkipDestinationValidation } = (resource as unknown as { _cfnProperties: Record<string, unknown> })._cfnProperties;
  return SkipDestinationValidation === true;
}
