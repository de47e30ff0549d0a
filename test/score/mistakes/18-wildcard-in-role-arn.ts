import * as iam from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Mistake } from '../parts';
import { assuming, checkout, rightLink, SOURCE_ACCOUNT, twoStacks } from '../parts';

const ROLES = `arn:aws:iam::${SOURCE_ACCOUNT}:role/check*`;

export const mistake: Mistake = {
  id: '18-wildcard-in-role-arn',
  title: 'A trust policy whose principal is a role ARN with a wildcard',
  rule: 'bad-principal',
  says: 'The deployment fails: invalid principal in policy; IAM takes no wildcard within a principal\'s ARN.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const anyRole = new iam.PrincipalWithConditions(new iam.AccountPrincipal(SOURCE_ACCOUNT), { ArnLike: { 'aws:PrincipalArn': ROLES } });
    const reader = new iam.Role(target, 'Reader', { roleName: 'reader', assumedBy: repaired ? anyRole : new iam.ArnPrincipal(ROLES) });
    new Bucket(target, 'Reports').grantRead(reader);
    checkout(source, assuming('arn:aws:iam::222222222222:role/reader'), { environment: { READER_ROLE_ARN: reader.roleArn } });
  },
};
