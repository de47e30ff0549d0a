import { App, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ALIAS, handOversOf, LIVE, only, ordersTarget, permissionsOf, resourcesOf, statementsOf } from './templates';
import { CrossAccountScheduleTarget, CrossAccountTarget, ResourcePolicyType } from '../../src';
import type { CrossAccountScheduleTargetProps, ICrossAccountTarget } from '../../src';
import { errorOf, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

interface Made extends Omit<scheduler.ScheduleProps, 'schedule' | 'target'> {
  readonly id?: string;
  readonly props?: CrossAccountScheduleTargetProps;
}

function schedule(stack: Stack, target: ICrossAccountTarget, { id = 'Nightly', props, ...others }: Made = {}): scheduler.Schedule {
  return new scheduler.Schedule(stack, id, {
    schedule: scheduler.ScheduleExpression.rate(Duration.hours(1)), target: new CrossAccountScheduleTarget(target, props), ...others,
  });
}

const roles = (stack: Stack) => Object.entries(resourcesOf(stack, 'AWS::IAM::Role')).filter(([id]) => id.startsWith('CrossAccountSchedules'));
const trusted = (group: unknown) => [{
  Action: 'sts:AssumeRole',
  Effect: 'Allow',
  Principal: { Service: 'scheduler.amazonaws.com' },
  Condition: { StringEquals: { 'aws:SourceAccount': SOURCE_ACCOUNT }, ArnEquals: { 'aws:SourceArn': group } },
}];
const trustOf = (role: { Properties: Record<string, unknown> }) => (role.Properties.AssumeRolePolicyDocument as { Statement: unknown }).Statement;
const INVOKE = { Sid: 'InvokeTargets', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: LIVE };

describe('CrossAccountScheduleTarget', () => {
  test('writes both halves for the execution role, in any order', () => {
    const { source, target } = twoAccounts();
    schedule(source, ordersTarget(target));
    const [[roleId, role]] = roles(source);
    const { RoleName } = role.Properties;
    expect(trustOf(role)).toEqual(trusted(`arn:aws:scheduler:${REGION}:${SOURCE_ACCOUNT}:schedule-group/default`));
    expect(statementsOf(target)).toEqual([{
      Sid: 'InvokeFunctionRoles',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` },
      Action: 'lambda:InvokeFunction',
      Resource: ALIAS,
      Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${SOURCE_ACCOUNT}:role/${RoleName}` } },
    }]);
    expect(only(source, 'AWS::IAM::Policy').Properties.PolicyDocument).toEqual({ Version: '2012-10-17', Statement: [INVOKE] });
    const { Properties, DependsOn } = only(source, 'AWS::Scheduler::Schedule');
    expect(Properties.Target).toEqual({
      Arn: LIVE,
      RoleArn: { 'Fn::GetAtt': [roleId, 'Arn'] },
      RetryPolicy: { MaximumEventAgeInSeconds: 86400, MaximumRetryAttempts: 185 },
    });
    expect(DependsOn).toEqual(Object.keys(resourcesOf(source, 'AWS::IAM::Policy')));
    expect(resourcesOf(source, 'AWS::Lambda::Permission')).toEqual({});
    expect([source.dependencies, target.dependencies]).toEqual([[], []]);
  });

  test('writes a permission for the role where the target has that policy type, and deploys it after the role', () => {
    const { source, target } = twoAccounts();
    schedule(source, ordersTarget(target, { policyType: ResourcePolicyType.PERMISSIONS }));
    expect(permissionsOf(target)).toEqual([{
      Action: 'lambda:InvokeFunction', FunctionName: ALIAS, Principal: `arn:aws:iam::${SOURCE_ACCOUNT}:role/${roles(source)[0][1].Properties.RoleName}`,
    }]);
    expect(target.dependencies).toEqual([source]);
  });

  test('passes input, retries and the dead-letter queue, to which the role may send', () => {
    const { source, target } = twoAccounts();
    const deadLetterQueue = new sqs.Queue(source, 'Failed');
    const input = scheduler.ScheduleTargetInput.fromObject({ page: 1 });
    schedule(source, ordersTarget(target), { props: { input, retryAttempts: 3, maxEventAge: Duration.hours(2), deadLetterQueue } });
    const queueArn = { 'Fn::GetAtt': [Object.keys(resourcesOf(source, 'AWS::SQS::Queue'))[0], 'Arn'] };
    expect(only(source, 'AWS::Scheduler::Schedule').Properties.Target).toMatchObject({
      Input: '{"page":1}',
      DeadLetterConfig: { Arn: queueArn },
      RetryPolicy: { MaximumEventAgeInSeconds: 7200, MaximumRetryAttempts: 3 },
    });
    expect((only(source, 'AWS::IAM::Policy').Properties.PolicyDocument as { Statement: unknown }).Statement).toEqual([
      INVOKE, { Sid: 'SendToDeadLetterQueue', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn },
    ]);
  });

  test('may use exactly the key of an encrypted dead-letter queue', () => {
    const { source, target } = twoAccounts();
    const alias = new kms.Key(source, 'Key').addAlias('failed');
    const own = new sqs.Queue(source, 'Failed', { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: alias });
    const foreign = new sqs.Queue(source, 'Other', {
      encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: kms.Key.fromKeyArn(source, 'Imported', `arn:aws:kms:${REGION}:${SOURCE_ACCOUNT}:key/1234`),
    });
    const orders = ordersTarget(target);
    schedule(source, orders, { props: { deadLetterQueue: own } });
    schedule(source, orders, { id: 'Hourly', props: { deadLetterQueue: foreign } });
    const keys = [{ 'Fn::GetAtt': [Object.keys(resourcesOf(source, 'AWS::KMS::Key'))[0], 'Arn'] }, `arn:aws:kms:${REGION}:${SOURCE_ACCOUNT}:key/1234`];
    const { Statement } = only(source, 'AWS::IAM::Policy').Properties.PolicyDocument as { Statement: { Sid: string }[] };
    const use = (Sid: string, Action: string) => ({ Sid, Effect: 'Allow', Action, Resource: expect.arrayContaining(keys) as unknown });
    expect(Statement.filter(({ Sid }) => Sid.endsWith('cryptForDeadLetterQueue'))).toHaveLength(2);
    expect(Statement[0]).toEqual(use('DecryptForDeadLetterQueue', 'kms:Decrypt'));
    expect(Statement[1]).toEqual(use('EncryptForDeadLetterQueue', 'kms:GenerateDataKey'));
    expect((Statement as { Resource?: unknown[] }[])[0].Resource).toHaveLength(2);
  });

  test('schedules of one group share a role; another group has its own, which names it', () => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(target);
    const scheduleGroup = new scheduler.ScheduleGroup(source, 'Group');
    schedule(source, orders);
    schedule(source, orders, { id: 'Hourly' });
    schedule(source, orders, { id: 'Grouped', scheduleGroup });
    const trusts = roles(source).map(([, role]) => trustOf(role));
    const [groupId] = Object.keys(resourcesOf(source, 'AWS::Scheduler::ScheduleGroup'));
    expect(trusts).toHaveLength(2);
    expect(trusts).toContainEqual(trusted(`arn:aws:scheduler:${REGION}:${SOURCE_ACCOUNT}:schedule-group/default`));
    expect(trusts).toContainEqual(trusted({ 'Fn::GetAtt': [groupId, 'Arn'] }));
  });

  test('takes a role of the user, and one target takes schedules of several accounts', () => {
    const { app, source, target } = twoAccounts();
    const other = new Stack(app, 'Other', { env: { account: OTHER_ACCOUNT, region: REGION } });
    const role = new iam.Role(source, 'Own', { roleName: 'own', assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com') });
    const orders = ordersTarget(target);
    schedule(source, orders, { props: { role } });
    schedule(other, orders);
    expect(roles(source)).toEqual([]);
    const principals = (statementsOf(target) as { Principal: unknown }[]).map(({ Principal }) => Principal);
    expect(principals).toEqual([{ AWS: [SOURCE_ACCOUNT, OTHER_ACCOUNT].map((account) => `arn:aws:iam::${account}:root`) }]);
    expect(JSON.stringify(statementsOf(target))).toContain(`arn:aws:iam::${SOURCE_ACCOUNT}:role/own`);
  });

  test('an imported target is handed over; an immutable role too', () => {
    const { source } = twoAccounts();
    const imported = CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE);
    const role = iam.Role.fromRoleArn(source, 'Own', `arn:aws:iam::${SOURCE_ACCOUNT}:role/own`, { mutable: false });
    schedule(source, imported, { props: { role, deadLetterQueue: sqs.Queue.fromQueueArn(source, 'Failed', `arn:aws:sqs:${REGION}:${SOURCE_ACCOUNT}:failed`) } });
    expect(handOversOf(source).map(({ account, statement }) => [account, JSON.parse(statement).Action])).toEqual([
      [TARGET_ACCOUNT, 'lambda:InvokeFunction'], [SOURCE_ACCOUNT, 'lambda:InvokeFunction'], [SOURCE_ACCOUNT, 'sqs:SendMessage'],
    ]);
    expect(only(source, 'AWS::Scheduler::Schedule').DependsOn).toBeUndefined();
  });

  test('in one account and one stack the role alone is let in', () => {
    const { target } = twoAccounts();
    schedule(target, ordersTarget(target));
    expect(statementsOf(target)).toMatchObject([{ Sid: 'InvokeFunctionOwnRoles', Principal: '*' }]);
  });

  test('fails for another region and for a queue of another account', () => {
    const app = new App();
    const source = new Stack(app, 'Source', { env: { ...SOURCE_ENV, region: 'us-east-1' } });
    const near = new Stack(app, 'Near', { env: SOURCE_ENV });
    const orders = ordersTarget(new Stack(app, 'Target', { env: TARGET_ENV }));
    expect(errorOf(() => schedule(source, orders))).toBe(
      'the source is in region us-east-1, the target in eu-west-1; AWS documents schedules that call within their region only; '
      + "expected both in one region; create the schedule in a stack of the target's region [Source/Nightly]",
    );
    const deadLetterQueue = sqs.Queue.fromQueueArn(near, 'Failed', `arn:aws:sqs:${REGION}:${OTHER_ACCOUNT}:failed`);
    expect(errorOf(() => schedule(near, orders, { props: { deadLetterQueue } }))).toBe(
      `deadLetterQueue Near/Failed belongs to account ${OTHER_ACCOUNT}, the schedule to account ${SOURCE_ACCOUNT}; `
      + "expected a queue of the schedule's account, to which the schedule's role can be allowed to send; create the queue beside the schedule [Near/Nightly]",
    );
  });

  test('a stack without env is asked for its account', () => {
    const { target } = twoAccounts();
    expect(errorOf(() => schedule(new Stack(target.node.root as App, 'Anywhere'), ordersTarget(target))))
      .toContain("give stack Anywhere an env: { account: '111111111111' }");
  });
});
