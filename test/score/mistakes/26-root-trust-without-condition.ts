import * as iam from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Mistake } from '../parts';
import { assuming, checkout, rightLink, roleOfAccount, SOURCE_ACCOUNT, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '26-root-trust-without-condition',
  title: 'A role that trusts the whole other account, for one caller',
  rule: 'root-trust-without-condition',
  says: 'Deploys, and every administrator of the other account decides who may assume the role.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const reader = new iam.Role(target, 'Reader', {
      roleName: 'reader',
      assumedBy: repaired ? roleOfAccount(SOURCE_ACCOUNT, 'checkout') : new iam.AccountPrincipal(SOURCE_ACCOUNT),
    });
    new Bucket(target, 'Reports').grantRead(reader);
    checkout(source, assuming('arn:aws:iam::222222222222:role/reader'), { environment: { READER_ROLE_ARN: reader.roleArn } });
  },
};
