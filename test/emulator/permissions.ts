import assert from 'node:assert/strict';
import { Account } from './account';
import type { Assembly } from './assemblies';
import type { CdkCli } from './cdk-cli';
import type { Checks } from './checks';
import { aliasArn, assertNoChanges, createdAt, onlyFunction, onlyInlinePolicy, roleNameOf } from './deployed';
import type { Emulator } from './emulator';
import { ORGANIZATION } from './permissions-app';

export interface PermissionsAssemblies {
  /** Source 333333333333, target 444444444444. */
  readonly assembly: Assembly;
  /** The same app for 555555555555 and 666666666666, where nothing else is: a failed stack stays behind. */
  readonly wrongOrder: Assembly;
  readonly strayPolicy: (account: string, resourceArn: string) => Assembly;
}

/** The other way to write the target's half, for which the order of deployment matters. */
export async function checkPermissions(checks: Checks, emulator: Emulator, cdk: CdkCli, assemblies: PermissionsAssemblies): Promise<void> {
  const { assembly } = assemblies;
  checks.section('test/emulator/permissions-app: the policy as permissions');
  const shop = await Account.bootstrap(emulator, '333333333333');
  const billing = await Account.bootstrap(emulator, '444444444444');
  if (!await checks.check('cdk deploy --all', async () => { await cdk.deploy(assembly); })) { return; }

  await checks.check("the caller's stack was created before the target's", async () => {
    const [first, second] = [await createdAt(shop, 'Shop'), await createdAt(billing, 'Billing')];
    assert.ok(first < second, `Shop ${first.toISOString()}, Billing ${second.toISOString()}`);
  });
  await checks.check('the alias has one permission for the role and one for the organization', async () => {
    const { FunctionName } = await onlyFunction(billing);
    const Resource = await aliasArn(billing, FunctionName!);
    const callingRole = (await onlyFunction(shop)).Role;
    const stored = (await billing.resourcePolicy(FunctionName!, 'live')).map(({ Sid, ...statement }) => statement);
    assert.deepEqual(new Set(stored), new Set([
      { Effect: 'Allow', Principal: { AWS: callingRole }, Action: 'lambda:InvokeFunction', Resource },
      {
        Effect: 'Allow',
        Principal: '*',
        Action: 'lambda:InvokeFunction',
        Resource,
        Condition: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } },
      },
    ]));
  });
  await checks.check('the role may invoke exactly the alias', async () => {
    const statements = await onlyInlinePolicy(shop, roleNameOf(await onlyFunction(shop)));
    const { FunctionName } = await onlyFunction(billing);
    assert.deepEqual(statements.map(({ Resource }) => Resource), [await aliasArn(billing, FunctionName!)]);
  });
  await checks.check('a second deployment changes nothing', async () => assertNoChanges(await cdk.deploy(assembly), ['Shop', 'Billing']));

  await checkRefusals(checks, emulator, cdk, assemblies, await aliasArn(billing, (await onlyFunction(billing)).FunctionName!));
}

/** What AWS refuses must fail here too: it is what the library's order, conflict and account rules are for. */
async function checkRefusals(
  checks: Checks, emulator: Emulator, cdk: CdkCli, assemblies: PermissionsAssemblies, billingAlias: string,
): Promise<void> {
  await checks.checkFails('the engine refuses a document on an alias that has permissions', /A resource policy already exists/,
    async () => { await cdk.deploy(assemblies.strayPolicy('444444444444', billingAlias)); });
  await checks.checkFails("the engine refuses the target's half in the caller's account", /is not a function of account 333333333333/,
    async () => { await cdk.deploy(assemblies.strayPolicy('333333333333', billingAlias)); });
  await Account.bootstrap(emulator, '555555555555');
  await Account.bootstrap(emulator, '666666666666');
  await checks.checkFails('the engine refuses the target before the caller', /The provided principal was invalid/,
    async () => { await cdk.deploy(assemblies.wrongOrder, ['Billing', '--exclusively']); });
}
