import { Lazy } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { checkBudget } from './policy-budget';
import type { PolicyWriter } from './policy-writer';
import type { CallerKind, TargetView } from '../caller/caller-kind';
import { StatementSet } from '../caller/statement-set';
import type { Permission } from '../link/permission';
import { CfnLambdaResourcePolicy } from '../private/cfn-lambda-resource-policy';
import { meaning } from '../private/references';

/** So few fit in any case: no ARN has more than 2,048 characters. */
const FEW_CALLERS = 6;

/** All callers of one ARN in one `AWS::Lambda::ResourcePolicy`, made with the first caller. */
export class DocumentPolicy implements PolicyWriter {
  private readonly statements = new StatementSet();
  private resource?: CfnLambdaResourcePolicy;

  constructor(private readonly scope: Construct, private readonly id: string, private readonly resourceArn: string) {}

  public write(permission: Permission, caller: CallerKind, target: TargetView): IConstruct {
    this.statements.add(permission, caller.statement(target));
    this.resource ??= this.create();
    return this.resource;
  }

  private create(): CfnLambdaResourcePolicy {
    const render = () => this.statements.render(this.resourceArn, (token) => meaning(this.scope, token));
    const resource = new CfnLambdaResourcePolicy(this.scope, this.id, {
      resourceArn: this.resourceArn,
      policyDocument: Lazy.any({ produce: render }),
    });
    this.scope.node.addValidation({
      validate: () => this.statements.callers <= FEW_CALLERS
        ? []
        : checkBudget(this.scope, resource, render().Statement.map((statement) => ({ label: statement.Sid, statement }))),
    });
    return resource;
  }
}
