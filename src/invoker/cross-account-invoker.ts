import { Stack } from 'aws-cdk-lib';
import type { IManagedPolicy, IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { environmentPrefix, InvokerEnvironment } from './environment';
import { executionRole } from './execution-role';
import { IdentityPolicy } from './identity-policy';
import { Caller } from '../caller';
import type { Link } from '../link/link';
import { environmentOf } from '../private/environments';
import type { KnownEnvironment } from '../private/environments';
import type { ICrossAccountTarget } from '../target';
import { ownedFunction } from '../target/qualified-function';

/** How one target is handed to the calling function. */
export interface InvokerTargetOptions {
  /**
   * Starts the names of the environment variables: `<prefix>_TARGET_ARN`, and
   * `<prefix>_TARGET_REGION` where the target is in another region.
   *
   * @default - the target's construct id in upper snake case: `Orders` becomes `ORDERS`
   */
  readonly environmentPrefix?: string;
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
   * The permissions boundary of the new role. It must allow `lambda:InvokeFunction` on the
   * targets, or every call is denied.
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
   * The account that this stack is deployed to: twelve digits.
   *
   * @default - the account of the stack's `env`
   */
  readonly account?: string;
}

/**
 * A role that calls functions of other accounts: the caller's half of every link.
 *
 * Caller's account: one policy on the role with `lambda:InvokeFunction` on exactly the targets'
 * qualified ARNs, and the ARNs in the function's environment. Target's account: the matching
 * statement, written into the target's stack if this app deploys it, else handed over as metadata
 * and a message. The one permission serves the invocation types RequestResponse, Event and DryRun.
 *
 * The call goes to the target's region: create the client with the region from
 * `<prefix>_TARGET_REGION`, which is set only where it differs from the caller's own.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 *
 * @example
 * new CrossAccountInvoker(checkoutStack, 'Checkout', {
 *   function: checkoutFunction,
 *   targets: [target],
 * });
 */
export class CrossAccountInvoker extends Construct {
  /** The role that calls. */
  public readonly role: IRole;

  private readonly caller: Caller;
  private readonly env: KnownEnvironment;
  private readonly policy: IdentityPolicy;
  private readonly variables: InvokerEnvironment;
  private readonly fn?: IFunction;
  private readonly linksByArn = new Map<string, Link>();

  constructor(scope: Construct, id: string, props: CrossAccountInvokerProps = {}) {
    super(scope, id);
    this.env = environmentOf(this, { account: props.account });
    this.fn = props.function;
    this.role = executionRole(this, props, this.env.account);
    this.caller = Caller.roleOf(this.role, { account: props.account });
    this.policy = IdentityPolicy.of(this, this.role, this.env.account);
    this.variables = new InvokerEnvironment(this, props.function);
    for (const target of props.targets ?? []) { this.addTarget(target); }
  }

  /**
   * The variables that a calling function needs, for functions that are created with `role`.
   *
   * `<prefix>_TARGET_ARN` for each target added so far, and `<prefix>_TARGET_REGION` for those in
   * another region. Empty variables are not set.
   */
  public get environment(): Record<string, string> {
    return this.variables.all;
  }

  /** The links so far, one for each target. */
  public get links(): Link[] {
    return [...this.linksByArn.values()];
  }

  /**
   * Lets the role call one more target.
   *
   * Caller's account: the target's ARN joins the one statement of the role's policy and the
   * environment. Target's account: the statement that lets this role call, or its hand-over. A
   * target that was added before is not written again.
   *
   * @param target a target of this app, or `CrossAccountTarget.fromTargetArn`
   * @param options how the target is handed to the function
   * @returns both halves
   * @throws if the target's ARN or the role's account is not known at synthesis, if they are in
   * different partitions, if no order of deployment exists, or if two targets want one variable
   */
  public addTarget(target: ICrossAccountTarget, options: InvokerTargetOptions = {}): Link {
    const stack = Stack.of(this);
    const targetArn = target._arnIn(stack);
    const prefix = environmentPrefix(this, target.node.id, options.environmentPrefix);
    const link = this.linksByArn.get(targetArn) ?? this.newLink(target, targetArn);
    this.variables.set(prefix, targetArn, target.targetRegion === this.env.region ? undefined : target.targetRegion);
    return link;
  }

  private newLink(target: ICrossAccountTarget, targetArn: string): Link {
    const resourceHalf = target.grants.invoke(this.caller);
    const identityHalf = this.policy.allow(targetArn);
    this.orderFunctionAfterPolicy();
    const link = { targetArn, identityHalf, resourceHalf };
    this.linksByArn.set(targetArn, link);
    return link;
  }

  /** A function that starts at once, on an event, must not call before its role may. */
  private orderFunctionAfterPolicy(): void {
    const { cfnPolicy } = this.policy;
    const cfnFunction = this.fn && ownedFunction(this.fn);
    if (cfnPolicy && cfnPolicy.stack === cfnFunction?.stack && this.linksByArn.size === 0) { cfnFunction.node.addDependency(cfnPolicy); }
  }
}
