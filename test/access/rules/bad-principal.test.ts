import { FUNCTION, found, only, permission, READER, role, target } from './report-of';
import { problemOfPrincipal } from '../../../src/access/rules/principal-problem';

const trust = (AWS: unknown) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS } });

test('in a permission', () => {
  expect(only([target({ ...FUNCTION, Permission: permission('11111111111') })])).toEqual({
    rule: 'bad-principal error',
    message: 'the principal \'11111111111\' in the resource policy of orders is an account id of 11 digits',
    fix: 'write all twelve digits of the account, as a text so that leading zeros stay',
    at: 'Target/Permission',
    statement: {
      Sid: 'Target-Permission',
      Effect: 'Allow',
      Principal: { AWS: '11111111111' },
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
    },
  });
});

test('in a trust policy', () => {
  expect(only([target({ Reader: role('reader', [trust('arn:aws:iam::111111111111:role/check*')]) })])).toEqual({
    rule: 'bad-principal error',
    message: 'the principal \'arn:aws:iam::111111111111:role/check*\' in the trust policy of reader has a wildcard, which AWS refuses in a '
      + 'principal',
    fix: 'name the account as the principal and put the pattern into the condition ArnLike aws:PrincipalArn',
    at: 'Target/Reader',
    statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::111111111111:role/check*' } },
  });
});

test('in NotPrincipal, of a policy for two topics, said once', () => {
  const deny = { Effect: 'Deny', NotPrincipal: { AWS: 'arn:aws:iam::1111:root' }, Action: 'sns:Publish', Resource: '*' };
  const topics = ['placed', 'paid'].map((name) => `arn:aws:sns:eu-west-1:222222222222:${name}`);
  const policy = { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: topics, PolicyDocument: { Statement: [deny] } } };
  expect(only([target({ Policy: policy })])).toEqual({
    rule: 'bad-principal error',
    message: 'the principal \'arn:aws:iam::1111:root\' in the policy Target/Policy has the account \'1111\', which is no account id',
    fix: 'write all twelve digits of the account',
    at: 'Target/Policy',
    statement: { Effect: 'Deny', NotPrincipal: { AWS: 'arn:aws:iam::1111:root' }, Action: 'sns:Publish', Resource: '*' },
  });
});

test.each([
  ['11111111111', 'is an account id of 11 digits', 'write all twelve digits of the account, as a text so that leading zeros stay'],
  ['arn:aws:sts::111111111111:assumed-role/checkout/i-0123456789',
    'is one session of a role: nobody else who has the role is let in, and the name of a session is chosen by who assumes the role',
    'name the role: arn:aws:iam::111111111111:role/checkout'],
  ['AROAEXAMPLE1234567890', 'is the unique id of a role or user, which AWS shows in the place of one that was deleted', 'name the role or user by its ARN'],
  ['checkout', 'is neither an account id nor an ARN', 'write the twelve digits of an account, or the ARN of a role'],
  ['s3.amazonaws.com', 'is a service under the kind AWS, which is for accounts, roles and users', 'write { "Service": "s3.amazonaws.com" }'],
  ['arn:aws:lambda:eu-west-1:111111111111:function:checkout',
    'is a resource of lambda, and only accounts, roles and users can be principals', 'name the role that it calls with: of a function its execution role'],
  ['arn:aws:iam::1234:role/checkout', 'has the account \'1234\', which is no account id', 'write all twelve digits of the account'],
  ['arn:aws:iam::111111111111:group/team', 'is a group, which cannot be a principal', 'name its users, or the account with the condition aws:PrincipalArn'],
  ['arn:aws:iam::111111111111:instance-profile/web', 'is no role, user or account', 'write the ARN of a role (…:role/NAME), or that of the account (…:root)'],
])('%s', (principal, problem, fix) => {
  expect(problemOfPrincipal(principal)).toEqual({ problem, fix });
});

test.each([
  '*', '111111111111', '000000000001', 'arn:aws:iam::111111111111:root', 'arn:aws-cn:iam::111111111111:role/a/path/checkout', 'arn:aws-us-gov:iam::111111111111:user/anna',
  'arn:aws:sts::111111111111:federated-user/anna', 'arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/anna@example.com',
  'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE', 'arn:aws:iam::⟦?account of Source|account of Source⟧:root', READER,
])('%s is a principal', (principal) => {
  expect(problemOfPrincipal(principal)).toBeUndefined();
});

test('silent: services, people who come by a provider, and canonical users', () => {
  const others = { Effect: 'Allow', Action: 'sts:AssumeRoleWithSAML', Principal: { Federated: 'arn:aws:iam::222222222222:saml-provider/people', Service: 'ec2.amazonaws.com' } };
  expect(found(target({ Reader: role('reader', [others]) }))).toEqual([]);
});
