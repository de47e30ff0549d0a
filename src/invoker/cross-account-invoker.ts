import { Stack } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { CrossAccountInvokerProps, InvokerTargetOptions, InvokerUrlOptions } from './cross-account-invoker-props';
import { executionRole } from './execution-role';
import { setUpNetwork } from './invoker-network';
import { deployAfterUrl, requireUrl } from './target-url';
import { Caller } from '../caller';
import { environmentPrefix, FunctionEnvironment } from '../link/function-environment';
import { IdentityPolicy } from '../link/identity-policy';
import type { Link } from '../link/link';
import { Route } from '../link/route';
import { Reach } from '../network';
import { FunctionReaches } from '../network/function-reaches';
import { environmentOf } from '../private/environments';
import type { KnownEnvironment } from '../private/environments';
import { misuse } from '../private/errors';
import type { IAssumableRole } from '../role';
import type { PrefixedLink } from '../role/assume-owner';
import type { ICrossAccountTarget } from '../target';
import { INVOKE } from '../target/function-actions';
import { urlPermissions } from '../target/function-url';

const OTHER_PREFIX = "invoker.addTarget(target, { environmentPrefix: 'OTHER' })";

/**
 * A role that calls functions of other accounts: the caller's half of every link.
 *
 * Caller's account: one policy on the role with `lambda:InvokeFunction` on exactly the targets'
 * qualified ARNs, and the ARNs in the function's environment. Target's account: the matching
 * statement, written into the target's stack if this app deploys it, else handed over as metadata
 * and a message. The one permission serves the invocation types RequestResponse, Event and DryRun.
 * With `via` the policy has `sts:AssumeRole` on that role instead; `addTargetUrl` adds the
 * permissions of a function URL. For a function in a VPC synthesis fails if it cannot reach what it
 * calls; `createEndpoints` gives the VPC what is missing.
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
  private readonly variables: FunctionEnvironment;
  private readonly fn?: IFunction;
  private readonly via?: IAssumableRole;
  private assumed?: PrefixedLink;
  private readonly linksByKey = new Map<string, Link>();

  constructor(scope: Construct, id: string, props: CrossAccountInvokerProps = {}) {
    super(scope, id);
    this.env = environmentOf(this, { account: props.account });
    this.fn = props.function;
    this.via = props.via;
    this.role = executionRole(this, props, this.env.account);
    this.caller = Caller.roleOf(this.role, { account: props.account });
    this.policy = IdentityPolicy.of(this, this.role, this.env.account);
    this.variables = new FunctionEnvironment(this, props.function, OTHER_PREFIX);
    setUpNetwork(this, props, this.env);
    // also without targets: the role may be for other things than functions
    if (this.via) { this.assume(this.via); }
    for (const target of props.targets ?? []) { this.addTarget(target); }
  }

  /**
   * The variables that a calling function needs, for functions that are created with `role`.
   *
   * `<prefix>_TARGET_ARN` for each target added so far, and `<prefix>_TARGET_REGION` for those in
   * another region; for function URLs `<prefix>_TARGET_URL`; with `via` also `<prefix>_TARGET_ROLE`
   * and the variables of the role. Empty variables are not set.
   */
  public get environment(): Record<string, string> {
    return { ...this.assumed?.link.environment, ...this.variables.all };
  }

  /** The links so far, one for each target and route. */
  public get links(): Link[] {
    return [...this.linksByKey.values()];
  }

  /**
   * Lets the role call one more target.
   *
   * Caller's account: the target's ARN joins the one statement of the role's policy and the
   * environment. Target's account: the statement that lets this role call, or its hand-over. A
   * target that was added before is not written again.
   *
   * With `via` the calls go through that role: see there.
   *
   * @param target a target of this app, or `CrossAccountTarget.fromTargetArn`
   * @param options how the target is handed to the function
   * @returns both halves
   * @throws if the target's ARN or the role's account is not known at synthesis, if they are in
   * different partitions, if no order of deployment exists, or if two targets want one variable
   */
  public addTarget(target: ICrossAccountTarget, options: InvokerTargetOptions = {}): Link {
    const targetArn = target._arnIn(Stack.of(this));
    const prefix = this.prefixOf(target, options);
    const link = this.linksByKey.get(targetArn) ?? this.newLink(target, targetArn);
    this.variables.set({ [`${prefix}_TARGET_ARN`]: targetArn, [`${prefix}_TARGET_REGION`]: this.regionOf(target) });
    if (this.via) { this.variables.set({ [`${prefix}_TARGET_ROLE`]: this.assume(this.via).prefix }); }
    return link;
  }

  /**
   * Lets the role call the function URL of a target.
   *
   * Caller's account: `lambda:InvokeFunctionUrl`, and `lambda:InvokeFunction` for calls through the
   * URL only, on the target's qualified ARN; `<prefix>_TARGET_URL` if `url` is given. Target's
   * account: both statements for this role, or their hand-over. The URL has the auth type
   * `AWS_IAM`; requests are signed for the service `lambda` in the target's region.
   *
   * @param target a target of this app with `addUrl()`, or one of another app
   * @param options the URL, and the prefix of the variables
   * @returns both halves
   * @throws as `addTarget`, if `url` is a text but no https URL, and if the invoker has a role to go `via`
   * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
   */
  public addTargetUrl(target: ICrossAccountTarget, options: InvokerUrlOptions = {}): Link {
    if (this.via) {
      throw misuse({
        problem: `the invoker calls via ${this.via.node.path}, which invokes functions and not their URLs`,
        expected: 'one route for an invoker',
        fix: 'call addTarget, or use a CrossAccountInvoker without via for the URL',
        at: this,
      });
    }
    const targetArn = target._arnIn(Stack.of(this));
    const prefix = this.prefixOf(target, options);
    const key = `${Route.FUNCTION_URL} ${targetArn}`;
    const link = this.linksByKey.get(key) ?? this.newUrlLink(target, targetArn);
    this.linksByKey.set(key, link);
    if (options.url !== undefined) {
      requireUrl(this, options.url);
      deployAfterUrl(this, options.url);
    }
    this.variables.set({ [`${prefix}_TARGET_URL`]: options.url, [`${prefix}_TARGET_REGION`]: this.regionOf(target) });
    return link;
  }

  private newLink(target: ICrossAccountTarget, targetArn: string): Link {
    const link = this.via ? this.linkVia(this.via, target, targetArn) : {
      targetArn,
      route: Route.DIRECT,
      resourceHalf: target.grants.invoke(this.caller),
      identityHalf: this.policy.allow(INVOKE, targetArn),
    };
    this.policy.orderBefore(this.fn);
    this.reach(Reach.target(target, { via: this.via }));
    this.linksByKey.set(targetArn, link);
    return link;
  }

  private linkVia(via: IAssumableRole, target: ICrossAccountTarget, targetArn: string): Link {
    const roleHalf = via.addTarget(target);
    const { identityHalf, resourceHalf } = this.assume(via).link;
    return { targetArn, route: Route.ASSUMED_ROLE, identityHalf, resourceHalf, roleHalf };
  }

  private newUrlLink(target: ICrossAccountTarget, targetArn: string): Link {
    const resourceHalf = target.grants.invokeUrl(this.caller);
    // of two statements in one policy the half is the same
    const [identityHalf] = urlPermissions().map((permission) => this.policy.allow(permission, targetArn));
    this.policy.orderBefore(this.fn);
    this.reach();
    return { targetArn, route: Route.FUNCTION_URL, identityHalf, resourceHalf };
  }

  /** Without an argument a function URL. */
  private reach(reach?: Reach): void {
    if (this.fn) { FunctionReaches.of(this.fn).add({ at: this, reach }); }
  }

  private assume(via: IAssumableRole): PrefixedLink {
    this.assumed ??= via.grants._assume(this.caller, this.role, this.fn);
    return this.assumed;
  }

  private prefixOf(target: ICrossAccountTarget, { environmentPrefix: given }: InvokerTargetOptions): string {
    return environmentPrefix(this, 'target', target.node.id, given, OTHER_PREFIX);
  }

  private regionOf(target: ICrossAccountTarget): string | undefined {
    return target.targetRegion === this.env.region ? undefined : target.targetRegion;
  }
}
