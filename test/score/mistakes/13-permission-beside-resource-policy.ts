import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Mistake } from '../parts';
import { checkout, CHECKOUT_ROLE, invoking, orders, ORDERS, resourcePolicy, rightLink, SOURCE_ACCOUNT, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '13-permission-beside-resource-policy',
  title: 'AWS::Lambda::Permission and AWS::Lambda::ResourcePolicy on one alias',
  rule: 'mixed-policy-types',
  says: 'The two overwrite each other: depending on the order, one of the callers is locked out.',
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-resourcepolicy.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    checkout(source, invoking(`${ORDERS}:live`), { environment: { ORDERS_ARN: `${ORDERS}:live` } });
    const alias = orders(target).addAlias('live');
    const images = 'arn:aws:s3:::images-of-111111111111';
    const statements: object[] = [{
      Sid: 'Checkout',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` },
      Action: 'lambda:InvokeFunction',
      Resource: alias.functionArn,
      Condition: { ArnEquals: { 'aws:PrincipalArn': CHECKOUT_ROLE } },
    }];
    if (repaired) {
      statements.push({
        Sid: 'Images',
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: alias.functionArn,
        Condition: { ArnLike: { 'aws:SourceArn': images }, StringEquals: { 'aws:SourceAccount': SOURCE_ACCOUNT } },
      });
    } else {
      alias.addPermission('Images', { principal: new ServicePrincipal('s3.amazonaws.com'), sourceArn: images, sourceAccount: SOURCE_ACCOUNT });
    }
    resourcePolicy(target, 'Policy', alias.functionArn, statements);
    new CfnBucket(source, 'Images', {
      bucketName: 'images-of-111111111111',
      notificationConfiguration: { lambdaConfigurations: [{ event: 's3:ObjectCreated:*', function: `${ORDERS}:live` }] },
    });
    source.addDependency(target);
  },
};
