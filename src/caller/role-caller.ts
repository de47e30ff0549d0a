import { Aws, Stack, Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { CallerKind, CallerStatement, PermissionFields, TargetView } from './caller-kind';
import { accountRoot, parseRoleArn, requireAccount } from '../private/arns';
import { misuse } from '../private/errors';
import { nameRole, ownedRole } from '../private/role-name';
import type { NamedRole } from '../private/role-name';

/** One role. Named in a condition, not as a principal, wherever the policy type allows it. */
export class RoleCaller implements CallerKind {
  public static fromArn(roleArn: string, givenAccount?: string): RoleCaller {
    if (givenAccount !== undefined) { requireAccount('account', givenAccount); }
    if (Token.isUnresolved(roleArn)) {
      if (givenAccount === undefined) {
        throw misuse({
          problem: 'roleArn is a token, so its account is not known at synthesis',
          expected: 'the account beside it',
          fix: "write Caller.role(roleArn, { account: '111111111111' })",
        });
      }
      return new RoleCaller(roleArn, givenAccount);
    }
    const parsed = parseRoleArn(roleArn);
    if (!parsed) { throw notARole(roleArn); }
    if (givenAccount !== undefined && !Token.isUnresolved(givenAccount) && givenAccount !== parsed.account) {
      throw misuse({
        problem: 'account contradicts roleArn',
        got: givenAccount,
        expected: `'${parsed.account}', the account in ${roleArn}`,
        fix: 'leave account out: it is only needed when roleArn is a token',
      });
    }
    return new RoleCaller(roleArn, parsed.account, parsed.partition);
  }

  public static fromGrantable(grantee: iam.IGrantable, givenAccount?: string): RoleCaller {
    // a Caller has no principal: languages without types let one in here
    const role = grantee.grantPrincipal as Partial<iam.IRole> | undefined;
    const at = isConstruct(grantee) ? grantee : undefined;
    if (role?.roleArn === undefined || role.node === undefined) {
      throw misuse({
        problem: 'grantee has no role that this app knows',
        expected: 'a role, or a function with an execution role',
        fix: 'for an imported function pass the role: lambda.Function.fromFunctionAttributes(this, id, { functionArn, role }); '
          + 'for a CrossAccountInvoker pass invoker.role; other principals, and a Caller, are no grantees: write target.grants.invoke(caller), '
          + 'or new AssumableRole(this, id, { callers: [caller] })',
        at,
      });
    }
    if (givenAccount !== undefined) { requireAccount('account', givenAccount, at); }
    const named = nameRole(role as iam.IRole, givenAccount);
    const createdBy = ownedRole(role as iam.IRole);
    return new RoleCaller(named.roleArn, named.account, named.partition, createdBy, onlyStackThatKnows(role as iam.IRole, named, createdBy));
  }

  public readonly text: string;
  public readonly partition?: string;

  private constructor(
    private readonly roleArn: string,
    public readonly account: string,
    partition?: string,
    public readonly createdBy?: IConstruct,
    public readonly knownIn?: Stack,
  ) {
    this.text = `role ${roleArn}`;
    this.partition = partition !== undefined && Token.isUnresolved(partition) ? undefined : partition;
  }

  /**
   * Account principal plus `aws:PrincipalArn`: the role need not exist yet, and a re-created role
   * is matched again, because Lambda and IAM keep the ARN of a condition as text.
   *
   * In the target's own account an account principal would only delegate to identity policies,
   * so there the principal is left open and the condition alone names the role.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
   */
  public statement(target: TargetView): CallerStatement {
    const local = target.sameAccount === 'same';
    return {
      shape: local ? 'OwnRoles' : 'Roles',
      sid: local ? 'OwnRoles' : 'Roles',
      principalType: local ? '*' : 'AWS',
      principals: local ? [] : [accountRoot(target.partition, this.account)],
      conditions: [{ operator: 'ArnEquals', key: 'aws:PrincipalArn', value: this.roleArn }],
    };
  }

  public permissions(): PermissionFields[] {
    return [{ principal: this.roleArn }];
  }
}

/** A token account, or any other token in the ARN of an imported role, means something else in another stack. */
function onlyStackThatKnows(role: iam.IRole, { roleArn, account }: NamedRole, createdBy?: IConstruct): Stack | undefined {
  const foreignToken = !createdBy && Token.isUnresolved(roleArn.replaceAll(Aws.PARTITION, ''));
  return foreignToken || Token.isUnresolved(account) ? Stack.of(role) : undefined;
}

function isConstruct(x: unknown): x is IConstruct {
  return typeof x === 'object' && x !== null && 'node' in x;
}

/** Each wrong ARN that people paste gets the sentence that helps. */
function notARole(roleArn: string): Error {
  const session = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)/.exec(roleArn);
  const account = /^arn:aws[a-z-]*:iam::(\d{12}):root$/.exec(roleArn);
  let expected = "a role ARN such as 'arn:aws:iam::111111111111:role/checkout'";
  let fix = 'copy the ARN from the role itself, not from a policy or a log';
  if (session) {
    expected = 'the role, not one of its sessions';
    fix = `write Caller.role('arn:${session[1]}:iam::${session[2]}:role/${session[3]}') (with the role's path, if it has one)`;
  } else if (account) {
    expected = 'a role';
    fix = `for the whole account write Caller.account('${account[1]}')`;
  } else if (/[*?]/.test(roleArn)) {
    expected = 'one role: IAM takes no wildcard in a principal';
    fix = 'write one Caller.role for each role, or Caller.account for all roles of the account';
  } else if (/:iam::\w*:policy\//.test(roleArn)) {
    expected = 'the role, not a policy';
    fix = "open the policy's \"Entities attached\" and copy the ARN of the role";
  } else if (/:iam::\w*:user\//.test(roleArn)) {
    expected = 'a role: this library grants to roles, because users carry long-lived keys';
    fix = 'let the user assume a role and pass that, or write Caller.account for the whole account';
  } else if (/:iam::\d*:instance-profile\//.test(roleArn)) {
    expected = 'the role inside the instance profile';
    fix = 'replace :instance-profile/… by the :role/… it contains';
  } else if (/:lambda:/.test(roleArn)) {
    expected = "the function's execution role: a call is made by the role, not by the function";
    fix = 'open the function\'s Configuration > Permissions and copy its role; a function of this app: Caller.roleOf(fn)';
  }
  return misuse({ problem: 'roleArn is not the ARN of a role', got: roleArn, expected, fix });
}
