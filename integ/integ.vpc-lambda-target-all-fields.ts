/**
 * Every prop of VpcLambdaTarget and every kind of Reach, in a VPC that is made and in one that is there.
 *
 * Proves what only AWS can prove: that a function without a way to the internet reaches a function of
 * another account, directly and through a role, and a bucket, over endpoints that let exactly this
 * through; that a function which both halves allow, but no endpoint, is denied by the endpoint
 * policy; that the code cannot use the permissions for network interfaces that Lambda has; that what
 * is not reached is dropped.
 *
 * Accounts: the source account calls and owns what is reached, the target account owns the functions
 * in VPCs. Bootstrap both, each with credentials of its own:
 *   cdk bootstrap aws://SOURCE/eu-west-1
 *   cdk bootstrap aws://TARGET/eu-west-1 --trust SOURCE \
 *     --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess
 *
 * Environment: credentials of the source account, and
 *   CDK_INTEG_ACCOUNT      id of the source account
 *   INTEG_TARGET_ACCOUNT   id of the target account; CloudTrail may be off there
 *   CDK_INTEG_REGION       optional, eu-west-1 by default; its zones a and b are used
 *   INTEG_S3_PREFIX_LIST   for another region than eu-west-1: the prefix list of S3 there, which
 *                          aws ec2 describe-managed-prefix-lists shows
 *
 * Run: npm run integ:deploy -- integ.vpc-lambda-target-all-fields.ts
 * Cost: eight addresses of interface endpoints, below ten US cents an hour, and less for alarms and a
 * dashboard. All stacks are destroyed at the end, which takes up to 20 minutes more, until Lambda has
 * deleted the network interfaces; the log groups of the functions and of the flow logs stay.
 */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  AssumableRole, Caller, CrossAccountInvoker, CrossAccountTarget, ExistingEndpoint, Reach, ResourcePolicyType, VpcLambdaTarget, VpcTargetMonitoring,
} from '../src';
import { deniedUnqualified, twoAccountTest } from './support/calls';
import { S3_PREFIX_LIST, SOURCE, TARGET, ZONES, portableApp } from './support/environment';
import { ANSWER, callingFunction, inlineCode, targetFunction } from './support/functions';
import { isolatedVpc } from './support/networks';

const ROLE_NAME = 'integ-vpc-lambda-target-all-fields-billing';
const CLOSED_NAME = 'integ-vpc-lambda-target-all-fields-closed';
const LAMBDA = ec2.InterfaceVpcEndpointAwsService.LAMBDA;
const CODE = {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: inlineCode('private.js'),
  // two cold starts, one behind the other, and what times out
  timeout: Duration.seconds(60),
  memorySize: 512,
};

const app = portableApp();
const stockStack = new Stack(app, 'IntegVpcLambdaTargetAllFieldsStock', { env: SOURCE });
// as if its owner was another team: first, so that the function finds its role
const roles = new Stack(app, 'IntegVpcLambdaTargetAllFieldsRoles', { env: TARGET });
const orders = new Stack(app, 'IntegVpcLambdaTargetAllFieldsOrders', { env: TARGET });
orders.addDependency(roles, 'the role of a function must exist');
const checkout = new Stack(app, 'IntegVpcLambdaTargetAllFieldsCheckout', { env: SOURCE });

// --- source account: what is reached ---
const stock = new CrossAccountTarget(stockStack, 'Stock', { function: targetFunction(stockStack, 'StockFunction') });
const closed = new CrossAccountTarget(stockStack, 'Closed', { function: targetFunction(stockStack, 'ClosedFunction', CLOSED_NAME) });
const prices = new CrossAccountTarget(stockStack, 'Prices', { function: targetFunction(stockStack, 'PricesFunction') });
const reader = new AssumableRole(stockStack, 'Reader');

// --- target account: a VPC that is made ---
const bucket = new Bucket(orders, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY });
const ownVpc = new VpcLambdaTarget(orders, 'Orders', {
  ...CODE,
  environment: { BUCKET: bucket.bucketName, CLOSED_TARGET_ARN: closed.targetArn },
  aliasName: 'private',
  callers: [Caller.service({ service: 's3.amazonaws.com', sourceArn: bucket.bucketArn, sourceAccount: TARGET.account })],
  policyType: ResourcePolicyType.DOCUMENT,
  account: TARGET.account,
  region: TARGET.region,
  vpcCidr: '10.20.0.0/20',
  availabilityZones: ZONES,
  ipv6AllowedForDualStack: true,
  role: new Role(orders, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')],
  }),
  denyEniAccessToCode: true,
  createEndpoints: true,
  reaches: [
    Reach.target(stock),
    Reach.target(prices, { via: reader }),
    Reach.role(reader),
    Reach.service(ec2.InterfaceVpcEndpointAwsService.EC2, { actions: ['ec2:DescribeSubnets'], resources: ['*'] }),
    Reach.gateway(ec2.GatewayVpcEndpointAwsService.S3, {
      actions: ['s3:GetObject', 's3:ListBucket'],
      resources: [bucket.bucketArn, bucket.arnForObjects('*')],
      prefixListId: S3_PREFIX_LIST,
    }),
    Reach.cidr('10.20.0.0/20', ec2.Port.tcp(5432)),
  ],
});
bucket.grantRead(ownVpc.function);
new CrossAccountInvoker(orders, 'OrdersStock', { function: ownVpc.function, targets: [stock] });
new CrossAccountInvoker(orders, 'OrdersPrices', { function: ownVpc.function, via: reader, targets: [prices] });
// both halves without the endpoint
closed.grants.invoke(Caller.roleOf(ownVpc.function));
ownVpc.function.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [closed.targetArn] }));
new VpcTargetMonitoring(orders, 'Monitoring', { target: ownVpc, alarmActions: [], concurrencyShare: 0.9, dashboard: true });

// --- target account: a VPC, an endpoint, a security group and a role that are there ---
const billingRole = new Role(roles, 'Role', {
  roleName: ROLE_NAME,
  assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole')],
});
billingRole.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [stock.targetArn] }));
stock.grants.invoke(Caller.role(`arn:aws:iam::${TARGET.account}:role/${ROLE_NAME}`));

const vpc = isolatedVpc(orders, 'Vpc');
const endpoint = vpc.addInterfaceEndpoint('Lambda', { service: LAMBDA, open: false });
endpoint.addToPolicy(new PolicyStatement({ principals: [new AnyPrincipal()], actions: ['lambda:GetAccountSettings'], resources: ['*'] }));
const group = new ec2.SecurityGroup(orders, 'Group', { vpc, allowAllOutbound: false });
const givenVpc = new VpcLambdaTarget(orders, 'Billing', {
  ...CODE,
  environment: { STOCK_TARGET_ARN: stock.targetArn },
  vpc,
  vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  securityGroups: [group],
  role: Role.fromRoleArn(orders, 'BillingRole', `arn:aws:iam::${TARGET.account}:role/${ROLE_NAME}`, { mutable: false }),
  roleHasEniPermissions: true,
  policyType: ResourcePolicyType.PERMISSIONS,
  createEndpoints: false,
  existingEndpoints: [ExistingEndpoint.forInterface(LAMBDA, endpoint)],
  peakConcurrency: 20,
  connectionsPerExecution: 5,
  headroom: 0.5,
  otherFunctions: [{ name: 'reports', peakConcurrency: 10 }],
  quotas: { accountConcurrency: 1000 },
  reaches: [Reach.target(stock), Reach.securityGroup(new ec2.SecurityGroup(orders, 'DatabaseGroup', { vpc }), ec2.Port.tcp(5432))],
});

// --- source account: who calls ---
const checkoutFunction = callingFunction(checkout, 'Function');
new CrossAccountInvoker(checkout, 'Checkout', { function: checkoutFunction, targets: [ownVpc, givenVpc] });

twoAccountTest(app, 'IntegVpcLambdaTargetAllFields', {
  stacks: [stockStack, roles, orders, checkout],
  allowed: [
    {
      caller: checkoutFunction,
      event: { target: 'ORDERS' },
      result: {
        answer: {
          stock: ANSWER, prices: ANSWER, closed: 'AccessDeniedException', object: 'NoSuchKey', subnets: 'UnauthorizedOperation', queues: 'TimeoutError',
        },
      },
    },
    { caller: checkoutFunction, event: { target: 'BILLING' }, result: { answer: { stock: ANSWER, queues: 'TimeoutError' } } },
  ],
  denied: [deniedUnqualified(checkoutFunction, 'ORDERS'), deniedUnqualified(checkoutFunction, 'BILLING')],
});
