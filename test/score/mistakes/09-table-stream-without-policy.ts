import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Mistake } from '../parts';
import { executionRole, orders, rightLink, TARGET_ACCOUNT, twoStacks } from '../parts';

const READ = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];

export const mistake: Mistake = {
  id: '09-table-stream-without-policy',
  title: 'An event source mapping for the stream of a table of another account, whose stream has no policy',
  rule: 'missing-half-stream',
  says: 'The deployment fails: the role cannot perform the GetRecords, GetShardIterator and DescribeStream actions on the stream.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const table = new CfnTable(source, 'Carts', {
      attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
      keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
      billingMode: 'PAY_PER_REQUEST',
      streamSpecification: {
        streamViewType: 'NEW_IMAGE',
        resourcePolicy: repaired ? {
          policyDocument: {
            Version: '2012-10-17',
            Statement: [{
              Effect: 'Allow',
              Principal: { AWS: `arn:aws:iam::${TARGET_ACCOUNT}:root` },
              Action: READ,
              Resource: '*',
              Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${TARGET_ACCOUNT}:role/orders` } },
            }],
          },
        } : undefined,
      },
    });
    const role = executionRole(target, 'orders');
    role.addToPolicy(new PolicyStatement({ actions: READ, resources: [table.attrStreamArn] }));
    role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: ['*'] }));
    new EventSourceMapping(target, 'Mapping', {
      target: orders(target, { role }),
      eventSourceArn: table.attrStreamArn,
      startingPosition: StartingPosition.LATEST,
    });
    target.addDependency(source);
  },
};
