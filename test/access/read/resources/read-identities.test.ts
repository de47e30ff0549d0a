import { allow, read } from './readers';
import type { Identity } from '../../../../src/access/model/identity';
import { readIdentities } from '../../../../src/access/read/resources/read-identities';
import { open } from '../../../../src/access/values/unknown';

const trust = { Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' } };
const role = (props: Record<string, unknown> = {}) => ({ Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust, ...props } });
const policy = (action: string, props: Record<string, unknown>, type = 'AWS::IAM::Policy') =>
  ({ Type: type, Properties: { PolicyName: `of-${action}`, PolicyDocument: allow(action), ...props } });

function identitiesOf(...stacks: Parameters<typeof read>): ReturnType<typeof readIdentities> & { of(name: string): Identity } {
  const found = readIdentities(read(...stacks).readers);
  return { ...found, of: (name) => [...found.identities.values()].find((identity) => identity.name === name)! };
}

const actionsOf = ({ statements }: { statements: Identity['statements'] }) => statements.flatMap(({ actions }) => actions);

test('a role with all that it is made of', () => {
  const { of } = identitiesOf({
    name: 'Source',
    resources: {
      Checkout: role({
        RoleName: 'checkout',
        Path: '/shop/',
        Policies: [{ PolicyName: 'inline', PolicyDocument: allow('a:inline') }],
        ManagedPolicyArns: [{ Ref: 'Managed' }, { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaRole' }],
      }),
      Attached: policy('a:attached', { Roles: [{ Ref: 'Checkout' }, 'other'] }),
      AttachedOne: policy('a:one', { RoleName: { Ref: 'Checkout' } }, 'AWS::IAM::RolePolicy'),
      Managed: policy('a:managed', { ManagedPolicyName: 'managed' }, 'AWS::IAM::ManagedPolicy'),
    },
  });
  const checkout = of('checkout');
  expect(checkout).toMatchObject({ kind: 'role', arn: 'arn:aws:iam::111111111111:role/shop/checkout', account: '111111111111', unknownPolicies: [] });
  expect(checkout.site).toMatchObject({ logicalId: 'Checkout', type: 'AWS::IAM::Role' });
  expect(checkout.trust.map(({ principals }) => principals)).toEqual([{ Service: ['lambda.amazonaws.com'] }]);
  expect(checkout.boundary).toBeUndefined();
  expect(checkout.statements.map(({ actions, source }) => [actions![0], source.policy, source.site?.logicalId])).toEqual([
    ['a:inline', 'inline', 'Checkout'],
    ['a:attached', 'of-a:attached', 'Attached'],
    ['a:one', 'of-a:one', 'AttachedOne'],
    ['a:managed', 'managed', 'Managed'],
    ['lambda:invokefunction', 'AWSLambdaRole', undefined],
  ]);
});

test('policies of other stacks: by generated and by given names, within the account only', () => {
  const { of, strayPolicies, identities } = identitiesOf(
    {
      name: 'Roles',
      resources: { Unnamed: role(), Named: role({ RoleName: 'named' }) },
      template: { Outputs: { Out: { Value: { Ref: 'Unnamed' }, Export: { Name: 'unnamed' } } } },
    },
    {
      name: 'Policies',
      region: 'us-east-1',
      resources: { ForNamed: policy('a:elsewhere', { Roles: ['named'] }) },
    },
    { name: 'Imports', resources: { ForUnnamed: policy('a:imported', { Roles: [{ 'Fn::ImportValue': 'unnamed' }] }) } },
    { name: 'Foreign', account: '222222222222', resources: { Stray: policy('a:stray', { Roles: ['named'] }), Own: role({ RoleName: 'own' }) } },
  );
  expect(actionsOf(of('named'))).toEqual(['a:elsewhere']);
  expect(actionsOf([...identities.values()][0])).toEqual(['a:imported']);
  expect(strayPolicies).toMatchObject([
    { site: { logicalId: 'Stray' }, kind: 'role', name: 'named', statements: [{ actions: ['a:stray'] }], namesakes: ['arn:aws:iam::111111111111:role/named'] },
  ]);
});

test('what nobody here has is a stray without namesakes', () => {
  const { strayPolicies } = identitiesOf({ name: 'Source', resources: { P: policy('a:b', { Roles: ['imported'] }) } });
  expect(strayPolicies).toMatchObject([{ name: 'imported', namesakes: [] }]);
});

test('of an unknown account it depends on the accounts, but not for a name that can only come by reference', () => {
  const account = open('account of Policies');
  const { of } = identitiesOf(
    { name: 'Roles', resources: { Named: role({ RoleName: 'named' }) } },
    { name: 'Policies', account, resources: { P: policy('a:b', { Roles: ['named'] }) } },
  );
  expect(of('named').statements.map(({ source }) => source.unknown)).toEqual(['whether account of Policies are one account']);

  const both = identitiesOf(
    { name: 'Roles', account: open('account of Roles'), resources: { Unnamed: role() }, template: { Outputs: { O: { Value: { Ref: 'Unnamed' }, Export: { Name: 'x' } } } } },
    { name: 'Policies', account, resources: { P: policy('a:b', { Roles: [{ 'Fn::ImportValue': 'x' }] }) } },
  );
  expect([...both.identities.values()].flatMap(({ statements }) => statements.map(({ source }) => source.unknown))).toEqual([undefined]);
  expect(both.strayPolicies).toEqual([]);
});

test('a managed policy that names the role, and that the role names, is one', () => {
  const { of } = identitiesOf({
    name: 'Source',
    resources: {
      Role: role({ RoleName: 'r', ManagedPolicyArns: [{ Ref: 'Managed' }] }),
      Managed: policy('a:managed', { ManagedPolicyName: 'm', Roles: ['r'] }, 'AWS::IAM::ManagedPolicy'),
    },
  });
  expect(actionsOf(of('r'))).toEqual(['a:managed']);
});

test('managed policies that nobody here knows are named', () => {
  const arns = ['arn:aws:iam::111111111111:policy/of-another-app', 'arn:aws:iam::aws:policy/NoSuchPolicy'];
  const { of } = identitiesOf({ name: 'Source', resources: { Role: role({ RoleName: 'r', ManagedPolicyArns: arns }) } });
  expect(of('r')).toMatchObject({ statements: [], unknownPolicies: arns });
});

test('a managed policy of another account is attached to nothing', () => {
  const { readers, unknowns } = read(
    { name: 'Source', resources: { Role: role({ RoleName: 'r', ManagedPolicyArns: ['arn:aws:iam::222222222222:policy/theirs'] }) } },
    { name: 'Target', account: '222222222222', resources: { P: policy('a:b', { ManagedPolicyName: 'theirs' }, 'AWS::IAM::ManagedPolicy') } },
  );
  expect([...readIdentities(readers).identities.values()]).toMatchObject([{ statements: [], unknownPolicies: [] }]);
  expect(unknowns).toEqual([{ path: 'Source/Role', what: 'a managed policy of another account, arn:aws:iam::222222222222:policy/theirs' }]);
});

test('boundaries: of the app, of AWS, of nobody here', () => {
  const { of } = identitiesOf({
    name: 'Source',
    resources: {
      Own: role({ RoleName: 'own', PermissionsBoundary: { Ref: 'Boundary' } }),
      OfAws: role({ RoleName: 'of-aws', PermissionsBoundary: 'arn:aws:iam::aws:policy/AWSLambda_FullAccess' }),
      OfOthers: role({ RoleName: 'of-others', PermissionsBoundary: 'arn:aws:iam::111111111111:policy/theirs' }),
      Boundary: policy('a:limit', {}, 'AWS::IAM::ManagedPolicy'),
    },
  });
  expect(of('own').boundary).toMatchObject([{ actions: ['a:limit'] }]);
  expect(of('of-aws').boundary!.flatMap(({ actions }) => actions)).toContain('lambda:*');
  expect(of('of-others').boundary).toMatchObject([{ source: { unknown: 'the permissions boundary theirs' } }]);
  expect(of('of-others').unknownPolicies).toEqual([]);
});

test('a user has its own policies and those of its groups', () => {
  const { of, strayPolicies } = identitiesOf(
    {
      name: 'People',
      resources: {
        User: {
          Type: 'AWS::IAM::User',
          Properties: { UserName: 'ann', Groups: ['listed'], Policies: [{ PolicyName: 'own', PolicyDocument: allow('a:own') }], PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
        },
        Group: { Type: 'AWS::IAM::Group', Properties: { GroupName: 'added', Policies: [{ PolicyName: 'g', PolicyDocument: allow('a:group') }] } },
        Addition: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: { Ref: 'Group' }, Users: ['ann', 'bob'] } },
        More: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: 'more', Users: ['ann'] } },
      },
    },
    {
      name: 'Policies',
      resources: {
        OfUser: policy('a:user', { UserName: 'ann' }, 'AWS::IAM::UserPolicy'),
        OfGroup: policy('a:group-policy', { GroupName: 'added' }, 'AWS::IAM::GroupPolicy'),
        OfListed: policy('a:listed', { Groups: ['listed'], Users: ['bob'] }),
      },
    },
  );
  const ann = of('ann');
  expect(ann).toMatchObject({ kind: 'user', arn: 'arn:aws:iam::111111111111:user/ann', trust: [] });
  expect(actionsOf(ann)).toEqual(['a:own', 'a:user', 'a:listed', 'a:group', 'a:group-policy']);
  expect(ann.unknownPolicies).toEqual(['policies of the group listed', 'policies of the group more']);
  expect(ann.boundary!.length).toBeGreaterThan(0);
  expect(strayPolicies.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['user bob']);
});

test('managed policies by marks: of a partition and of an account that nobody knows', () => {
  const mark = open('parameter Who of S');
  const { of } = identitiesOf({
    name: 'S',
    account: open('account of S'),
    resources: { Role: role({ RoleName: 'r', ManagedPolicyArns: [`arn:${mark}:iam::aws:policy/service-role/AWSLambdaRole`, `arn:aws:iam::${mark}:policy/p`] }) },
  });
  expect(actionsOf(of('r'))).toEqual(['lambda:invokefunction']);
  expect(of('r').unknownPolicies).toEqual([`arn:aws:iam::${mark}:policy/p`]);
});

test('several strays and namesakes; a policy for nobody; one without a name', () => {
  const { strayPolicies, of } = identitiesOf(
    { name: 'A', resources: { R: role({ RoleName: 'r' }), Nobody: policy('a:nobody', {}), Nameless: { Type: 'AWS::IAM::Policy', Properties: { Roles: ['r'], PolicyDocument: allow('a:b') } } } },
    { name: 'B', account: '222222222222', resources: { R: role({ RoleName: 'r' }) } },
    { name: 'C', account: '333333333333', resources: { P: policy('a:b', { Roles: ['r', 'x'] }), Q: policy('a:c', { Roles: ['r'] }) } },
  );
  const namesakes = ['111111111111', '222222222222'].map((account) => `arn:aws:iam::${account}:role/r`);
  expect(strayPolicies.map((stray) => [stray.site.logicalId, stray.name, stray.namesakes])).toEqual([['P', 'r', namesakes], ['P', 'x', []], ['Q', 'r', namesakes]]);
  expect(of('r').statements.map(({ source }) => source.policy)).toEqual(['Nameless']);
});

test('inline policies without a name are known by the resource', () => {
  const { of } = identitiesOf({ name: 'S', resources: { R: role({ RoleName: 'r', Policies: [{ PolicyDocument: allow('a:b') }] }) } });
  expect(of('r').statements.map(({ source }) => source.policy)).toEqual(['R']);
});

test('of two roles with one ARN the second is noted', () => {
  const { readers, unknowns } = read({ name: 'A', resources: { Role: role({ RoleName: 'r' }) } }, { name: 'B', resources: { Role: role({ RoleName: 'r' }) } });
  expect([...readIdentities(readers).identities.values()].map(({ site }) => site.stack.name)).toEqual(['A']);
  expect(unknowns).toEqual([{ path: 'B/Role', what: 'a second role with the ARN arn:aws:iam::111111111111:role/r' }]);
});

test('a policy behind a condition that nobody knows may not be there', () => {
  const { of } = identitiesOf({
    name: 'Source',
    resources: { Role: role({ RoleName: 'r' }), P: { ...policy('a:b', { Roles: ['r'] }), Condition: 'Maybe' } },
    template: { Parameters: { Stage: { Type: 'String' } }, Conditions: { Maybe: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } } },
  });
  expect(of('r').statements.map(({ source }) => source.unknown)).toEqual(['condition Maybe of Source']);
});
