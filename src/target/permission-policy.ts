import { Stack } from 'aws-cdk-lib';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { Construct, IConstruct } from 'constructs';
import { urlFields } from './function-url';
import { checkBudget } from './policy-budget';
import type { BudgetEntry } from './policy-budget';
import type { PolicyWriter } from './policy-writer';
import type { CallerKind, PermissionFields, TargetView } from '../caller/caller-kind';
import { deployAfterRole } from '../link/order';
import { renderConditions } from '../link/permission';
import type { Permission } from '../link/permission';
import { display } from '../link/publish-hand-over';
import { accountRoot } from '../private/arns';
import { misuse } from '../private/errors';
import { shortHash } from '../private/names';
import { meaning } from '../private/references';

/** Lambda names the statement after the stack, the logical id and a random suffix: at most 100 characters. */
const LONGEST_SID = 'x'.repeat(100);

/** One `AWS::Lambda::Permission` for each caller of one ARN. */
export class PermissionPolicy implements PolicyWriter {
  private readonly entries: BudgetEntry[] = [];

  constructor(private readonly scope: Construct, private readonly idPrefix: string, private readonly resourceArn: string) {}

  public write(permission: Permission, caller: CallerKind, target: TargetView): IConstruct {
    const fields = urlFields(permission);
    const permissions = caller.permissions(target).map((own) => this.permission(permission, caller, { ...own, ...fields }));
    if (permissions.length === 0) { throw this.notExpressible(caller); }
    if (caller.createdBy) {
      deployAfterRole(
        this.scope,
        caller.createdBy,
        permissions,
        `${this.scope.node.path} grants to ${caller.text}, and Lambda takes a role as principal only once it exists`,
        'use ResourcePolicyType.DOCUMENT, which names the role in a condition and needs no order',
      );
    }
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

  private permission(permission: Permission, caller: CallerKind, fields: PermissionFields): CfnPermission {
    const { action } = permission;
    // resolved, because the text of a token differs from run to run and an id must not
    const id = `${this.idPrefix}${shortHash(meaning(this.scope, { action, ...fields }))}`;
    const existing = this.scope.node.tryFindChild(id);
    if (existing) { return existing as CfnPermission; }
    const resource = new CfnPermission(this.scope, id, { action, functionName: this.resourceArn, ...fields });
    if (this.entries.length === 0) {
      this.scope.node.addValidation({ validate: () => checkBudget(this.scope, resource, this.entries) });
    }
    this.entries.push({ label: display(this.scope, caller.text), statement: this.stored(permission, fields) });
    return resource;
  }

  /** The statement as AddPermission stores it. */
  private stored({ action, conditions }: Permission, { principal, sourceArn, sourceAccount, principalOrgId }: PermissionFields): object {
    const aws = /^\d{12}$/.test(principal) ? accountRoot(Stack.of(this.scope).partition, principal) : principal;
    return {
      Sid: LONGEST_SID,
      Effect: 'Allow',
      Principal: principal === '*' ? '*' : { AWS: aws },
      Action: action,
      Resource: this.resourceArn,
      ...sourceArn || principalOrgId || conditions.length > 0 ? {
        Condition: {
          ...renderConditions(conditions),
          StringEquals: { ...renderConditions(conditions).StringEquals, 'AWS:SourceAccount': sourceAccount, 'aws:PrincipalOrgID': principalOrgId },
          ArnLike: sourceArn ? { 'AWS:SourceArn': sourceArn } : undefined,
        },
      } : {},
    };
  }
}
