import * as iam from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Mistake } from '../parts';
import { assuming, checkout, CHECKOUT_ROLE, rightLink, roleOfAccount, SOURCE_ACCOUNT, twoStacks } from '../parts';

const SHOPS = Array.from({ length: 40 }, (_, index) => `arn:aws:iam::${300000000000 + index}:role/application/shop-reader-of-reports`);

export const mistake: Mistake = {
  id: '28-trust-policy-too-large',
  title: 'A role that trusts 41 roles of other accounts',
  rule: 'policy-size',
  says: 'The deployment fails: cannot exceed quota for ACLSizePerRole, 2,048 characters.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const reader = new iam.Role(target, 'Reader', {
      roleName: 'reader',
      assumedBy: repaired
        ? roleOfAccount(SOURCE_ACCOUNT, 'checkout')
        : new iam.CompositePrincipal(...[CHECKOUT_ROLE, ...SHOPS].map((arn) => new iam.ArnPrincipal(arn))),
    });
    target.addDependency(source);
    new Bucket(target, 'Reports').grantRead(reader);
    checkout(source, assuming('arn:aws:iam::222222222222:role/reader'), { environment: { READER_ROLE_ARN: 'arn:aws:iam::222222222222:role/reader' } });
  },
};
