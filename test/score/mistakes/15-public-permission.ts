import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { Mistake } from '../parts';
import { checkout, invoking, orders, ORDERS, ORGANIZATION, rightLink, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '15-public-permission',
  title: 'A permission for everyone, so that all accounts of the company can call',
  rule: 'public-function',
  says: 'Deploys, and every AWS account in the world may invoke the function.',
  source: 'https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-1',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    checkout(source, invoking(ORDERS));
    new CfnPermission(target, 'Everyone', {
      functionName: orders(target).functionName,
      action: 'lambda:InvokeFunction',
      principal: '*',
      principalOrgId: repaired ? ORGANIZATION : undefined,
    });
  },
};
