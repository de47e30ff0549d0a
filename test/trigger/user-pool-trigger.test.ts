import { App, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ALIAS, handOversOf, LIVE, messagesOf, only, ordersTarget, permissionsOf, resourcesOf, statementsOf, threeAccounts } from './templates';
import { CrossAccountTarget, CrossAccountUserPoolTrigger, ResourcePolicyType } from '../../src';
import type { CrossAccountUserPoolTriggerProps } from '../../src';
import { errorOf, fn, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const { UserPoolOperation: Operation } = cognito;
const ANY = `arn:aws:cognito-idp:${REGION}:${SOURCE_ACCOUNT}:userpool/*`;
const POOL_ARN = `arn:aws:cognito-idp:${REGION}:${SOURCE_ACCOUNT}:userpool/eu-west-1_abc`;
const statement = (arn: unknown, account = SOURCE_ACCOUNT) => ({
  Sid: `InvokeFunctionCognitoidp${account}`,
  Effect: 'Allow',
  Principal: { Service: 'cognito-idp.amazonaws.com' },
  Action: 'lambda:InvokeFunction',
  Resource: ALIAS,
  Condition: { ArnLike: { 'aws:SourceArn': arn }, StringEquals: { 'aws:SourceAccount': account } },
});

type Choice = Partial<CrossAccountUserPoolTriggerProps> & Pick<CrossAccountUserPoolTriggerProps, 'target'>;

function trigger(stack: Stack, choice: Choice, id = 'SignUp'): CrossAccountUserPoolTrigger {
  const userPool = choice.userPool ?? new cognito.UserPool(stack, 'Users');
  return new CrossAccountUserPoolTrigger(stack, id, { operation: Operation.PRE_SIGN_UP, ...choice, userPool });
}

const lambdaConfig = (stack: Stack) => only(stack, 'AWS::Cognito::UserPool').Properties.LambdaConfig;
const imported = (stack: Stack) => cognito.UserPool.fromUserPoolArn(stack, 'Users', POOL_ARN);

describe('CrossAccountUserPoolTrigger', () => {
  test('writes the configuration of the pool and the permission in the target\'s account, in any order', () => {
    const { source, target } = twoAccounts();
    const { sourceHalf, resourceHalf } = trigger(source, { target: ordersTarget(target) });
    expect(lambdaConfig(source)).toEqual({ PreSignUp: LIVE });
    expect(statementsOf(target)).toEqual([statement(ANY)]);
    expect(messagesOf(source, 'info')).toEqual([{
      path: 'Source/Users',
      text: `Source/Users has no name that another stack can write, so every user pool of account ${SOURCE_ACCOUNT} may call Target/Orders; `
        + "pass exactSource: true to let in this one only; the target's stack is then deployed after the pool's [ack: cdk-cross-account-lambda:Source.anyOfAccount]",
    }]);
    expect([sourceHalf.written, sourceHalf.account]).toEqual([true, SOURCE_ACCOUNT]);
    expect([resourceHalf.written, resourceHalf.account]).toEqual([true, TARGET_ACCOUNT]);
    expect(resourcesOf(source, 'AWS::Lambda::Permission')).toEqual({});
    expect([source.dependencies, target.dependencies]).toEqual([[], []]);
  });

  test('says once for all triggers of a pool and a target that other pools may call', () => {
    const { source, target } = twoAccounts();
    const [userPool, orders] = [new cognito.UserPool(source, 'Users'), ordersTarget(target)];
    trigger(source, { userPool, target: orders });
    trigger(source, { userPool, target: orders, operation: Operation.POST_CONFIRMATION }, 'Confirmed');
    expect(messagesOf(source, 'info').map(({ path }) => path)).toEqual(['Source/Users']);
    const mail = new CrossAccountTarget(target, 'Mail', { function: fn(target, 'Mailer', { functionName: 'mail' }) });
    trigger(source, { userPool, target: mail, operation: Operation.CUSTOM_MESSAGE }, 'Message');
    expect(messagesOf(source, 'info').map(({ text }) => /may call (\S+);/.exec(text)![1])).toEqual(['Target/Orders', 'Target/Mail']);
  });

  test('exactSource names the pool by reference, and deploys the target afterwards', () => {
    const { source, target } = twoAccounts();
    trigger(source, { target: ordersTarget(target), exactSource: true });
    const [{ Condition }] = statementsOf(target) as { Condition: { ArnLike: { 'aws:SourceArn': Record<string, { StackName: string }> } } }[];
    expect(Condition.ArnLike['aws:SourceArn']['Fn::GetStackOutput'].StackName).toBe('Source');
    expect([source.dependencies, target.dependencies]).toEqual([[], [source]]);
    expect(messagesOf(source, 'info')).toEqual([]);
  });

  test('exactSource fails where the pool\'s stack is deployed after the target\'s', () => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(target);
    source.addDependency(target);
    expect(errorOf(() => trigger(source, { target: orders, exactSource: true }))).toBe(
      'no order of deployment exists: exactSource lets in exactly Source/Users, whose ARN is known at deployment; yet Source already depends on Target; '
      + 'expected needs that point one way; leave exactSource out; or move one of the two into a third stack [Target/Orders]',
    );
  });

  test('exactSource fails for a target in a nested stack, which cannot read from another account', () => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(new NestedStack(target, 'Nested'));
    expect(errorOf(() => trigger(source, { target: orders, exactSource: true }))).toBe(
      'the ARN of Source/Users is only known at deployment, and the nested stack Target/Nested cannot read it from another account; '
      + 'expected the ARN as a text, or two stacks between which it can be read; leave exactSource out; or move what names it out of the nested stack [Source/SignUp]',
    );
  });

  test('within one stack pool and key are named exactly', () => {
    const { target } = twoAccounts();
    const customSenderKey = new kms.Key(target, 'Key');
    trigger(target, { target: ordersTarget(target), operation: Operation.CUSTOM_SMS_SENDER, customSenderKey });
    const attribute = (type: string) => ({ 'Fn::GetAtt': [Object.keys(resourcesOf(target, type))[0], 'Arn'] });
    expect(statementsOf(target)).toEqual([statement(attribute('AWS::Cognito::UserPool'), TARGET_ACCOUNT)]);
    expect((only(target, 'AWS::IAM::Policy').Properties.PolicyDocument as { Statement: unknown }).Statement).toMatchObject([{ Action: 'kms:Decrypt', Resource: attribute('AWS::KMS::Key') }]);
    expect(messagesOf(target, 'info').filter(({ text }) => text.includes('anyOfAccount'))).toEqual([]);
  });

  test('writes a permission for a target with that policy type', () => {
    const { source, target } = twoAccounts();
    trigger(source, { target: ordersTarget(target, { policyType: ResourcePolicyType.PERMISSIONS }) });
    expect(permissionsOf(target)).toEqual([{
      Action: 'lambda:InvokeFunction', FunctionName: ALIAS, Principal: 'cognito-idp.amazonaws.com', SourceArn: ANY, SourceAccount: SOURCE_ACCOUNT,
    }]);
  });

  test('stands beside the triggers of the UserPool, made before or afterwards', () => {
    const { source, target } = twoAccounts();
    const userPool = new cognito.UserPool(source, 'Users', { lambdaTriggers: { customMessage: fn(source, 'Message') } });
    const orders = ordersTarget(target);
    trigger(source, { userPool, target: orders });
    trigger(source, { userPool, target: orders, operation: Operation.PRE_TOKEN_GENERATION_CONFIG, lambdaVersion: cognito.LambdaVersion.V2_0 }, 'Tokens');
    trigger(source, { userPool, target: orders, operation: Operation.of('inboundFederation') }, 'Federation');
    userPool.addTrigger(Operation.POST_CONFIRMATION, fn(source, 'Confirmed'));
    const arnOf = (id: string) => ({ 'Fn::GetAtt': [Object.keys(resourcesOf(source, 'AWS::Lambda::Function')).find((key) => key.startsWith(id)), 'Arn'] });
    expect(lambdaConfig(source)).toEqual({
      CustomMessage: arnOf('Message'),
      PostConfirmation: arnOf('Confirmed'),
      PreSignUp: LIVE,
      PreTokenGenerationConfig: { LambdaArn: LIVE, LambdaVersion: 'V2_0' },
      InboundFederation: { LambdaArn: LIVE, LambdaVersion: 'V1_0' },
    });
  });

  test('fails for two functions for one operation, whoever sets them', () => {
    const { app, source, target } = twoAccounts();
    const userPool = new cognito.UserPool(source, 'Users');
    const orders = ordersTarget(target);
    trigger(source, { userPool, target: orders });
    expect(errorOf(() => trigger(source, { userPool, target: orders }, 'Again'))).toBe(
      'Source/Users/Resource has a function for preSignUp already; expected one function for an operation; '
      + 'remove one of them: the addTrigger or lambdaTriggers of the UserPool, or a CrossAccountUserPoolTrigger [Source/Again]',
    );
    userPool.addTrigger(Operation.PRE_SIGN_UP, fn(source, 'Own'));
    expect(errorOf(() => app.synth())).toContain('Source/Users/Resource has a function for preSignUp already; expected one function for an operation');
  });

  test('both pre token generations are one', () => {
    const { source, target } = twoAccounts();
    const userPool = new cognito.UserPool(source, 'Users');
    const orders = ordersTarget(target);
    trigger(source, { userPool, target: orders, operation: Operation.PRE_TOKEN_GENERATION });
    expect(errorOf(() => trigger(source, { userPool, target: orders, operation: Operation.PRE_TOKEN_GENERATION_CONFIG }, 'Again')))
      .toContain('has a function for preTokenGeneration already, which must be the same as that for preTokenGenerationConfig');
  });

  test('one target takes pools of several accounts', () => {
    const { one, other, target } = threeAccounts();
    const orders = ordersTarget(target);
    trigger(one, { target: orders });
    trigger(other, { target: orders });
    expect(statementsOf(target)).toEqual([statement(ANY), statement(ANY.replace(SOURCE_ACCOUNT, OTHER_ACCOUNT), OTHER_ACCOUNT)]);
  });

  test('an imported target is handed over', () => {
    const { source } = twoAccounts();
    trigger(source, { target: CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE) });
    expect(lambdaConfig(source)).toEqual({ PreSignUp: LIVE });
    expect(handOversOf(source).map(({ account, statement: text }) => [account, JSON.parse(text)])).toEqual([
      [TARGET_ACCOUNT, { ...statement(ANY), Resource: LIVE }],
    ]);
  });

  test('an imported pool is let in exactly, and its configuration is handed over', () => {
    const { target } = twoAccounts();
    const { sourceHalf } = trigger(target, { userPool: imported(target), target: ordersTarget(target), exactSource: true });
    expect(statementsOf(target)).toEqual([statement(POOL_ARN)]);
    expect(messagesOf(target, 'info').filter(({ text }) => text.includes('anyOfAccount'))).toEqual([]);
    expect(sourceHalf.handOver).toEqual({
      account: SOURCE_ACCOUNT,
      summary: `user pool eu-west-1_abc, which this app does not deploy, must call ${LIVE} for preSignUp `
        + '(update-user-pool sets every option that is not given back to its default, other triggers too: give all that the pool has)',
      statement: `{"LambdaConfig":{"PreSignUp":"${LIVE}"}}`,
      commands: [`aws cognito-idp update-user-pool --region ${REGION} --user-pool-id eu-west-1_abc --lambda-config '{"PreSignUp":"${LIVE}"}'`],
    });
  });

  test('an imported pool whose ARN is a token', () => {
    const { source, target } = twoAccounts();
    const userPool = cognito.UserPool.fromUserPoolId(source, 'Users', new cognito.UserPool(source, 'Made').userPoolId);
    const orders = ordersTarget(target);
    trigger(source, { userPool, target: orders });
    expect(statementsOf(target)).toEqual([statement(ANY)]);
    expect(errorOf(() => trigger(source, { userPool, target: orders, exactSource: true }, 'Exact')))
      .toContain('exactSource is set, but the ARN of the imported pool is a token; expected a literal ARN');
  });

  test('an alias is taken, a version is not', () => {
    const { source, target } = twoAccounts();
    const version = fn(target, 'Function', { functionName: 'orders' }).currentVersion;
    const message = 'is a version, which Cognito does not take; expected an alias; pass the function to CrossAccountTarget, which makes an alias';
    const own = new CrossAccountTarget(source, 'Own', { function: lambda.Version.fromVersionArn(source, 'V', `arn:aws:lambda:${REGION}:${SOURCE_ACCOUNT}:function:orders:7`) });
    expect(errorOf(() => trigger(source, { target: own }))).toContain(`Source/Own ${message}`);
    expect(errorOf(() => trigger(source, { userPool: new cognito.UserPool(source, 'Users2'), target: CrossAccountTarget.fromTargetArn(source, 'Seven', LIVE.replace('live', '7')) }, 'Other')))
      .toContain(`Source/Seven ${message}`);
    const alias = new lambda.Alias(target, 'Alias', { aliasName: 'stable', version });
    trigger(target, { userPool: new cognito.UserPool(target, 'Users'), target: new CrossAccountTarget(target, 'Orders', { function: alias }) });
    expect(lambdaConfig(target)).toEqual({ PreSignUp: `arn:aws:lambda:${REGION}:${TARGET_ACCOUNT}:function:orders:stable` });
  });

  test.each([[5, 0], [6, 1]])('a timeout of %d seconds leaves %d warnings', (seconds, count) => {
    const { source, target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { timeout: Duration.seconds(seconds) }) });
    trigger(source, { target: orders });
    expect(messagesOf(source, 'warning').map(({ text }) => text)).toEqual(Array(count).fill(
      'Target/Function may run for 6 seconds, but Cognito waits 5 for preSignUp and then calls again; set its timeout to 5 seconds or less '
      + '[ack: cdk-cross-account-lambda:CrossAccountUserPoolTrigger.timeout]',
    ));
  });

  test('fails for another region, an unknown account, and a version of an event that has one', () => {
    const app = new App();
    const orders = ordersTarget(new Stack(app, 'Target', { env: TARGET_ENV }));
    const far = new Stack(app, 'Far', { env: { ...SOURCE_ENV, region: 'us-east-1' } });
    expect(errorOf(() => trigger(far, { target: orders })))
      .toContain('the source is in region us-east-1, the target in eu-west-1; AWS documents user pools with functions of their region only');
    expect(errorOf(() => trigger(new Stack(app, 'Anywhere'), { target: orders }))).toContain('the account of Anywhere/Users is not known at synthesis');
    expect(errorOf(() => trigger(new Stack(app, 'Source', { env: SOURCE_ENV }), { target: orders, lambdaVersion: cognito.LambdaVersion.V3_0 })))
      .toContain('lambdaVersion is set, but preSignUp knows one version of its event, got "V3_0"; expected no lambdaVersion');
  });
});

describe('custom senders', () => {
  const SMS = { operation: Operation.CUSTOM_SMS_SENDER };
  const keyStatements = (stack: Stack) => (only(stack, 'AWS::KMS::Key').Properties.KeyPolicy as { Statement: { Sid?: string }[] }).Statement.filter(({ Sid }) => Sid);
  const decrypts = (role: string) => ({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${TARGET_ACCOUNT}:root` },
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { ArnEquals: { 'aws:PrincipalArn': role } },
  });

  test('the pool has the key, its policy lets the function\'s role decrypt, and so does the role\'s', () => {
    const { source, target } = twoAccounts();
    const key = new kms.Key(source, 'Key');
    const userPool = new cognito.UserPool(source, 'Users', { customSenderKmsKey: key });
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: 'orders', timeout: Duration.seconds(60) }) });
    trigger(source, { ...SMS, userPool, target: orders, customSenderKey: key });
    trigger(source, { operation: Operation.CUSTOM_EMAIL_SENDER, userPool, target: orders, customSenderKey: key }, 'Email');
    const keyArn = { 'Fn::GetAtt': [Object.keys(resourcesOf(source, 'AWS::KMS::Key'))[0], 'Arn'] };
    const sender = { LambdaArn: LIVE, LambdaVersion: 'V1_0' };
    expect(lambdaConfig(source)).toEqual({ CustomSMSSender: sender, CustomEmailSender: sender, KMSKeyID: keyArn });
    const { RoleName } = only(target, 'AWS::IAM::Role').Properties;
    expect(keyStatements(source)).toEqual([{ Sid: expect.stringMatching(/^DecryptCodes[0-9a-f]{8}$/) as string, ...decrypts(`arn:aws:iam::${TARGET_ACCOUNT}:role/${RoleName}`) }]);
    expect(only(target, 'AWS::IAM::Policy').Properties.PolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [{ Sid: 'DecryptCodes', Effect: 'Allow', Action: 'kms:Decrypt', Resource: `arn:aws:kms:${REGION}:${SOURCE_ACCOUNT}:key/*` }],
    });
    expect(only(target, 'AWS::Lambda::Function').DependsOn).toContain(Object.keys(resourcesOf(target, 'AWS::IAM::Policy'))[0]);
    expect(messagesOf(source, 'warning')).toEqual([]);
    expect([source.dependencies, target.dependencies]).toEqual([[], []]);
  });

  test('exactSource names the key by reference', () => {
    const { source, target } = twoAccounts();
    trigger(source, { ...SMS, target: ordersTarget(target), customSenderKey: new kms.Key(source, 'Key'), exactSource: true });
    const [{ Resource }] = (only(target, 'AWS::IAM::Policy').Properties.PolicyDocument as { Statement: { Resource: Record<string, { StackName: string }> }[] }).Statement;
    expect(Resource['Fn::GetStackOutput'].StackName).toBe('Source');
  });

  test('exactSource deploys the stack of the role after that of the key', () => {
    const { app, source, target } = twoAccounts();
    const [roles, keys] = [new Stack(app, 'Roles', { env: TARGET_ENV }), new Stack(app, 'Keys', { env: SOURCE_ENV })];
    const role = new iam.Role(roles, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: 'orders', role }) });
    trigger(source, { ...SMS, target: orders, customSenderKey: new kms.Key(keys, 'Key'), exactSource: true });
    app.synth();
    expect(roles.dependencies).toEqual([keys]);
    expect(target.dependencies).toEqual(expect.arrayContaining([source, roles]));
  });

  // an app without feature flags writes partitions as references
  test('hands over literals, also without feature flags', () => {
    const app = new App();
    const [source, target] = [new Stack(app, 'Source', { env: SOURCE_ENV }), new Stack(app, 'Target', { env: TARGET_ENV })];
    const customSenderKey = kms.Key.fromKeyArn(source, 'Key', `arn:aws:kms:${REGION}:${OTHER_ACCOUNT}:key/1`);
    trigger(source, { ...SMS, target: ordersTarget(target), customSenderKey });
    const [{ statement: ofKey }] = handOversOf(source);
    expect((JSON.parse(ofKey) as { Principal: unknown }).Principal).toEqual({ AWS: `arn:aws:iam::${TARGET_ACCOUNT}:root` });
  });

  test('hands over a key that is only known at deployment with a placeholder', () => {
    const { source } = twoAccounts();
    const target = CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE);
    const functionRoleArn = `arn:aws:iam::${TARGET_ACCOUNT}:role/sender`;
    trigger(source, { ...SMS, target, customSenderKey: new kms.Key(source, 'Key'), functionRoleArn, exactSource: true });
    const ofRole = handOversOf(source).find(({ summary }) => summary.startsWith('role '))!;
    expect(JSON.parse(ofRole.statement)).toMatchObject({ Action: 'kms:Decrypt', Resource: 'KEY_ARN' });
    expect(ofRole.summary).toMatch(/; the ARN is only known at deployment: put that of the deployed resource for KEY_ARN$/);
  });

  test('hands over what belongs to keys and functions of other apps', () => {
    const { source } = twoAccounts();
    const target = CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE);
    const keyArn = `arn:aws:kms:${REGION}:${SOURCE_ACCOUNT}:key/1`;
    const functionRoleArn = `arn:aws:iam::${TARGET_ACCOUNT}:role/sender`;
    trigger(source, { ...SMS, target, customSenderKey: kms.Key.fromKeyArn(source, 'Key', keyArn), functionRoleArn });
    const all = handOversOf(source);
    expect(all).toHaveLength(3);
    const ofKey = all.find(({ account }) => account === SOURCE_ACCOUNT)!;
    expect(JSON.parse(ofKey.statement)).toMatchObject(decrypts(functionRoleArn));
    expect(ofKey.summary).toBe(`the policy of key ${keyArn}, which this app does not deploy, must let ${functionRoleArn} decrypt`);
    expect(ofKey.commands).toEqual([`aws kms create-grant --region ${REGION} --key-id ${keyArn} --grantee-principal ${functionRoleArn} --operations Decrypt`]);
    const ofRole = all.find(({ summary }) => summary.startsWith('role '))!;
    expect([ofRole.account, JSON.parse(ofRole.statement)]).toEqual([TARGET_ACCOUNT, { Sid: 'DecryptCodes', Effect: 'Allow', Action: 'kms:Decrypt', Resource: keyArn }]);
  });

  test('fails without a key, with a key for nothing, with two keys, and without the role', () => {
    const { app, source, target } = twoAccounts();
    const [one, two] = [new kms.Key(source, 'One'), new kms.Key(source, 'Two')];
    const userPool = new cognito.UserPool(source, 'Users', { customSenderKmsKey: one });
    const orders = ordersTarget(target);
    expect(errorOf(() => trigger(source, { ...SMS, userPool, target: orders }, 'A')))
      .toContain('customSmsSender gets codes that are encrypted, and no key is given; expected a customSenderKey');
    expect(errorOf(() => trigger(source, { userPool, target: orders, customSenderKey: one }, 'B'))).toContain('customSenderKey is set, but preSignUp gets no codes');
    const foreign = CrossAccountTarget.fromTargetArn(source, 'Foreign', LIVE);
    expect(errorOf(() => trigger(source, { ...SMS, target: foreign, userPool: imported(new Stack(app, 'S2', { env: SOURCE_ENV })), customSenderKey: one }, 'C')))
      .toContain('the execution role of Source/Foreign is not known, and for customSmsSender it must decrypt; expected functionRoleArn');
    const roleless = new CrossAccountTarget(target, 'Roleless', {
      function: lambda.Function.fromFunctionArn(target, 'F', `arn:aws:lambda:${REGION}:${TARGET_ACCOUNT}:function:f`),
    });
    expect(errorOf(() => trigger(source, { ...SMS, target: roleless, userPool: imported(new Stack(app, 'S3', { env: SOURCE_ENV })), customSenderKey: one }, 'D')))
      .toContain('the execution role of Target/Roleless is not known, and for customSmsSender it must decrypt; expected a function with a role');
    trigger(source, { ...SMS, userPool, target: orders, customSenderKey: two }, 'E');
    expect(errorOf(() => trigger(source, { operation: Operation.CUSTOM_EMAIL_SENDER, userPool, target: orders, customSenderKey: one }, 'F')))
      .toContain('customSenderKey is not the key that Source/Users/Resource has already');
    expect(errorOf(() => app.synth())).toContain('[Source/E] customSenderKey is not the key that Source/Users/Resource has already');
  });

  test('fails for a role that nobody asks for', () => {
    const { source, target } = twoAccounts();
    const functionRoleArn = `arn:aws:iam::${TARGET_ACCOUNT}:role/sender`;
    expect(errorOf(() => trigger(source, { ...SMS, target: ordersTarget(target), customSenderKey: new kms.Key(source, 'Key'), functionRoleArn })))
      .toContain('functionRoleArn is set, but the target is a function of this app, whose role is known');
    expect(errorOf(() => trigger(target, { target: CrossAccountTarget.fromTargetArn(source, 'Foreign', LIVE), functionRoleArn })))
      .toContain('functionRoleArn is set, but only custom senders need it');
  });

  test.each([
    ['arn:aws:iam::333333333333:role/sender', `functionRoleArn is of account 333333333333, the target of account ${TARGET_ACCOUNT}`],
    ['sender', 'functionRoleArn is not the ARN of a role, got "sender"'],
  ])('fails for the role %s', (functionRoleArn, problem) => {
    const { source } = twoAccounts();
    const target = CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE);
    expect(errorOf(() => trigger(source, { ...SMS, target, customSenderKey: new kms.Key(source, 'Key'), functionRoleArn }))).toContain(problem);
  });
});
