import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { App } from 'aws-cdk-lib';
import { Sandbox } from './sandbox';
import { build } from '../../examples/shared-reports/app';
import type { Authorizer } from '../../src/sandbox/authorizer';
import type { Decision } from '../../src/sandbox/gatekeeper';
import { mayInvoke, withRole } from '../support/change-cloud';
import type { Cloud, FunctionModel, RoleModel } from '../support/cloud';
import { readCloud } from '../support/read-cloud';

const CDK_JSON = join(__dirname, '..', '..', 'examples', 'shared-reports', 'cdk.json');

/** What lies in the bucket, and what the publishers answer for it. */
export const REPORT = 'november.txt';
const CONTENT = 'November\nThree orders of tea, one of coffee.\n';
export const PUBLISHED = { report: REPORT, summary: { title: 'November', words: 8 } };

/** The example, synthesized as `cdk synth` does it. */
export interface SharedReports {
  readonly cloud: Cloud;
  readonly nodePublisher: FunctionModel;
  readonly pythonPublisher: FunctionModel;
  readonly summary: FunctionModel;
  readonly reader: RoleModel;
  readonly bucketName: string;
}

export function synthesizeSharedReports(outdir: string): SharedReports {
  const { context } = JSON.parse(readFileSync(CDK_JSON, 'utf8'));
  // the CLI asks for this metadata too; it tells where the code of each function lies
  const app = new App({ outdir, context: { ...context, 'aws:cdk:enable-asset-metadata': true } });
  build(app);
  const cloud = readCloud(app.synth().directory);
  const find = (runtime: string, stack: string) => cloud.functions.find((fn) => fn.runtime.startsWith(runtime) && fn.stackName === stack)!;
  const nodePublisher = find('nodejs', 'Publisher');
  return {
    cloud,
    nodePublisher,
    pythonPublisher: find('python', 'Publisher'),
    summary: find('nodejs', 'Reports'),
    reader: cloud.roles.find(({ arn }) => arn === nodePublisher.environment.READER_ROLE_ARN)!,
    bucketName: nodePublisher.environment.REPORTS_BUCKET,
  };
}

/** The same cloud where the role trusts nobody: the half of its account is missing. */
export function withoutTrust(cloud: Cloud, { arn }: RoleModel): Cloud {
  return { ...cloud, roles: cloud.roles.map((role) => role.arn === arn ? { ...role, trustPolicy: { ...role.trustPolicy, Statement: [] } } : role) };
}

/** The same cloud where a function sends another external id; without one it sends none. */
export function withExternalId(cloud: Cloud, { arn }: FunctionModel, externalId?: string): Cloud {
  return {
    ...cloud,
    functions: cloud.functions.map((fn) => {
      if (fn.arn !== arn) { return fn; }
      const { READER_EXTERNAL_ID: before, ...environment } = fn.environment;
      if (before === undefined) { throw new Error(`${fn.functionName} sends no external id`); }
      return { ...fn, environment: externalId === undefined ? environment : { ...environment, READER_EXTERNAL_ID: externalId } };
    }),
  };
}

export interface Answer {
  readonly failed: boolean;
  readonly payload: unknown;
}

/** How the calls of one publisher went. */
export interface Publication {
  /** One for each call. */
  readonly answers: Answer[];
  /** What the publisher and the role were allowed and denied, without the developer's own calls. */
  readonly decisions: Decision[];
}

/** Runs the example's functions with the policies of a cloud, and calls a publisher as a developer of its account would. */
export async function publish(
  { bucketName, summary }: SharedReports,
  policies: Cloud,
  publisher: FunctionModel,
  authorizerOf: (cloud: Cloud) => Authorizer,
  calls = 1,
): Promise<Publication> {
  const developer = `arn:aws:iam::${publisher.account}:role/developer`;
  const cloud = withRole(policies, developer, mayInvoke(publisher.arn));
  const buckets = { [bucketName]: { account: summary.account, objects: { [REPORT]: CONTENT } } };
  const sandbox = await Sandbox.start({ cloud, authorizer: authorizerOf(cloud), buckets });
  try {
    const client = new LambdaClient({ endpoint: sandbox.endpoint, region: publisher.region, credentials: sandbox.credentialsFor(developer) });
    const answers: Answer[] = [];
    for (let i = 0; i < calls; i++) {
      const input = { FunctionName: publisher.functionName, Payload: JSON.stringify({ key: REPORT }) };
      const { FunctionError, Payload } = await client.send(new InvokeCommand(input));
      answers.push({ failed: FunctionError !== undefined, payload: JSON.parse(Buffer.from(Payload!).toString()) });
    }
    return { answers, decisions: sandbox.invocations.filter(({ caller }) => caller !== developer) };
  } finally {
    await sandbox.stop();
  }
}
