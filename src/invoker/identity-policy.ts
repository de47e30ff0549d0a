import { Lazy } from 'aws-cdk-lib';
import { CfnPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { CfnRole, IRole } from 'aws-cdk-lib/aws-iam';
import { Dependable } from 'constructs';
import type { Construct } from 'constructs';
import type { Half } from '../link/half';
import { display, publishHandOver, shellQuote } from '../link/publish-hand-over';
import { misuse } from '../private/errors';
import { shortHash } from '../private/names';
import { estimateCharacters, thousands } from '../private/policy-size';
import { changeableRole, ownedRole } from '../private/role-name';
import { INVOKE } from '../target/function-actions';

/** Inline policies of one role together; https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LIMIT = 10_240;

/** Lives on the role's resource: two invokers with one role write one policy. */
const POLICY = Symbol.for('cdk-cross-account-lambda:identityPolicy');

/** What the caller's role may do: invoke exactly its targets. */
export class IdentityPolicy {
  /** The policy of a role; `scope` holds its resource if it is the first to ask. */
  public static of(scope: Construct, role: IRole, account: string): IdentityPolicy {
    const cfnRole = changeableRole(role) as CfnRole & { [POLICY]?: IdentityPolicy } | undefined;
    if (cfnRole?.[POLICY]) { return cfnRole[POLICY]; }
    const policy = new IdentityPolicy(scope, role, account, cfnRole);
    if (cfnRole) { Object.defineProperty(cfnRole, POLICY, { value: policy }); }
    return policy;
  }

  private readonly targetArns = new Set<string>();
  private resource?: CfnPolicy;

  private constructor(
    private readonly scope: Construct,
    private readonly role: IRole,
    private readonly account: string,
    private readonly cfnRole?: CfnRole,
  ) {}

  /** The policy's resource, once there is a target; undefined for a role of another app. */
  public get cfnPolicy(): CfnPolicy | undefined {
    return this.resource;
  }

  public allow(targetArn: string): Half {
    this.targetArns.add(targetArn);
    if (!this.cfnRole) { return this.addToForeignRole(targetArn); }
    this.resource ??= this.create(this.cfnRole);
    return { written: true, account: this.account, construct: this.resource };
  }

  /** One statement in one policy, whatever the number of targets. */
  private create(cfnRole: CfnRole): CfnPolicy {
    this.scope.node.addValidation({ validate: () => this.checkSize() });
    // below our own role, so that a function which is created with it waits for the policy as well
    const parent = this.role.node.scope === this.scope ? this.role as unknown as Construct : this.scope;
    return new CfnPolicy(parent, 'InvokePolicy', {
      policyName: `cross-account-invoke-${shortHash(this.scope.node.path)}`,
      roles: [cfnRole.ref],
      policyDocument: Lazy.any({ produce: () => this.document() }),
    });
  }

  private document(): object {
    const arns = [...this.targetArns].sort();
    return { Version: '2012-10-17', Statement: [statement(arns.length === 1 ? arns[0] : arns)] };
  }

  /** An imported role takes the statement as aws-cdk-lib lets it; an immutable one takes none, and says nothing. */
  private addToForeignRole(targetArn: string): Half {
    const result = this.role.addToPrincipalPolicy(new PolicyStatement({ actions: [INVOKE], resources: [targetArn] }));
    const [construct] = result.policyDependable ? Dependable.of(result.policyDependable).dependencyRoots : [];
    if (result.statementAdded && construct) { return { written: true, account: this.account, construct }; }
    return { written: false, account: this.account, handOver: this.handOver(targetArn) };
  }

  private handOver(targetArn: string): NonNullable<Half['handOver']> {
    const roleName = display(this.scope, ownedRole(this.role)?.roleName ?? this.role.roleName);
    const document = display(this.scope, { Version: '2012-10-17', Statement: [statement(targetArn)] });
    return publishHandOver(this.scope, {
      account: this.account,
      summary: `role ${roleName} cannot be changed by this app; it must be allowed to do ${INVOKE} on ${display(this.scope, targetArn)}`,
      statement: display(this.scope, statement(targetArn)),
      commands: [`aws iam put-role-policy --role-name ${shellQuote(roleName)} --policy-name cross-account-invoke-${shortHash(display(this.scope, targetArn))} --policy-document ${shellQuote(document)}`],
    });
  }

  private checkSize(): string[] {
    const size = estimateCharacters(this.document());
    if (size <= LIMIT) { return []; }
    return [misuse({
      problem: `the role's policy has about ${thousands(size)} characters for ${this.targetArns.size} targets`,
      expected: `at most ${thousands(LIMIT)}, which IAM stores for all inline policies of a role together`,
      fix: 'split the targets over several functions, each with a CrossAccountInvoker of its own',
      at: this.scope,
    }).message];
  }
}

function statement(resource: string | string[]): object {
  return { Sid: 'InvokeTargets', Effect: 'Allow', Action: INVOKE, Resource: resource };
}

