import { CustomResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId, Provider } from 'aws-cdk-lib/custom-resources';
import type { ScoredApp } from '../parts';
import { fn, REGION, SOURCE_ACCOUNT } from '../parts';

export const right: ScoredApp = {
  title: 'Custom resources: a deployment into a bucket that empties itself, an SDK call, a provider, log retention',
  build(app) {
    const stack = new Stack(app, 'Site', { env: { account: SOURCE_ACCOUNT, region: REGION } });
    const bucket = new Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
    new BucketDeployment(stack, 'Deployment', { destinationBucket: bucket, sources: [Source.data('index.html', '<h1>Shop</h1>')] });
    new AwsCustomResource(stack, 'Call', {
      onUpdate: { service: 'SSM', action: 'getParameter', parameters: { Name: '/shop/name' }, physicalResourceId: PhysicalResourceId.of('name') },
      policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: AwsCustomResourcePolicy.ANY_RESOURCE }),
      installLatestAwsSdk: false,
    });
    const provider = new Provider(stack, 'Provider', { onEventHandler: fn(stack, 'OnEvent', { logRetention: RetentionDays.ONE_WEEK }) });
    new CustomResource(stack, 'Own', { serviceToken: provider.serviceToken });
  },
};
