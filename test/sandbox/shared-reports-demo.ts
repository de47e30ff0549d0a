import Table from 'cli-table3';
import { evaluator } from './authorizers';
import { accountOf, callerName, expect, nameOf, print, printResult, printStep, runDemo } from './demo-output';
import { publish, PUBLISHED, REPORT, synthesizeSharedReports, withExternalId, withoutTrust } from './shared-reports';
import type { Publication, SharedReports } from './shared-reports';
import { Oracle } from '../oracle/oracle';
import type { Call } from '../support/authorizer';
import { withoutIdentityHalf } from '../support/change-cloud';
import type { Cloud, FunctionModel } from '../support/cloud';
import { pythonWithBoto3 } from '../support/python';

const CALLS = 3;

async function demo(directory: string): Promise<void> {
  print('A Lambda function of one AWS account reads a bucket and calls a function of another, through one');
  print('role there. Offline: no AWS account is needed, and nothing is deployed.');
  const example = synthesizeSharedReports(directory);
  const { nodePublisher, pythonPublisher, reader } = example;

  printStep(1, 'Synthesized examples/shared-reports: two stacks, two accounts');
  printStacks(example);

  printStep(2, 'Who may do what, decided from the two templates alone by an independent IAM simulator');
  const allowed = await printMatrix(example);
  const wanted = [
    `${nodePublisher.roleArn} ${ASSUME}`, `${pythonPublisher.roleArn} ${ASSUME}`,
    `${reader.arn} ${READ}`, `${reader.arn} ${CALL}`,
  ];
  expect('the two publishers may assume the role, it alone may use what is there, and nobody may do anything else',
    JSON.stringify([...allowed].sort()) === JSON.stringify(wanted.sort()));

  printStep(3, `The calls: the real handler runs ${CALLS} times, and unmodified AWS SDKs sign and send`);
  await printCalls(example, nodePublisher);

  printStep(4, 'The same in Python, with the layer of PythonHelperLayer');
  if (pythonWithBoto3() === undefined) {
    print('  SKIPPED: there is no Python with boto3 here (pip install boto3, or PYTHON=<path>)');
  } else {
    await printCalls(example, pythonPublisher);
  }

  await printDenials(example);

  print();
  print('The app wrote both halves with AssumableRole and CrossAccountInvoker({ via: role }). The handlers');
  print("need a line for each client: assumedRoleClient(S3Client), remoteFunction('SUMMARY').");
  print('  next: read examples/shared-reports/app.ts, put in two accounts and a bucket name of yours,');
  print('        and run `npx cdk deploy --all` in its folder');
}

function printStacks({ cloud, nodePublisher, pythonPublisher, summary, reader, bucketName }: SharedReports): void {
  print(`  stack Reports    account ${summary.account}  bucket ${bucketName}, function ${summary.functionName}`);
  print(`    resource half: the role ${reader.roleName} trusts the roles of both publishers, with an external id`);
  for (const { name, document } of reader.policies) {
    print(`    policy of the role, ${name}: ${document.Statement.map(({ Action }) => String(Action)).join(', ')}`);
  }
  print(`  stack Publisher  account ${nodePublisher.account}  functions ${nodePublisher.functionName}, ${pythonPublisher.functionName}`);
  for (const publisher of [nodePublisher, pythonPublisher]) {
    const statements = cloud.roles.find(({ arn }) => arn === publisher.roleArn)!.policies.flatMap(({ document }) => document.Statement);
    for (const { Action, Resource } of statements) {
      print(`    identity half: the role of ${publisher.functionName} may ${String(Action)} on ${nameOf(String(Resource))}`);
    }
  }
}

const ASSUME = 'assume the role';
const ASSUME_WITHOUT_ID = 'assume it without\nthe external id';
const READ = 'read the bucket';
const CALL = 'call the function';

/** Prints every role against what can be done; returns the pairs that are allowed. */
async function printMatrix({ cloud, nodePublisher, reader, summary, bucketName }: SharedReports): Promise<string[]> {
  const requests: Record<string, Omit<Call, 'principalArn'>> = {
    [ASSUME]: { action: 'sts:AssumeRole', resourceArn: reader.arn, externalId: nodePublisher.environment.READER_EXTERNAL_ID },
    [ASSUME_WITHOUT_ID]: { action: 'sts:AssumeRole', resourceArn: reader.arn },
    [READ]: { action: 's3:GetObject', resourceArn: `arn:aws:s3:::${bucketName}/${REPORT}`, resourceAccount: summary.account },
    [CALL]: { action: 'lambda:InvokeFunction', resourceArn: `${summary.arn}:live` },
  };
  const oracle = new Oracle(cloud);
  const table = new Table({ head: ['', ...Object.keys(requests)], style: { head: [], border: [] } });
  const allowed: string[] = [];
  for (const role of [...cloud.roles].sort((a, b) => a.account.localeCompare(b.account))) {
    const cells = await Promise.all(Object.entries(requests).map(async ([what, request]) => {
      const verdict = await oracle.decide({ principalArn: role.arn, ...request });
      if (verdict.allowed) { allowed.push(`${role.arn} ${what}`); }
      return verdict.allowed ? 'ALLOWED' : 'denied';
    }));
    const { functionName } = cloud.functions.find(({ roleArn }) => roleArn === role.arn) ?? {};
    table.push([`${functionName === undefined ? `role ${role.roleName}` : functionName}\nin ${role.account}`, ...cells]);
  }
  print(table.toString());
  return allowed;
}

/** Calls a publisher several times, as a developer of its account would. */
async function printCalls(example: SharedReports, publisher: FunctionModel): Promise<void> {
  const publication = await publish(example, example.cloud, publisher, evaluator, CALLS);
  printDecisions(example.cloud, publication);
  const [{ failed, payload }] = publication.answers;
  printResult(failed, payload);
  const assumed = publication.decisions.filter(({ action }) => action === 'sts:AssumeRole').length;
  print(`  ${CALLS} calls, ${assumed} AssumeRole: the helpers keep the session until shortly before it ends`);
  expect(`${publisher.functionName} reads and calls ${CALLS} times`,
    publication.answers.every((answer) => !answer.failed && JSON.stringify(answer.payload) === JSON.stringify(PUBLISHED)));
  expect(`${publisher.functionName} assumes the role once`, assumed === 1);
}

async function printDenials(example: SharedReports): Promise<void> {
  const { cloud, nodePublisher, reader } = example;
  const changes: { title: string; difference: string; changed: Cloud }[] = [
    {
      title: `The same call without the resource half (account ${reader.account})`,
      difference: `removed: the trust policy of ${reader.roleName}`,
      changed: withoutTrust(cloud, reader),
    },
    {
      title: `The same call without the identity half (account ${nodePublisher.account})`,
      difference: `removed: the policies of the role of ${nodePublisher.functionName}`,
      changed: withoutIdentityHalf(cloud, nodePublisher.roleArn),
    },
    {
      title: 'The same call with the external id of somebody else',
      difference: `changed: READER_EXTERNAL_ID of ${nodePublisher.functionName}`,
      changed: withExternalId(cloud, nodePublisher, 'another-customer'),
    },
  ];
  for (const [i, { title, difference, changed }] of changes.entries()) {
    printStep(5 + i, title);
    print(`  ${difference}`);
    const publication = await publish(example, changed, nodePublisher, evaluator);
    printDecisions(changed, publication);
    const [{ failed, payload }] = publication.answers;
    if (i === 0) { printResult(failed, payload, 'as the helper explains it'); } else { print('  the function gets the same error: STS does not tell what is missing'); }
    expect(`denied: ${title}`, failed && (payload as { errorType: string }).errorType === 'NotAllowedError'
      && publication.decisions.every(({ action, allowed }) => action === 'sts:AssumeRole' && !allowed));
  }
}

function printDecisions(cloud: Cloud, { decisions }: Publication): void {
  for (const { caller, action, resource, allowed, reason } of decisions) {
    print(`  ${allowed ? 'allowed' : 'DENIED '} ${callerName(cloud, caller)} (${accountOf(caller)}) ${action} ${nameOf(resource)}`);
    if (!allowed) { print(`    because ${reason.replace(`the ${action} action`, 'it')}`); }
  }
}

runDemo(demo);
