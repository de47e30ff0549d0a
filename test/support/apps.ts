import { rmSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Cloud } from './cloud';
import { readCloud } from './read-cloud';
import type { Deployment } from './read-cloud';

export const SOURCE_ACCOUNT = '111111111111';
export const TARGET_ACCOUNT = '222222222222';
export const OTHER_ACCOUNT = '333333333333';
export const REGION = 'eu-west-1';
export const SOURCE_ENV = { account: SOURCE_ACCOUNT, region: REGION };
export const TARGET_ENV = { account: TARGET_ACCOUNT, region: REGION };
export const CHECKOUT_ROLE = `arn:aws:iam::${SOURCE_ACCOUNT}:role/checkout`;
export const ORDERS_FUNCTION = `arn:aws:lambda:${REGION}:${TARGET_ACCOUNT}:function:orders`;

/** An app with a stack in the caller's and one in the target's account. */
export interface TwoAccounts {
  readonly app: App;
  readonly source: Stack;
  readonly target: Stack;
}

export function twoAccounts(options: { source?: StackProps; target?: StackProps; context?: Record<string, unknown> } = {}): TwoAccounts {
  const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true, ...options.context } });
  return {
    app,
    source: new Stack(app, 'Source', { env: SOURCE_ENV, ...options.source }),
    target: new Stack(app, 'Target', { env: TARGET_ENV, ...options.target }),
  };
}

export function fn(scope: Construct, id: string, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => ({});'),
    ...props,
  });
}

/** What the whole app would create, read from its templates. */
export function cloudOf(app: App, deployment: Deployment = {}): Cloud {
  const { directory } = app.synth({ force: true });
  try {
    return readCloud(directory, deployment);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The text of the error; fails if there is none. */
export function errorOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected an error, but there was none');
}
