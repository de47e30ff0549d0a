import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Dependable } from 'constructs';
import type { IConstruct, IDependable } from 'constructs';
import { whereToFind } from './pull-access';
import type { PullAccess, PullSource } from './pull-source';
import type { HandOver } from '../link';
import { display, publishHandOver, shellQuote } from '../link/publish-hand-over';
import { parseRoleArn } from '../private/arns';
import { shortHash } from '../private/names';
import { changeableRole, ownedRole } from '../private/role-name';

/**
 * Lets the role read: exactly these ARNs, in the role's own policy, or handed over where this app
 * cannot change the role.
 *
 * @returns what a mapping must wait for
 */
export function allowReading(at: IConstruct, role: IRole, account: string, accesses: PullAccess[]): IDependable[] {
  const missing: PullAccess[] = [];
  const policies = accesses.flatMap((access) => {
    const { actions, arn } = access;
    const { statementAdded, policyDependable } = role.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [arn] }));
    // an immutable role takes no statement, and says nothing
    const written = statementAdded && policyDependable !== undefined
      && (changeableRole(role) !== undefined || Dependable.of(policyDependable).dependencyRoots.length > 0);
    if (written) { return [policyDependable]; }
    missing.push(access);
    return [];
  });
  if (missing.length > 0) {
    const roleName = display(at, ownedRole(role)?.roleName ?? role.roleName);
    identityHandOver(at, account, roleName, `role ${roleName} cannot be changed by this app`, missing);
  }
  return policies;
}

/** What another team must write on a role that this app cannot change. */
export function identityHandOver(at: IConstruct, account: string, role: string, because: string, accesses: PullAccess[]): HandOver {
  const shown = accesses.map(({ arn }) => display(at, arn));
  const statements = accesses.map(({ sid, actions, arn }) => ({ Sid: sid, Effect: 'Allow', Action: actions.length === 1 ? actions[0] : actions, Resource: arn }));
  const statement = display(at, statements.length === 1 ? statements[0] : statements);
  const document = display(at, { Version: '2012-10-17', Statement: statements });
  const roleName = parseRoleArn(role)?.roleName ?? role;
  return publishHandOver(at, {
    account,
    summary: `${because}; it must be allowed to read ${shown.join(' and ')}${whereToFind(at, accesses[0].arn)}`,
    statement,
    // a name for each source: put-role-policy replaces the policy of that name
    commands: [
      `aws iam put-role-policy --role-name ${shellQuote(roleName)} --policy-name cross-account-read-${shortHash(statement)} --policy-document ${shellQuote(document)}`,
    ],
  });
}

/** The mapping that another team must make. */
export function mappingHandOver(at: IConstruct, account: string, role: string, { noun, hasPosition }: PullSource, arn: string): HandOver {
  const shown = display(at, arn);
  const position = hasPosition ? { StartingPosition: 'TRIM_HORIZON' } : {};
  const properties = { EventSourceArn: shown, FunctionName: 'FUNCTION_NAME', FunctionResponseTypes: ['ReportBatchItemFailures'], ...position };
  return publishHandOver(at, {
    account,
    summary: `the function of ${role} must read ${noun} ${shown}, after the other halves are in place; put its name, `
      + `or its ARN with an alias, for FUNCTION_NAME${whereToFind(at, arn)}`,
    statement: JSON.stringify({ Type: 'AWS::Lambda::EventSourceMapping', Properties: properties }),
    commands: [
      `aws lambda create-event-source-mapping --region ${display(at, Stack.of(at).region)} --function-name FUNCTION_NAME `
      + `--event-source-arn ${shellQuote(shown)} --function-response-types ReportBatchItemFailures${hasPosition ? ' --starting-position TRIM_HORIZON' : ''}`,
    ],
  });
}
