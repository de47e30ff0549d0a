import * as core from 'aws-cdk-lib';
import { App, Aws, CfnOutput, Lazy, PhysicalName, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Caller, CrossAccountTarget, ResourcePolicyType } from '../../src';
import { CHECKOUT_ROLE, errorOf, fn, ORDERS_FUNCTION, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const ROLE_STATEMENT = {
  Sid: 'InvokeFunctionRoles',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` },
  Action: 'lambda:InvokeFunction',
  Condition: { ArnEquals: { 'aws:PrincipalArn': CHECKOUT_ROLE } },
};

/** The policy document of the only resource policy of a stack. */
function document(stack: Stack): { Statement: Record<string, unknown>[] } {
  const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::ResourcePolicy'));
  return policy.Properties.PolicyDocument;
}

describe('the target', () => {
  test('makes an alias named live on the current version', () => {
    const { target } = twoAccounts();
    new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    const template = Template.fromStack(target);
    template.hasResourceProperties('AWS::Lambda::Alias', { Name: 'live', FunctionName: { Ref: 'Function76856677' } });
    template.resourceCountIs('AWS::Lambda::Version', 1);
    template.resourceCountIs('AWS::Lambda::ResourcePolicy', 0);
  });

  test('takes every prop', () => {
    const { target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', {
      function: fn(target, 'Function', { functionName: 'orders' }),
      aliasName: 'stable',
      callers: [Caller.account(SOURCE_ACCOUNT), Caller.account(OTHER_ACCOUNT)],
      policyType: ResourcePolicyType.PERMISSIONS,
      account: TARGET_ACCOUNT,
      region: REGION,
    });
    const template = Template.fromStack(target);
    template.hasResourceProperties('AWS::Lambda::Alias', { Name: 'stable' });
    template.resourceCountIs('AWS::Lambda::Permission', 2);
    for (const Principal of [SOURCE_ACCOUNT, OTHER_ACCOUNT]) {
      template.hasResourceProperties('AWS::Lambda::Permission', { Principal, Action: 'lambda:InvokeFunction', FunctionName: { Ref: 'OrdersAliasFA69D35F' } });
    }
    expect([orders.targetAccount, orders.targetRegion]).toEqual([TARGET_ACCOUNT, REGION]);
  });

  test('uses an alias as it is', () => {
    const { target } = twoAccounts();
    const alias = new lambda.Alias(target, 'Live', { aliasName: 'prod', version: fn(target, 'Function').currentVersion });
    const orders = new CrossAccountTarget(target, 'Orders', { function: alias, callers: [Caller.role(CHECKOUT_ROLE)] });
    expect(orders.callable).toBe(alias);
    const template = Template.fromStack(target);
    template.resourceCountIs('AWS::Lambda::Alias', 1);
    template.hasResourceProperties('AWS::Lambda::ResourcePolicy', { ResourceArn: { Ref: 'Live848578DF' } });
  });

  test('uses a version as it is, and warns', () => {
    const { target } = twoAccounts();
    const version = fn(target, 'Function').currentVersion;
    new CrossAccountTarget(target, 'Orders', { function: version, callers: [Caller.role(CHECKOUT_ROLE)] });
    Template.fromStack(target).resourceCountIs('AWS::Lambda::Alias', 0);
    Annotations.fromStack(target).hasWarning('/Target/Orders', Match.stringLikeRegexp('CrossAccountTarget.versionTarget'));
  });

  test('points the alias of an imported function to its latest code', () => {
    const { target } = twoAccounts();
    new CrossAccountTarget(target, 'Orders', {
      function: lambda.Function.fromFunctionArn(target, 'Function', ORDERS_FUNCTION),
      callers: [Caller.role(CHECKOUT_ROLE)],
    });
    Template.fromStack(target).hasResourceProperties('AWS::Lambda::Alias', { FunctionVersion: '$LATEST', Name: 'live' });
  });

  test('fails for $LATEST', () => {
    const { target } = twoAccounts();
    const message = errorOf(() => new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function').latestVersion }));
    expect(message).toContain('function is $LATEST, to which Lambda attaches no resource policy');
    expect(message).toMatch(/\[Target\/Orders\]$/);
  });

  test('fails when aliasName is given beside an alias', () => {
    const { target } = twoAccounts();
    const alias = new lambda.Alias(target, 'Live', { aliasName: 'prod', version: fn(target, 'Function').currentVersion });
    expect(errorOf(() => new CrossAccountTarget(target, 'Orders', { function: alias, aliasName: 'live' })))
      .toContain('aliasName is set, but function already is an alias, got "live"');
  });

  test.each(['', '1', '42', 'with space', 'a'.repeat(129), '$LATEST'])('fails for alias name "%s"', (aliasName) => {
    const { target } = twoAccounts();
    expect(errorOf(() => new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), aliasName })))
      .toContain(`aliasName is not a name that Lambda takes, got ${JSON.stringify(aliasName)}`);
  });

  test.each(['a', '1a', 'a'.repeat(128)])('takes alias name "%s"', (aliasName) => {
    const { target } = twoAccounts();
    new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), aliasName });
    Template.fromStack(target).hasResourceProperties('AWS::Lambda::Alias', { Name: aliasName });
  });

  test('fails for a function of another account', () => {
    const { source, target } = twoAccounts();
    const message = errorOf(() => new CrossAccountTarget(source, 'Orders', { function: fn(target, 'Function') }));
    expect(message).toContain('function belongs to account 222222222222, its target to a stack of account 111111111111');
    expect(message).toContain("CrossAccountTarget.fromTargetArn in the caller's stack");
  });

  test.each([
    ['version', (scope: Stack) => lambda.Version.fromVersionArn(scope, 'Version', `${ORDERS_FUNCTION}:7`)],
    ['alias', (scope: Stack) => lambda.Alias.fromAliasAttributes(scope, 'Alias', {
      aliasName: 'prod', aliasVersion: lambda.Version.fromVersionArn(scope, 'Version', `${ORDERS_FUNCTION}:7`),
    })],
  ])('fails for an imported %s of another account', (_, imported) => {
    const { source, target } = twoAccounts();
    expect(errorOf(() => new CrossAccountTarget(source, 'Orders', { function: imported(source) }))).toContain('function belongs to account 222222222222');
    expect(() => new CrossAccountTarget(target, 'Orders', { function: imported(target), callers: [Caller.role(CHECKOUT_ROLE)] })).not.toThrow();
  });

  test('fails for a function imported by a qualified ARN', () => {
    const { target } = twoAccounts();
    expect(errorOf(() => new CrossAccountTarget(target, 'Orders', { function: lambda.Function.fromFunctionArn(target, 'Function', `${ORDERS_FUNCTION}:prod`) })))
      .toContain('import it with lambda.Alias.fromAliasAttributes or lambda.Version.fromVersionArn');
  });

  test('fails for a function of another region', () => {
    const { app, target } = twoAccounts();
    const far = new Stack(app, 'Far', { env: { account: TARGET_ACCOUNT, region: 'us-east-1' } });
    const message = errorOf(() => new CrossAccountTarget(target, 'Orders', { function: fn(far, 'Function') }));
    expect(message).toContain('function is in region us-east-1, its target in a stack of region eu-west-1');
  });

  test('fails for a function of another stack when an account is unknown', () => {
    const app = new App();
    const one = new Stack(app, 'One');
    const other = new Stack(app, 'Other');
    expect(errorOf(() => new CrossAccountTarget(other, 'Orders', { function: fn(one, 'Function') }))).toContain('that is not known at synthesis');
  });

  test('takes a function of another stack of the same account', () => {
    const { app, target } = twoAccounts();
    const functions = new Stack(app, 'Functions', { env: TARGET_ENV });
    new CrossAccountTarget(target, 'Orders', { function: fn(functions, 'Function'), callers: [Caller.role(CHECKOUT_ROLE)] });
    Template.fromStack(target).resourceCountIs('AWS::Lambda::ResourcePolicy', 1);
  });

  test.each([['account', '333333333333', TARGET_ACCOUNT], ['region', 'us-east-1', REGION]])('fails when %s contradicts the stack', (prop, value, expected) => {
    const { target } = twoAccounts();
    expect(errorOf(() => new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), [prop]: value })))
      .toContain(`${prop} contradicts the stack, got "${value}"; expected '${expected}'`);
  });

  test('fails for an account that is none', () => {
    const stack = new Stack(new App(), 'Target');
    expect(errorOf(() => new CrossAccountTarget(stack, 'Orders', { function: fn(stack, 'Function'), account: '12' }))).toContain('account is not an AWS account id');
  });
});

describe('targetArn', () => {
  test('is a reference in its own stack and a literal in another', () => {
    const { source, target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: 'orders' }) });
    new CfnOutput(target, 'Own', { value: orders.targetArn });
    new CfnOutput(source, 'Other', { value: orders.targetArn });
    Template.fromStack(target).hasOutput('Own', { Value: { Ref: 'OrdersAliasFA69D35F' } });
    Template.fromStack(source).hasOutput('Other', { Value: `${ORDERS_FUNCTION}:live` });
  });

  test('is known where aws-cdk generates the function name', () => {
    const { source, target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: PhysicalName.GENERATE_IF_NEEDED }) });
    new CfnOutput(source, 'Other', { value: orders.targetArn });
    const { Value } = Template.fromStack(source).findOutputs('Other').Other;
    const [func] = Object.values(Template.fromStack(target).findResources('AWS::Lambda::Function'));
    expect(JSON.stringify(Value)).toContain(`${func.Properties.FunctionName}:live`);
  });

  test('fails in another stack for a function without a name', () => {
    const { source, target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    new CfnOutput(source, 'Other', { value: orders.targetArn });
    expect(errorOf(() => Template.fromStack(source))).toContain('set functionName and a literal aliasName on Target/Function');
  });

  test('fails in another stack for a version that this app publishes', () => {
    const { source, target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: 'orders' }).currentVersion });
    new CfnOutput(source, 'Other', { value: orders.targetArn });
    expect(errorOf(() => Template.fromStack(source))).toContain('the number of a version is only known once it is published');
  });

  test('fails in another stack when the account is unknown, and works when it is given', () => {
    for (const given of [{}, { account: TARGET_ACCOUNT, region: REGION }]) {
      const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
      const target = new Stack(app, 'Target');
      const source = new Stack(app, 'Source');
      const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: 'orders' }), ...given });
      new CfnOutput(source, 'Other', { value: orders.targetArn });
      if ('account' in given) {
        Template.fromStack(source).hasOutput('Other', { Value: `${ORDERS_FUNCTION}:live` });
      } else {
        expect(errorOf(() => Template.fromStack(source))).toContain('give stack Target an env: { account, region }, or pass account and region');
      }
    }
  });
});

describe('grants.invoke with DOCUMENT', () => {
  test.each([
    ['role', Caller.role(CHECKOUT_ROLE), ROLE_STATEMENT],
    ['account', Caller.account(SOURCE_ACCOUNT), { Sid: 'InvokeFunctionAccounts', Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` }, Condition: Match.absent() }],
    ['organization', Caller.organization('o-a1b2c3d4e5'), { Sid: 'InvokeFunctionOrganizations', Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } }],
    ['organizational unit', Caller.organizationalUnit('o-a1b2c3d4e5/r-ab12/ou-ab12-11111111'), {
      Sid: 'InvokeFunctionOrganizationalUnits',
      Principal: '*',
      Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*' } },
    }],
    ['service', Caller.service({ service: 's3.amazonaws.com', sourceArn: 'arn:aws:s3:::images', sourceAccount: SOURCE_ACCOUNT }), {
      Sid: 'InvokeFunctionS3111111111111',
      Principal: { Service: 's3.amazonaws.com' },
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::images' }, StringEquals: { 'aws:SourceAccount': SOURCE_ACCOUNT } },
    }],
    ['anyone', Caller.anyone({ reason: 'public price list' }), { Sid: 'InvokeFunctionAnyone', Principal: '*', Condition: Match.absent() }],
  ])('writes one statement for a caller of kind %s', (_, caller, statement) => {
    const { target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    const half = orders.grants.invoke(caller);
    expect(half).toMatchObject({ written: true, account: TARGET_ACCOUNT });
    expect(half.handOver).toBeUndefined();
    expect(half.construct?.node.path).toBe('Target/Orders/Policy');
    Template.fromStack(target).hasResourceProperties('AWS::Lambda::ResourcePolicy', {
      ResourceArn: { Ref: 'OrdersAliasFA69D35F' },
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { Ref: 'OrdersAliasFA69D35F' }, ...statement }],
      },
    });
  });

  test('merges callers of one shape into one statement, in an order that code order does not change', () => {
    const callers = [
      Caller.role(CHECKOUT_ROLE),
      Caller.role(`arn:aws:iam::${OTHER_ACCOUNT}:role/b`),
      Caller.role(`arn:aws:iam::${OTHER_ACCOUNT}:role/a`),
      Caller.role(CHECKOUT_ROLE),
      Caller.organization('o-a1b2c3d4e5'),
      Caller.accounts([OTHER_ACCOUNT, SOURCE_ACCOUNT]),
    ];
    const documents = [callers, [...callers].reverse()].map((order) => {
      const { target } = twoAccounts();
      new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), callers: order });
      return document(target);
    });
    expect(documents[0]).toEqual(documents[1]);
    expect(documents[0].Statement.map(({ Sid }) => Sid)).toEqual(['InvokeFunctionAccounts', 'InvokeFunctionOrganizations', 'InvokeFunctionRoles']);
    expect(documents[0].Statement[2]).toMatchObject({
      Principal: { AWS: [`arn:aws:iam::${SOURCE_ACCOUNT}:root`, `arn:aws:iam::${OTHER_ACCOUNT}:root`] },
      Condition: { ArnEquals: { 'aws:PrincipalArn': [CHECKOUT_ROLE, `arn:aws:iam::${OTHER_ACCOUNT}:role/a`, `arn:aws:iam::${OTHER_ACCOUNT}:role/b`] } },
    });
  });

  test('merges buckets of one owner, and keeps those of two owners apart', () => {
    const { target } = twoAccounts();
    const bucket = (name: string, sourceAccount: string) => Caller.service({ service: 's3.amazonaws.com', sourceArn: `arn:aws:s3:::${name}`, sourceAccount });
    new CrossAccountTarget(target, 'Orders', {
      function: fn(target, 'Function'),
      callers: [bucket('b', SOURCE_ACCOUNT), bucket('a', SOURCE_ACCOUNT), bucket('c', OTHER_ACCOUNT)],
    });
    expect(document(target).Statement).toMatchObject([
      { Sid: 'InvokeFunctionS3111111111111', Condition: { ArnLike: { 'aws:SourceArn': ['arn:aws:s3:::a', 'arn:aws:s3:::b'] } } },
      { Sid: 'InvokeFunctionS3333333333333', Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::c' } } },
    ]);
  });

  test('keeps services with a token account apart, under Sids that do not change from run to run', () => {
    const { target } = twoAccounts();
    const owner = (value: string) => Lazy.string({ produce: () => value });
    new CrossAccountTarget(target, 'Orders', {
      function: fn(target, 'Function'),
      callers: [SOURCE_ACCOUNT, OTHER_ACCOUNT].map((id) => Caller.service({ service: 's3.amazonaws.com', sourceArn: 'arn:aws:s3:::images', sourceAccount: owner(id) })),
    });
    expect(document(target).Statement).toMatchObject([
      { Sid: 'InvokeFunctionS3', Condition: { StringEquals: { 'aws:SourceAccount': SOURCE_ACCOUNT } } },
      { Sid: 'InvokeFunctionS32', Condition: { StringEquals: { 'aws:SourceAccount': OTHER_ACCOUNT } } },
    ]);
  });

  test('takes tokens in every place', () => {
    const { target } = twoAccounts();
    const token = (text: string) => Lazy.string({ produce: () => text });
    new CrossAccountTarget(target, 'Orders', {
      function: fn(target, 'Function'),
      callers: [
        Caller.role(token(CHECKOUT_ROLE), { account: SOURCE_ACCOUNT }),
        Caller.account(token(OTHER_ACCOUNT)),
        Caller.organization(token('o-a1b2c3d4e5')),
        Caller.organizationalUnit(token('o-a1b2c3d4e5/r-ab12/ou-ab12-11111111')),
      ],
    });
    expect(document(target).Statement).toMatchObject([
      { Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` } },
      { Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*' } } },
      { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } },
      { Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` }, Condition: { ArnEquals: { 'aws:PrincipalArn': CHECKOUT_ROLE } } },
    ]);
  });

  test('names a role of the own account in a condition only, and says that this half is enough', () => {
    const { target } = twoAccounts();
    new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), callers: [Caller.role(`arn:aws:iam::${TARGET_ACCOUNT}:role/local`)] });
    expect(document(target).Statement).toMatchObject([{
      Sid: 'InvokeFunctionOwnRoles',
      Principal: '*',
      Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${TARGET_ACCOUNT}:role/local` } },
    }]);
    Annotations.fromStack(target).hasInfo('/Target/Orders', Match.stringLikeRegexp("in the target's own account, where this statement alone is enough"));
  });

  test('works in the China partition', () => {
    const { target } = twoAccounts({ target: { env: { account: TARGET_ACCOUNT, region: 'cn-north-1' } } });
    new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), callers: [Caller.role(`arn:aws-cn:iam::${SOURCE_ACCOUNT}:role/checkout`), Caller.account(OTHER_ACCOUNT)] });
    expect(document(target).Statement).toMatchObject([
      { Principal: { AWS: `arn:aws-cn:iam::${OTHER_ACCOUNT}:root` } },
      { Principal: { AWS: `arn:aws-cn:iam::${SOURCE_ACCOUNT}:root` } },
    ]);
  });

  test('leaves the partition to deployment where the region is unknown', () => {
    const stack = new Stack(new App(), 'Target');
    new CrossAccountTarget(stack, 'Orders', { function: fn(stack, 'Function'), callers: [Caller.account(SOURCE_ACCOUNT)] });
    expect(document(stack).Statement).toMatchObject([
      { Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${SOURCE_ACCOUNT}:root`]] } } },
    ]);
  });

  test('fails for a caller of another partition', () => {
    const { target } = twoAccounts();
    expect(errorOf(() => new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), callers: [Caller.role(`arn:aws-cn:iam::${SOURCE_ACCOUNT}:role/checkout`)] })))
      .toContain('is in partition aws-cn, the target in aws');
  });

  test('leaves an acknowledgeable warning with the reason for anyone', () => {
    const callers = [Caller.anyone({ reason: 'public price list' })];
    const { target } = twoAccounts();
    new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), callers });
    Annotations.fromStack(target).hasWarning('/Target/Orders', Match.stringLikeRegexp('Reason given: public price list.*cdk-cross-account-lambda:Caller.anyone'));
    const { target: quiet } = twoAccounts();
    core.Annotations.of(new CrossAccountTarget(quiet, 'Orders', { function: fn(quiet, 'Function'), callers }))
      .acknowledgeWarning('cdk-cross-account-lambda:Caller.anyone');
    Annotations.fromStack(quiet).hasNoWarning('/Target/Orders', Match.stringLikeRegexp('Caller.anyone'));
  });

  test('needs no order of deployment, also between stages', () => {
    const app = new App();
    const source = new Stack(new Stage(app, 'A'), 'Source', { env: { account: SOURCE_ACCOUNT, region: REGION } });
    const target = new Stack(new Stage(app, 'B'), 'Target', { env: TARGET_ENV });
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    orders.grants.invoke(Caller.roleOf(fn(source, 'Function')));
    expect(target.dependencies).toEqual([]);
    expect(source.dependencies).toEqual([]);
  });

  test('fails for a role of this app whose account is unknown', () => {
    const app = new App();
    const target = new Stack(app, 'Target', { env: TARGET_ENV });
    const source = new Stack(app, 'Source');
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    const message = errorOf(() => orders.grants.invoke(Caller.roleOf(fn(source, 'Function'))));
    expect(message).toContain('the ARN of Source/Function/ServiceRole/Resource is only known in stack Source');
    expect(message).toContain("give stack Source an env: { account: '111111111111' }");
  });

  test('takes a role of the same stack whose account is unknown', () => {
    const stack = new Stack(new App(), 'Target');
    const orders = new CrossAccountTarget(stack, 'Orders', { function: fn(stack, 'Function') });
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    expect(orders.grants.invoke(Caller.roleOf(role)).written).toBe(true);
    expect(document(stack).Statement).toMatchObject([{ Principal: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': ['Role1ABCC5F0', 'Arn'] } } } }]);
  });

  test.each(['RoleName', 'Path'])('fails when %s is overridden after the policy named the role', (property) => {
    const { source, target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    const role = new iam.Role(source, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    orders.grants.invoke(Caller.roleOf(role));
    orders.grants.invoke(Caller.roleOf(role));
    (role.node.defaultChild as iam.CfnRole).addPropertyOverride(property, '/mine/');
    const message = errorOf(() => Template.fromStack(target));
    expect(message.match(/was changed after another template had named it/g)).toHaveLength(1);
    expect(message).toContain(`${property} was changed after another template had named it, got "/mine/"`);
  });

  test('takes an override that was there before', () => {
    const { source, target } = twoAccounts();
    const role = new iam.Role(source, 'Role', { roleName: 'first', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    (role.node.defaultChild as iam.CfnRole).roleName = 'second';
    new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), callers: [Caller.roleOf(role)] });
    expect(JSON.stringify(document(target))).toContain(':role/second"');
  });

  test('merges two tokens for one role, whatever their order', () => {
    const token = (text: string) => Lazy.string({ produce: () => text });
    const documents = [['b', 'a', 'a'], ['a', 'b']].map((names) => {
      const { target } = twoAccounts();
      const callers = names.map((name) => Caller.role(token(`arn:aws:iam::${SOURCE_ACCOUNT}:role/${name}`), { account: SOURCE_ACCOUNT }));
      new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), callers });
      return document(target);
    });
    expect(documents[0]).toEqual(documents[1]);
    expect(documents[0].Statement).toMatchObject([
      { Condition: { ArnEquals: { 'aws:PrincipalArn': [`arn:aws:iam::${SOURCE_ACCOUNT}:role/a`, `arn:aws:iam::${SOURCE_ACCOUNT}:role/b`] } } },
    ]);
  });

  test('takes the pseudo parameter of the own account as a caller', () => {
    const { target } = twoAccounts();
    new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), callers: [Caller.account(Aws.ACCOUNT_ID)] });
    expect(document(target).Statement).toMatchObject([
      { Principal: { AWS: { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, ':root']] } } },
    ]);
  });
});
