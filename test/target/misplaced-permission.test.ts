import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Caller, CrossAccountTarget } from '../../src';
import { errorOf, fn, ORDERS_FUNCTION, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoAccounts } from '../support/apps';
import type { TwoAccounts } from '../support/apps';

const EXPECTED = 'expected the permission in the account that owns the function';

function withTarget(accounts: TwoAccounts): lambda.Function {
  const orders = fn(accounts.target, 'Function', { functionName: 'orders' });
  new CrossAccountTarget(accounts.target, 'Orders', { function: orders, callers: [Caller.account(SOURCE_ACCOUNT)] });
  return orders;
}

test('fails for a notification of aws-cdk-lib beside a target, and says what to write', () => {
  const accounts = twoAccounts();
  const orders = withTarget(accounts);
  new s3.Bucket(accounts.source, 'Images').addEventNotification(s3.EventType.OBJECT_CREATED, new LambdaDestination(orders));
  const message = errorOf(() => accounts.app.synth());
  expect(message).toContain(`writes a permission into account ${SOURCE_ACCOUNT} for a function of account ${TARGET_ACCOUNT}, got "${ORDERS_FUNCTION}"; ${EXPECTED}; `
    + 'write new CrossAccountBucketDestination(target) in place of LambdaDestination [Source/Images/AllowBucketNotificationsTo');
});

test('fails for a method of aws-cdk-lib on the alias of a target, and not for a conflict', () => {
  const accounts = twoAccounts();
  const orders = fn(accounts.target, 'Function', { functionName: 'orders' });
  const { callable } = new CrossAccountTarget(accounts.target, 'Orders', { function: orders, callers: [Caller.account(SOURCE_ACCOUNT)] });
  new apigateway.RestApi(accounts.source, 'Api').root.addMethod('GET', new apigateway.LambdaIntegration(callable));
  const message = errorOf(() => accounts.app.synth());
  expect(message).toContain(`got "${ORDERS_FUNCTION}:live"; ${EXPECTED}; write new CrossAccountRestIntegration(target), CrossAccountHttpIntegration(id, target) or `
    + 'CrossAccountWebSocketIntegration(id, target) in place of its integration [Source/Api/Default/GET/ApiPermission.');
  expect(message).not.toContain('overwrite each other');
});

test('fails for a permission by hand with another principal', () => {
  const accounts = twoAccounts();
  withTarget(accounts);
  new lambda.CfnPermission(accounts.source, 'Permission', { action: 'lambda:InvokeFunction', functionName: ORDERS_FUNCTION, principal: SOURCE_ACCOUNT });
  expect(errorOf(() => accounts.app.synth())).toContain('grant with a CrossAccountTarget of the function: target.grants.invoke(Caller.…) [Source/Permission]');
});

test('takes a permission of the own account, by reference, name or ARN', () => {
  const accounts = twoAccounts();
  const orders = withTarget(accounts);
  orders.addPermission('Reference', { principal: new iam.ServicePrincipal('iot.amazonaws.com') });
  for (const [id, functionName] of Object.entries({ Name: 'parcels', Arn: ORDERS_FUNCTION.replace('orders', 'parcels') })) {
    new lambda.CfnPermission(accounts.target, id, { action: 'lambda:InvokeFunction', functionName, principal: SOURCE_ACCOUNT });
  }
  expect(() => accounts.app.synth()).not.toThrow();
});
