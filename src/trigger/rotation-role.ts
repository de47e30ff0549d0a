import type { Construct } from 'constructs';
import { Caller } from '../caller';
import { refuseRoleOfTarget, requireRoleOfTarget } from './function-role';
import type { CrossAccountRotationProps } from './rotation';
import { environmentPrefix } from '../link/function-environment';
import { identityHandOver } from '../link/identity-policy';
import { publishHandOver } from '../link/publish-hand-over';
import { misuse, pathOf } from '../private/errors';
import { functionBehind } from '../private/function-name';
import type { AssumableRole } from '../role';
import { ASSUME_ROLE } from '../role/trust-permissions';
import { CrossAccountTarget } from '../target';

const OTHER_PREFIX = "new CrossAccountRotation(this, id, { environmentPrefix: 'OTHER', … })";

/** Lets the target's function assume the role in the secret's account: both halves, and the function's environment. */
export function letRotate(at: Construct, role: AssumableRole, props: CrossAccountRotationProps): void {
  const { target, functionRoleArn, role: given, environmentPrefix: prefix } = props;
  if (!(target instanceof CrossAccountTarget)) {
    trustRoleOfOtherApp(at, role, props);
    return;
  }
  refuseRoleOfTarget(at, functionRoleArn);
  const own = given && prefix === undefined ? undefined : environmentPrefix(at, 'role', at.node.id, prefix, OTHER_PREFIX);
  role.grants.assume(functionBehind(target.callable), own === undefined ? {} : { environmentPrefix: own });
}

function trustRoleOfOtherApp(at: Construct, role: AssumableRole, { target, functionRoleArn }: CrossAccountRotationProps): void {
  if (functionRoleArn === undefined) {
    throw misuse({
      problem: `${pathOf(target)} is a function of another app, whose execution role is not known`,
      expected: 'functionRoleArn, which the role in the secret\'s account trusts',
      fix: "write functionRoleArn: 'arn:aws:iam::222222222222:role/rotator', as the other team tells",
      at,
    });
  }
  const { roleName } = requireRoleOfTarget(at, functionRoleArn, target);
  role._trust(Caller.role(functionRoleArn));
  publishHandOver(at, identityHandOver(at, {
    account: target.targetAccount,
    roleName,
    summary: `role ${functionRoleArn}, which this app does not deploy, must be allowed to assume ${role.roleArn}, and the function must do so to rotate the secret`,
    permission: ASSUME_ROLE,
    resourceArn: role.roleArn,
  }));
}
