import { Stack, Token } from 'aws-cdk-lib';
import type { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { parseFunctionArn } from '../private/arns';
import { compareAccounts } from '../private/environments';
import { misuse, pathOf } from '../private/errors';

/** What to write in place of the constructs of aws-cdk-lib that put a permission into the source's account. */
const IN_PLACE: Record<string, string> = {
  s3: 'CrossAccountBucketDestination(target) in place of LambdaDestination',
  sns: 'CrossAccountSubscription(target) in place of LambdaSubscription',
  events: 'CrossAccountRuleTarget(target) in place of LambdaFunction',
  apigateway: 'CrossAccountRestIntegration(target), CrossAccountHttpIntegration(id, target) or CrossAccountWebSocketIntegration(id, target) in place of its integration',
  logs: 'CrossAccountLogsDestination(this, id, { target }) in place of LambdaDestination',
};

/**
 * A permission whose stack cannot change the function that it names, because the function is in
 * another account: often made by a construct of aws-cdk-lib.
 *
 * @see https://github.com/aws/aws-cdk/issues/13568
 */
export function inWrongAccount(permission: CfnPermission): string[] {
  const stack = Stack.of(permission);
  const named: unknown = stack.resolve(permission.functionName);
  const arn = typeof named === 'string' ? parseFunctionArn(named) : undefined;
  if (!arn || compareAccounts(arn.account, stack.account) !== 'different') { return []; }
  const { principal } = permission;
  const own = Token.isUnresolved(principal) ? undefined : IN_PLACE[principal.split('.')[0]];
  return [misuse({
    problem: `${pathOf(permission)} writes a permission into account ${stack.account} for a function of account ${arn.account}`,
    got: named,
    expected: 'the permission in the account that owns the function',
    fix: own ? `write new ${own}` : 'grant with a CrossAccountTarget of the function: target.grants.invoke(Caller.…)',
    at: permission,
  }).message];
}
