import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Mistake } from '../parts';
import { orders, ORDERS, rightLink, SOURCE_ACCOUNT, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '14-service-without-source',
  title: 'grantInvoke() for a service principal, without source ARN and source account',
  rule: 'service-without-source',
  says: 'Deploys, and lets any bucket of any account in the world invoke the function.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const ordersFunction = orders(target);
    const s3 = new ServicePrincipal('s3.amazonaws.com');
    if (repaired) {
      ordersFunction.addPermission('Images', { principal: s3, sourceArn: 'arn:aws:s3:::images-of-111111111111', sourceAccount: SOURCE_ACCOUNT });
    } else {
      ordersFunction.grantInvoke(s3);
    }
    new CfnBucket(source, 'Images', {
      bucketName: 'images-of-111111111111',
      notificationConfiguration: { lambdaConfigurations: [{ event: 's3:ObjectCreated:*', function: ORDERS }] },
    });
    source.addDependency(target);
  },
};
