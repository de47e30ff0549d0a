import { Duration } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { FunctionUrlAuthType, HttpMethod, InvokeMode } from 'aws-cdk-lib/aws-lambda';
import { Caller, CrossAccountTarget, ResourcePolicyType } from '../../src';
import type { CrossAccountTargetProps } from '../../src';
import { CHECKOUT_ROLE, errorOf, fn, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoAccounts } from '../support/apps';

const ALIAS = { Ref: 'OrdersAliasFA69D35F' };
const CHECKOUT = Caller.role(CHECKOUT_ROLE);
const ANYONE = Caller.anyone({ reason: 'public price list' });
const NONE = { authType: FunctionUrlAuthType.NONE };
const targetOf = (target: Stack, props: Partial<CrossAccountTargetProps> = {}) =>
  new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: 'orders' }), ...props });
const statementsOf = (target: Stack) => {
  const [policy] = Object.values(Template.fromStack(target).findResources('AWS::Lambda::ResourcePolicy'));
  return policy.Properties.PolicyDocument.Statement as unknown[];
};

describe('addUrl', () => {
  test('gives the alias a URL that asks for signatures, and lets nobody in', () => {
    const { source, target } = twoAccounts();
    const url = targetOf(target).addUrl();
    expect(target.resolve(url)).toEqual({ 'Fn::GetAtt': ['OrdersUrlBDBA5791', 'FunctionUrl'] });
    const template = Template.fromStack(target);
    template.resourceCountIs('AWS::Lambda::Url', 1);
    template.hasResource('AWS::Lambda::Url', {
      Properties: { TargetFunctionArn: { 'Fn::GetAtt': ['Function76856677', 'Arn'] }, Qualifier: 'live', AuthType: 'AWS_IAM', Cors: Match.absent(), InvokeMode: Match.absent() },
      DependsOn: ['OrdersAliasFA69D35F'],
    });
    template.resourceCountIs('AWS::Lambda::ResourcePolicy', 0);
    template.resourceCountIs('AWS::Lambda::Permission', 0);
    expect(Template.fromStack(source).toJSON().Resources).toBeUndefined();
  });

  test('takes every option', () => {
    const { target } = twoAccounts();
    targetOf(target, { aliasName: 'prod' }).addUrl({
      invokeMode: InvokeMode.RESPONSE_STREAM,
      cors: {
        allowCredentials: true, allowedHeaders: ['x-a'], allowedMethods: [HttpMethod.GET, HttpMethod.POST], allowedOrigins: ['https://example.com'], exposedHeaders: ['x-b'], maxAge: Duration.minutes(1),
      },
    });
    Template.fromStack(target).hasResourceProperties('AWS::Lambda::Url', {
      Qualifier: 'prod',
      InvokeMode: 'RESPONSE_STREAM',
      Cors: { AllowCredentials: true, AllowHeaders: ['x-a'], AllowMethods: ['GET', 'POST'], AllowOrigins: ['https://example.com'], ExposeHeaders: ['x-b'], MaxAge: 60 },
    });
  });

  test('takes cors without maxAge', () => {
    const { target } = twoAccounts();
    targetOf(target).addUrl({ cors: { allowedOrigins: ['*'] } });
    Template.fromStack(target).hasResourceProperties('AWS::Lambda::Url', { Cors: { AllowOrigins: ['*'], MaxAge: Match.absent() } });
  });

  test('belongs to an alias that is given, also to an imported one', () => {
    const { target } = twoAccounts();
    const version = lambda.Version.fromVersionArn(target, 'Version', `arn:aws:lambda:eu-west-1:${TARGET_ACCOUNT}:function:orders:7`);
    const alias = lambda.Alias.fromAliasAttributes(target, 'Alias', { aliasName: 'blue', aliasVersion: version });
    targetOf(target, { function: alias }).addUrl();
    Template.fromStack(target).hasResourceProperties('AWS::Lambda::Url', { Qualifier: 'blue', TargetFunctionArn: `arn:aws:lambda:eu-west-1:${TARGET_ACCOUNT}:function:orders` });
  });

  test('fails for a version', () => {
    const { target } = twoAccounts();
    const message = errorOf(() => targetOf(target, { function: fn(target, 'Versioned').currentVersion }).addUrl());
    expect(message).toContain('the target is a version, and Lambda gives URLs to functions and aliases only; expected a function or an alias');
    expect(message).toMatch(/\[Target\/Orders\]$/);
  });

  test('fails the second time', () => {
    const { target } = twoAccounts();
    const orders = targetOf(target);
    orders.addUrl();
    expect(errorOf(() => orders.addUrl())).toBe('the target has a function URL already; expected one URL for an alias; keep what the first addUrl() returns [Target/Orders]');
  });
});

describe('grants.invokeUrl', () => {
  const common = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` }, Resource: ALIAS };
  const named = { ArnEquals: { 'aws:PrincipalArn': CHECKOUT_ROLE } };
  const through = { ...common, Sid: 'InvokeFunctionThroughUrlRoles', Action: 'lambda:InvokeFunction', Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' }, ...named } };
  const url = { ...common, Sid: 'InvokeFunctionUrlRoles', Action: 'lambda:InvokeFunctionUrl', Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' }, ...named } };

  test('writes both statements that a URL needs', () => {
    const { source, target } = twoAccounts();
    const half = targetOf(target).grants.invokeUrl(CHECKOUT);
    expect(half).toMatchObject({ written: true, account: TARGET_ACCOUNT });
    expect(half.construct!.node.path).toBe('Target/Orders/Policy');
    expect(statementsOf(target)).toEqual([through, url]);
    Template.fromStack(target).resourceCountIs('AWS::Lambda::Url', 0);
    expect(Template.fromStack(source).toJSON().Resources).toBeUndefined();
  });

  test('stands beside grants.invoke, whose statement has no condition on URLs', () => {
    const { target } = twoAccounts();
    const orders = targetOf(target, { callers: [CHECKOUT] });
    orders.grants.invokeUrl(CHECKOUT);
    expect(statementsOf(target)).toEqual([{ ...common, Sid: 'InvokeFunctionRoles', Action: 'lambda:InvokeFunction', Condition: named }, through, url]);
  });

  test('merges callers, whatever their order', () => {
    const other = Caller.role(`arn:aws:iam::${SOURCE_ACCOUNT}:role/basket`);
    const [there, back] = [[CHECKOUT, other], [other, CHECKOUT, other]].map((callers) => {
      const { target } = twoAccounts();
      const { grants } = targetOf(target);
      for (const caller of callers) { grants.invokeUrl(caller); }
      return statementsOf(target);
    });
    expect(there).toEqual([through, url].map((statement) => ({ ...statement, Condition: { ...statement.Condition, ArnEquals: { 'aws:PrincipalArn': [`arn:aws:iam::${SOURCE_ACCOUNT}:role/basket`, CHECKOUT_ROLE] } } })));
    expect(back).toEqual(there);
  });

  test('takes an organization, whose condition stands beside the auth type', () => {
    const { target } = twoAccounts();
    targetOf(target).grants.invokeUrl(Caller.organization('o-a1b2c3d4e5'));
    expect(statementsOf(target)).toMatchObject([
      { Principal: '*', Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' }, StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } },
      { Principal: '*', Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM', 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } },
    ]);
  });

  test('writes two permissions with their fields', () => {
    const { target } = twoAccounts();
    const orders = targetOf(target, { policyType: ResourcePolicyType.PERMISSIONS });
    orders.grants.invokeUrl(CHECKOUT);
    orders.grants.invokeUrl(CHECKOUT);
    const permissions = Object.values(Template.fromStack(target).findResources('AWS::Lambda::Permission')).map(({ Properties }) => Properties);
    expect(permissions).toHaveLength(2);
    expect(permissions).toContainEqual({ Action: 'lambda:InvokeFunctionUrl', FunctionName: ALIAS, Principal: CHECKOUT_ROLE, FunctionUrlAuthType: 'AWS_IAM' });
    expect(permissions).toContainEqual({ Action: 'lambda:InvokeFunction', FunctionName: ALIAS, Principal: CHECKOUT_ROLE, InvokedViaFunctionUrl: true });
    Template.fromStack(target).resourceCountIs('AWS::Lambda::ResourcePolicy', 0);
  });

  test('writes a third permission for grants.invoke, without those fields', () => {
    const { target } = twoAccounts();
    const orders = targetOf(target, { policyType: ResourcePolicyType.PERMISSIONS, callers: [CHECKOUT] });
    orders.grants.invokeUrl(CHECKOUT);
    const permissions = Object.values(Template.fromStack(target).findResources('AWS::Lambda::Permission')).map(({ Properties }) => Properties);
    expect(permissions).toHaveLength(3);
    expect(permissions).toContainEqual({ Action: 'lambda:InvokeFunction', FunctionName: ALIAS, Principal: CHECKOUT_ROLE });
  });

  test('counts the conditions of permissions against the size of the policy', () => {
    const { target } = twoAccounts();
    const orders = targetOf(target, { policyType: ResourcePolicyType.PERMISSIONS });
    for (let i = 0; i < 24; i++) { orders.grants.invokeUrl(Caller.role(`arn:aws:iam::${SOURCE_ACCOUNT}:role/${String(i).padStart(48, 'r')}`)); }
    expect(errorOf(() => Template.fromStack(target))).toMatch(/the resource policy has about 2\d,\d{3} of the 20,480 characters/);
  });

  test('is named in the error of grants.actions', () => {
    const { target } = twoAccounts();
    const message = errorOf(() => targetOf(target).grants.actions(CHECKOUT, 'lambda:InvokeFunctionUrl'));
    expect(message).toContain('action cannot be given to another account by a resource policy of this library, got "lambda:InvokeFunctionUrl"');
    expect(message).toContain('write grants.invokeUrl(caller), which allows both actions that a URL needs');
  });
});

describe('a URL without signatures', () => {
  test('is for anyone only', () => {
    const { target } = twoAccounts();
    const orders = targetOf(target);
    const message = errorOf(() => orders.grants.invokeUrl(CHECKOUT, NONE));
    expect(message).toContain(`authType is NONE, with which requests carry no signature, so role ${CHECKOUT_ROLE} could not be told from anybody else, got "NONE"; expected FunctionUrlAuthType.AWS_IAM`);
    expect(message).toContain("if really everybody may call, write Caller.anyone({ reason: '…' }) [Target/Orders]");
    Template.fromStack(target).resourceCountIs('AWS::Lambda::ResourcePolicy', 0);
  });

  test.each([
    [ResourcePolicyType.DOCUMENT, 'AWS::Lambda::ResourcePolicy'],
    [ResourcePolicyType.PERMISSIONS, 'AWS::Lambda::Permission'],
  ])('lets anyone in by policy type %s, with a warning', (policyType, resourceType) => {
    const { target } = twoAccounts();
    const orders = targetOf(target, { policyType });
    orders.addUrl(NONE);
    orders.grants.invokeUrl(ANYONE, NONE);
    const template = Template.fromStack(target);
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'NONE' });
    template.hasResourceProperties(resourceType, policyType === ResourcePolicyType.PERMISSIONS
      ? { Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: 'NONE' }
      : { PolicyDocument: { Statement: [{ Action: 'lambda:InvokeFunction' }, { Action: 'lambda:InvokeFunctionUrl', Principal: '*', Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } } }] } });
    Annotations.fromStack(target).hasWarning('/Target/Orders', Match.stringLikeRegexp('every AWS account may call this function. Reason given: public price list'));
  });

  test('fails at synthesis without a grant to anyone', () => {
    const { app, target } = twoAccounts();
    targetOf(target).addUrl(NONE);
    const message = errorOf(() => app.synth());
    expect(message).toContain('the function URL has authType NONE, which lets in callers without a signature, but no grant to Caller.anyone allows them; expected FunctionUrlAuthType.AWS_IAM, or a grant to Caller.anyone');
    expect(message).toContain("write target.grants.invokeUrl(Caller.anyone({ reason: '…' }), { authType: FunctionUrlAuthType.NONE }) [Target/Orders]");
  });
});

describe('auth types that do not meet', () => {
  test.each([
    ['the URL asks for signatures, a caller sends none', undefined, ANYONE, NONE, 'authType NONE, but its authType is AWS_IAM'],
    ['a caller signs, the URL takes none', NONE, CHECKOUT, undefined, 'authType AWS_IAM, but its authType is NONE'],
  ])('fail at synthesis: %s', (_, urlOptions, caller, grantOptions, text) => {
    for (const urlFirst of [true, false]) {
      const { app, target } = twoAccounts();
      const orders = targetOf(target);
      const steps = [() => orders.addUrl(urlOptions), () => orders.grants.invokeUrl(caller, grantOptions)];
      for (const step of urlFirst ? steps : steps.reverse()) { step(); }
      const message = errorOf(() => app.synth());
      expect(message).toContain(`callers were granted the function URL with ${text}, so every call is denied; expected one authType`);
      expect(message).toContain('pass the same authType to addUrl and grants.invokeUrl [Target/Orders]');
    }
  });

  test('do not matter to grants.invoke', () => {
    const { target } = twoAccounts();
    targetOf(target, { callers: [CHECKOUT] }).addUrl();
    Template.fromStack(target).resourceCountIs('AWS::Lambda::Url', 1);
  });

  test('fail as both auth types in grants, where this app does not make the URL', () => {
    const { target } = twoAccounts();
    const { grants } = targetOf(target);
    grants.invokeUrl(ANYONE);
    grants.invokeUrl(CHECKOUT);
    const message = errorOf(() => grants.invokeUrl(ANYONE, NONE));
    expect(message).toContain('callers of the function URL were granted with authType AWS_IAM before, got "NONE"; expected one authType: a URL has no other');
    expect(message).toContain('pass the authType of the URL to each grants.invokeUrl, or give these callers a target with an alias of its own [Target/Orders]');
    expect(statementsOf(target)).toHaveLength(4);
  });
});
