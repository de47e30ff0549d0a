import type { App } from 'aws-cdk-lib';
import { CfnResource, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { REGION } from './account';
import { Caller, CrossAccountInvoker, CrossAccountTarget, ResourcePolicyType } from '../../src';

export const ORGANIZATION = 'o-a1b2c3d4e5';

/**
 * The target's half as `AWS::Lambda::Permission`: the role must then exist before the target is
 * deployed. The target's stack comes first in the code and in the alphabet, so nothing but the
 * dependency puts it second.
 */
export function buildPermissionsApp(app: App, accounts: { readonly source: string; readonly target: string }): void {
  const billing = new Stack(app, 'Billing', { env: { account: accounts.target, region: REGION } });
  const shop = new Stack(app, 'Shop', { env: { account: accounts.source, region: REGION } });

  const target = new CrossAccountTarget(billing, 'Billing', {
    function: nodeFunction(billing),
    policyType: ResourcePolicyType.PERMISSIONS,
    callers: [Caller.organization(ORGANIZATION)],
  });
  new CrossAccountInvoker(shop, 'Invoker', { function: nodeFunction(shop), targets: [target] });
}

/** A policy that somebody writes beside the library: the engine must refuse it, or our checks would prove nothing. */
export function buildStrayPolicy(app: App, account: string, resourceArn: string): void {
  const stack = new Stack(app, 'Stray', { env: { account, region: REGION } });
  new CfnResource(stack, 'Policy', {
    type: 'AWS::Lambda::ResourcePolicy',
    properties: {
      ResourceArn: resourceArn,
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'lambda:InvokeFunction', Resource: resourceArn }],
      },
    },
  });
}

function nodeFunction(stack: Stack): lambda.Function {
  return new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async (event) => event;'),
  });
}
