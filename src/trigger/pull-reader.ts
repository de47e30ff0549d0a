import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Dependable } from 'constructs';
import type { IConstruct, IDependable } from 'constructs';
import type { PullAccess, PullSource } from './pull-source';
import type { HandOver } from '../link';
import { pasteable, whereToFind } from '../link/hand-over-text';
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
  const add = (actions: string[], resource: string) => role.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [resource] }));
  const policies = accesses.flatMap((access) => {
    const { actions, arn, listing } = access;
    const { statementAdded, policyDependable } = add(actions, arn);
    // an immutable role takes no statement, and says nothing
    const written = statementAdded && policyDependable !== undefined
      && (changeableRole(role) !== undefined || Dependable.of(policyDependable).dependencyRoots.length > 0);
    if (!written) {
      missing.push(access);
      return [];
    }
    if (listing !== undefined) { add([listing], '*'); }
    return [policyDependable];
  });
  if (missing.length > 0) {
    const roleName = display(at, ownedRole(role)?.roleName ?? role.roleName);
    identityHandOver(at, account, roleName, `role ${roleName} cannot be changed by this app`, missing);
  }
  return policies;
}

/** What another team must write on a role that this app cannot change. */
export function identityHandOver(at: IConstruct, account: string, role: string, because: string, accesses: PullAccess[]): HandOver {
  const shown = accesses.map(({ arn, placeholder }) => pasteable(at, arn, placeholder));
  const where = accesses.map(({ placeholder }, i) => whereToFind(shown[i], placeholder)).join('');
  const statements = accesses.flatMap(({ sid, actions, listing }, i) => [
    { Sid: sid, Effect: 'Allow', Action: actions.length === 1 ? actions[0] : actions, Resource: shown[i] },
    ...listing === undefined ? [] : [{ Sid: 'ListStreams', Effect: 'Allow', Action: listing, Resource: '*' }],
  ]);
  const statement = display(at, statements.length === 1 ? statements[0] : statements);
  const document = display(at, { Version: '2012-10-17', Statement: statements });
  const roleName = parseRoleArn(role)?.roleName ?? role;
  return publishHandOver(at, {
    account,
    summary: `${because}; it must be allowed to read ${shown.join(' and ')}${where}`,
    statement,
    // a name for each source: put-role-policy replaces the policy of that name
    commands: [
      `aws iam put-role-policy --role-name ${shellQuote(roleName)} --policy-name cross-account-read-${shortHash(statement)} --policy-document ${shellQuote(document)}`,
    ],
  });
}

/** The mapping that another team must make. */
export function mappingHandOver(
  at: IConstruct, account: string, role: string, { noun, placeholder, hasPosition }: PullSource, arn: string,
): HandOver {
  const shown = pasteable(at, arn, placeholder);
  const position = hasPosition ? { StartingPosition: 'TRIM_HORIZON' } : {};
  const properties = { EventSourceArn: shown, FunctionName: 'FUNCTION_NAME', FunctionResponseTypes: ['ReportBatchItemFailures'], ...position };
  return publishHandOver(at, {
    account,
    summary: `the function of ${role} must read ${noun} ${shown}, after the other halves are in place; put its name, `
      + `or its ARN with an alias, for FUNCTION_NAME${whereToFind(shown, placeholder)}`,
    statement: JSON.stringify({ Type: 'AWS::Lambda::EventSourceMapping', Properties: properties }),
    commands: [
      `aws lambda create-event-source-mapping --region ${pasteable(at, Stack.of(at).region, 'REGION')} --function-name FUNCTION_NAME `
      + `--event-source-arn ${shellQuote(shown)} --function-response-types ReportBatchItemFailures${hasPosition ? ' --starting-position TRIM_HORIZON' : ''}`,
    ],
  });
}
