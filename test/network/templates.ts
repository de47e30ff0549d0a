import type { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { AssumableRole, CrossAccountTarget, VpcLambdaTarget } from '../../src';
import type { IAssumableRole, ICrossAccountTarget, Reach, VpcLambdaTargetProps } from '../../src';
import { TARGET_ACCOUNT } from '../support/apps';

export const ZONES = ['eu-west-1a', 'eu-west-1b'];
export const STOCK = 'arn:aws:lambda:eu-west-1:333333333333:function:stock';
export const READER = 'arn:aws:iam::333333333333:role/reader';
export const QUEUE = 'arn:aws:sqs:eu-west-1:333333333333:orders';
export const { SQS, LAMBDA, STS } = ec2.InterfaceVpcEndpointAwsService;
export const { S3, DYNAMODB } = ec2.GatewayVpcEndpointAwsService;
export const SEND = { actions: ['sqs:SendMessage'], resources: [QUEUE] };
export const GET = { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::reports/*'] };
export const S3_LIST = 'pl-6da54004';

/** A small target; without a VPC of its own it makes one in zones that no lookup has to find. */
export function vpcTarget(scope: Construct, props: Partial<VpcLambdaTargetProps> = {}, id = 'Orders'): VpcLambdaTarget {
  return new VpcLambdaTarget(scope, id, {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => ({});'),
    reservedConcurrentExecutions: 10,
    ...props.vpc ? {} : { availabilityZones: ZONES },
    ...props,
  });
}

export function reaching(scope: Construct, ...reaches: Reach[]): VpcLambdaTarget {
  return vpcTarget(scope, { reaches });
}

export function isolatedVpc(scope: Construct, props: ec2.VpcProps = {}): ec2.Vpc {
  return new ec2.Vpc(scope, 'Vpc', {
    availabilityZones: ZONES,
    natGateways: 0,
    createInternetGateway: false,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
    ...props,
  });
}

/** Public subnets, and private ones whose way out is a NAT gateway. */
export function natVpc(scope: Construct, props: ec2.VpcProps = {}): ec2.Vpc {
  return new ec2.Vpc(scope, 'Vpc', { availabilityZones: ZONES, natGateways: 1, restrictDefaultSecurityGroup: false, ...props });
}

export function importedVpc(scope: Construct, props: Partial<ec2.VpcAttributes> = {}): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ZONES,
    isolatedSubnetIds: ['subnet-1', 'subnet-2'],
    isolatedSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
    ...props,
  });
}

/** A function of a third account, by its ARN. */
export function stock(scope: Construct): ICrossAccountTarget {
  return CrossAccountTarget.fromTargetArn(scope, 'Stock', `${STOCK}:live`);
}

export function importedReader(scope: Construct): IAssumableRole {
  return AssumableRole.fromRoleArn(scope, 'Reader', READER);
}

/** A statement of an endpoint policy. */
export function through(action: unknown, resource: unknown, account: unknown = TARGET_ACCOUNT): object {
  return { Effect: 'Allow', Principal: '*', Action: action, Resource: resource, Condition: { StringEquals: { 'aws:PrincipalAccount': account } } };
}

export type Properties = Record<string, unknown>;

/** The properties of the resources of a type, by logical id. */
export function resourcesOf(stack: Stack, type: string): Record<string, Properties> {
  const found = Object.entries(Template.fromStack(stack).findResources(type));
  return Object.fromEntries(found.map(([id, { Properties }]) => [id, Properties as Properties]));
}

/** The statements of each endpoint, by logical id. */
export function endpointPolicies(stack: Stack): Record<string, object[]> {
  const endpoints = Object.entries(resourcesOf(stack, 'AWS::EC2::VPCEndpoint'));
  return Object.fromEntries(endpoints.map(([id, { PolicyDocument }]) => {
    const { Statement } = (PolicyDocument ?? { Statement: [] }) as { Statement: object[] };
    return [id, Statement];
  }));
}

/** What the security groups let out, as inline rules and as resources. */
export function egress(stack: Stack): Properties[] {
  const inline = Object.values(resourcesOf(stack, 'AWS::EC2::SecurityGroup')).flatMap(({ SecurityGroupEgress }) => SecurityGroupEgress as Properties[]);
  const own = Object.values(resourcesOf(stack, 'AWS::EC2::SecurityGroupEgress'));
  return [...inline, ...own];
}

/** All that synthesis says at one level, as `[path, text]`. */
export function messages(app: App, level: 'warning' | 'error' | 'info' = 'warning'): [string, string][] {
  // newer versions of aws-cdk-lib ask every app with references between stacks to choose their strength
  const isOfCdk = (text: string) => text.startsWith('No cross-stack-reference strength configured');
  return app.synth({ force: true, errorOnDuplicateSynth: false }).stacks
    .flatMap((stack) => stack.messages)
    .filter((message) => message.level === level)
    .map(({ id, entry }): [string, string] => [id, entry.data as string])
    .filter(([, text]) => !isOfCdk(text));
}
