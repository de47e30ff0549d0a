import * as iam from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Mistake } from '../parts';
import { assuming, executionRole, fn, rightLink, twoStacks } from '../parts';

const READER = 'arn:aws:iam::222222222222:role/reader';

export const mistake: Mistake = {
  id: '05-assume-without-identity-half',
  title: 'A role that is assumed by a role of another account, which itself may not assume it',
  rule: 'missing-half-assume',
  says: 'AccessDenied at AssumeRole: no identity-based policy allows sts:AssumeRole.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const role = executionRole(source, 'checkout');
    const reader = new iam.Role(target, 'Reader', { roleName: 'reader', assumedBy: role });
    target.addDependency(source);
    new Bucket(target, 'Reports').grantRead(reader);
    fn(source, 'Checkout', { role, environment: { READER_ROLE_ARN: READER } });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:ListAllMyBuckets'], resources: ['*'] }));
    if (repaired) { role.addToPolicy(new iam.PolicyStatement(assuming(READER))); }
  },
};
