import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ASSUME } from './assume';
import { cloudOf } from './two-clouds';
import type { Passage } from './vpc-gate';
import { AssumableRole, CrossAccountInvoker, CrossAccountTarget, ExistingEndpoint, Reach, VpcLambdaTarget } from '../../src';
import type { VpcLambdaTargetProps } from '../../src';
import { fn, REGION, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';
import type { Cloud } from '../support/cloud';
import type { Deployment } from '../support/read-cloud';

/** A function in a VPC, and the calls that its endpoints must let through. */
export interface ReachCase {
  readonly cloud: Cloud;
  readonly functionArn: string;
  readonly declared: Passage[];
}

export const INVOKE = 'lambda:InvokeFunction';
export const READER = `arn:aws:iam::${TARGET_ACCOUNT}:role/reader`;
export const ORDERS = `arn:aws:lambda:${REGION}:${TARGET_ACCOUNT}:function:orders`;
export const QUEUE = `arn:aws:sqs:${REGION}:${TARGET_ACCOUNT}:orders`;
export const BUCKET = 'arn:aws:s3:::reports';
export const S3_PREFIX_LIST = 'pl-6da54004';
const ZONES = ['eu-west-1a', 'eu-west-1b'];
const ASSUMING = [ASSUME, 'sts:TagSession', 'sts:SetSourceIdentity'];

/** A function whose VPC has nothing but what it reaches. */
export function functionInVpc(scope: Construct, id: string, reaches: Reach[], props: Partial<VpcLambdaTargetProps> = {}): VpcLambdaTarget {
  return new VpcLambdaTarget(scope, id, {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => ({});'),
    reservedConcurrentExecutions: 10,
    reaches,
    ...props.vpc ? {} : { availabilityZones: ZONES },
    ...props,
  });
}

/** Subnets without a way out, in zones that no lookup has to find. */
export function isolatedVpc(scope: Construct, id = 'Vpc'): ec2.Vpc {
  return new ec2.Vpc(scope, id, {
    availabilityZones: ZONES,
    natGateways: 0,
    createInternetGateway: false,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
  });
}

/** A call of a function by its qualified ARN, and of the function behind it: endpoint policies need both. */
function invoking(principalArn: string, targetArn: string): Passage[] {
  const unqualified = targetArn.split(':').slice(0, 7).join(':');
  return [targetArn, unqualified].map((resourceArn) => ({ service: 'lambda', principalArn, action: INVOKE, resourceArn }));
}

function assuming(principalArn: string, resourceArn: string): Passage[] {
  return ASSUMING.map((action) => ({ service: 'sts', principalArn, action, resourceArn }));
}

interface Built {
  readonly app: App;
  readonly deployment?: Deployment;
  /** What the function's role, and what it becomes, may send over the endpoints. */
  readonly declared: (ownRole: string, cloud: Cloud) => Passage[];
}

/** The function is the one of the stack `Source` that is in a VPC. */
function reached(build: () => Built): () => ReachCase {
  return () => {
    const { app, deployment, declared } = build();
    const cloud = cloudOf(app, deployment);
    const { arn, roleArn } = cloud.functions.find(({ stackName, vpc }) => stackName === 'Source' && vpc !== undefined)!;
    return { cloud, functionArn: arn, declared: declared(roleArn, cloud) };
  };
}

/** The one target of the stack `Target`, by its qualified ARN. */
function targetIn(cloud: Cloud): string {
  const { arn, aliases } = cloud.functions.find(({ stackName, aliases: all }) => stackName === 'Target' && Object.keys(all).length > 0)!;
  return `${arn}:${Object.keys(aliases)[0]}`;
}

function roleIn(cloud: Cloud, roleName: string): string {
  return cloud.roles.find((role) => role.roleName === roleName)!.arn;
}

function ordersTarget(target: Stack, props: { account?: string; region?: string } = {}): CrossAccountTarget {
  return new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), ...props });
}

/** Reaches that say all themselves. */
function reaching(reaches: (source: Stack, target: Stack) => Reach[], declared: Built['declared']): () => ReachCase {
  return reached(() => {
    const { app, source, target } = twoAccounts();
    functionInVpc(source, 'Checkout', reaches(source, target));
    return { app, declared };
  });
}

const imported = (scope: Construct) => CrossAccountTarget.fromTargetArn(scope, 'Imported', `${ORDERS}:live`);
const importedRole = (scope: Construct) => AssumableRole.fromRoleArn(scope, 'Reader', READER);
const viaReader = (own: string): Passage[] => [...assuming(own, READER), ...invoking(READER, `${ORDERS}:live`)];

function plainFunction(scope: Construct, vpc: ec2.IVpc): lambda.Function {
  return fn(scope, 'Function', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, allowAllOutbound: false });
}

/** An endpoint that another part of the app has made, with a policy of its own. */
function withExistingEndpoint(): Built {
  const { app, source } = twoAccounts();
  const vpc = isolatedVpc(source);
  const endpoint = vpc.addInterfaceEndpoint('Lambda', { service: ec2.InterfaceVpcEndpointAwsService.LAMBDA, open: false });
  endpoint.addToPolicy(new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['lambda:GetAccountSettings'], resources: ['*'] }));
  functionInVpc(source, 'Checkout', [Reach.target(imported(source))], {
    vpc, existingEndpoints: [ExistingEndpoint.forInterface(ec2.InterfaceVpcEndpointAwsService.LAMBDA, endpoint)],
  });
  return { app, declared: (own) => invoking(own, `${ORDERS}:live`) };
}

/** Each way to reach something over an endpoint. */
export const REACHES: Record<string, () => ReachCase> = {
  'target': reaching((_, target) => [Reach.target(ordersTarget(target))], (own, cloud) => invoking(own, targetIn(cloud))),
  'target by ARN': reaching((source) => [Reach.target(imported(source))], (own) => invoking(own, `${ORDERS}:live`)),
  'target in the same stack': reached(() => {
    const app = new App();
    const source = new Stack(app, 'Source', { env: SOURCE_ENV });
    const orders = new CrossAccountTarget(source, 'Orders', { function: fn(source, 'Function') });
    functionInVpc(source, 'Checkout', [Reach.target(orders)]);
    return { app, declared: (own, { functions }) => invoking(own, `${functions.find(({ vpc }) => !vpc)!.arn}:live`) };
  }),
  'target, stacks without env': reached(() => {
    const app = new App();
    const [source, target] = [new Stack(app, 'Source'), new Stack(app, 'Target')];
    const orders = ordersTarget(target, { account: TARGET_ACCOUNT, region: REGION });
    functionInVpc(source, 'Checkout', [Reach.target(orders)], { account: SOURCE_ACCOUNT, region: REGION });
    return { app, deployment: { Source: SOURCE_ENV, Target: TARGET_ENV }, declared: (own, cloud) => invoking(own, targetIn(cloud)) };
  }),
  'target that is in a VPC itself': reaching((_, target) => [Reach.target(functionInVpc(target, 'Orders', []))], (own, cloud) => invoking(own, targetIn(cloud))),
  'target added later': reached(() => {
    const { app, source } = twoAccounts();
    functionInVpc(source, 'Checkout', []).addReach(Reach.target(imported(source)));
    return { app, declared: (own) => invoking(own, `${ORDERS}:live`) };
  }),
  'target over an endpoint that is there': reached(withExistingEndpoint),
  'target via a role': reached(() => {
    const { app, source, target } = twoAccounts();
    const via = new AssumableRole(target, 'Reader', { roleName: 'reader' });
    const checkout = functionInVpc(source, 'Checkout', [Reach.target(ordersTarget(target), { via })]);
    via.grants.assume(checkout.function);
    return { app, declared: (own, cloud) => [...assuming(own, roleIn(cloud, 'reader')), ...invoking(roleIn(cloud, 'reader'), targetIn(cloud))] };
  }),
  'target via a role, by their ARNs': reaching((source) => [Reach.target(imported(source), { via: importedRole(source) })], viaReader),
  'role': reaching((source) => [Reach.role(importedRole(source))], (own) => assuming(own, READER)),
  'role that the function is let assume': reached(() => {
    const { app, source, target } = twoAccounts();
    new AssumableRole(target, 'Reader', { roleName: 'reader' }).grants.assume(functionInVpc(source, 'Checkout', []).function);
    return { app, declared: (own, cloud) => assuming(own, roleIn(cloud, 'reader')) };
  }),
  'service': reaching(() => [
    Reach.service(ec2.InterfaceVpcEndpointAwsService.SQS, { actions: ['sqs:SendMessage', 'sqs:GetQueueUrl'], resources: [QUEUE] }),
  ], (own) => ['sqs:SendMessage', 'sqs:GetQueueUrl'].map((action) => ({ service: 'sqs', principalArn: own, action, resourceArn: QUEUE }))),
  'service via a role': reaching((source) => [
    Reach.service(ec2.InterfaceVpcEndpointAwsService.SQS, { actions: ['sqs:SendMessage'], resources: [QUEUE], via: importedRole(source) }),
  ], (own) => [...assuming(own, READER), { service: 'sqs', principalArn: READER, action: 'sqs:SendMessage', resourceArn: QUEUE }]),
  'gateway': reaching(() => [
    Reach.gateway(ec2.GatewayVpcEndpointAwsService.S3, { actions: ['s3:GetObject'], resources: [`${BUCKET}/*`], prefixListId: S3_PREFIX_LIST }),
  ], (own) => [{ service: 's3', principalArn: own, action: 's3:GetObject', resourceArn: `${BUCKET}/2026/may.csv`, resourceAccount: TARGET_ACCOUNT }]),
  'gateway via a role': reaching((source) => [
    Reach.gateway(ec2.GatewayVpcEndpointAwsService.S3, {
      actions: ['s3:GetObject'], resources: [`${BUCKET}/*`], prefixListId: S3_PREFIX_LIST, via: importedRole(source),
    }),
  ], (own) => [
    ...assuming(own, READER),
    { service: 's3', principalArn: READER, action: 's3:GetObject', resourceArn: `${BUCKET}/2026/may.csv`, resourceAccount: TARGET_ACCOUNT },
  ]),
  'invoker of a function in a VPC': reached(() => {
    const { app, source, target } = twoAccounts();
    new CrossAccountInvoker(source, 'Checkout', { function: plainFunction(source, isolatedVpc(source)), targets: [ordersTarget(target)], createEndpoints: true });
    return { app, declared: (own, cloud) => invoking(own, targetIn(cloud)) };
  }),
  'invoker via a role of a function in a VPC': reached(() => {
    const { app, source } = twoAccounts();
    new CrossAccountInvoker(source, 'Checkout', {
      function: plainFunction(source, isolatedVpc(source)), via: importedRole(source), targets: [imported(source)], createEndpoints: true,
    });
    return { app, declared: viaReader };
  }),
  'invoker of a target that is in a VPC': reached(() => {
    const { app, source, target } = twoAccounts();
    new CrossAccountInvoker(source, 'Invoker', { function: functionInVpc(source, 'Checkout', []).function, targets: [ordersTarget(target)] });
    return { app, declared: (own, cloud) => invoking(own, targetIn(cloud)) };
  }),
};
