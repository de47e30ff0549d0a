import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { check } from '../../src/access/check';
import type { Cloud as OurCloud } from '../../src/access/model/cloud';
import { cloudOf as readOurs } from '../../src/access/read/read-cloud';
import type { GeneratedName } from '../../src/access/read/resource-place';
import type { Cloud } from '../support/cloud';
import { readCloud } from '../support/read-cloud';
import type { Deployment } from '../support/read-cloud';

/** One assembly as two readers see it, which share no code. */
export interface TwoClouds {
  /** As the tests' reader read it, before any test changed something. */
  readonly theirs: Cloud;
  /** As the product reads it, with the names that the tests' reader makes up. */
  readonly ours: OurCloud;
  /** As a user of the access check gets it, with names that nobody knows: the errors that the rules find. */
  readonly errors: readonly string[];
}

/** A property that stays when a cloud is changed by `{ ...cloud }`. */
const READ_TWICE = Symbol('the cloud as two readers read it');

/** What the whole app would create, read by both readers from one synthesis. */
export function cloudOf(app: App, deployment: Deployment = {}): Cloud {
  const { directory } = app.synth({ force: true });
  try {
    const theirs = readCloud(directory, deployment);
    const errors = errorsOf(readOurs(directory));
    deploy(directory, deployment);
    const read: TwoClouds = { theirs, ours: readOurs(directory, { generatedName: THEIR_NAMES }), errors };
    return Object.assign({ ...theirs }, { [READ_TWICE]: read });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

export function twoCloudsOf(cloud: Cloud): TwoClouds {
  const { [READ_TWICE]: read } = cloud as { [READ_TWICE]?: TwoClouds };
  if (!read) { throw new Error('the cloud was not read by both readers: take cloudOf of two-clouds.ts'); }
  return read;
}

function errorsOf(cloud: OurCloud): string[] {
  return check(cloud).findings.filter(({ severity }) => severity === 'error').map(({ ruleId, site, message }) => `${ruleId} ${site.path}: ${message}`);
}

/** Writes into the manifest where stacks without an env are deployed, as if they had one. */
function deploy(directory: string, deployment: Deployment): void {
  const file = join(directory, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { artifacts: Record<string, { environment?: string }> };
  for (const [stackName, { account, region }] of Object.entries(deployment)) { manifest.artifacts[stackName].environment = `aws://${account}/${region}`; }
  writeFileSync(file, JSON.stringify(manifest));
}

/** The names that the tests' reader makes up. */
const THEIR_NAMES: GeneratedName = ({ stack: { name, account, region }, logicalId, type }) => {
  if (type === 'AWS::Lambda::Version') { return '1'; }
  if (type.startsWith('AWS::EC2::')) { return [account, region, name, logicalId].join('-'); }
  if (type === 'AWS::KMS::Key' || type === 'AWS::Cognito::UserPool') { return `${name}${logicalId}`; }
  if (/^AWS::ApiGateway(V2)?::(RestApi|Api|Authorizer)$/.test(type)) { return createHash('sha256').update(`${name}${logicalId}`).digest('hex').slice(0, 10); }
  return type === 'AWS::S3::Bucket' ? `${name}-${logicalId}`.toLowerCase() : `${name}-${logicalId}`;
};
