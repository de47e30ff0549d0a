import { Lazy, Token } from 'aws-cdk-lib';
import { CfnPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { CfnRole, IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Dependable } from 'constructs';
import type { Construct } from 'constructs';
import type { Half } from './half';
import { renderConditions } from './permission';
import type { Permission } from './permission';
import { display, publishHandOver, shellQuote } from './publish-hand-over';
import { misuse } from '../private/errors';
import { functionBehind, ownedFunction } from '../private/function-name';
import { shortHash } from '../private/names';
import { estimateCharacters, thousands } from '../private/policy-size';
import { meaning } from '../private/references';
import { changeableRole, ownedRole } from '../private/role-name';

/** Inline policies of one role together; https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LIMIT = 10_240;

/** Lives on the role's resource: all links of one role write one policy. */
const POLICY = Symbol.for('cdk-cross-account-lambda:identityPolicy');

interface Statement {
  readonly permission: Permission;
  readonly resources: Set<string>;
}

/** What a role that calls may do: exactly what its links need. */
export class IdentityPolicy {
  /** The policy of a role; `scope` holds its resource if it is the first to ask. */
  public static of(scope: Construct, role: IRole, account: string): IdentityPolicy {
    const cfnRole = changeableRole(role) as CfnRole & { [POLICY]?: IdentityPolicy } | undefined;
    if (cfnRole?.[POLICY]) { return cfnRole[POLICY]; }
    const policy = new IdentityPolicy(scope, role, account, cfnRole);
    if (cfnRole) { Object.defineProperty(cfnRole, POLICY, { value: policy }); }
    return policy;
  }

  private readonly statements = new Map<string, Statement>();
  /** Functions that wait for the policy already. */
  private readonly waiting = new Set<IFunction>();
  private resource?: CfnPolicy;

  private constructor(
    private readonly scope: Construct,
    private readonly role: IRole,
    private readonly account: string,
    private readonly cfnRole?: CfnRole,
  ) {}

  public allow(permission: Permission, resourceArn: string): Half {
    const statement = this.statements.get(permission.identitySid) ?? { permission, resources: new Set() };
    this.statements.set(permission.identitySid, statement);
    statement.resources.add(resourceArn);
    if (!this.cfnRole) { return this.addToForeignRole(permission, resourceArn); }
    this.resource ??= this.create(this.cfnRole);
    return { written: true, account: this.account, construct: this.resource };
  }

  /** A function that starts at once, on an event, must not call before its role may. */
  public orderBefore(fn: IFunction | undefined): void {
    if (!fn || !this.resource || this.waiting.has(fn)) { return; }
    this.waiting.add(fn);
    const cfnFunction = ownedFunction(functionBehind(fn));
    if (cfnFunction?.stack === this.resource.stack) { cfnFunction.node.addDependency(this.resource); }
  }

  /** One statement for each kind of permission in one policy, whatever the number of links. */
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
    const statements = [...this.statements].sort(([a], [b]) => a < b ? -1 : 1);
    return { Version: '2012-10-17', Statement: statements.map(([, { permission, resources }]) => render(permission, this.sorted(resources))) };
  }

  /** Tokens by what they stand for: the text of a token changes from run to run. */
  private sorted(resources: Set<string>): string[] {
    const all = [...resources];
    if (!all.some((resource) => Token.isUnresolved(resource))) { return all.sort(); }
    const byMeaning = all.map((resource): [string, string] => [meaning(this.scope, resource), resource]);
    return byMeaning.sort(([a], [b]) => a < b ? -1 : 1).map(([, resource]) => resource);
  }

  /** An imported role takes the statement as aws-cdk-lib lets it; an immutable one takes none, and says nothing. */
  private addToForeignRole(permission: Permission, resourceArn: string): Half {
    const conditions = renderConditions(permission.conditions);
    const statement = new PolicyStatement({ actions: [permission.action], resources: [resourceArn], conditions });
    const result = this.role.addToPrincipalPolicy(statement);
    const [construct] = result.policyDependable ? Dependable.of(result.policyDependable).dependencyRoots : [];
    if (result.statementAdded && construct) { return { written: true, account: this.account, construct }; }
    return { written: false, account: this.account, handOver: this.handOver(permission, resourceArn) };
  }

  private handOver(permission: Permission, resourceArn: string): NonNullable<Half['handOver']> {
    const roleName = display(this.scope, ownedRole(this.role)?.roleName ?? this.role.roleName);
    return publishHandOver(this.scope, identityHandOver(this.scope, {
      account: this.account,
      roleName,
      summary: `role ${roleName} cannot be changed by this app; it must be allowed to do ${permission.action} on ${display(this.scope, resourceArn)}`,
      permission,
      resourceArn,
    }));
  }

  private checkSize(): string[] {
    const size = estimateCharacters(this.document());
    if (size <= LIMIT) { return []; }
    const resources = [...this.statements.values()].reduce((sum, statement) => sum + statement.resources.size, 0);
    return [misuse({
      problem: `the role's policy has about ${thousands(size)} characters for ${resources} targets`,
      expected: `at most ${thousands(LIMIT)}, which IAM stores for all inline policies of a role together`,
      fix: 'split the targets over several functions, each with a CrossAccountInvoker of its own',
      at: this.scope,
    }).message];
  }
}

/** What another team must write on a role that this app cannot change. */
export interface IdentityHandOver {
  readonly account: string;
  readonly roleName: string;
  readonly summary: string;
  readonly permission: Permission;
  readonly resourceArn: string;
}

export function identityHandOver(
  at: Construct, { account, roleName, summary, permission, resourceArn }: IdentityHandOver,
): NonNullable<Half['handOver']> {
  const statement = render(permission, [resourceArn]);
  // a name for each statement: put-role-policy replaces the policy of that name
  const policyName = `cross-account-invoke-${shortHash(display(at, [permission.identitySid, resourceArn]))}`;
  const document = display(at, { Version: '2012-10-17', Statement: [statement] });
  return {
    account,
    summary,
    statement: display(at, statement),
    commands: [`aws iam put-role-policy --role-name ${shellQuote(roleName)} --policy-name ${policyName} --policy-document ${shellQuote(document)}`],
  };
}

function render({ identitySid, action, conditions }: Permission, resources: string[]): object {
  return {
    Sid: identitySid,
    Effect: 'Allow',
    Action: action,
    Resource: resources.length === 1 ? resources[0] : resources,
    ...conditions.length > 0 ? { Condition: renderConditions(conditions) } : {},
  };
}
