import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Mistake } from '../parts';
import { assuming, checkout, rightLink, SOURCE_ACCOUNT, CHECKOUT_ROLE, twoStacks } from '../parts';

const READER = 'arn:aws:iam::222222222222:role/reader';
const handler = (externalId: string) => lambda.Code.fromInline([
  "const { STSClient, AssumeRoleCommand } = require('@aws-sdk/client-sts');",
  'exports.handler = async () => {',
  '  const { READER_ROLE_ARN: RoleArn, READER_EXTERNAL_ID } = process.env;',
  `  await new STSClient({}).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'checkout'${externalId} }));`,
  '};',
].join('\n'));

export const mistake: Mistake = {
  id: '25-external-id-not-sent',
  title: 'A role that asks for an external id, and a caller that is not given it',
  rule: 'external-id-not-sent',
  says: 'AccessDenied at AssumeRole: the condition on sts:ExternalId is not met.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const reader = new iam.Role(target, 'Reader', {
      roleName: 'reader',
      assumedBy: new iam.PrincipalWithConditions(new iam.AccountPrincipal(SOURCE_ACCOUNT), {
        StringEquals: { 'sts:ExternalId': 'reports-2026' },
        ArnEquals: { 'aws:PrincipalArn': CHECKOUT_ROLE },
      }),
    });
    new Bucket(target, 'Reports').grantRead(reader);
    checkout(source, assuming(READER), repaired
      ? { code: handler(', ExternalId: READER_EXTERNAL_ID'), environment: { READER_ROLE_ARN: READER, READER_EXTERNAL_ID: 'reports-2026' } }
      : { code: handler(''), environment: { READER_ROLE_ARN: READER } });
  },
};
