import type { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { CrossAccountInvoker, CrossAccountTarget } from '../../src';
import type { CrossAccountInvokerProps } from '../../src';
import { LAMBDA, messages } from '../network/templates';
import { errorOf, fn, ORDERS_FUNCTION, twoAccounts } from '../support/apps';
import type { TwoAccounts } from '../support/apps';

export const ORDERS_ARN = `${ORDERS_FUNCTION}:live`;
export const NOT_KNOWN = 'cdk-cross-account-lambda:Network.notKnown';
export const ISOLATED: ec2.SubnetSelection = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
export const EGRESS: ec2.SubnetSelection = { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS };

export function ordersOf(stack: Construct, id = 'Orders', functionName = 'orders'): CrossAccountTarget {
  return new CrossAccountTarget(stack, id, { function: fn(stack, `${id}Function`, { functionName }) });
}

/** A function in the isolated subnets of a VPC, unless other subnets are named. */
export function fnIn(scope: Construct, vpc: ec2.IVpc, props: Partial<lambda.FunctionProps> = {}, id = 'Function'): lambda.Function {
  return fn(scope, id, { vpc, vpcSubnets: ISOLATED, ...props });
}

export interface Call extends TwoAccounts {
  readonly orders: CrossAccountTarget;
  readonly function: lambda.IFunction;
  readonly invoker: CrossAccountInvoker;
}

/** An invoker of a function that the callback makes, which calls a function of the other account. */
export function calls(make: (source: Stack) => lambda.IFunction, props: (target: Stack) => Partial<CrossAccountInvokerProps> = () => ({})): Call {
  const accounts = twoAccounts();
  const orders = ordersOf(accounts.target);
  const made = make(accounts.source);
  const invoker = new CrossAccountInvoker(accounts.source, 'Checkout', { function: made, targets: [orders], ...props(accounts.target) });
  return { ...accounts, orders, function: made, invoker };
}

/** The errors of the validation, one a line, without the construct that CDK puts in front. */
export function errorsOf(app: App): string[] {
  return errorOf(() => app.synth({ force: true })).split('\n').slice(1).map((line) => line.replace(/^\s*\[[^\]]*\] /, ''));
}

/** Everything that a synthesis without errors says. */
export function allMessages(app: App): [string, string][] {
  return (['error', 'warning', 'info'] as const).flatMap((level) => messages(app, level));
}

/** The texts of everything that a synthesis without errors says. */
export function said(app: App): string[] {
  return allMessages(app).map(([, text]) => text);
}

/** The texts of the warnings alone. */
export function warningsOf(app: App): string[] {
  return messages(app).map(([, text]) => text);
}

/** A warning that the network is not known, as the assembly holds it. */
export function notKnown(text: string): string {
  return `${text} [ack: ${NOT_KNOWN}]`;
}

/** An endpoint of Lambda of the user's own. */
export function lambdaEndpoint(vpc: ec2.Vpc, props: Partial<ec2.InterfaceVpcEndpointOptions> = {}): ec2.InterfaceVpcEndpoint {
  return vpc.addInterfaceEndpoint('Lambda', { service: LAMBDA, ...props });
}
