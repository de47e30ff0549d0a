import { App, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvocationType } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { ALIAS, handOversOf, LIVE, only, ordersTarget, permissionsOf, resourcesOf, statementsOf } from './templates';
import { AssumableRole, CrossAccountLambdaInvoke, CrossAccountTarget, ResourcePolicyType, Route } from '../../src';
import type { AssumableRoleProps, CrossAccountLambdaInvokeProps } from '../../src';
import { errorOf, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const MACHINE = `arn:aws:states:${REGION}:${SOURCE_ACCOUNT}:stateMachine:orders`;
const ROLE = `arn:aws:iam::${SOURCE_ACCOUNT}:role/machine`;
const RETRY = [{
  ErrorEquals: ['Lambda.ClientExecutionTimeoutException', 'Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException'],
  IntervalSeconds: 2,
  MaxAttempts: 6,
  BackoffRate: 2,
}];
const INVOKE = { Sid: 'InvokeTargets', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: LIVE };

const machineRole = (stack: Stack) => new iam.Role(stack, 'MachineRole', { roleName: 'machine', assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });

type Choice = Omit<CrossAccountLambdaInvokeProps, 'stateMachineRole'> & { stateMachineRole?: iam.IRole };

/** A state machine of one task; the task as it stands in the definition. */
function run(stack: Stack, choice: Choice, machine: Partial<sfn.StateMachineProps> = {}): Record<string, unknown> {
  const role = choice.stateMachineRole ?? machineRole(stack);
  const task = new CrossAccountLambdaInvoke(stack, 'Charge', { ...choice, stateMachineRole: role });
  new sfn.StateMachine(stack, 'Machine', { role, definitionBody: sfn.DefinitionBody.fromChainable(task), ...machine });
  return definitionOf(stack).States.Charge;
}

function definitionOf(stack: Stack): { QueryLanguage?: string; States: Record<string, Record<string, unknown>> } {
  const { DefinitionString } = only(stack, 'AWS::StepFunctions::StateMachine').Properties;
  const parts = typeof DefinitionString === 'string' ? [DefinitionString] : (DefinitionString as { 'Fn::Join': [string, (string | object)[]] })['Fn::Join'][1];
  return JSON.parse(parts.map((part) => typeof part === 'string' ? part : 'aws').join('')) as ReturnType<typeof definitionOf>;
}

const policyOf = (stack: Stack) => (only(stack, 'AWS::IAM::Policy').Properties.PolicyDocument as { Statement: unknown[] }).Statement;

describe('CrossAccountLambdaInvoke', () => {
  test('writes both halves for the role of the state machine, in any order', () => {
    const { source, target } = twoAccounts();
    expect(run(source, { target: ordersTarget(target) })).toEqual({
      Type: 'Task', End: true, Retry: RETRY, Resource: 'arn:aws:states:::lambda:invoke', Parameters: { 'FunctionName': LIVE, 'Payload.$': '$' },
    });
    expect(policyOf(source)).toEqual([INVOKE]);
    expect(only(source, 'AWS::StepFunctions::StateMachine').DependsOn).toContain(Object.keys(resourcesOf(source, 'AWS::IAM::Policy'))[0]);
    expect(statementsOf(target)).toEqual([{
      Sid: 'InvokeFunctionRoles',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` },
      Action: 'lambda:InvokeFunction',
      Resource: ALIAS,
      Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE } },
    }]);
    expect([source.dependencies, target.dependencies]).toEqual([[], []]);
  });

  test('writes a permission for a target with that policy type', () => {
    const { source, target } = twoAccounts();
    run(source, { target: ordersTarget(target, { policyType: ResourcePolicyType.PERMISSIONS }) });
    expect(permissionsOf(target)).toEqual([{ Action: 'lambda:InvokeFunction', FunctionName: ALIAS, Principal: ROLE }]);
    expect(target.dependencies).toEqual([source]);
  });

  test('via a role of the target\'s account: credentials, the trust, and no resource policy', () => {
    const { source, target } = twoAccounts();
    const via = new AssumableRole(target, 'Runner', { externalId: MACHINE });
    const stateMachineRole = machineRole(source);
    const task = new CrossAccountLambdaInvoke(source, 'Charge', { target: ordersTarget(target), stateMachineRole, via });
    new sfn.StateMachine(source, 'Machine', { role: stateMachineRole, definitionBody: sfn.DefinitionBody.fromChainable(task) });
    expect(definitionOf(source).States.Charge).toEqual({
      Type: 'Task',
      End: true,
      Retry: RETRY,
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { 'FunctionName': LIVE, 'Payload.$': '$' },
      Credentials: { RoleArn: via.roleArn },
    });
    expect(policyOf(source)).toEqual([{ Sid: 'AssumeRoles', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: via.roleArn }]);
    expect(policyOf(target)).toMatchObject([{ Action: 'lambda:InvokeFunction', Resource: LIVE }]);
    const trusts = Object.values(resourcesOf(target, 'AWS::IAM::Role')).map(({ Properties }) => (Properties.AssumeRolePolicyDocument as { Statement: unknown }).Statement);
    expect(trusts).toContainEqual([{
      Sid: 'AssumeRoleRoles',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': MACHINE }, ArnEquals: { 'aws:PrincipalArn': ROLE } },
    }]);
    expect(resourcesOf(target, 'AWS::Lambda::ResourcePolicy')).toEqual({});
    expect(task.link).toMatchObject({ targetArn: LIVE, route: Route.ASSUMED_ROLE, roleHalf: { written: true, account: TARGET_ACCOUNT } });
    expect([source.dependencies, target.dependencies]).toEqual([[], []]);
  });

  test('passes what a call has', () => {
    const { source, target } = twoAccounts();
    expect(run(source, {
      target: ordersTarget(target),
      payload: sfn.TaskInput.fromObject({ id: sfn.JsonPath.stringAt('$.id') }),
      invocationType: LambdaInvocationType.EVENT,
      clientContext: 'e30=',
      retryOnServiceExceptions: false,
      resultSelector: { status: sfn.JsonPath.stringAt('$.StatusCode') },
      resultPath: '$.charge',
      comment: 'charges the card',
      taskTimeout: sfn.Timeout.duration(Duration.minutes(1)),
    })).toEqual({
      Type: 'Task',
      End: true,
      Comment: 'charges the card',
      TimeoutSeconds: 60,
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: LIVE, Payload: { 'id.$': '$.id' }, InvocationType: 'Event', ClientContext: 'e30=' },
      ResultSelector: { 'status.$': '$.StatusCode' },
      ResultPath: '$.charge',
    });
  });

  test('waits for a task token', () => {
    const { source, target } = twoAccounts();
    const payload = sfn.TaskInput.fromObject({ token: sfn.JsonPath.taskToken });
    expect(run(source, { target: ordersTarget(target), integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN, payload })).toMatchObject({
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', Parameters: { FunctionName: LIVE, Payload: { 'token.$': '$$.Task.Token' } },
    });
  });

  test('returns the answer alone', () => {
    const { source, target } = twoAccounts();
    const payload = sfn.TaskInput.fromObject({ id: 1 });
    expect(run(source, { target: ordersTarget(target), payloadResponseOnly: true, payload, retryOnServiceExceptions: false }))
      .toEqual({ Type: 'Task', End: true, Resource: LIVE, Parameters: { id: 1 } });
  });

  test.each([
    [{ queryLanguage: sfn.QueryLanguage.JSONATA }, {}],
    [{}, { queryLanguage: sfn.QueryLanguage.JSONATA }],
  ])('speaks JSONata where the task or the state machine does', (task, machine) => {
    const { source, target } = twoAccounts();
    expect(run(source, { target: ordersTarget(target), outputs: '{% $states.result.Payload %}', ...task }, machine)).toMatchObject({
      Arguments: { FunctionName: LIVE, Payload: '{% $states.input %}' }, Output: '{% $states.result.Payload %}',
    });
  });

  test('has the metrics of a task', () => {
    const { source, target } = twoAccounts();
    const task = new CrossAccountLambdaInvoke(source, 'Charge', { target: ordersTarget(target), stateMachineRole: machineRole(source) });
    expect(task.metricFailed().toMetricConfig().metricStat).toMatchObject({
      metricName: 'LambdaFunctionsFailed', dimensions: [{ name: 'LambdaFunctionArn', value: LIVE }],
    });
  });

  test('several tasks share the policy, and one target takes state machines of several accounts', () => {
    const { app, source, target } = twoAccounts();
    const other = new Stack(app, 'Other', { env: { account: OTHER_ACCOUNT, region: REGION } });
    const orders = ordersTarget(target);
    const role = machineRole(source);
    const [one, two] = ['One', 'Two'].map((id) => new CrossAccountLambdaInvoke(source, id, { target: orders, stateMachineRole: role }));
    new sfn.StateMachine(source, 'Machine', { role, definitionBody: sfn.DefinitionBody.fromChainable(one.next(two)) });
    run(other, { target: orders });
    expect(policyOf(source)).toEqual([INVOKE]);
    expect(statementsOf(target)).toMatchObject([{
      Principal: { AWS: [`arn:aws:iam::${SOURCE_ACCOUNT}:root`, `arn:aws:iam::${OTHER_ACCOUNT}:root`] },
      Condition: { ArnEquals: { 'aws:PrincipalArn': [ROLE, ROLE.replace(SOURCE_ACCOUNT, OTHER_ACCOUNT)] } },
    }]);
  });

  test('hands over what belongs to a target, a role or a role to go via of another app', () => {
    const { source } = twoAccounts();
    const target = CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE);
    const via = AssumableRole.fromRoleArn(source, 'Runner', `arn:aws:iam::${TARGET_ACCOUNT}:role/runner`);
    const stateMachineRole = iam.Role.fromRoleArn(source, 'MachineRole', ROLE, { mutable: false });
    new CrossAccountLambdaInvoke(source, 'Direct', { target, stateMachineRole });
    new CrossAccountLambdaInvoke(source, 'Assumed', { target, stateMachineRole, via });
    expect(handOversOf(source).map(({ account, statement }) => [account, (JSON.parse(statement) as { Action: unknown }).Action]).sort()).toEqual([
      [SOURCE_ACCOUNT, 'lambda:InvokeFunction'], [SOURCE_ACCOUNT, 'sts:AssumeRole'],
      [TARGET_ACCOUNT, 'lambda:InvokeFunction'], [TARGET_ACCOUNT, 'lambda:InvokeFunction'], [TARGET_ACCOUNT, 'sts:AssumeRole'],
    ]);
  });
});

describe('what cannot work', () => {
  test.each<[string, Partial<CrossAccountLambdaInvokeProps>, string]>([
    ['credentials', { credentials: { role: sfn.TaskRole.fromRoleArnJsonPath('$.role') } }, 'credentials is set, but both accounts must know the role that calls; expected via'],
    ['RUN_JOB', { integrationPattern: sfn.IntegrationPattern.RUN_JOB }, 'integrationPattern is RUN_JOB, which Step Functions does not have for Lambda'],
    ['a missing token', { integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN }, 'integrationPattern is WAIT_FOR_TASK_TOKEN, but payload has no task token'],
    ['options of the plain form', { payloadResponseOnly: true, clientContext: 'e30=' }, 'payloadResponseOnly and clientContext are both set; expected one of them'],
  ])('fails for %s', (_, props, problem) => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(target);
    expect(errorOf(() => run(source, { target: orders, ...props }))).toContain(problem);
  });

  test.each<[string, AssumableRoleProps]>([
    ['externalId', { externalId: 'partner' }],
    ['sessionTags', { sessionTags: { Project: ['orders'] } }],
    ['sourceIdentities', { sourceIdentities: ['orders'] }],
  ])('fails via a role that asks for %s', (wanted, props) => {
    const { source, target } = twoAccounts();
    const via = new AssumableRole(target, 'Runner', props);
    const orders = ordersTarget(target);
    expect(errorOf(() => run(source, { target: orders, via }))).toBe(
      `Target/Runner asks for ${wanted}, which Step Functions does not send; expected a role without sessionTags and sourceIdentities, `
      + 'whose externalId, if it has one, is the literal ARN of the state machine; give the state machine a role of its own to go via [Source/Charge]',
    );
  });

  test('fails if the state machine runs with another role', () => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(target);
    expect(errorOf(() => run(source, { target: orders }, { role: undefined }))).toContain(
      '[Source/Charge] no state machine of this stack runs with stateMachineRole Source/MachineRole, so this task would be denied; '
      + 'expected the role of the state machine that the task is part of; pass the same role to sfn.StateMachine: { role, definitionBody: … }',
    );
  });

  test('fails for another region and an unknown account', () => {
    const app = new App();
    const orders = ordersTarget(new Stack(app, 'Target', { env: TARGET_ENV }));
    expect(errorOf(() => run(new Stack(app, 'Far', { env: { ...SOURCE_ENV, region: 'us-east-1' } }), { target: orders })))
      .toContain('the source is in region us-east-1, the target in eu-west-1; Step Functions calls within a region only; expected both in one region');
    expect(errorOf(() => run(new Stack(app, 'Anywhere'), { target: orders }))).toContain("give stack Anywhere an env: { account: '111111111111' }");
  });
});
