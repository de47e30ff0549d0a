import { Stack } from 'aws-cdk-lib';
import type { Duration } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RotationSchedule } from 'aws-cdk-lib/aws-secretsmanager';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { Caller } from '../caller';
import type { Half } from '../link';
import { letRotate } from './rotation-role';
import { anyOfAccount } from '../link/any-of-account';
import { deployAfterResource } from '../link/order';
import { literalSourceArn, requireRegionOfTarget, requireStackOfSource, sourceEnvironment } from '../link/source';
import { compareAccounts } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { stableName } from '../private/names';
import { AssumableRole } from '../role';
import type { ICrossAccountTarget } from '../target';
import { stackOfTarget } from '../target/stack-of-target';

/** Which secret is rotated by which function, and when. */
export interface CrossAccountRotationProps {
  /** The secret, of the account of this stack. */
  readonly secret: ISecret;

  /** The function that rotates, of this app or `CrossAccountTarget.fromTargetArn`. */
  readonly target: ICrossAccountTarget;

  /**
   * How long after a rotation the next one begins: 4 hours to 1,000 days; zero sets no rule.
   *
   * @default Duration.days(30)
   */
  readonly automaticallyAfter?: Duration;

  /**
   * Whether to rotate at once when the schedule is made or changed; otherwise Secrets Manager only
   * tests the function.
   *
   * @default true
   */
  readonly rotateImmediatelyOnUpdate?: boolean;

  /**
   * The role that the function assumes to change the secret: a role of the secret's account, also of
   * another stack, which is then deployed first. One role may serve several secrets.
   *
   * Secret's account: the role gets the permissions on the secret, in a policy in the stack of the
   * rotation, and trusts the function's role.
   *
   * @default - a new role for this secret
   */
  readonly role?: AssumableRole;

  /**
   * The ARN of the function's execution role, for a target of another app, of which nothing else is
   * known. Secret's account: the role trusts it. Target's account: `sts:AssumeRole`, handed over.
   *
   * @default - the role of the target's function; required for a target of another app
   */
  readonly functionRoleArn?: string;

  /**
   * Starts the names of the environment variables that lead the function to the role:
   * `<prefix>_ROLE_ARN` and so on.
   *
   * @default - the id of this construct in upper snake case; of `role`, if it is given
   */
  readonly environmentPrefix?: string;
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html */
const ROTATE = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'].map((action) => `secretsmanager:${action}`);
/** A hyphen and six characters: https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html */
const ANY_SUFFIX = '-??????';

/**
 * A secret in one account that a function in another rotates.
 *
 * In place of `secret.addRotationSchedule`, which grants nothing to a function of another account.
 * Secret's account: the schedule with the target's ARN, deployed after the target's stack, because
 * Secrets Manager calls the function when rotation is set; and a role that the function assumes, with
 * the permissions to rotate exactly this secret and on its key, if it has one. Target's account:
 * `secretsmanager.amazonaws.com` may invoke the target for this secret of this account, and the
 * function's role may assume the role; for a target of another app both are handed over. As with
 * `addRotationSchedule`, the secret's policy denies its account to delete the secret.
 *
 * The function's code must assume the role (`<prefix>_ROLE_ARN`; the helpers for functions do), call
 * Secrets Manager in the secret's region, and pass the event's `RotationToken` to `PutSecretValue`:
 * AWS requires it of functions that assume a role.
 *
 * A secret without `secretName` is named at deployment, too late for a stack that comes first: then
 * every secret of its account may call, and a message says so. Secret and function must be in one
 * region (AWS documents nothing else). AWS wants whoever sets rotation to have
 * `lambda:InvokeFunction` on the function; the role that deploys the secret's stack must have it. Whether
 * the function's policy must name that role too is not verified: if the deployment is denied, write
 * `target.grants.invoke(Caller.role('<ARN of that role>'))`.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_turn-on-for-other.html
 *
 * @example
 * new CrossAccountRotation(this, 'Rotation', { secret, target });
 */
export class CrossAccountRotation extends Construct {
  /** The role that the function assumes: in the secret's account. */
  public readonly role: AssumableRole;

  /** The schedule. */
  public readonly schedule: RotationSchedule;

  /** The target's account: the statement that lets Secrets Manager call, or its hand-over. */
  public readonly resourceHalf: Half;

  constructor(scope: Construct, id: string, props: CrossAccountRotationProps) {
    super(scope, id);
    const { secret, target } = props;
    requireStackOfSource(this, secret, 'rotation');
    requireRegionOfTarget(this, secret.env, { region: target.targetRegion }, 'AWS documents rotation within a region only',
      'rotate the secret with a function in its region');
    this.role = props.role ?? new AssumableRole(this, 'Role', { description: `Lets a function of another account rotate ${secret.node.path}` });
    this.requireRoleOfAccount(secret);
    const permissions = this.allowRotation(secret);
    letRotate(this, this.role, props);
    this.resourceHalf = target.grants.invoke(this.callerFor(secret, target));
    this.schedule = new RotationSchedule(this, 'Schedule', {
      secret,
      // imported: aws-cdk-lib then grants nothing itself
      rotationLambda: LambdaFunction.fromFunctionArn(this, 'Function', target._arnIn(Stack.of(this))),
      automaticallyAfter: props.automaticallyAfter,
      rotateImmediatelyOnUpdate: props.rotateImmediatelyOnUpdate,
    });
    this.schedule.node.addDependency(permissions);
    this.order(target);
  }

  private requireRoleOfAccount(secret: ISecret): void {
    const { roleAccount } = this.role;
    if (compareAccounts(roleAccount, secret.env.account) !== 'different') { return; }
    throw misuse({
      problem: `${pathOf(this.role)} is a role of account ${roleAccount}, ${pathOf(secret)} a secret of account ${secret.env.account}`,
      expected: "a role of the secret's account",
      fix: "make the AssumableRole in a stack of the secret's account, or leave role out",
      at: this,
    });
  }

  /** A policy of the rotation's own: one below a role of another stack would name the secret there, and the schedule could not wait for it. */
  private allowRotation(secret: ISecret): Policy {
    const secretArn = secret.secretFullArn ?? `${secret.secretArn}${ANY_SUFFIX}`;
    const permissions = new Policy(this, 'Permissions', {
      // the name that aws-cdk-lib makes is the same in two stacks of one kind, whose rotations may share a role
      policyName: stableName(this),
      roles: [this.role.role],
      statements: [
        new PolicyStatement({ actions: ROTATE, resources: [secretArn] }),
        new PolicyStatement({ actions: ['secretsmanager:GetRandomPassword'], resources: ['*'] }),
      ],
    });
    secret.encryptionKey?.grant(granteeOf(this.role, permissions), 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey');
    return permissions;
  }

  private callerFor(given: ISecret, target: ICrossAccountTarget): Caller {
    const secret = secretBehind(given);
    const stack = stackOfTarget(target);
    const { account, region, partition } = sourceEnvironment(this, secret, stack);
    const toArn = (name: string) => `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}`;
    // an ARN that another environment writes from the name lacks the six characters that Secrets Manager appends
    const whole = secret.node.defaultChild === undefined || stack === Stack.of(secret) ? secret.secretFullArn : undefined;
    const namer = { stack, account: target.targetAccount, region: target.targetRegion };
    const sourceArn = literalSourceArn(secret, whole ?? `${secret.secretArn}${ANY_SUFFIX}`, 'Name', (name) => toArn(`${name}${ANY_SUFFIX}`), namer);
    if (sourceArn === undefined) {
      anyOfAccount(this, { source: secret, kind: 'secret', account, target, remedy: 'give a new secret a secretName to let in this one only' });
    }
    return Caller.service({ service: 'secretsmanager.amazonaws.com', sourceArn: sourceArn ?? toArn('*'), sourceAccount: account });
  }

  private order(target: ICrossAccountTarget): void {
    const { construct: statement } = this.resourceHalf;
    if (!statement) { return; }
    deployAfterResource(
      this,
      statement,
      [this.schedule],
      `${pathOf(this)} is rotated by ${pathOf(target)}, which Secrets Manager calls when rotation is set`,
      "create the CrossAccountRotation in a stack of its own in the secret's account",
    );
  }
}

/** What `secret.attach(database)` returns has no name of its own, and aws-cdk-lib keeps the secret to itself. */
function secretBehind(secret: ISecret): ISecret {
  return (secret as unknown as { readonly attachedSecret?: ISecret }).attachedSecret ?? secret;
}

/** The role, as grants of aws-cdk-lib see it that are to stand in this policy. */
function granteeOf({ role }: AssumableRole, policy: Policy): IGrantable {
  const grantee = Object.create(role, {
    grantPrincipal: { get: () => grantee },
    addToPrincipalPolicy: {
      value: (statement: PolicyStatement) => {
        policy.addStatements(statement);
        return { statementAdded: true, policyDependable: policy };
      },
    },
  }) as IPrincipal;
  return grantee;
}
