import { allow, CHECKOUT, checkout, found, only, source, target } from './report-of';

const policyOf = (...statements: object[]) => ({
  Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::222222222222:root' }, Action: 'kms:*', Resource: '*' }, ...statements] } } },
});
const KEY_OUTPUT = { Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Key', 'Arn'] } } } };
const DECRYPTS = checkout(allow('kms:Decrypt', { 'Fn::GetStackOutput': { StackName: 'Target', OutputName: 'Arn', RoleArn: 'arn:aws:iam::222222222222:role/reads-outputs' } } as unknown as string));
const DECRYPT = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', Principal: { AWS: 'arn:aws:iam::111111111111:root' } };

test('the key lets nobody of the other account decrypt', () => {
  expect(only([source(DECRYPTS), target(policyOf(), { template: KEY_OUTPUT })])).toEqual({
    rule: 'missing-half-key error',
    message: 'arn:aws:iam::111111111111:role/checkout calls arn:aws:kms:eu-west-1:222222222222:key/<Key of Target> with kms:Decrypt, and '
      + 'AWS denies it: no policy of arn:aws:kms:eu-west-1:222222222222:key/<Key of Target>, in account 222222222222, lets the caller '
      + 'in',
    fix: 'add this statement to the KeyPolicy of Target/Key (account 222222222222)',
    at: 'Target/Key',
    other: 'Source/Checkout',
    statement: {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: 'kms:Decrypt',
      Resource: 'arn:aws:kms:eu-west-1:222222222222:key/<Key of Target>',
      Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/checkout' } },
    },
  });
});

test('a secret lets nobody of the other account read', () => {
  const secret = { Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'token' } } };
  const arn = { 'Fn::GetStackOutput': { StackName: 'Target', OutputName: 'Arn', RoleArn: 'arn:aws:iam::222222222222:role/reads-outputs' } } as unknown as string;
  const template = { Outputs: { Arn: { Value: { Ref: 'Secret' } } } };
  expect(only([source(checkout(allow('secretsmanager:GetSecretValue', arn))), target(secret, { template })]).fix)
    .toBe('add this statement to an AWS::SecretsManager::ResourcePolicy of Target/Secret (account 222222222222)');
});

test('silent: the key names the account, or the role by a condition', () => {
  const byCondition = { ...DECRYPT, Condition: { ArnEquals: { 'aws:PrincipalArn': CHECKOUT } } };
  expect(found(source(DECRYPTS), target(policyOf(DECRYPT), { template: KEY_OUTPUT }))).toEqual([]);
  expect(found(source(DECRYPTS), target(policyOf(byCondition), { template: KEY_OUTPUT }))).toEqual([]);
});

test('silent: a condition on the service that calls may hold', () => {
  const viaSqs = { ...DECRYPT, Condition: { StringEquals: { 'kms:ViaService': 'sqs.eu-west-1.amazonaws.com' } } };
  expect(found(source(DECRYPTS), target(policyOf(viaSqs), { template: KEY_OUTPUT }))).toEqual([]);
});
