import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as fc from 'fast-check';
import { ASSUME } from './assume';
import { cloudOf } from './two-clouds';
import { agreedPath, passes } from './vpc-gate';
import type { Passage } from './vpc-gate';
import { functionInVpc, INVOKE, isolatedVpc, S3_PREFIX_LIST } from './vpc-reaches';
import { AssumableRole, CrossAccountTarget, Reach } from '../../src';
import { OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoAccounts } from '../support/apps';
import type { Cloud } from '../support/cloud';

/** One thing that a function reaches; numbers are places in the lists below. */
export type RandomReach =
  | { readonly kind: 'target'; readonly target: number; readonly via?: number }
  | { readonly kind: 'role'; readonly role: number }
  | { readonly kind: 'queue'; readonly queue: number; readonly actions: string[]; readonly via?: number }
  | { readonly kind: 'objects'; readonly bucket: number };

/** Functions of one account, in one of two VPCs each. */
export type VpcTopology = { readonly vpc: number; readonly reaches: RandomReach[] }[];

/** Names that begin alike, in two accounts. */
const TARGETS = ['orders:live', 'orders2:live', 'orders:beta'].map((name) => `arn:aws:lambda:${REGION}:${TARGET_ACCOUNT}:function:${name}`);
const ROLES = [`arn:aws:iam::${TARGET_ACCOUNT}:role/reader`, `arn:aws:iam::${OTHER_ACCOUNT}:role/reader`];
const QUEUES = [`arn:aws:sqs:${REGION}:${SOURCE_ACCOUNT}:orders`, `arn:aws:sqs:${REGION}:${SOURCE_ACCOUNT}:orders2`];
const BUCKETS = ['arn:aws:s3:::reports', 'arn:aws:s3:::reports2'];
const QUEUE_ACTIONS = ['sqs:SendMessage', 'sqs:ReceiveMessage'];

const index = (list: unknown[]) => fc.nat(list.length - 1);
const via = fc.option(index(ROLES), { nil: undefined });
const reach: fc.Arbitrary<RandomReach> = fc.oneof(
  fc.record({ kind: fc.constant('target' as const), target: index(TARGETS), via }),
  fc.record({ kind: fc.constant('role' as const), role: index(ROLES) }),
  fc.record({ kind: fc.constant('queue' as const), queue: index(QUEUES), actions: fc.subarray(QUEUE_ACTIONS, { minLength: 1 }), via }),
  fc.record({ kind: fc.constant('objects' as const), bucket: index(BUCKETS) }),
);

export const vpcTopologies: fc.Arbitrary<VpcTopology> = fc.array(
  fc.record({ vpc: fc.nat(1), reaches: fc.array(reach, { maxLength: 4 }) }), { minLength: 1, maxLength: 3 },
);

/** A call that is asked about, and whether it must get through. */
export interface VpcQuestion {
  readonly functionArn: string;
  readonly call: Passage;
  readonly declared: boolean;
}

/** Everything that could be called, by everybody whose credentials the code may have. */
function callsOf(ownRole: string): Passage[] {
  const resources: Record<string, string[]> = {
    lambda: [...TARGETS, ...new Set(TARGETS.map(unqualified)), `${unqualified(TARGETS[1])}:beta`],
    sts: ROLES,
    sqs: QUEUES,
    s3: BUCKETS.map((bucket) => `${bucket}/may.csv`),
  };
  const actions: Record<string, string[]> = { lambda: [INVOKE, 'lambda:GetFunction'], sts: [ASSUME], sqs: QUEUE_ACTIONS, s3: ['s3:GetObject', 's3:PutObject'] };
  return Object.keys(resources).flatMap((service) => [ownRole, ...ROLES].flatMap((principalArn) =>
    actions[service].flatMap((action) => resources[service].map((resourceArn) => ({
      service, principalArn, action, resourceArn, resourceAccount: service === 's3' ? TARGET_ACCOUNT : undefined,
    })))));
}

function unqualified(arn: string): string {
  return arn.split(':').slice(0, 7).join(':');
}

/** What a reach is meant to let through, told again in other words than the library's: who, what, on what. */
function declaredBy(random: RandomReach, ownRole: string): string[] {
  const signer = 'via' in random && random.via !== undefined ? ROLES[random.via] : ownRole;
  const assumed = random.kind === 'role' ? [ROLES[random.role]] : signer === ownRole ? [] : [signer];
  const calls = assumed.map((role) => `${ownRole} ${ASSUME} ${role}`);
  switch (random.kind) {
    case 'target': return [...calls, ...[TARGETS[random.target], unqualified(TARGETS[random.target])].map((arn) => `${signer} ${INVOKE} ${arn}`)];
    case 'queue': return [...calls, ...random.actions.map((action) => `${signer} ${action} ${QUEUES[random.queue]}`)];
    case 'objects': return [`${ownRole} s3:GetObject ${BUCKETS[random.bucket]}/may.csv`];
    case 'role': return calls;
  }
}

export function build(topology: VpcTopology): { cloud: Cloud; questions: VpcQuestion[] } {
  const { app, source } = twoAccounts();
  const roles = ROLES.map((arn, i) => AssumableRole.fromRoleArn(source, `Role${i}`, arn));
  const targets = TARGETS.map((arn, i) => CrossAccountTarget.fromTargetArn(source, `Target${i}`, arn));
  const vpcs = [isolatedVpc(source, 'Vpc0'), isolatedVpc(source, 'Vpc1')];
  const realReach = (random: RandomReach): Reach => {
    const options = { via: 'via' in random && random.via !== undefined ? roles[random.via] : undefined };
    switch (random.kind) {
      case 'target': return Reach.target(targets[random.target], options);
      case 'role': return Reach.role(roles[random.role]);
      case 'queue': return Reach.service(ec2.InterfaceVpcEndpointAwsService.SQS, { actions: random.actions, resources: [QUEUES[random.queue]], ...options });
      case 'objects': return Reach.gateway(ec2.GatewayVpcEndpointAwsService.S3, {
        actions: ['s3:GetObject'], resources: [`${BUCKETS[random.bucket]}/*`], prefixListId: S3_PREFIX_LIST,
      });
    }
  };
  topology.forEach(({ vpc, reaches }, i) => {
    functionInVpc(source, `Function${i}`, reaches.map(realReach), { vpc: vpcs[vpc], functionName: `function-${i}` });
  });
  const cloud = cloudOf(app);

  const questions = topology.flatMap(({ vpc, reaches }, i) => {
    const { arn, roleArn } = cloud.functions.find(({ functionName }) => functionName === `function-${i}`)!;
    // own security group, shared endpoints: it gets to the services that it reaches, and there passes what any function of the VPC reaches
    const services = new Set(reaches.flatMap((random) => declaredBy(random, roleArn)).map((call) => call.split(' ')[1].split(':')[0]));
    const otherFunctions = topology.filter((other) => other.vpc === vpc);
    const inVpc = new Set(otherFunctions.flatMap((other) => other.reaches).flatMap((random) => declaredBy(random, roleArn)));
    return callsOf(roleArn).map((call) => ({
      functionArn: arn,
      call,
      declared: services.has(call.service) && inVpc.has(`${call.principalArn} ${call.action} ${call.resourceArn}`),
    }));
  });
  return { cloud, questions };
}

/** The first call that AWS would decide otherwise than declared. */
export async function mismatch({ cloud, questions }: { cloud: Cloud; questions: VpcQuestion[] }): Promise<string | undefined> {
  for (const { functionArn, call, declared } of questions) {
    const isReachable = agreedPath(cloud, functionArn, call.service).kind !== 'unreachable';
    const allowed = isReachable && await passes(cloud, functionArn, call);
    if (allowed !== declared) { return `${functionArn}: ${call.action} on ${call.resourceArn} as ${call.principalArn}: declared ${declared}, allowed ${allowed}`; }
  }
  return undefined;
}
