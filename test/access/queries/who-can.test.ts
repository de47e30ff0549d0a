import type { Known } from '../../../src/access/queries/decide-call';
import { openingsOf } from '../../../src/access/queries/openings';
import { whoCan } from '../../../src/access/queries/who-can';
import { allow, CHECKOUT, fn, IMAGES, ORDERS, PARTNER, PRICES, READER, reportOf, role, SAMPLE } from '../report/sample-assembly';

const { known } = reportOf(SAMPLE);
const summary = (of: Known, name: string, action?: string) => whoCan(of, name, action).reachers.map(({ group, who, to }) => [group, who, to]);

test('everybody who reaches an alias: whole accounts, roles, and those of whom nothing is known', () => {
  expect(summary(known, 'orders:live')).toEqual([
    ['account', 'account 555555555555', `${ORDERS}:live`],
    ['role', CHECKOUT, `${ORDERS}:live`],
    ['depends', PARTNER, `${ORDERS}:live`],
  ]);
});

test('a function without a qualifier is all of its ARNs', () => {
  const { targets, reachers } = whoCan(known, 'Target/Orders/Resource');
  expect(targets).toEqual([ORDERS, `${ORDERS}:live`]);
  expect(reachers).toHaveLength(3);
});

test('who assumes a role that may call, over several roles', () => {
  const FIRST = 'arn:aws:iam::222222222222:role/first';
  const { known: own } = reportOf({
    ...SAMPLE,
    Between: {
      account: '222222222222',
      resources: { First: role('first', [allow('sts:AssumeRole', READER)], { Effect: 'Allow', Principal: { AWS: CHECKOUT }, Action: 'sts:AssumeRole' }) },
    },
    Source: { ...SAMPLE.Source, resources: { ...SAMPLE.Source.resources, CheckoutRole: role('checkout', [allow('sts:AssumeRole', [FIRST, READER])]) } },
  });
  const { reachers } = whoCan(own, 'prices');
  expect(reachers.filter(({ group }) => group === 'assuming').map(({ who, via }) => [who, via])).toEqual([[CHECKOUT, [READER]]]);
  expect(reachers.filter(({ group }) => group === 'role').map(({ who }) => who)).toEqual([READER]);
});

test('a chain of roles, also one that goes in a circle, ends', () => {
  const trust = (name: string) => ({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::222222222222:role/${name}` }, Action: 'sts:AssumeRole' });
  const { known: own } = reportOf({
    App: {
      account: '222222222222',
      resources: {
        A: role('a', [allow('sts:AssumeRole', 'arn:aws:iam::222222222222:role/b')], trust('b')),
        B: role('b', [allow('sts:AssumeRole', ['arn:aws:iam::222222222222:role/c', 'arn:aws:iam::222222222222:role/a'])], trust('a')),
        C: role('c', [allow('lambda:InvokeFunction', PRICES)], trust('b')),
        FnRole: role('worker', []),
        Prices: fn('prices'),
      },
    },
  });
  const assuming = whoCan(own, 'prices').reachers.filter(({ group }) => group === 'assuming');
  expect(assuming.map(({ who, via }) => [who.slice(-1), via?.map((arn) => arn.slice(-1)).join()])).toEqual([['a', 'b,c'], ['b', 'c']]);
});

test('services with their sources, and everybody', () => {
  expect(summary(known, 'images')).toEqual([['service', 's3.amazonaws.com for arn:aws:s3:::uploads', IMAGES]]);
  expect(summary(known, 'open')).toEqual([['public', 'anyone', 'arn:aws:lambda:eu-west-1:222222222222:function:open'], ...callersOfOpen(), ['assuming', CHECKOUT, 'arn:aws:lambda:eu-west-1:222222222222:function:open']]);
});

/** Within the account of the function anyone in the policy is enough; of the other account the identity policy too. */
function callersOfOpen(): string[][] {
  const same = [...known.cloud.identities.values()].filter(({ account }) => account === '222222222222').map(({ arn }) => arn).sort();
  return same.map((arn) => ['role', arn, 'arn:aws:lambda:eu-west-1:222222222222:function:open']);
}

test('another action, and what nobody can', () => {
  expect(summary(known, 'orders:live', 'lambda:DeleteFunction')).toEqual([]);
  expect(whoCan(known, 'arn:aws:sqs:eu-west-1:222222222222:jobs').actions).toEqual(['sqs:SendMessage']);
});

test('a function with a URL is reached by it too', () => {
  const { known: own } = reportOf({
    App: {
      account: '222222222222',
      resources: { FnRole: role('worker', []), Prices: fn('prices'), Url: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: PRICES, AuthType: 'AWS_IAM' } } },
    },
  });
  expect(whoCan(own, 'prices').actions).toEqual(['lambda:InvokeFunction', 'lambda:InvokeFunctionUrl']);
});

describe('whom a statement lets in without naming a role', () => {
  const statement = (fields: object) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', ...fields });
  const opening = (...statements: object[]) => {
    const { known: own } = reportOf({ App: { account: '222222222222', resources: { Role: role('r', [], statements) } } });
    return openingsOf(own.cloud).map(({ kind, who, conditions }) => [kind, who, ...conditions]);
  };

  test.each([
    ['everybody', { Principal: '*' }, [['public', 'anyone']]],
    ['an organization', { Principal: { AWS: '*' }, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a' } } }, [['organization', 'organization o-a', 'StringEquals aws:PrincipalOrgID o-a']]],
    ['units of one', { Principal: '*', Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-a/r-b/ou-c/*', 'o-a/r-b/ou-d/*'] } } },
      [['organization', 'organization o-a/r-b/ou-c/* or o-a/r-b/ou-d/*', 'ForAnyValue:StringLike aws:PrincipalOrgPaths o-a/r-b/ou-c/* or o-a/r-b/ou-d/*']]],
    ['all but an organization', { Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a' } } }, [['public', 'anyone', 'StringNotEquals aws:PrincipalOrgID o-a']]],
    ['an account', { Principal: { AWS: 'arn:aws:iam::111111111111:root' } }, [['account', 'account 111111111111']]],
    ['its id', { Principal: { AWS: '111111111111' } }, [['account', 'account 111111111111']]],
    ['an account within an organization', { Principal: { AWS: '111111111111' }, Condition: { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a' } } },
      [['account', 'account 111111111111 in o-a', 'StringEqualsIfExists aws:PrincipalOrgID o-a']]],
    ['an account by condition', { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': '111111111111' } } }, [['account', 'account 111111111111', 'StringEquals aws:PrincipalAccount 111111111111']]],
    ['roles by pattern', { Principal: '*', Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/app-*' } } },
      [['account', 'roles arn:aws:iam::111111111111:role/app-*', 'ArnLike aws:PrincipalArn arn:aws:iam::111111111111:role/app-*']]],
    ['one role by condition', { Principal: { AWS: '111111111111' }, Condition: { ArnEquals: { 'aws:PrincipalArn': CHECKOUT } } }, []],
    ['one role', { Principal: { AWS: CHECKOUT } }, []],
    ['everybody for one source', { Principal: '*', Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::b' } } }, [['service', 'anyone for arn:aws:s3:::b', 'ArnLike aws:SourceArn arn:aws:s3:::b']]],
    ['a service', { Principal: { Service: 'lambda.amazonaws.com' } }, [['service', 'lambda.amazonaws.com']]],
    ['a service for an account', { Principal: { Service: 'sns.amazonaws.com' }, Condition: { StringEquals: { 'AWS:SourceAccount': '111111111111' } } },
      [['service', 'sns.amazonaws.com for account 111111111111', 'StringEquals AWS:SourceAccount 111111111111']]],
    ['a provider', { Principal: { Federated: 'cognito-identity.amazonaws.com' } }, [['federated', 'cognito-identity.amazonaws.com']]],
    ['anyone but', { NotPrincipal: { AWS: CHECKOUT } }, [['public', `anyone but ${CHECKOUT}`]]],
  ])('%s', (_, fields, expected) => {
    expect(opening(statement(fields))).toEqual(expected);
  });

  test('a Deny lets nobody in', () => {
    expect(opening({ ...statement({ Principal: '*' }), Effect: 'Deny' })).toEqual([]);
  });

  test('the actions are those that were written', () => {
    const trust = [{ Effect: 'Allow', Principal: '*', NotAction: 'sts:AssumeRole' }, { Effect: 'Allow', Principal: '*', Action: ['sts:AssumeRole', 'sts:TagSession'] }];
    const { known: own } = reportOf({ App: { account: '222222222222', resources: { Role: role('r', [], trust) } } });
    expect(openingsOf(own.cloud).map(({ actions }) => actions)).toEqual([['all but sts:assumerole'], ['sts:AssumeRole', 'sts:TagSession']]);
    expect(whoCan(own, 'r').reachers.map(({ action }) => action)).toEqual(['sts:AssumeRole']);
    expect(whoCan(own, 'r', 'sts:TagSession').reachers.map(({ action }) => action)).toEqual(['all but sts:assumerole', 'sts:TagSession']);
  });
});
