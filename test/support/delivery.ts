import type { Call } from './authorizer';

export const INVOKE = 'lambda:InvokeFunction';

/** A function that one resource sends to. */
export interface Sent {
  readonly functionArn: string;
  readonly calls: Call[];
}

/** What a service does with one configuration in a template: a notification, a rule's target, a method, a mapping. */
export interface Delivery {
  /** Says what it is and where: `AWS::Events::Rule Source/Rule`. */
  readonly text: string;
  readonly stackName: string;
  /** Where it is configured. */
  readonly account: string;
  readonly region: string;
  /** The function that gets the event. */
  readonly functionArn: string;
  /** Everything that IAM must allow for it: the call of the function, and what comes before it. */
  readonly calls: Call[];
}

/** The role under which CloudFormation makes the resources of an account; it may do everything its account can allow. */
export function deployerOf(account: string, partition = 'aws'): string {
  return `arn:${partition}:iam::${account}:role/deployer`;
}

/** A service calls under its own name. */
export function byService(service: string, functionArn: string, source: Call['source']): Sent {
  return { functionArn, calls: [{ principalArn: service, action: INVOKE, resourceArn: functionArn, source }] };
}

/** A service assumes a role, and calls with it. */
export function byRole(service: string, roleArn: string, functionArn: string, source?: Call['source']): Sent {
  return {
    functionArn,
    calls: [
      { principalArn: service, action: 'sts:AssumeRole', resourceArn: roleArn, source },
      { principalArn: roleArn, action: INVOKE, resourceArn: functionArn },
    ],
  };
}

export function isFunction(arn: unknown): arn is string {
  return typeof arn === 'string' && /^arn:[^:]+:lambda:[^:]+:\d{12}:function:/.test(arn);
}
