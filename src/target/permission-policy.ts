import { Stack } from 'aws-cdk-lib';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { Construct, IConstruct } from 'constructs';
import { checkBudget } from './policy-budget';
import type { BudgetEntry } from './policy-budget';
import type { PolicyWriter } from './policy-writer';
import type { CallerKind, PermissionFields } from '../caller/caller-kind';
import { deployAfter } from '../link/order';
import { display } from '../link/publish-hand-over';
import { accountRoot } from '../private/arns';
import { misuse } from '../private/errors';
import { shortHash, topLevel } from '../private/names';

/** Lambda names the statement after the stack, the logical id and a random suffix: at most 100 characters. */
const LONGEST_SID = 'x'.repeat(100);

/** One `AWS::Lambda::Permission` for each caller of one ARN. */
export class PermissionPolicy implements PolicyWriter {
  private readonly entries: BudgetEntry[] = [];

  constructor(private readonly scope: Construct, private readonly idPrefix: string, private readonly resourceArn: string) {}

  public write(action: string, caller: CallerKind): IConstruct {
    const permissions = caller.permissions().map((fields) => this.permission(action, caller, fields));
    if (permissions.length === 0) { throw this.notExpressible(caller); }
    if (caller.createdBy) { this.deployAfterRole(caller.createdBy, caller.text, permissions); }
    return permissions[0];
  }

  private notExpressible(caller: CallerKind): Error {
    return misuse({
      problem: `${caller.text} cannot be written as AWS::Lambda::Permission, which has no field for it`,
      expected: 'policyType ResourcePolicyType.DOCUMENT (the default)',
      fix: 'remove policyType, or name the accounts with Caller.accounts, or the whole organization with Caller.organization',
      at: this.scope,
    });
  }

  private deployAfterRole(role: IConstruct, text: string, permissions: CfnPermission[]): void {
    if (topLevel(Stack.of(role)) === topLevel(Stack.of(this.scope))) {
      for (const permission of permissions) { permission.node.addDependency(role); }
      return;
    }
    deployAfter(
      this.scope,
      Stack.of(role),
      `${this.scope.node.path} grants to ${text}, and Lambda takes a role as principal only once it exists`,
      'use ResourcePolicyType.DOCUMENT, which names the role in a condition and needs no order',
    );
  }

  private permission(action: string, caller: CallerKind, fields: PermissionFields): CfnPermission {
    // resolved, because the text of a token differs from run to run and an id must not
    const id = `${this.idPrefix}${shortHash(JSON.stringify(Stack.of(this.scope).resolve({ action, ...fields })))}`;
    const existing = this.scope.node.tryFindChild(id);
    if (existing) { return existing as CfnPermission; }
    if (this.entries.length === 0) {
      this.scope.node.addValidation({ validate: () => checkBudget(this.scope, this.entries) });
    }
    this.entries.push({ label: display(this.scope, caller.text), statement: this.stored(action, fields) });
    return new CfnPermission(this.scope, id, { action, functionName: this.resourceArn, ...fields });
  }

  /** The statement as AddPermission stores it. */
  private stored(action: string, { principal, sourceArn, sourceAccount, principalOrgId }: PermissionFields): object {
    const aws = /^\d{12}$/.test(principal) ? accountRoot(Stack.of(this.scope).partition, principal) : principal;
    return {
      Sid: LONGEST_SID,
      Effect: 'Allow',
      Principal: principal === '*' ? '*' : { AWS: aws },
      Action: action,
      Resource: this.resourceArn,
      ...sourceArn || principalOrgId ? {
        Condition: {
          StringEquals: { 'AWS:SourceAccount': sourceAccount, 'aws:PrincipalOrgID': principalOrgId },
          ArnLike: sourceArn ? { 'AWS:SourceArn': sourceArn } : undefined,
        },
      } : {},
    };
  }
}
