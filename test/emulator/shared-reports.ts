import assert from 'node:assert/strict';
import { join } from 'node:path';
import { GetLayerVersionCommand } from '@aws-sdk/client-lambda';
import type { App } from 'aws-cdk-lib';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { Account } from './account';
import { synthesizeExample } from './assemblies';
import type { Assembly } from './assemblies';
import type { CdkCli } from './cdk-cli';
import type { Checks } from './checks';
import {
  aliasArn, assertAbsent, assertNoChanges, functionNamed, inlinePolicies, onlyFunction, onlyInlinePolicy, roleArn, roleNameOf, trustPolicy,
} from './deployed';
import type { Emulator } from './emulator';

const EXAMPLE = 'shared-reports';
const STACKS = ['Publisher', 'Reports'];
const PUBLISHERS = ['Publisher-NodeFunction', 'Publisher-PythonFunction'];
const BUCKET = 'reports-222222222222-eu-west-1';

/** The example, deployed to two accounts and read back from both. */
export async function checkSharedReports(checks: Checks, emulator: Emulator, cdk: CdkCli, assembly: Assembly, temp: string): Promise<void> {
  checks.section(`examples/${EXAMPLE}: a role that functions of another account assume`);
  const publisher = await Account.bootstrap(emulator, '111111111111');
  const reports = await Account.bootstrap(emulator, '222222222222');
  if (!await checks.check('cdk deploy Publisher, before there is a role to assume', async () => { await cdk.deploy(assembly, ['Publisher', '--exclusively']); })) { return; }
  if (!await checks.check('cdk deploy --all', async () => { await cdk.deploy(assembly); })) { return; }

  const readerName = String(assembly.resources('Reports', 'AWS::IAM::Role').map(({ Properties }) => Properties?.RoleName).find((name) => name !== undefined));
  await checkCallingSide(checks, publisher, reports, readerName);
  await checkRole(checks, publisher, reports, readerName);
  await checks.check('a second deployment changes nothing', async () => assertNoChanges(await cdk.deploy(assembly), STACKS));

  const trustIsRight = () => checkTrust(publisher, reports, readerName);
  const openRole = synthesizeExample(EXAMPLE, join(temp, 'open-role'), removeCondition);
  await checks.check('with a role that trusts the whole account the app still deploys', async () => { await cdk.deploy(openRole); });
  await checks.checkFails('the check notices it', /Expected values to be strictly deep-equal/, trustIsRight);
  await checks.check('the original app deploys again', async () => { await cdk.deploy(assembly); });
  await checks.check('and the trust policy is back', trustIsRight);
}

async function checkCallingSide(checks: Checks, publisher: Account, reports: Account, readerName: string): Promise<void> {
  for (const start of PUBLISHERS) {
    await checks.check(`the role of ${start} may assume exactly the role, and is in 111111111111 only`, async () => {
      const roleName = roleNameOf(await functionNamed(publisher, start));
      const allowed = (await onlyInlinePolicy(publisher, roleName)).map(({ Effect, Action, Resource }) => ({ Effect, Action, Resource }));
      assert.deepEqual(allowed, [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: await roleArn(reports, readerName) }]);
      await assertAbsent(roleArn(reports, roleName));
    });
    await checks.check(`the environment of ${start} names the role, the function and the bucket`, async () => {
      const { Environment } = await functionNamed(publisher, start);
      const { READER_SESSION_NAME: sessionName, ...others } = Environment!.Variables!;
      assert.match(sessionName, new RegExp(`^${start}-[0-9a-f]{8}$`));
      assert.deepEqual(others, {
        READER_ROLE_ARN: await roleArn(reports, readerName),
        READER_EXTERNAL_ID: 'publisher-of-reports',
        READER_ROLE_REGION: 'eu-west-1',
        SUMMARY_TARGET_ARN: await aliasArn(reports, (await onlyFunction(reports)).FunctionName!),
        SUMMARY_TARGET_ROLE: 'READER',
        REPORTS_BUCKET: BUCKET,
      });
    });
  }
  await checks.check('the Python function has the layer with the helper, the other function has none', async () => {
    const layersOf = async (start: string) => ((await functionNamed(publisher, start)).Layers ?? []).map(({ Arn }) => Arn!);
    assert.deepEqual(await layersOf('Publisher-NodeFunction'), []);
    const [arn, ...more] = await layersOf('Publisher-PythonFunction');
    assert.deepEqual(more, []);
    const [, layerName, version] = /^arn:aws:lambda:eu-west-1:111111111111:layer:([^:]+):(\d+)$/.exec(arn)!;
    const { CompatibleRuntimes } = await publisher.lambda.send(new GetLayerVersionCommand({ LayerName: layerName, VersionNumber: Number(version) }));
    assert.ok(CompatibleRuntimes!.includes('python3.14'), String(CompatibleRuntimes));
  });
}

async function checkRole(checks: Checks, publisher: Account, reports: Account, readerName: string): Promise<void> {
  await checks.check('the role is in 222222222222 only', async () => {
    assert.equal(await roleArn(reports, readerName), `arn:aws:iam::222222222222:role/${readerName}`);
    await assertAbsent(roleArn(publisher, readerName));
  });
  await checks.check('the role trusts exactly the two functions, with the external id', () => checkTrust(publisher, reports, readerName));
  await checks.check('the role may invoke exactly the alias, and read exactly the bucket', async () => {
    const allowed = (await inlinePolicies(reports, readerName)).flat()
      .map(({ Effect, Action, Resource }) => ({ Effect, Action: [Action].flat(), Resource: [...new Set([Resource].flat())] }));
    const invoked = await aliasArn(reports, (await onlyFunction(reports)).FunctionName!);
    assert.deepEqual(new Set(allowed), new Set([
      { Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: [invoked] },
      {
        Effect: 'Allow',
        Action: ['s3:GetBucket*', 's3:GetObject*', 's3:List*'],
        Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
      },
    ]));
  });
  await checks.check('the function called has no resource policy: the role is in its account', async () => {
    const { FunctionName } = await onlyFunction(reports);
    await assertAbsent(reports.resourcePolicy(FunctionName!));
    await assertAbsent(reports.resourcePolicy(FunctionName!, 'live'));
  });
}

async function checkTrust(publisher: Account, reports: Account, readerName: string): Promise<void> {
  const roles = await Promise.all(PUBLISHERS.map(async (start) => roleArn(publisher, roleNameOf(await functionNamed(publisher, start)))));
  const stored = (await trustPolicy(reports, readerName)).map(({ Sid, ...statement }) => statement);
  assert.deepEqual(stored, [{
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111111111111:root' },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': 'publisher-of-reports' }, ArnEquals: { 'aws:PrincipalArn': roles } },
  }]);
}

function removeCondition(app: App): void {
  const reader = app.node.findChild('Reports').node.findChild('Reader').node.findChild('Resource').node.defaultChild as CfnRole;
  reader.addPropertyDeletionOverride('AssumeRolePolicyDocument.Statement.0.Condition');
}
