import { read } from './readers';
import type { ResourcePolicy } from '../../../../src/access/model/resource-policy';
import { readResourcePolicies } from '../../../../src/access/read/resources/read-resource-policies';
import { open } from '../../../../src/access/values/unknown';

const ARN = 'arn:aws:lambda:eu-west-1:111111111111:function:orders';
const permission = (props: Record<string, unknown>) =>
  ({ Type: 'AWS::Lambda::Permission', Properties: { FunctionName: 'orders', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com', ...props } });
const policiesOf = (...stacks: Parameters<typeof read>) => readResourcePolicies(read(...stacks).readers);
const storedOf = (props: Record<string, unknown>, account?: string) => {
  const [policy] = policiesOf({ name: 'S', account, resources: { P: permission(props) } }).values();
  return policy.statements[0].source.json;
};

test.each([
  ['a name', 'orders', ARN],
  ['a name with a qualifier', 'orders:live', `${ARN}:live`],
  ['a part of the ARN', '222222222222:function:orders:live', 'arn:aws:lambda:eu-west-1:222222222222:function:orders:live'],
  ['the whole ARN', 'arn:aws:lambda:us-east-1:222222222222:function:orders', 'arn:aws:lambda:us-east-1:222222222222:function:orders'],
])('the function of a permission by %s', (_, FunctionName, arn) => {
  const policies = policiesOf({ name: 'S', resources: { P: permission({ FunctionName }) } });
  expect([...policies.keys()]).toEqual([arn]);
  expect(policies.get(arn)!.writers[0].statements[0].resources).toEqual([arn]);
});

test('a function that only a parameter names', () => {
  const policies = policiesOf({
    name: 'S', resources: { P: permission({ FunctionName: { Ref: 'Name' } }) }, template: { Parameters: { Name: { Type: 'String' } } },
  });
  expect([...policies.values()]).toMatchObject([{ account: '111111111111', writers: [{ misplaced: false }] }]);
});

test('what AddPermission stores, with every condition that it takes', () => {
  expect(storedOf({
    SourceArn: 'arn:aws:s3:::uploads', SourceAccount: 111111111111, PrincipalOrgID: 'o-1', FunctionUrlAuthType: 'AWS_IAM', EventSourceToken: 'token', InvokedViaFunctionUrl: true,
  })).toEqual({
    Sid: 'S-P',
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: ARN,
    Condition: {
      StringEquals: {
        'AWS:SourceAccount': '111111111111', 'aws:PrincipalOrgID': 'o-1', 'lambda:FunctionUrlAuthType': 'AWS_IAM', 'lambda:EventSourceToken': 'token',
      },
      ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::uploads' },
      Bool: { 'lambda:InvokedViaFunctionUrl': 'true' },
    },
  });
  expect(storedOf({})).not.toHaveProperty('Condition');
});

test.each([
  ['*', '*'],
  ['222222222222', { AWS: 'arn:aws:iam::222222222222:root' }],
  [222222222222, { AWS: 'arn:aws:iam::222222222222:root' }],
  ['arn:aws:iam::222222222222:role/checkout.team', { AWS: 'arn:aws:iam::222222222222:role/checkout.team' }],
  ['sns.eu-south-1.amazonaws.com', { Service: 'sns.eu-south-1.amazonaws.com' }],
  ['alexa-appkit.amazon.com', { Service: 'alexa-appkit.amazon.com' }],
  ['22222222222', { AWS: '22222222222' }],
])('the principal %s is stored as %j', (Principal, stored) => {
  expect(storedOf({ Principal }).Principal).toEqual(stored);
});

test('an account that is not known is still the root of itself, and any other open principal anybody', () => {
  const account = open('account of S');
  expect(storedOf({ Principal: { Ref: 'AWS::AccountId' } }, account).Principal).toEqual({ AWS: `arn:aws:iam::${account}:root` });
  const [policy] = policiesOf({
    name: 'S', resources: { P: permission({ Principal: { Ref: 'Who' } }) }, template: { Parameters: { Who: { Type: 'String' } } },
  }).values();
  expect(Object.keys(policy.statements[0].principals!)).toEqual(['AWS', 'Service', 'Federated']);
});

test('all permissions of one ARN are one policy with one size, of any stack of the account', () => {
  const [policy, ...others] = policiesOf(
    { name: 'A', resources: { One: permission({}), Two: permission({ Principal: '*' }) } },
    { name: 'B', resources: { Three: permission({ FunctionName: ARN }) } },
  ).values();
  expect(others).toEqual([]);
  expect(policy).toMatchObject({ resourceArn: ARN, account: '111111111111' });
  expect(policy.statements.map(({ source }) => source.sid)).toEqual(['A-One', 'A-Two', 'B-Three']);
  expect(policy.statements[0].source).toMatchObject({ policy: 'resource policy of orders', site: { logicalId: 'One' } });
  const size = policy.statements.reduce((sum, { source }) => sum + JSON.stringify(source.json).length, 0);
  expect(policy.writers.map((writer) => writer.size)).toEqual([size, size, size]);
});

test('in another account than the function it is misplaced and has no effect', () => {
  const policy = policiesOf(
    { name: 'Source', resources: { P: permission({ FunctionName: 'arn:aws:lambda:eu-west-1:222222222222:function:orders' }) } },
  ).get('arn:aws:lambda:eu-west-1:222222222222:function:orders')!;
  expect(policy).toMatchObject({ account: '222222222222', statements: [], writers: [{ misplaced: true, statements: [{ effect: 'Allow' }], site: { logicalId: 'P' } }] });
});

test('in an account that nobody knows it may have an effect', () => {
  const [policy] = policiesOf({ name: 'S', account: open('account of S'), resources: { P: permission({ FunctionName: ARN }) } }).values();
  expect(policy.writers[0].misplaced).toBe(false);
  expect(policy.statements[0].source.unknown).toBe('whether account of S is 111111111111');
});

test('a permission behind a condition that nobody knows may not be there', () => {
  const [policy] = policiesOf({
    name: 'S',
    resources: { P: { ...permission({}), Condition: 'Maybe' } },
    template: { Parameters: { Stage: { Type: 'String' } }, Conditions: { Maybe: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } } },
  }).values();
  expect(policy.statements[0].source.unknown).toBe('condition Maybe of S');
});

test('a whole document for an alias', () => {
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: 'lambda:InvokeFunction', Resource: { Ref: 'Live' } }] };
  const policies = policiesOf({
    name: 'S',
    resources: {
      Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: 'orders', Name: 'live' } },
      Policy: { Type: 'AWS::Lambda::ResourcePolicy', Properties: { ResourceArn: { Ref: 'Live' }, PolicyDocument: document } },
    },
  });
  const { writers, statements } = policies.get(`${ARN}:live`) as ResourcePolicy;
  expect(statements).toMatchObject([{ effect: 'Deny', resources: [`${ARN}:live`], source: { policy: 'resource policy of orders:live' } }]);
  expect(writers.map(({ site, size }) => [site.type, size])).toEqual([
    ['AWS::Lambda::ResourcePolicy', JSON.stringify(document).length - '{"Ref":"Live"}'.length + `"${ARN}:live"`.length],
  ]);
});

test('a layer for an account and for an organization', () => {
  const LayerVersionArn = 'arn:aws:lambda:eu-west-1:111111111111:layer:tools:1';
  const share = (props: Record<string, unknown>) => ({ Type: 'AWS::Lambda::LayerVersionPermission', Properties: { LayerVersionArn, Action: 'lambda:GetLayerVersion', ...props } });
  const policy = policiesOf({ name: 'S', resources: { A: share({ Principal: '222222222222' }), B: share({ Principal: '*', OrganizationId: 'o-1' }) } }).get(LayerVersionArn)!;
  expect(policy.statements).toMatchObject([
    { principals: { AWS: ['arn:aws:iam::222222222222:root'] }, conditions: [] },
    { principals: { AWS: ['*'] }, conditions: [{ key: 'aws:PrincipalOrgID', values: ['o-1'] }] },
  ]);
});

test('a size counts what is not known as twelve characters', () => {
  const account = open('account of S');
  const [policy] = policiesOf({ name: 'S', account, resources: { P: permission({}) } }).values();
  expect(policy.writers[0].size).toBe(JSON.stringify(policy.statements[0].source.json).length - account.length + 12);
});

test('a permission without what it must have is for nobody and nothing', () => {
  const [policy] = policiesOf({ name: 'S', resources: { P: { Type: 'AWS::Lambda::Permission' } } }).values();
  expect(policy.statements).toMatchObject([{ actions: [''], principals: { AWS: [''] }, resources: ['arn:aws:lambda:eu-west-1:111111111111:function:'] }]);
  const [other] = policiesOf({ name: 'S', resources: { P: { Type: 'AWS::Lambda::LayerVersionPermission' } } }).values();
  expect(other).toMatchObject({ resourceArn: '', account: '111111111111', statements: [{ actions: [''], source: { policy: 'resource policy of ' } }] });
});
