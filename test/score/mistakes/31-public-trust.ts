import * as iam from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Mistake } from '../parts';
import { assuming, checkout, rightLink, roleOfAccount, SOURCE_ACCOUNT, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '31-public-trust',
  title: 'A role that everyone may assume',
  rule: 'public-trust',
  says: 'Deploys, and every AWS account in the world may assume the role.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const reader = new iam.Role(target, 'Reader', {
      roleName: 'reader',
      assumedBy: repaired ? roleOfAccount(SOURCE_ACCOUNT, 'checkout') : new iam.AnyPrincipal(),
    });
    new Bucket(target, 'Reports').grantRead(reader);
    checkout(source, assuming('arn:aws:iam::222222222222:role/reader'), { environment: { READER_ROLE_ARN: reader.roleArn } });
  },
};
