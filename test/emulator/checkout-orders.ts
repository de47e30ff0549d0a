import assert from 'node:assert/strict';
import { join } from 'node:path';
import { GetAliasCommand, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { CfnResource } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import { Account } from './account';
import { synthesizeExample } from './assemblies';
import type { Assembly } from './assemblies';
import type { CdkCli } from './cdk-cli';
import type { Checks } from './checks';
import { aliasArn, assertAbsent, assertNoChanges, onlyFunction, onlyInlinePolicy, roleArn, roleNameOf } from './deployed';
import type { Emulator } from './emulator';

const EXAMPLE = 'checkout-orders';
const STACKS = ['Checkout', 'Orders'];

/** The example, deployed to two accounts and read back from both. */
export async function checkCheckoutOrders(checks: Checks, emulator: Emulator, cdk: CdkCli, assembly: Assembly, temp: string): Promise<void> {
  checks.section(`examples/${EXAMPLE}: the policy as a document`);
  const checkout = await Account.bootstrap(emulator, '111111111111');
  const orders = await Account.bootstrap(emulator, '222222222222');
  if (!await checks.check('cdk deploy --all', async () => { await cdk.deploy(assembly); })) { return; }

  await checkCallingSide(checks, assembly, checkout, orders);
  await checkTargetSide(checks, checkout, orders);
  await checks.check('a second deployment changes nothing', async () => assertNoChanges(await cdk.deploy(assembly), STACKS));

  const policyIsRight = () => checkResourcePolicy(checkout, orders);
  const withoutPolicy = synthesizeExample(EXAMPLE, join(temp, 'without-policy'), removeResourcePolicy);
  await checks.check('without the resource policy the app still deploys', async () => { await cdk.deploy(withoutPolicy); });
  await checks.checkFails('the check notices a missing policy', /ResourceNotFoundException/, policyIsRight);
  await checks.check('the original app deploys again', async () => { await cdk.deploy(assembly); });
  await checks.check('and the policy is back', policyIsRight);
}

async function checkCallingSide(checks: Checks, assembly: Assembly, checkout: Account, orders: Account): Promise<void> {
  await checks.check('the role has the name that the template gives it, and is in 111111111111 only', async () => {
    const roleName = roleNameOf(await onlyFunction(checkout));
    assert.deepEqual(assembly.resources('Checkout', 'AWS::IAM::Role').map(({ Properties }) => Properties?.RoleName), [roleName]);
    assert.equal(await roleArn(checkout, roleName), `arn:aws:iam::111111111111:role/${roleName}`);
    await assertAbsent(roleArn(orders, roleName));
  });
  await checks.check('the role may invoke exactly the alias', async () => {
    const statements = await onlyInlinePolicy(checkout, roleNameOf(await onlyFunction(checkout)));
    const { FunctionName } = await onlyFunction(orders);
    const allowed = statements.map(({ Effect, Action, Resource }) => ({ Effect, Action, Resource }));
    assert.deepEqual(allowed, [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: await aliasArn(orders, FunctionName!) }]);
  });
  await checks.check('ORDERS_TARGET_ARN is the ARN of the alias', async () => {
    const { Environment } = await onlyFunction(checkout);
    const { FunctionName } = await onlyFunction(orders);
    assert.deepEqual(Environment?.Variables, { ORDERS_TARGET_ARN: await aliasArn(orders, FunctionName!) });
  });
}

async function checkTargetSide(checks: Checks, checkout: Account, orders: Account): Promise<void> {
  await checks.check('each function is in its own account only', async () => {
    const checkoutName = (await onlyFunction(checkout)).FunctionName;
    const ordersName = (await onlyFunction(orders)).FunctionName;
    await assertAbsent(orders.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: checkoutName })));
    await assertAbsent(checkout.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: ordersName })));
  });
  await checks.check('the alias live is in 222222222222 only', async () => {
    const { FunctionName } = await onlyFunction(orders);
    assert.equal(await aliasArn(orders, FunctionName!), `arn:aws:lambda:eu-west-1:222222222222:function:${FunctionName}:live`);
    await assertAbsent(checkout.lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' })));
    const checkoutName = (await onlyFunction(checkout)).FunctionName;
    await assertAbsent(checkout.lambda.send(new GetAliasCommand({ FunctionName: checkoutName, Name: 'live' })));
  });
  await checks.check('the resource policy of the alias names account 111111111111 and exactly the role', () => checkResourcePolicy(checkout, orders));
  await checks.check('no policy is left on the function itself', async () => {
    const { FunctionName } = await onlyFunction(orders);
    await assertAbsent(orders.resourcePolicy(FunctionName!));
  });
}

async function checkResourcePolicy(checkout: Account, orders: Account): Promise<void> {
  const { FunctionName } = await onlyFunction(orders);
  const callingRole = await roleArn(checkout, roleNameOf(await onlyFunction(checkout)));
  const stored = (await orders.resourcePolicy(FunctionName!, 'live')).map(({ Sid, ...statement }) => statement);
  assert.deepEqual(stored, [{
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111111111111:root' },
    Action: 'lambda:InvokeFunction',
    Resource: await aliasArn(orders, FunctionName!),
    Condition: { ArnEquals: { 'aws:PrincipalArn': callingRole } },
  }]);
}

function removeResourcePolicy(app: App): void {
  const policies = app.node.findAll().filter((node): node is CfnResource =>
    CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::Lambda::ResourcePolicy');
  assert.equal(policies.length, 1);
  policies[0].node.scope!.node.tryRemoveChild(policies[0].node.id);
}
