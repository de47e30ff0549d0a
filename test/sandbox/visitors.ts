import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Sandbox } from './sandbox';
import type { Authorizer } from '../../src/sandbox/authorizer';
import type { Decision } from '../../src/sandbox/gatekeeper';
import { fn, REGION, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoAccounts } from '../support/apps';
import { mayInvoke, withRole } from '../support/change-cloud';
import type { Cloud } from '../support/cloud';
import { readCloud } from '../support/read-cloud';

export const VISITOR = `arn:aws:lambda:${REGION}:${SOURCE_ACCOUNT}:function:visitor`;
export const VISITOR_ROLE = `arn:aws:iam::${SOURCE_ACCOUNT}:role/visitor`;
export const HOST = `arn:aws:lambda:${REGION}:${TARGET_ACCOUNT}:function:host`;
export const READER = `arn:aws:iam::${TARGET_ACCOUNT}:role/reader`;
/** A bucket of the visitor's account. */
export const BUCKET = 'reports';
export const OBJECT = `arn:aws:s3:::${BUCKET}/may.txt`;

const DEVELOPER = `arn:aws:iam::${SOURCE_ACCOUNT}:role/developer`;

/** Two zones that nothing leaves. */
export const ISOLATED_VPC: ec2.VpcProps = {
  maxAzs: 2,
  subnetConfiguration: [{ name: 'Main', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
};

/** Two zones with a NAT gateway. */
export const NAT_VPC: ec2.VpcProps = {
  maxAzs: 2,
  natGateways: 1,
  subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'Main', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }],
};

/** A statement of an endpoint policy. */
export function pass(action: string, resource: string | string[], conditions?: Record<string, Record<string, string>>, effect = iam.Effect.ALLOW) {
  return new iam.PolicyStatement({ effect, principals: [new iam.AnyPrincipal()], actions: [action], resources: [resource].flat(), conditions });
}

export function interfaceEndpoint(vpc: ec2.Vpc, service: ec2.InterfaceVpcEndpointAwsService, ...statements: iam.PolicyStatement[]): void {
  const endpoint = vpc.addInterfaceEndpoint(service.shortName, { service });
  statements.forEach((statement) => endpoint.addToPolicy(statement));
}

/** The network of the visitor's account, and what a test puts into it. */
export type Furnish = (vpc: ec2.Vpc, visitors: ec2.SecurityGroup) => void;

/**
 * Two accounts: the visitor may invoke the host, assume the reader, who may do the same, and read the bucket.
 *
 * Whatever is denied or not reached is so for the network's sake.
 */
export function synthesizeVisitors(props: ec2.VpcProps | 'no vpc', furnish: Furnish = () => {}, groupProps: Partial<ec2.SecurityGroupProps> = {}) {
  const { app, source, target } = twoAccounts({ context: { 'aws:cdk:enable-asset-metadata': true } });
  const code = () => lambda.Code.fromAsset(join(__dirname, 'handlers'));
  const host = fn(target, 'Host', { code: code(), handler: 'visitor.host', functionName: 'host' });
  host.addPermission('Visitor', { principal: new iam.ArnPrincipal(VISITOR_ROLE) });
  const reader = new iam.Role(target, 'Reader', { roleName: 'reader', assumedBy: new iam.ArnPrincipal(VISITOR_ROLE) });
  reader.addToPolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [HOST] }));

  const role = new iam.Role(source, 'Role', { roleName: 'visitor', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [HOST] }));
  role.addToPolicy(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [READER] }));
  role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [OBJECT] }));
  const visitor = { code: code(), handler: 'visitor.visit', functionName: 'visitor', role };
  if (props === 'no vpc') {
    fn(source, 'Visitor', visitor);
  } else {
    const vpc = new ec2.Vpc(source, 'Vpc', props);
    const group = new ec2.SecurityGroup(source, 'Visitors', { vpc, ...groupProps });
    furnish(vpc, group);
    fn(source, 'Visitor', { ...visitor, vpc, vpcSubnets: { subnetGroupName: 'Main' }, securityGroups: [group] });
  }
  const { directory } = app.synth();
  return { directory, cloud: readCloud(directory) };
}

export interface Visit {
  readonly failed: boolean;
  readonly payload: unknown;
  /** What the visitor and the reader asked for, without the developer's own call. */
  readonly decisions: Decision[];
  readonly logs: readonly string[];
}

/** Runs the visitor with an event, in the sandbox. */
export async function visit(
  { directory, cloud }: { directory: string; cloud: Cloud },
  event: Record<string, string>,
  authorizerOf: (cloud: Cloud) => Authorizer,
): Promise<Visit> {
  const all = withRole(cloud, DEVELOPER, mayInvoke(VISITOR));
  const buckets = { [BUCKET]: { account: SOURCE_ACCOUNT, objects: { 'may.txt': 'sold: 3' } } };
  const sandbox = await Sandbox.start({ cloud: all, authorizer: authorizerOf(all), buckets });
  try {
    const client = new LambdaClient({ endpoint: sandbox.endpoint, region: REGION, credentials: sandbox.credentialsFor(DEVELOPER) });
    const { FunctionError, Payload } = await client.send(new InvokeCommand({ FunctionName: 'visitor', Payload: JSON.stringify(event) }));
    return {
      failed: FunctionError !== undefined,
      payload: JSON.parse(Buffer.from(Payload!).toString()),
      decisions: sandbox.invocations.filter(({ caller }) => caller !== DEVELOPER),
      logs: sandbox.logs,
    };
  } finally {
    await sandbox.stop();
    rmSync(directory, { recursive: true });
  }
}
