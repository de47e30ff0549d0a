import { App, Aws, CfnParameter, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Caller } from '../../src';
import { CHECKOUT_ROLE, errorOf, fn, SOURCE_ENV, twoAccounts } from '../support/apps';

const TOKEN = Lazy.string({ produce: () => 'later' });

describe('Caller.role', () => {
  test.each([
    'arn:aws:iam::111111111111:role/checkout',
    'arn:aws:iam::111111111111:role/team/a/checkout',
    'arn:aws-cn:iam::111111111111:role/checkout',
    'arn:aws-us-gov:iam::111111111111:role/c+h=e,c.k@o_u-t',
    'arn:aws-iso-b:iam::111111111111:role/checkout',
  ])('accepts %s', (arn) => {
    expect(Caller.role(arn).toString()).toBe(`role ${arn}`);
  });

  test.each([
    ['arn:aws:sts::111111111111:assumed-role/checkout/session', "write Caller.role('arn:aws:iam::111111111111:role/checkout')"],
    ['arn:aws:iam::111111111111:role/*', 'one role: IAM takes no wildcard'],
    ['arn:aws:iam::111111111111:role/*/checkout', 'one role: IAM takes no wildcard'],
    ['arn:aws:iam::111111111111:role/${aws:username}/checkout', 'a role ARN such as'],
    ['arn:aws:iam::111111111111:role/check?ut', 'one role: IAM takes no wildcard'],
    ['arn:aws:iam::111111111111:root', "Caller.account('111111111111')"],
    ['arn:aws:iam::111111111111:policy/checkout', 'the role, not a policy'],
    ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'the role, not a policy'],
    ['arn:aws:iam::111111111111:user/jane', 'users carry long-lived keys'],
    ['arn:aws:iam::111111111111:instance-profile/checkout', 'the role inside the instance profile'],
    ['arn:aws:lambda:eu-west-1:111111111111:function:checkout', 'a call is made by the role, not by the function'],
    ['checkout', "a role ARN such as 'arn:aws:iam::111111111111:role/checkout'"],
    ['arn:aws:iam::11111111111:role/checkout', 'a role ARN such as'],
    [` ${CHECKOUT_ROLE}`, 'a role ARN such as'],
  ])('fails for %s', (arn, help) => {
    const message = errorOf(() => Caller.role(arn));
    expect(message).toContain(`roleArn is not the ARN of a role, got ${JSON.stringify(arn)}`);
    expect(message).toContain(help);
  });

  test('takes no time for a long path that is wrong', () => {
    const started = process.hrtime.bigint();
    expect(() => Caller.role(`arn:aws:iam::111111111111:role/${'a/'.repeat(200)} `)).toThrow('roleArn is not the ARN of a role');
    expect(Number(process.hrtime.bigint() - started)).toBeLessThan(100e6);
  });

  test('takes a token with its account', () => {
    expect(Caller.role(TOKEN, { account: '111111111111' }).toString()).toContain('role ');
  });

  test('fails for a token without its account', () => {
    expect(errorOf(() => Caller.role(TOKEN))).toContain("write Caller.role(roleArn, { account: '111111111111' })");
  });

  test('fails when account contradicts the ARN', () => {
    expect(errorOf(() => Caller.role(CHECKOUT_ROLE, { account: '333333333333' })))
      .toContain("account contradicts roleArn, got \"333333333333\"; expected '111111111111'");
  });

  test('accepts the account that the ARN has, and a token account', () => {
    expect(() => Caller.role(CHECKOUT_ROLE, { account: '111111111111' })).not.toThrow();
    expect(() => Caller.role(CHECKOUT_ROLE, { account: Aws.ACCOUNT_ID })).not.toThrow();
  });
});

describe('Caller.roleOf', () => {
  test('names the unnamed execution role of a function', () => {
    const { app, source } = twoAccounts();
    const caller = Caller.roleOf(fn(source, 'Function'));
    expect(caller.toString()).toMatch(/^role arn:aws:iam::111111111111:role\/Source-Function-ServiceRole-[0-9a-f]{8}$/);
    const roles = Object.values(app.synth().getStackByName('Source').template.Resources as Record<string, { Type: string; Properties: { RoleName?: string } }>)
      .filter(({ Type }) => Type === 'AWS::IAM::Role');
    expect(caller.toString()).toBe(`role arn:aws:iam::111111111111:role/${roles[0].Properties.RoleName}`);
  });

  test('keeps the name and the path of a named role', () => {
    const { source } = twoAccounts();
    const role = new iam.Role(source, 'Role', { roleName: 'checkout', path: '/team/', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    expect(Caller.roleOf(role).toString()).toBe('role arn:aws:iam::111111111111:role/team/checkout');
  });

  test('takes an imported role by its ARN', () => {
    const { source } = twoAccounts();
    expect(Caller.roleOf(iam.Role.fromRoleArn(source, 'Role', CHECKOUT_ROLE)).toString()).toBe(`role ${CHECKOUT_ROLE}`);
  });

  test('reads the account from the ARN of an imported role that is a token', () => {
    const { source, target } = twoAccounts();
    const role = iam.Role.fromRoleArn(source, 'Role', new CfnParameter(source, 'RoleArn').valueAsString);
    expect(() => Caller.roleOf(role)).not.toThrow();
    expect(() => Caller.roleOf(role, { account: '111111111111' })).not.toThrow();
    expect(target.dependencies).toEqual([]);
  });

  test('knows the account of a role in a stack without env when it is given', () => {
    const role = new iam.Role(new Stack(new App(), 'Source'), 'Role', { roleName: 'checkout', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    expect(Caller.roleOf(role, { account: '111111111111' }).toString()).toContain(':iam::111111111111:role/checkout');
  });

  test('fails for an imported function without a role', () => {
    const { source } = twoAccounts();
    const imported = lambda.Function.fromFunctionName(source, 'Function', 'checkout');
    const message = errorOf(() => Caller.roleOf(imported));
    expect(message).toContain('lambda.Function.fromFunctionAttributes(this, id, { functionArn, role })');
    expect(message).toMatch(/\[Source\/Function\]$/);
  });

  test('fails for a principal that is no role', () => {
    expect(errorOf(() => Caller.roleOf(new iam.ServicePrincipal('s3.amazonaws.com')))).toContain('grantee has no role that this app knows');
  });

  test('fails when account contradicts the ARN of an imported role', () => {
    const { source } = twoAccounts();
    expect(errorOf(() => Caller.roleOf(iam.Role.fromRoleArn(source, 'Role', CHECKOUT_ROLE), { account: '333333333333' })))
      .toContain('account contradicts the role, got "333333333333"');
  });

  test('names the role inside a LazyRole', () => {
    const { source } = twoAccounts();
    const role = new iam.LazyRole(source, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    expect(Caller.roleOf(role).toString()).toMatch(/^role arn:aws:iam::111111111111:role\/Source-Role-Default-[0-9a-f]{8}$/);
  });

  test('fails when account contradicts the stack', () => {
    const { source } = twoAccounts();
    expect(errorOf(() => Caller.roleOf(fn(source, 'Function'), { account: '333333333333' })))
      .toContain("account contradicts the stack, got \"333333333333\"; expected '111111111111'");
  });

  test('gives one app one name, and the same app in another stack another', () => {
    const names = ['a', 'a', 'b'].map((stackName) => Caller.roleOf(fn(new Stack(new App(), 'Source', { stackName, env: SOURCE_ENV }), 'Function')).toString());
    expect(names[0]).toBe(names[1]);
    expect(names[0]).not.toBe(names[2]);
  });

  test('keeps a generated name within 64 characters', () => {
    const stack = new Stack(new App(), 'S'.repeat(100), { env: SOURCE_ENV });
    const name = Caller.roleOf(fn(stack, 'F'.repeat(100))).toString().split('role/')[1];
    expect(name.length).toBeLessThanOrEqual(64);
    expect(name).toMatch(/^[\w+=,.@-]+$/);
  });
});

describe('Caller.account and Caller.accounts', () => {
  test.each(['11111111111', '1111111111111', '1111-1111-1111', 'abc', ''])('fails for account id "%s"', (id) => {
    expect(errorOf(() => Caller.account(id))).toContain(`accountId is not an AWS account id, got ${JSON.stringify(id)}; expected twelve digits as a string`);
  });

  test('suggests the digits of a formatted id', () => {
    expect(errorOf(() => Caller.account('1234-5678-9012'))).toContain("write accountId: '123456789012'");
  });

  test('takes tokens', () => {
    expect(() => Caller.accounts([Aws.ACCOUNT_ID, TOKEN])).not.toThrow();
  });

  test('merges duplicates', () => {
    expect(Caller.accounts(['111111111111', '111111111111', '333333333333']).toString()).toBe('accounts 111111111111, 333333333333');
  });

  test('fails for an empty list', () => {
    expect(errorOf(() => Caller.accounts([]))).toContain('accountIds is empty, so nobody may call');
  });

  test('fails for a list of unknown length', () => {
    const parameter = new CfnParameter(new Stack(new App(), 'S'), 'Ids', { type: 'CommaDelimitedList' });
    expect(errorOf(() => Caller.accounts(parameter.valueAsList))).toContain('accountIds is a list that is only known at deployment');
    expect(errorOf(() => Caller.accounts(Token.asList(Fn.split(',', TOKEN))))).toContain('only known at deployment');
  });
});

describe('Caller.organization', () => {
  test.each(['o-a1b2c3d4e5', `o-${'a'.repeat(32)}`, TOKEN])('accepts %s', (id) => {
    expect(() => Caller.organization(id)).not.toThrow();
  });

  test.each(['o-short', `o-${'a'.repeat(33)}`, 'O-A1B2C3D4E5', 'a1b2c3d4e5', '*'])('fails for %s', (id) => {
    expect(errorOf(() => Caller.organization(id))).toContain("expected 'o-' and 10 to 32 lower-case letters or digits");
  });

  test('points to organizationalUnit for the id of a unit', () => {
    expect(errorOf(() => Caller.organization('ou-ab12-11111111'))).toContain('write Caller.organizationalUnit');
  });
});

describe('Caller.organizationalUnit', () => {
  test.each([
    'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111',
    'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/',
    'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222',
    TOKEN,
  ])('accepts %s', (path) => {
    expect(() => Caller.organizationalUnit(path)).not.toThrow();
  });

  test.each(['ou-ab12-11111111', 'o-a1b2c3d4e5', 'o-a1b2c3d4e5/r-ab12', 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*', 'r-ab12/ou-ab12-11111111'])('fails for %s', (path) => {
    expect(errorOf(() => Caller.organizationalUnit(path))).toContain("write Caller.organizationalUnit('o-a1b2c3d4e5/r-ab12/ou-ab12-11111111')");
  });
});

describe('Caller.service', () => {
  const bucket = { service: 's3.amazonaws.com', sourceArn: 'arn:aws:s3:::images', sourceAccount: '111111111111' };

  test('accepts a bucket with its owner', () => {
    expect(Caller.service(bucket).toString()).toBe('service s3.amazonaws.com for arn:aws:s3:::images');
  });

  test('fails without the source account', () => {
    expect(errorOf(() => Caller.service({ service: bucket.service, sourceArn: bucket.sourceArn }))).toContain("add sourceAccount: '111111111111'");
  });

  test('accepts SNS without the source account, also under a regional name', () => {
    const sourceArn = 'arn:aws:sns:eu-west-1:111111111111:topic';
    expect(() => Caller.service({ service: 'sns.amazonaws.com', sourceArn })).not.toThrow();
    expect(() => Caller.service({ service: 'sns.ap-east-1.amazonaws.com', sourceArn })).not.toThrow();
  });

  test('fails for SNS without an account in the ARN', () => {
    expect(errorOf(() => Caller.service({ service: 'sns.amazonaws.com', sourceArn: 'arn:aws:sns:::*' }))).toContain('sourceArn names no account');
  });

  test('fails for SNS with the source account', () => {
    expect(errorOf(() => Caller.service({ service: 'sns.amazonaws.com', sourceArn: 'arn:aws:sns:eu-west-1:111111111111:topic', sourceAccount: '111111111111' })))
      .toContain('sns.amazonaws.com sends none, so every call would be denied');
  });

  test('fails when source account and source ARN contradict each other', () => {
    expect(errorOf(() => Caller.service({ service: 'events.amazonaws.com', sourceArn: 'arn:aws:events:eu-west-1:111111111111:rule/r', sourceAccount: '333333333333' })))
      .toContain("write sourceAccount: '111111111111'");
  });

  test.each(['s3', 's3.amazon.com', 'S3.amazonaws.com', '*', TOKEN])('fails for service %s', (service) => {
    expect(errorOf(() => Caller.service({ ...bucket, service }))).toContain("write service: 's3.amazonaws.com'");
  });

  test.each(['images', 's3://images', '*', ''])('fails for source ARN "%s"', (sourceArn) => {
    expect(errorOf(() => Caller.service({ ...bucket, sourceArn }))).toContain('sourceArn is not an ARN');
  });

  test('takes tokens for source ARN and account', () => {
    expect(() => Caller.service({ ...bucket, sourceArn: TOKEN, sourceAccount: Aws.ACCOUNT_ID })).not.toThrow();
  });

  test('fails for a source account that is none', () => {
    expect(errorOf(() => Caller.service({ ...bucket, sourceAccount: '1' }))).toContain('sourceAccount is not an AWS account id');
  });
});

describe('Caller.anyone', () => {
  test.each(['', '  '])('fails for the reason "%s"', (reason) => {
    expect(errorOf(() => Caller.anyone({ reason }))).toContain('reason is empty');
  });
});
