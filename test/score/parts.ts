import { CfnResource, Stack } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

export const SOURCE_ACCOUNT = '111111111111';
export const TARGET_ACCOUNT = '222222222222';
export const REGION = 'eu-west-1';
export const CHECKOUT_ROLE = `arn:aws:iam::${SOURCE_ACCOUNT}:role/checkout`;
export const ORDERS = `arn:aws:lambda:${REGION}:${TARGET_ACCOUNT}:function:orders`;
export const ORGANIZATION = 'o-a1b2c3d4e5';

/** An app of score: what is built, in words. */
export interface ScoredApp {
  readonly title: string;
  build(app: App): void;
}

/** One mistake, as users make it with aws-cdk-lib alone. */
export interface Mistake {
  /** The name of its file. */
  readonly id: string;
  readonly title: string;
  /** The rule of this library that is about it. */
  readonly rule: string;
  /** What happens when it is deployed, or called. */
  readonly says: string;
  readonly source?: string;
  /** With the mistake, or the same app without it. */
  build(app: App, repaired?: boolean): void;
}

export interface TwoStacks {
  readonly source: Stack;
  readonly target: Stack;
}

/** A stack in the account that calls, and one in the account of the function. */
export function twoStacks(app: App, regions: { source?: string; target?: string } = {}): TwoStacks {
  return {
    source: new Stack(app, 'Source', { env: { account: SOURCE_ACCOUNT, region: regions.source ?? REGION } }),
    target: new Stack(app, 'Target', { env: { account: TARGET_ACCOUNT, region: regions.target ?? REGION } }),
  };
}

export function fn(scope: Construct, id: string, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
    ...props,
  });
}

/** An execution role whose name other accounts can write down. */
export function executionRole(scope: Construct, roleName: string): iam.Role {
  return new iam.Role(scope, `${roleName}-role`, {
    roleName,
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')],
  });
}

/** The function `checkout` of the calling account, whose role may do what `statement` says. */
export function checkout(source: Stack, statement: iam.PolicyStatementProps, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  const role = executionRole(source, 'checkout');
  const code = lambda.Code.fromInline('exports.handler = async () => process.env.ORDERS_ARN;');
  const caller = fn(source, 'Checkout', { role, code, environment: { ORDERS_ARN: ORDERS }, ...props });
  role.addToPolicy(new iam.PolicyStatement(statement));
  return caller;
}

export const invoking = (...resources: string[]): iam.PolicyStatementProps => ({ actions: ['lambda:InvokeFunction'], resources });

export const assuming = (...resources: string[]): iam.PolicyStatementProps => ({ actions: ['sts:AssumeRole'], resources });

/** The function `orders` of the target's account. */
export function orders(target: Stack, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return fn(target, 'Orders', { functionName: 'orders', ...props });
}

/** A role of another account as principal, in the way that needs no order: the account, and the role in a condition. */
export function roleOfAccount(account: string, ...roleNames: string[]): iam.PrincipalBase {
  const arns = roleNames.map((name) => `arn:aws:iam::${account}:role/${name}`);
  return new iam.PrincipalWithConditions(new iam.AccountPrincipal(account), { ArnEquals: { 'aws:PrincipalArn': arns } });
}

/** The newer kind of resource policy; the oldest supported aws-cdk-lib has no class for it. */
export function resourcePolicy(scope: Construct, id: string, resourceArn: string, statements: object[]): CfnResource {
  return new CfnResource(scope, id, {
    type: 'AWS::Lambda::ResourcePolicy',
    properties: { ResourceArn: resourceArn, PolicyDocument: { Version: '2012-10-17', Statement: statements } },
  });
}

/** A link that is right, beside the one that may be wrong: `billing` calls `prices`, and both accounts say so. */
export function rightLink({ source, target }: TwoStacks): void {
  const prices = fn(target, 'Prices', { functionName: 'prices' });
  prices.addPermission('Billing', { principal: new iam.AccountPrincipal(SOURCE_ACCOUNT) });
  const arn = `arn:aws:lambda:${target.region}:${TARGET_ACCOUNT}:function:prices`;
  const billing = fn(source, 'Billing', { environment: { PRICES_ARN: arn } });
  billing.addToRolePolicy(new iam.PolicyStatement(invoking(arn)));
}
