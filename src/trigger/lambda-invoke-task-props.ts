import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { TaskInput, TaskStateBaseProps } from 'aws-cdk-lib/aws-stepfunctions';
import type { LambdaInvocationType } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { IAssumableRole } from '../role';
import type { ICrossAccountTarget } from '../target';

/** Which function a task calls, under which role, with what. */
export interface CrossAccountLambdaInvokeProps extends TaskStateBaseProps {
  /** The function that is called, of this app or `CrossAccountTarget.fromTargetArn`. */
  readonly target: ICrossAccountTarget;

  /**
   * The role of the state machine that the task is part of: pass the same to `role` of
   * `sfn.StateMachine`. Both accounts name it, and the task is declared before the state machine.
   */
  readonly stateMachineRole: IRole;

  /**
   * A role in the target's account that the state machine assumes for this task. Without `sessionTags`
   * and `sourceIdentities`, which Step Functions does not send; an `externalId` is the ARN of the
   * state machine.
   *
   * State machine's account: `sts:AssumeRole` on that role instead of `lambda:InvokeFunction`. Target's
   * account: the state machine's role joins its trust policy, and it may invoke the target.
   *
   * @default - none: the state machine's role calls the function, whose resource policy lets it in
   */
  readonly via?: IAssumableRole;

  /**
   * What the function gets.
   *
   * @default - the input of the state
   */
  readonly payload?: TaskInput;

  /**
   * Whether the task waits for the answer.
   *
   * @default - Lambda's default, `RequestResponse`
   */
  readonly invocationType?: LambdaInvocationType;

  /**
   * Up to 3,583 bytes of base64-encoded data about the caller.
   *
   * @default - none
   */
  readonly clientContext?: string;

  /**
   * Whether the result is the function's answer alone, without the metadata of the call. Not with
   * `integrationPattern`, `invocationType` or `clientContext`.
   *
   * @default false
   */
  readonly payloadResponseOnly?: boolean;

  /**
   * Whether to try again when Lambda fails: up to six times, beginning after two seconds.
   *
   * @default true
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html
   */
  readonly retryOnServiceExceptions?: boolean;
}
