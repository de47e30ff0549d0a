import * as iam from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Mistake } from '../parts';
import { CHECKOUT_ROLE, executionRole, fn, rightLink, roleOfAccount, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '04-assume-without-trust',
  title: 'grantAssumeRole() for a role of another account, which leaves the trust policy as it is',
  rule: 'missing-half-assume',
  says: `AccessDenied at AssumeRole: the trust policy does not name ${CHECKOUT_ROLE}.`,
  source: 'https://github.com/aws/aws-cdk/issues/24507',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const ownRole = roleOfAccount(TARGET_ACCOUNT, 'reports');
    const reader = new iam.Role(target, 'Reader', {
      roleName: 'reader',
      assumedBy: repaired ? new iam.CompositePrincipal(ownRole, roleOfAccount(SOURCE_ACCOUNT, 'checkout')) : ownRole,
    });
    new Bucket(target, 'Reports').grantRead(reader);
    const role = executionRole(source, 'checkout');
    fn(source, 'Checkout', { role, environment: { READER_ROLE_ARN: reader.roleArn } });
    reader.grantAssumeRole(role);
  },
};
