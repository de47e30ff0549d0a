import type { Configured } from './configured';
import { delivery } from './configured';
import { knownTargets, sendAsService } from './send';
import type { TemplateReader } from '../read/template-reader';

/**
 * A bucket's notifications. S3 sends the bucket and the account that owns it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
 */
export const BUCKETS: Readonly<Record<string, Configured>> = {
  'AWS::S3::Bucket': (at, { NotificationConfiguration }) => {
    const { LambdaConfigurations, QueueConfigurations, TopicConfigurations } = at.reader.object(NotificationConfiguration);
    return notifications(at, at.reader.ref(at.id), [
      ...at.reader.objects(LambdaConfigurations).map(({ Function: fn }) => fn),
      ...at.reader.objects(QueueConfigurations).map(({ Queue }) => Queue),
      ...at.reader.objects(TopicConfigurations).map(({ Topic }) => Topic),
    ]);
  },
  // what aws-cdk-lib makes of addEventNotification: the structure of the S3 API
  'Custom::S3BucketNotifications': (at, { BucketName, NotificationConfiguration }) => {
    const { LambdaFunctionConfigurations, QueueConfigurations, TopicConfigurations } = at.reader.object(NotificationConfiguration);
    return notifications(at, at.reader.text(BucketName) ?? '', [
      ...at.reader.objects(LambdaFunctionConfigurations).map(({ LambdaFunctionArn }) => LambdaFunctionArn),
      ...at.reader.objects(QueueConfigurations).map(({ QueueArn }) => QueueArn),
      ...at.reader.objects(TopicConfigurations).map(({ TopicArn }) => TopicArn),
    ]);
  },
};

function notifications(at: Parameters<Configured>[0], bucket: string, targets: readonly unknown[]): ReturnType<Configured> {
  const { reader, setting } = at;
  const arn = bucketArn(reader, bucket);
  const { account, region } = setting.buckets.ownerOf(bucket) ?? reader.stack;
  const sender = { who: 'the bucket', service: 's3.amazonaws.com', source: { arn, account } };
  return knownTargets(at, targets.map((target) => reader.text(target))).map((target) =>
    delivery(at, { kind: 'bucket', sourceArn: arn, sourceAccount: account, sourceRegion: region }, target, sendAsService(setting, sender, target)));
}

function bucketArn({ stack: { partition } }: TemplateReader, bucket: string): string {
  return `arn:${partition}:s3:::${bucket}`;
}
