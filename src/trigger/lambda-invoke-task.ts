import { Aws, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FieldUtils, IntegrationPattern, JsonPath, QueryLanguage, TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';
import type { CfnStateMachine, StateGraph, TaskMetricsConfig } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { CrossAccountLambdaInvokeProps } from './lambda-invoke-task-props';
import { Caller } from '../caller';
import { roleHalves } from '../invoker/calling-role';
import { Route } from '../link';
import type { Link } from '../link';
import { requireRegionOfTarget } from '../link/source';
import { misuse, pathOf } from '../private/errors';
import type { IAssumableRole } from '../role';
import type { AssumeOwner } from '../role/assume-owner';

/** Of the task, as Amazon States Language has it. */
type Rendered = Record<string, unknown>;

const STATE_MACHINE_ARN = /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:[\w+=,.@-]+$/;
/** What AWS advises: https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html */
const SERVICE_EXCEPTIONS = ['ClientExecutionTimeoutException', 'ServiceException', 'AWSLambdaException', 'SdkClientException'].map((name) => `Lambda.${name}`);

/**
 * A task of a state machine in one account that calls a function in another.
 *
 * In place of `tasks.LambdaInvoke` of aws-cdk-lib, which cannot write the other account's half. State
 * machine's account: `lambda:InvokeFunction` on exactly this target in the policy of the state machine's
 * role. Target's account: that role may invoke the target; for a target of another app a hand-over.
 * With `via` the task runs under a role of the target's account: `sts:AssumeRole` here, the trust
 * policy there. The stacks deploy in any order.
 *
 * The way AWS documents for tasks is `via`; without it the call is an ordinary one of the state
 * machine's role, which the function's resource policy lets in (not verified). State machine and
 * function must be in one region.
 *
 * With `WAIT_FOR_TASK_TOKEN` the function must give the token back as a principal of the state machine's
 * account: AWS accepts it from no other. Let the function assume a role there, an `AssumableRole`
 * with `states:SendTaskSuccess` and `states:SendTaskFailure`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
 *
 * @example
 * const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });
 * const task = new CrossAccountLambdaInvoke(this, 'Charge', { target, stateMachineRole: role });
 * new sfn.StateMachine(this, 'Orders', { role, definitionBody: sfn.DefinitionBody.fromChainable(task) });
 */
export class CrossAccountLambdaInvoke extends TaskStateBase {
  /** Both halves of the call. */
  public readonly link: Link;

  protected readonly taskMetrics?: TaskMetricsConfig;
  /** None: the policies are on the role already, for exactly this target. */
  protected readonly taskPolicies?: PolicyStatement[];

  private readonly props: CrossAccountLambdaInvokeProps;
  private usedIn?: StateGraph;

  constructor(scope: Construct, id: string, props: CrossAccountLambdaInvokeProps) {
    super(scope, id, props);
    this.props = props;
    this.checkProps();
    const { target, via, stateMachineRole } = props;
    requireRegionOfTarget(this, Stack.of(this), { region: target.targetRegion }, 'Step Functions calls within a region only',
      "let the state machine send an event to a bus in the target's region, and a rule there call the target");
    this.link = via ? this.linkVia(via) : { route: Route.DIRECT, ...roleHalves(this, target, stateMachineRole) };
    this.taskPolicies = [];
    this.taskMetrics = {
      metricPrefixSingular: 'LambdaFunction',
      metricPrefixPlural: 'LambdaFunctions',
      metricDimensions: { LambdaFunctionArn: this.functionArn() },
    };
    if (props.retryOnServiceExceptions ?? true) {
      this.addRetry({ errors: SERVICE_EXCEPTIONS, interval: Duration.seconds(2), maxAttempts: 6, backoffRate: 2 });
    }
    this.node.addValidation({ validate: () => this.checkRole() });
  }

  protected whenBoundToGraph(graph: StateGraph): void {
    super.whenBoundToGraph(graph);
    this.usedIn = graph;
  }

  /** @internal */
  protected _renderTask(topLevelQueryLanguage?: QueryLanguage): Rendered {
    const language = this.props.queryLanguage ?? topLevelQueryLanguage ?? QueryLanguage.JSON_PATH;
    const { via } = this.props;
    return {
      ...this.props.payloadResponseOnly ? this.renderPlainCall(language) : this.renderCall(language),
      ...via ? { Credentials: { RoleArn: (via as AssumeOwner)._arnIn(Stack.of(this)) } } : {},
    };
  }

  private renderCall(language: QueryLanguage): Rendered {
    const { payload, invocationType, clientContext, integrationPattern } = this.props;
    const wait = integrationPattern === IntegrationPattern.WAIT_FOR_TASK_TOKEN ? '.waitForTaskToken' : '';
    return {
      Resource: `arn:${Aws.PARTITION}:states:::lambda:invoke${wait}`,
      ...this._renderParametersOrArguments({
        FunctionName: this.functionArn(),
        Payload: payload?.value ?? (language === QueryLanguage.JSONATA ? '{% $states.input %}' : JsonPath.entirePayload),
        InvocationType: invocationType,
        ClientContext: clientContext,
      }, language) as Rendered,
    };
  }

  private renderPlainCall(language: QueryLanguage): Rendered {
    return { Resource: this.functionArn(), ...this._renderParametersOrArguments(this.props.payload?.value, language) as Rendered };
  }

  private functionArn(): string {
    return this.props.target._arnIn(Stack.of(this));
  }

  /** As `CrossAccountInvoker` with `via`, without the environment: a task has none. */
  private linkVia(via: IAssumableRole): Link {
    this.requireSendable(via);
    const { target, stateMachineRole: role } = this.props;
    const roleHalf = via.addTarget(target);
    const caller = Caller.roleOf(role, { account: role.env.account });
    const { identityHalf, resourceHalf } = via.grants._assume(caller, role, undefined).link;
    return { targetArn: this.functionArn(), route: Route.ASSUMED_ROLE, identityHalf, resourceHalf, roleHalf };
  }

  /** Step Functions sends the ARN of the state machine as external id, and nothing else. */
  private requireSendable(via: IAssumableRole): void {
    const { externalId, sessionTags, sourceIdentities } = (via as AssumeOwner)._requirements;
    const id: unknown = Stack.of(via).resolve(externalId);
    const wrongId = externalId !== undefined && !(typeof id === 'string' && STATE_MACHINE_ARN.test(id));
    const asked = { sessionTags, sourceIdentities, externalId: wrongId || undefined };
    const [wanted] = Object.entries(asked).find(([, value]) => value !== undefined) ?? [];
    if (wanted === undefined) { return; }
    throw misuse({
      problem: `${pathOf(via)} asks for ${wanted}, which Step Functions does not send`,
      expected: 'a role without sessionTags and sourceIdentities, whose externalId, if it has one, is the literal ARN of the state machine',
      fix: 'give the state machine a role of its own to go via',
      at: this,
    });
  }

  private checkProps(): void {
    const { integrationPattern, payload, payloadResponseOnly, invocationType, clientContext, credentials } = this.props;
    if (credentials) {
      throw this.wrong('credentials is set, but both accounts must know the role that calls',
        'via, which sets Credentials', 'write via: role in place of credentials');
    }
    if (integrationPattern === IntegrationPattern.RUN_JOB) {
      throw this.wrong('integrationPattern is RUN_JOB, which Step Functions does not have for Lambda',
        'REQUEST_RESPONSE or WAIT_FOR_TASK_TOKEN', 'leave integrationPattern out');
    }
    if (integrationPattern === IntegrationPattern.WAIT_FOR_TASK_TOKEN && !FieldUtils.containsTaskToken(payload as object | undefined)) {
      throw this.wrong('integrationPattern is WAIT_FOR_TASK_TOKEN, but payload has no task token, so the task would never end', 'the token in payload',
        'write payload: sfn.TaskInput.fromObject({ token: sfn.JsonPath.taskToken })');
    }
    const [other] = Object.entries({ integrationPattern, invocationType, clientContext }).find(([, value]) => value !== undefined) ?? [];
    if (payloadResponseOnly && other !== undefined) {
      throw this.wrong(`payloadResponseOnly and ${other} are both set`, 'one of them: the plain form has no options', `remove payloadResponseOnly or ${other}`);
    }
  }

  private wrong(problem: string, expected: string, fix: string): Error {
    return misuse({ problem, expected, fix, at: this });
  }

  /** A state machine with another role would be denied, and nothing else would tell. */
  private checkRole(): string[] {
    const stack = Stack.of(this);
    const roleArn = (value: string) => JSON.stringify(stack.resolve(value));
    const machines = stack.node.findAll().filter((child): child is CfnStateMachine =>
      CfnResource.isCfnResource(child) && child.cfnResourceType === 'AWS::StepFunctions::StateMachine' && Stack.of(child) === stack);
    const wanted = roleArn(this.props.stateMachineRole.roleArn);
    if (!this.usedIn || machines.length === 0 || machines.some((machine) => roleArn(machine.roleArn) === wanted)) { return []; }
    return [this.wrong(`no state machine of this stack runs with stateMachineRole ${pathOf(this.props.stateMachineRole)}, so this task would be denied`,
      'the role of the state machine that the task is part of', 'pass the same role to sfn.StateMachine: { role, definitionBody: … }').message];
  }
}
