import assert from 'node:assert/strict';
import { join } from 'node:path';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { GetBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { CfnResource, Stack } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Account, REGION } from './account';
import { Assembly, synthesizeExample } from './assemblies';
import type { CdkCli } from './cdk-cli';
import type { Checks } from './checks';
import { aliasArn, assertAbsent, assertNoChanges, createdAt, onlyFunction } from './deployed';
import type { Emulator } from './emulator';

const EXAMPLE = 'image-fan-in';
const CATALOGUE = 'arn:aws:lambda:eu-west-1:222222222222:function:catalogue:live';

/** An account with a bucket, and the only prefix for which the function is called. */
interface Source {
  readonly stack: string;
  readonly account: string;
  readonly bucket: string;
  readonly prefix?: string;
}

const SOURCES: Source[] = [
  { stack: 'Photos', account: '111111111111', bucket: 'photos-111111111111-eu-west-1' },
  { stack: 'Scans', account: '333333333333', bucket: 'scans-333333333333-eu-west-1', prefix: 'done/' },
  { stack: 'Partner', account: '444444444444', bucket: 'partner-444444444444-eu-west-1' },
];

/** The example, deployed to four accounts and read back from all. */
export async function checkImageFanIn(checks: Checks, emulator: Emulator, cdk: CdkCli, assembly: Assembly, temp: string): Promise<void> {
  checks.section(`examples/${EXAMPLE}: buckets of three accounts call one function`);
  const catalogue = await Account.bootstrap(emulator, '222222222222');
  const accounts = new Map<Source, Account>();
  for (const source of SOURCES) { accounts.set(source, await Account.bootstrap(emulator, source.account)); }
  if (!await checks.check('cdk deploy Partner, before there is a function to call', async () => { await cdk.deploy(assembly, ['Partner', '--exclusively']); })) { return; }
  if (!await checks.check('cdk deploy --all', async () => { await cdk.deploy(assembly); })) { return; }

  for (const [source, account] of accounts) { await checkSource(checks, source, account, catalogue); }
  await checks.check('the function of 222222222222 lets in exactly the three buckets, each of its account', () => checkPolicy(catalogue));
  await checks.check('a second deployment changes nothing', async () => assertNoChanges(await cdk.deploy(assembly), ['Catalogue', ...SOURCES.map(({ stack }) => stack)]));

  const stray = Assembly.synthesize(join(temp, 'stray-bucket'), (app) => buildStrayBucket(app, '555555555555'));
  await Account.bootstrap(emulator, '555555555555');
  await checks.checkFails('the engine refuses a bucket that the function does not let in', /Unable to validate the following destination configurations/,
    async () => { await cdk.deploy(stray); });

  const open = synthesizeExample(EXAMPLE, join(temp, 'open-function'), removeAccount);
  await checks.check('with a statement for any account the app still deploys', async () => { await cdk.deploy(open); });
  await checks.checkFails('the check notices it', /Expected values to be strictly deep-equal/, () => checkPolicy(catalogue));
  await checks.check('the original app deploys again', async () => { await cdk.deploy(assembly); });
  await checks.check('and the policy is back', () => checkPolicy(catalogue));
}

async function checkSource(checks: Checks, source: Source, account: Account, catalogue: Account): Promise<void> {
  const { stack, bucket, prefix } = source;
  await checks.check(`the bucket of ${stack} notifies the alias in the other account`, async () => {
    const { LambdaFunctionConfigurations: functions, TopicConfigurations, QueueConfigurations, EventBridgeConfiguration } =
      await account.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }));
    assert.deepEqual([TopicConfigurations, QueueConfigurations, EventBridgeConfiguration], [undefined, undefined, undefined]);
    assert.deepEqual(functions!.map(({ LambdaFunctionArn, Events, Filter }) => ({ LambdaFunctionArn, Events, rules: Filter?.Key?.FilterRules })), [{
      LambdaFunctionArn: CATALOGUE,
      Events: ['s3:ObjectCreated:*'],
      rules: prefix === undefined ? undefined : [{ Name: 'prefix', Value: prefix }],
    }]);
  });
  await checks.check(`account ${account.id} has neither the function nor a permission for S3`, async () => {
    await assertAbsent(account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'catalogue' })));
    // the one that aws-cdk-lib sets the notification with
    await assertAbsent(account.resourcePolicy((await onlyFunction(account)).FunctionName!));
  });
  const partner = stack === 'Partner';
  await checks.check(`${stack} was created ${partner ? 'before' : 'after'} the function's stack`, async () => {
    const [own, target] = [await createdAt(account, stack), await createdAt(catalogue, 'Catalogue')];
    assert.ok(partner ? own < target : target < own, `${stack} ${own.toISOString()}, Catalogue ${target.toISOString()}`);
  });
}

async function checkPolicy(catalogue: Account): Promise<void> {
  assert.equal(await aliasArn(catalogue, 'catalogue'), CATALOGUE);
  const stored = (await catalogue.resourcePolicy('catalogue', 'live')).map(({ Sid, ...statement }) => statement);
  assert.deepEqual(new Set(stored), new Set(SOURCES.map(({ bucket, account }) => ({
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: CATALOGUE,
    Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:s3:::${bucket}` }, StringEquals: { 'aws:SourceAccount': account } },
  }))));
  await assertAbsent(catalogue.resourcePolicy('catalogue'));
}

function removeAccount(app: App): void {
  const policy = app.node.findAll().find((node): node is CfnResource => CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::Lambda::ResourcePolicy');
  policy!.addPropertyDeletionOverride('PolicyDocument.Statement.0.Condition.StringEquals');
}

/** A bucket whose owner asks nobody: S3 must refuse it, or our order of deployment would prove nothing. */
function buildStrayBucket(app: App, account: string): void {
  const stack = new Stack(app, 'StrayBucket', { env: { account, region: REGION } });
  new s3.Bucket(stack, 'Bucket').addEventNotification(s3.EventType.OBJECT_CREATED, {
    bind: () => ({ type: s3.BucketNotificationDestinationType.LAMBDA, arn: CATALOGUE }),
  });
}
