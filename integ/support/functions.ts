import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** What every target answers. */
export const ANSWER = 'ordered';

/** Which role a calling function has, and whom it calls, where no invoker sets that. */
export interface CallingFunctionOptions {
  readonly role?: IRole;
  readonly environment?: Record<string, string>;
  /** It is in the isolated subnets. @default - it is in no VPC */
  readonly vpc?: IVpc;
  /** @default - a group of its own that lets nothing out */
  readonly securityGroups?: ISecurityGroup[];
}

/** A function that is called from the other account. */
export function targetFunction(scope: Construct, id: string, functionName?: string): lambda.Function {
  return new lambda.Function(scope, id, {
    functionName,
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(`exports.handler = async () => '${ANSWER}';`),
  });
}

/** A function that calls the target it is asked to call: see handlers/caller.js. */
export function callingFunction(scope: Construct, id: string, options: CallingFunctionOptions = {}): lambda.Function {
  return handler(scope, id, 'caller.js', options);
}

/** A function that assumes the role it is asked to assume, and calls the target as that role: see handlers/role-caller.js. */
export function roleCallingFunction(scope: Construct, id: string, options: CallingFunctionOptions = {}): lambda.Function {
  return handler(scope, id, 'role-caller.js', options);
}

/** A function that calls the function URL of the target it is asked to call: see handlers/url-caller.js. */
export function urlCallingFunction(scope: Construct, id: string, options: CallingFunctionOptions = {}): lambda.Function {
  return handler(scope, id, 'url-caller.js', options);
}

/** A function that acts like a build of the target's code: see handlers/build.js. */
export function buildFunction(scope: Construct, id: string, options: CallingFunctionOptions = {}): lambda.Function {
  return handler(scope, id, 'build.js', options);
}

/** A function that calls APIs: see handlers/api-caller.js. */
export function apiCallingFunction(scope: Construct, id: string, options: CallingFunctionOptions = {}): lambda.Function {
  return handler(scope, id, 'api-caller.js', options);
}

/** A function that tests methods of REST APIs: see handlers/api-tester.js. */
export function apiTestingFunction(scope: Construct, id: string, options: CallingFunctionOptions = {}): lambda.Function {
  return handler(scope, id, 'api-tester.js', options);
}

/** A function behind an API, and an authorizer: see handlers/api.js. */
export function apiFunction(scope: Construct, id: string): lambda.Function {
  return new lambda.Function(scope, id, { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: inlineCode('api.js') });
}

/** A function that looks at queue, stream and table stream of the other account: see handlers/reader.js. */
export function readingFunction(scope: Construct, id: string, options: CallingFunctionOptions = {}): lambda.Function {
  return handler(scope, id, 'reader.js', options);
}

/** A function that lets a log group send to the destination it is asked for: see handlers/log-sender.js. */
export function logSendingFunction(scope: Construct, id: string, options: CallingFunctionOptions = {}): lambda.Function {
  return handler(scope, id, 'log-sender.js', options);
}

/** Inline, so that the snapshots hold the code and need no assets. */
export function inlineCode(file: string): lambda.Code {
  return lambda.Code.fromInline(readFileSync(join(__dirname, 'handlers', file), 'utf8'));
}

function handler(scope: Construct, id: string, file: string, { role, environment, vpc, securityGroups }: CallingFunctionOptions): lambda.Function {
  return new lambda.Function(scope, id, {
    role,
    environment,
    ...vpc && { vpc, vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED }, ...securityGroups ? { securityGroups } : { allowAllOutbound: false } },
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: inlineCode(file),
    // two cold starts, one behind the other
    timeout: Duration.seconds(30),
  });
}
