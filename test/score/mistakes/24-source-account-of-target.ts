import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Mistake } from '../parts';
import { orders, ORDERS, rightLink, SOURCE_ACCOUNT, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '24-source-account-of-target',
  title: 'A permission for a bucket of another account, with the function\'s own account as source account',
  rule: 'source-account-of-wrong-side',
  says: 'The deployment of the bucket fails: S3 is unable to validate the destination configurations.',
  source: 'https://github.com/aws/aws-cdk/issues/21628',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    orders(target).addPermission('Images', {
      principal: new ServicePrincipal('s3.amazonaws.com'),
      sourceArn: 'arn:aws:s3:::images-of-111111111111',
      sourceAccount: repaired ? SOURCE_ACCOUNT : target.account,
    });
    new CfnBucket(source, 'Images', {
      bucketName: 'images-of-111111111111',
      notificationConfiguration: { lambdaConfigurations: [{ event: 's3:ObjectCreated:*', function: ORDERS }] },
    });
    source.addDependency(target);
  },
};
