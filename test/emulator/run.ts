import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Assembly, exampleNames, synthesizeExample } from './assemblies';
import type { BuildApp } from './assemblies';
import { CdkCli } from './cdk-cli';
import { checkCheckoutOrders } from './checkout-orders';
import { Checks } from './checks';
import { Emulator } from './emulator';
import { checkImageFanIn } from './image-fan-in';
import { lintTemplates } from './lint';
import { checkPermissions } from './permissions';
import { buildPermissionsApp, buildStrayPolicy } from './permissions-app';
import { checkPrivateOrders } from './private-orders';
import { endProcessesOnSignals } from './processes';
import { findPython, OLDEST_PYTHON, prepareVenv } from './python';
import { checkSharedReports } from './shared-reports';
import { checkTriggers } from './triggers';
import { buildTriggersApp, closeSource, SOURCE_POLICIES } from './triggers-app';
import { checkUsersApi } from './users-api';

/** Types that moto may skip, and why; any other skipped type fails the run. */
const METADATA = { 'AWS::CDK::Metadata': 'tells AWS which constructs are used, and makes nothing in the account' };
const BUCKET_POLICY = { 'AWS::S3::BucketPolicy': "refuses requests without TLS; aws-cdk-lib's enforceSSL writes it, and no role is named in it" };
const ALARM = { 'AWS::CloudWatch::Alarm': 'watches the function; no policy and no network depends on it, and its template is linted' };
const LOG_ROLE = { 'AWS::ApiGateway::Account': 'lets API Gateway write logs; no function is named in it' };

async function main(): Promise<boolean> {
  const python = await findPython();
  if (!python) {
    console.log(`SKIPPED: the emulator test needs Python ${OLDEST_PYTHON} or newer, with venv (PYTHON=<path> names another one than python3).`);
    console.log('SKIPPED: nothing was deployed and no template was linted.');
    return process.env.CI !== 'true';
  }
  const temp = mkdtempSync(join(tmpdir(), 'emulator-'));
  const checks = new Checks();
  try {
    await prepareVenv(python);
    await checkAll(checks, temp);
  } catch (error) {
    checks.broken(error);
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
  return checks.close();
}

async function checkAll(checks: Checks, temp: string): Promise<void> {
  const examples = Object.fromEntries(exampleNames().map((name) => [`examples/${name}`, synthesizeExample(name, join(temp, name))]));
  const permissionsApp = (source: string, target: string) =>
    Assembly.synthesize(join(temp, `permissions-${source}`), (app) => buildPermissionsApp(app, { source, target }));
  const permissions = {
    assembly: permissionsApp('333333333333', '444444444444'),
    wrongOrder: permissionsApp('555555555555', '666666666666'),
    strayPolicy: (account: string, resourceArn: string) =>
      Assembly.synthesize(join(temp, `stray-${account}`), (app) => buildStrayPolicy(app, account, resourceArn)),
  };
  const triggersApp = (sources: string, target: string, change: BuildApp = () => undefined) => Assembly.synthesize(join(temp, `triggers-${sources}`), (app) => {
    buildTriggersApp(app, { sources, target });
    change(app);
  });
  const triggers = {
    assembly: triggersApp('333333333333', '444444444444'),
    wrongOrder: triggersApp('555555555555', '666666666666'),
    closedSources: SOURCE_POLICIES.map((policy, i) => triggersApp(`70000000000${i}`, `80000000000${i}`, (app) => closeSource(app, policy))),
  };
  await lintTemplates(checks, { ...examples, permissions: permissions.assembly, triggers: triggers.assembly });

  const home = join(temp, 'home');
  mkdirSync(home);
  await withEmulator(checks, home, METADATA, async (emulator, cdk) => {
    await checkCheckoutOrders(checks, emulator, cdk, examples['examples/checkout-orders'], temp);
    await checkPermissions(checks, emulator, cdk, permissions);
  });
  // the same accounts, with nothing in them
  await withEmulator(checks, home, { ...METADATA, ...BUCKET_POLICY }, async (emulator, cdk) => {
    await checkSharedReports(checks, emulator, cdk, examples['examples/shared-reports'], temp);
  });
  await withEmulator(checks, home, { ...METADATA, ...ALARM }, async (emulator, cdk) => {
    await checkPrivateOrders(checks, emulator, cdk, examples['examples/private-orders'], temp);
  });
  await withEmulator(checks, home, { ...METADATA, ...BUCKET_POLICY }, async (emulator, cdk) => {
    await checkImageFanIn(checks, emulator, cdk, examples['examples/image-fan-in'], temp);
  });
  await withEmulator(checks, home, { ...METADATA, ...LOG_ROLE }, async (emulator, cdk) => {
    await checkUsersApi(checks, emulator, cdk, examples['examples/users-api'], temp);
  });
  await withEmulator(checks, home, METADATA, async (emulator, cdk) => {
    await checkTriggers(checks, emulator, cdk, triggers);
  });
}

async function withEmulator(
  checks: Checks, home: string, excludedTypes: Record<string, string>, deployAndCheck: (emulator: Emulator, cdk: CdkCli) => Promise<void>,
): Promise<void> {
  const emulator = await Emulator.start();
  try {
    await deployAndCheck(emulator, new CdkCli(emulator, home));
    await checkSkippedTypes(checks, emulator, excludedTypes);
  } finally {
    await emulator.stop();
    if (checks.anyFailed) { console.log(`\nthe end of moto's log\n${emulator.log.slice(-60).join('\n')}`); }
  }
}

async function checkSkippedTypes(checks: Checks, emulator: Emulator, excludedTypes: Record<string, string>): Promise<void> {
  checks.section('the log of moto');
  const excluded = Object.keys(excludedTypes).map((type) => `No Moto CloudFormation support for ${type}`);
  for (const [type, reason] of Object.entries(excludedTypes)) { console.log(`  not counted: ${type}, ${reason}`); }
  await checks.check('no other type was skipped, no other warning', () => {
    const unexpected = emulator.warnings().filter((warning) => !excluded.includes(warning));
    if (unexpected.length > 0) { throw new Error(unexpected.join('\n')); }
  });
  await checks.check('skipped types are seen: every exclusion is needed', () => {
    const unused = excluded.filter((warning) => !emulator.warnings().includes(warning));
    if (unused.length > 0) { throw new Error(`not in the log: ${unused.join('; ')}`); }
  });
}

endProcessesOnSignals();
void main().then((passed) => { process.exitCode = passed ? 0 : 1; });
