import { INVOKE, levelOf } from './function-actions';
import type { PolicyLevel } from './function-actions';
import { requireSigned, urlPermissions } from './function-url';
import type { GrantOwner } from './grant-owner';
import type { InvokeUrlOptions } from './url-options';
import type { Caller } from '../caller';
import type { Half } from '../link/half';
import { permissionFor } from '../link/permission';
import type { Permission } from '../link/permission';
import { misuse } from '../private/errors';

/**
 * Lets callers use a target: the target's half of a link.
 *
 * In the target's account each call writes a statement into the resource policy, or, for a target
 * of another app, hands it over. In the caller's account nothing changes: use
 * `CrossAccountInvoker` there, which calls this for you when both stacks are in one app.
 */
export class TargetGrants {
  /** @internal */
  public static _of(owner: GrantOwner): TargetGrants {
    return new TargetGrants(owner);
  }

  private constructor(private readonly owner: GrantOwner) {}

  /**
   * Lets a caller invoke the target by its qualified ARN.
   *
   * Writes `lambda:InvokeFunction`, the one permission that the Invoke API checks for the types
   * RequestResponse, Event and DryRun, and that InvokeWithResponseStream checks.
   *
   * @param caller who may call; the same caller twice is one statement
   * @returns where the statement stands, or the hand-over
   * @throws if the caller is in another partition, or its account cannot be known
   * @see https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
   */
  public invoke(caller: Caller): Half {
    return this.owner._grant(caller, 'target', [INVOKE]);
  }

  /**
   * Lets a caller use the function URL of the target's alias.
   *
   * Target's account: two statements, `lambda:InvokeFunctionUrl` for the URL's auth type, and
   * `lambda:InvokeFunction` for calls through the URL only. Caller's account: nothing;
   * `CrossAccountInvoker.addTargetUrl` writes that half and calls this. The URL itself is made by
   * `CrossAccountTarget.addUrl`, or by you.
   *
   * @param caller who may call; requests are signed with its credentials
   * @param options the auth type of the URL
   * @returns where the statements stand, or the hand-over
   * @throws if the auth type is `NONE` and the caller is not `Caller.anyone`
   * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
   */
  public invokeUrl(caller: Caller, options: InvokeUrlOptions = {}): Half {
    requireSigned(this.owner, caller, options.authType);
    return this.owner._grant(caller, 'target', urlPermissions(options.authType));
  }

  /**
   * Lets a caller use other actions of the function, for example a build account that updates its
   * code.
   *
   * Actions whose API takes a qualifier are written for the target's ARN, all others for the
   * function itself: `lambda:UpdateFunctionCode` knows no alias.
   *
   * @param caller who may act
   * @param actions IAM actions with their prefix, such as `lambda:GetFunction`
   * @returns one half for each resource policy that is written: the target's, the function's
   * @throws if an action is one that resource policies cannot carry, or a wildcard
   */
  public actions(caller: Caller, ...actions: string[]): Half[] {
    if (actions.length === 0) {
      throw misuse({
        problem: 'actions is empty, so nothing would be granted',
        expected: 'at least one action',
        fix: "write grants.actions(caller, 'lambda:GetFunction'), or grants.invoke(caller)",
        at: this.owner,
      });
    }
    const levels = new Map<PolicyLevel, Permission[]>();
    for (const action of new Set(actions)) {
      const level = levelOf(action, this.owner);
      levels.set(level, [...levels.get(level) ?? [], permissionFor(action)]);
    }
    return [...levels].map(([level, some]) => this.owner._grant(caller, level, some));
  }
}
