import { App, Duration, PhysicalName, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ALIAS, handOversOf, LIVE, messagesOf, only, ordersTarget, permissionsOf, resourcesOf, statementsOf, threeAccounts } from './templates';
import { AssumableRole, CrossAccountRotation, CrossAccountTarget, ResourcePolicyType } from '../../src';
import type { CrossAccountRotationProps } from '../../src';
import { errorOf, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const SECRETS = `arn:aws:secretsmanager:${REGION}:${SOURCE_ACCOUNT}:secret`;
const FUNCTION_ROLE = `arn:aws:iam::${TARGET_ACCOUNT}:role/rotator`;
const statement = (arn: unknown, account = SOURCE_ACCOUNT) => ({
  Sid: `InvokeFunctionSecretsmanager${account}`,
  Effect: 'Allow',
  Principal: { Service: 'secretsmanager.amazonaws.com' },
  Action: 'lambda:InvokeFunction',
  Resource: ALIAS,
  Condition: { ArnLike: { 'aws:SourceArn': arn }, StringEquals: { 'aws:SourceAccount': account } },
});
const rotate = (arn: unknown) => ({
  Effect: 'Allow',
  Action: ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'].map((action) => `secretsmanager:${action}`),
  Resource: arn,
});
const RANDOM = { Effect: 'Allow', Action: 'secretsmanager:GetRandomPassword', Resource: '*' };

type Choice = Partial<CrossAccountRotationProps> & Pick<CrossAccountRotationProps, 'target'>;

function rotation(stack: Stack, choice: Choice, id = 'Rotation'): CrossAccountRotation {
  return new CrossAccountRotation(stack, id, { ...choice, secret: choice.secret ?? new secretsmanager.Secret(stack, 'Password') });
}

const policyOf = (stack: Stack) => (only(stack, 'AWS::IAM::Policy').Properties.PolicyDocument as { Statement: unknown[] }).Statement;
const policiesOf = (stack: Stack) => Object.values(resourcesOf(stack, 'AWS::IAM::Policy')).map(({ Properties }) => (Properties.PolicyDocument as { Statement: unknown[] }).Statement);
const secretRef = (stack: Stack) => ({ Ref: Object.keys(resourcesOf(stack, 'AWS::SecretsManager::Secret'))[0] });

describe('CrossAccountRotation', () => {
  test('writes the schedule and the role in the secret\'s account, both permissions in the target\'s, which comes first', () => {
    const { source, target } = twoAccounts();
    const secret = new secretsmanager.Secret(source, 'Password', { secretName: 'db' });
    const made = rotation(source, { secret, target: ordersTarget(target) });
    const { DependsOn, Properties } = only(source, 'AWS::SecretsManager::RotationSchedule');
    expect(Properties).toEqual({ SecretId: secretRef(source), RotationLambdaARN: LIVE, RotationRules: { ScheduleExpression: 'rate(30 days)' } });
    expect(DependsOn).toEqual(Object.keys(resourcesOf(source, 'AWS::IAM::Policy')));
    expect(only(source, 'AWS::IAM::Policy').Properties.Roles).toEqual([{ Ref: Object.keys(resourcesOf(source, 'AWS::IAM::Role'))[0] }]);
    expect(policyOf(source)).toEqual([rotate(secretRef(source)), RANDOM]);
    const role = only(target, 'AWS::IAM::Role').Properties.RoleName;
    expect((only(source, 'AWS::IAM::Role').Properties.AssumeRolePolicyDocument as { Statement: unknown }).Statement).toEqual([{
      Sid: 'AssumeRoleRoles',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${TARGET_ACCOUNT}:root` },
      Action: 'sts:AssumeRole',
      Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${TARGET_ACCOUNT}:role/${role}` } },
    }]);
    expect(statementsOf(target)).toEqual([statement(`${SECRETS}:db-??????`)]);
    expect(policyOf(target)).toEqual([{ Sid: 'AssumeRoles', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: made.role.roleArn }]);
    expect((only(target, 'AWS::Lambda::Function').Properties.Environment as { Variables: unknown }).Variables).toEqual({
      ROTATION_ROLE_ARN: made.role.roleArn, ROTATION_ROLE_REGION: REGION, ROTATION_SESSION_NAME: 'orders',
    });
    expect(resourcesOf(source, 'AWS::Lambda::Permission')).toEqual({});
    expect([source.dependencies, target.dependencies]).toEqual([[target], []]);
    expect([made.resourceHalf.written, made.resourceHalf.account]).toEqual([true, TARGET_ACCOUNT]);
    expect(messagesOf(source, 'info')).toEqual([]);
  });

  test('a secret without a name lets in every secret of its account, and says so', () => {
    const { source, target } = twoAccounts();
    rotation(source, { target: ordersTarget(target) });
    expect(statementsOf(target)).toEqual([statement(`${SECRETS}:*`)]);
    expect(messagesOf(source, 'info')).toEqual([{
      path: 'Source/Rotation',
      text: `Source/Password has no name that another stack can write, so every secret of account ${SOURCE_ACCOUNT} may call Target/Orders; `
        + 'give a new secret a secretName to let in this one only [ack: cdk-cross-account-lambda:Source.anyOfAccount]',
    }]);
  });

  test('takes an interval and its key, and passes whether to rotate at once', () => {
    const { source, target } = twoAccounts();
    const encryptionKey = new kms.Key(source, 'Key');
    const secret = new secretsmanager.Secret(source, 'Password', { encryptionKey });
    rotation(source, { secret, target: ordersTarget(target), automaticallyAfter: Duration.days(7), rotateImmediatelyOnUpdate: false });
    expect(only(source, 'AWS::SecretsManager::RotationSchedule').Properties).toMatchObject({
      RotationRules: { ScheduleExpression: 'rate(7 days)' }, RotateImmediatelyOnUpdate: false,
    });
    expect(policyOf(source)[2]).toEqual({
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'],
      Resource: { 'Fn::GetAtt': [Object.keys(resourcesOf(source, 'AWS::KMS::Key'))[0], 'Arn'] },
    });
  });

  test('writes a permission for a target with that policy type', () => {
    const { source, target } = twoAccounts();
    rotation(source, { target: ordersTarget(target, { policyType: ResourcePolicyType.PERMISSIONS }) });
    expect(permissionsOf(target)).toEqual([{
      Action: 'lambda:InvokeFunction', FunctionName: ALIAS, Principal: 'secretsmanager.amazonaws.com', SourceArn: `${SECRETS}:*`, SourceAccount: SOURCE_ACCOUNT,
    }]);
    expect(source.dependencies).toEqual([target]);
  });

  test('one role of the user serves several secrets', () => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(target);
    const role = new AssumableRole(source, 'Rotator');
    const [one, two] = ['One', 'Two'].map((id) => secretsmanager.Secret.fromSecretCompleteArn(source, id, `${SECRETS}:${id}-abcdef`));
    rotation(source, { secret: one, target: orders, role }, 'First');
    rotation(source, { secret: two, target: orders, role }, 'Second');
    expect(statementsOf(target)).toEqual([statement([`${SECRETS}:One-abcdef`, `${SECRETS}:Two-abcdef`])]);
    expect(policiesOf(source)).toEqual([[rotate(`${SECRETS}:One-abcdef`), RANDOM], [rotate(`${SECRETS}:Two-abcdef`), RANDOM]]);
    expect((only(target, 'AWS::Lambda::Function').Properties.Environment as { Variables: unknown }).Variables).toMatchObject({ ROTATOR_ROLE_ARN: role.roleArn });
  });

  test('one role of another stack serves the secrets of several, each with a policy beside its schedule', () => {
    const { app, source, target } = twoAccounts();
    const roles = new Stack(app, 'Roles', { env: SOURCE_ENV });
    const more = new Stack(app, 'More', { env: SOURCE_ENV });
    const role = new AssumableRole(roles, 'Rotator');
    const orders = ordersTarget(target);
    const encryptionKey = new kms.Key(source, 'Key');
    rotation(source, { secret: new secretsmanager.Secret(source, 'Password', { encryptionKey }), target: orders, role });
    rotation(more, { secret: new secretsmanager.Secret(more, 'Password', { secretName: 'more' }), target: orders, role });
    app.synth();
    const { RoleName } = only(roles, 'AWS::IAM::Role').Properties;
    for (const stack of [source, more]) {
      const { Roles } = only(stack, 'AWS::IAM::Policy').Properties;
      expect(JSON.stringify(Roles)).toMatch(/^\[\{"Fn::ImportValue":"Roles:ExportsOutputRefRotator\w+"\}\]$/);
      expect(only(stack, 'AWS::SecretsManager::RotationSchedule').DependsOn).toEqual(Object.keys(resourcesOf(stack, 'AWS::IAM::Policy')));
      expect(stack.dependencies).toEqual(expect.arrayContaining([roles, target]) as Stack[]);
    }
    expect(role.roleArn).toBe(`arn:aws:iam::${SOURCE_ACCOUNT}:role/${RoleName}`);
    expect(policyOf(more)).toEqual([rotate(secretRef(more)), RANDOM]);
    expect(policyOf(source)).toEqual([rotate(secretRef(source)), RANDOM, {
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'],
      Resource: { 'Fn::GetAtt': [Object.keys(resourcesOf(source, 'AWS::KMS::Key'))[0], 'Arn'] },
    }]);
    // one role takes two policies of one name as one
    const names = [source, more].map((stack) => only(stack, 'AWS::IAM::Policy').Properties.PolicyName);
    expect(names).toEqual([expect.stringMatching(/^Source-Rotation-[0-9a-f]{8}$/), expect.stringMatching(/^More-Rotation-[0-9a-f]{8}$/)]);
    expect([roles.dependencies, resourcesOf(roles, 'AWS::IAM::Policy')]).toEqual([[], {}]);
  });

  test('a role of another account than the secret\'s is refused', () => {
    const { app, source, target } = twoAccounts();
    const role = new AssumableRole(new Stack(app, 'Elsewhere', { env: { account: OTHER_ACCOUNT, region: REGION } }), 'Rotator');
    expect(errorOf(() => rotation(source, { target: ordersTarget(target), role }))).toBe(
      `Elsewhere/Rotator is a role of account ${OTHER_ACCOUNT}, Source/Password a secret of account ${SOURCE_ACCOUNT}; expected a role of the secret's account; `
      + "make the AssumableRole in a stack of the secret's account, or leave role out [Source/Rotation]",
    );
  });

  test.each([['db', `${SECRETS}:db-??????`, 0], [undefined, `${SECRETS}:*`, 1]])('of an attached secret the secret behind has the name %p', (secretName, arn, messages) => {
    const { source, target } = twoAccounts();
    const secret = new secretsmanager.Secret(source, 'Password', { secretName });
    const database = { asSecretAttachmentTarget: () => ({ targetId: 'db', targetType: secretsmanager.AttachmentTargetType.RDS_DB_INSTANCE }) };
    rotation(source, { secret: secret.attach(database), target: ordersTarget(target) });
    expect(statementsOf(target)).toEqual([statement(arn)]);
    const [attachment] = Object.keys(resourcesOf(source, 'AWS::SecretsManager::SecretTargetAttachment'));
    expect(policyOf(source)).toEqual([rotate({ Ref: attachment }), RANDOM]);
    expect(only(source, 'AWS::SecretsManager::RotationSchedule').Properties.SecretId).toEqual({ Ref: attachment });
    expect(messagesOf(source, 'info').map(({ text }) => text.slice(0, 42))).toEqual(Array(messages).fill('Source/Password has no name that another s'));
  });

  test('environmentPrefix names the variables, also for a role of the user', () => {
    const { source, target } = twoAccounts();
    rotation(source, { target: ordersTarget(target), role: new AssumableRole(source, 'Rotator'), environmentPrefix: 'DB' });
    expect(Object.keys((only(target, 'AWS::Lambda::Function').Properties.Environment as { Variables: object }).Variables))
      .toEqual(['DB_ROLE_ARN', 'DB_ROLE_REGION', 'DB_SESSION_NAME']);
  });

  test('an imported secret by its name gets the six characters, also in the partition of its region', () => {
    const app = new App();
    const source = new Stack(app, 'Source', { env: SOURCE_ENV });
    const target = new Stack(app, 'Target', { env: TARGET_ENV });
    rotation(source, { secret: secretsmanager.Secret.fromSecretNameV2(source, 'Password', 'db'), target: ordersTarget(target) });
    expect(statementsOf(target)).toEqual([statement(`${SECRETS}:db-??????`)]);
  });

  test('a name that aws-cdk-lib makes gets the six characters too', () => {
    const { source, target } = twoAccounts();
    const secret = new secretsmanager.Secret(source, 'Password', { secretName: PhysicalName.GENERATE_IF_NEEDED });
    rotation(source, { secret, target: ordersTarget(target) });
    const { Name } = only(source, 'AWS::SecretsManager::Secret').Properties;
    expect(Name).toMatch(/^[a-z0-9-]+$/);
    expect(statementsOf(target)).toEqual([statement(`${SECRETS}:${Name}-??????`)]);
  });

  test('secrets of two accounts rotate with one function', () => {
    const { one, other, target } = threeAccounts();
    const orders = ordersTarget(target);
    rotation(one, { target: orders }, 'OneRotation');
    rotation(other, { target: orders }, 'OtherRotation');
    expect(statementsOf(target)).toEqual([statement(`${SECRETS}:*`), statement(`${SECRETS}:*`.replace(SOURCE_ACCOUNT, OTHER_ACCOUNT), OTHER_ACCOUNT)]);
  });

  test('in one stack the permission names the secret, and the schedule waits for it', () => {
    const { target } = twoAccounts();
    rotation(target, { target: ordersTarget(target) });
    const arn = { 'aws:SourceArn': secretRef(target) };
    expect(statementsOf(target)).toEqual([{ ...statement('', TARGET_ACCOUNT), Condition: { ArnLike: arn, StringEquals: { 'aws:SourceAccount': TARGET_ACCOUNT } } }]);
    expect(only(target, 'AWS::SecretsManager::RotationSchedule').DependsOn).toContain(Object.keys(resourcesOf(target, 'AWS::Lambda::ResourcePolicy'))[0]);
  });

  test('of an imported target both permissions are handed over', () => {
    const { source } = twoAccounts();
    const target = CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE);
    const { role } = rotation(source, { target, functionRoleArn: FUNCTION_ROLE });
    const [trust] = (only(source, 'AWS::IAM::Role').Properties.AssumeRolePolicyDocument as { Statement: { Condition: unknown }[] }).Statement;
    expect(trust.Condition).toEqual({ ArnEquals: { 'aws:PrincipalArn': FUNCTION_ROLE } });
    const all = handOversOf(source);
    expect(all.map(({ account }) => account)).toEqual([TARGET_ACCOUNT, TARGET_ACCOUNT]);
    const assume = all.find(({ summary }) => summary.startsWith('role '))!;
    expect(assume.summary).toBe(`role ${FUNCTION_ROLE}, which this app does not deploy, must be allowed to assume ${role.roleArn}, and the function must do so to rotate the secret`);
    expect(JSON.parse(assume.statement)).toEqual({ Sid: 'AssumeRoles', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: role.roleArn });
    expect(assume.commands[0]).toContain('aws iam put-role-policy --role-name rotator ');
    expect(source.dependencies).toEqual([]);
  });

  test('fails for a function whose role is not known, and for one whose role is', () => {
    const { source, target } = twoAccounts();
    const secret = new secretsmanager.Secret(source, 'Password');
    const imported = CrossAccountTarget.fromTargetArn(source, 'Imported', LIVE);
    expect(errorOf(() => rotation(source, { secret, target: imported }, 'A'))).toBe(
      'Source/Imported is a function of another app, whose execution role is not known; expected functionRoleArn, which the role in the secret\'s account trusts; '
      + "write functionRoleArn: 'arn:aws:iam::222222222222:role/rotator', as the other team tells [Source/A]",
    );
    expect(errorOf(() => rotation(source, { secret, target: imported, functionRoleArn: 'arn:aws:iam::333333333333:role/rotator' }, 'B')))
      .toContain(`functionRoleArn is of account 333333333333, the target of account ${TARGET_ACCOUNT}`);
    expect(errorOf(() => rotation(source, { secret, target: ordersTarget(target), functionRoleArn: FUNCTION_ROLE }, 'C')))
      .toContain('functionRoleArn is set, but the target is a function of this app, whose role is known');
  });

  test('fails for another region, a secret of another account, and where the target must come second', () => {
    const { app, source, target } = twoAccounts();
    const orders = ordersTarget(target);
    const far = new Stack(app, 'Far', { env: { ...SOURCE_ENV, region: 'us-east-1' } });
    expect(errorOf(() => rotation(far, { target: orders }))).toContain('the source is in region us-east-1, the target in eu-west-1; AWS documents rotation within a region only');
    const foreign = secretsmanager.Secret.fromSecretCompleteArn(source, 'Foreign', `${SECRETS}:db-abcdef`.replace(SOURCE_ACCOUNT, OTHER_ACCOUNT));
    expect(errorOf(() => rotation(source, { secret: foreign, target: orders }, 'A')))
      .toContain(`Source/Foreign belongs to account ${OTHER_ACCOUNT}, its rotation to a stack of account ${SOURCE_ACCOUNT}`);
    target.addDependency(source);
    expect(errorOf(() => rotation(source, { target: orders }, 'B'))).toBe(
      'no order of deployment exists: Source/B is rotated by Target/Orders, which Secrets Manager calls when rotation is set; yet Target already depends on Source; '
      + "expected needs that point one way; create the CrossAccountRotation in a stack of its own in the secret's account; or move one of the two into a third stack [Source/B]",
    );
  });
});
