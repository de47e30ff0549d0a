import type { IManagedPolicy, IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ExistingEndpoint } from '../network';
import type { IAssumableRole } from '../role';
import type { ICrossAccountTarget } from '../target';

/** How one target is handed to the calling function. */
export interface InvokerTargetOptions {
  /**
   * Starts the names of the environment variables: `<prefix>_TARGET_ARN`, or for a function URL
   * `<prefix>_TARGET_URL`; `<prefix>_TARGET_REGION` where the target is in another region, and
   * `<prefix>_TARGET_ROLE` with `via`.
   *
   * @default - the target's construct id in upper snake case: `Orders` becomes `ORDERS`
   */
  readonly environmentPrefix?: string;
}

/** How the function URL of one target is handed to the calling function. */
export interface InvokerUrlOptions extends InvokerTargetOptions {
  /**
   * The URL, for the variable `<prefix>_TARGET_URL`: a text such as an output of the target's stack
   * told, or the reference that `CrossAccountTarget.addUrl` returned. With a reference aws-cdk-lib
   * reads the output of the other account when the caller's stack is deployed, and this stack is
   * deployed after the target's; the caller's account must be bootstrapped before the target's
   * stack is deployed.
   *
   * @default - none: only permissions are written, and the code learns the URL in another way
   */
  readonly url?: string;
}

/** Which role calls, and whom. */
export interface CrossAccountInvokerProps {
  /**
   * The functions that the role may call.
   *
   * @default - none yet; use `addTarget()`
   */
  readonly targets?: ICrossAccountTarget[];

  /**
   * A role in the targets' account, through which the calls go.
   *
   * Caller's account: `sts:AssumeRole` on that role instead of `lambda:InvokeFunction` on the
   * targets, and the variables `<ROLE>_ROLE_ARN` and `<prefix>_TARGET_ROLE`. Targets' account: the
   * caller joins the role's trust policy, and the role may invoke the targets; their resource
   * policies are not needed and not written. What the code sends (session tags, a duration, another
   * prefix) is chosen by `role.grants.assume(function, { … })` before this construct.
   *
   * @default - none: the direct route
   */
  readonly via?: IAssumableRole;

  /**
   * The function that calls. Its execution role becomes the caller, and the targets' ARNs stand in
   * its environment.
   *
   * Caller's account: a role without a physical name, such as the one aws-cdk-lib generates, gets
   * a stable one. In an app that is already deployed CloudFormation then makes a new role, points
   * the function to it and removes the old one; whoever granted to the old name must follow.
   *
   * @default - none: pass `invoker.role` and `invoker.environment` to the functions that call
   */
  readonly function?: IFunction;

  /**
   * The role that calls.
   *
   * A role that this app creates without a name gets a stable one. An imported role gets a policy
   * if it is in the account of this stack; if it was imported as immutable, the statement is
   * handed over.
   *
   * @default - the role of `function`, or else a new role
   */
  readonly role?: IRole;

  /**
   * The name of the new role.
   *
   * @default - a stable name from the construct path, the stack name and the region
   */
  readonly roleName?: string;

  /**
   * The permissions boundary of the new role. It must allow what the route needs, or every call is
   * denied: `lambda:InvokeFunction` on the targets, with `via` `sts:AssumeRole` on that role (and
   * `sts:TagSession` or `sts:SetSourceIdentity` if it asks for them), for URLs also
   * `lambda:InvokeFunctionUrl`.
   *
   * @default - none, or what the app applies with `PermissionsBoundary.of()`
   */
  readonly permissionsBoundary?: IManagedPolicy;

  /**
   * Whether functions with the new role run in a VPC: it then has the managed policy
   * `AWSLambdaVPCAccessExecutionRole`.
   *
   * @default false
   */
  readonly vpcAccess?: boolean;

  /**
   * Whether the VPC of `function` gets the endpoints that its calls need: Lambda's, and with `via`
   * also that of STS.
   *
   * Caller's account: interface endpoints in the function's subnets whose policies let through
   * exactly the targets (and the role), and the rules of the security groups. Everybody in the VPC
   * calls through them, and only what constructs of this library declare is let through.
   *
   * @default false; synthesis fails if the function cannot reach what it calls
   */
  readonly createEndpoints?: boolean;

  /**
   * Endpoints that the VPC of `function` has already, by service: the rules of the security groups
   * are written, and policies that this app gives them let the calls through.
   *
   * @default - none; without `createEndpoints`, endpoints that this app creates in the VPC are found
   * by themselves
   */
  readonly existingEndpoints?: ExistingEndpoint[];

  /**
   * The account that this stack is deployed to: twelve digits.
   *
   * @default - the account of the stack's `env`
   */
  readonly account?: string;
}
