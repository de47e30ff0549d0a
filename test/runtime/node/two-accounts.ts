import { join } from 'node:path';
import type { Cloud, FunctionModel, RoleModel } from '../../support/cloud';

const REGION = 'eu-west-1';
export const CHECKOUT_ROLE = 'arn:aws:iam::111111111111:role/checkout-role';
export const CHECKOUT = `arn:aws:lambda:${REGION}:111111111111:function:checkout`;
export const READER = 'arn:aws:iam::222222222222:role/reader';
export const EXTERNAL_ID = 'checkout-1';

/** The ARN that is called. */
export function targetArn(name: string): string {
  return `arn:aws:lambda:${REGION}:222222222222:function:${name}:live`;
}

export interface Setup {
  /** The code of checkout, and which of its handlers runs. */
  readonly code: string;
  readonly handler: string;
  /** Variables beside those of the role READER and its targets; an empty one is not set. */
  readonly environment?: Record<string, string>;
  /** Whom the role trusts. @default CHECKOUT_ROLE */
  readonly trusted?: string;
  /** True for a role that asks for the tag Project=reports and the source identity alice. */
  readonly tagged?: boolean;
}

/** The targets that the role may call. */
const TARGETS = ['orders', 'fails', 'exits', 'log', 'busy'];

/** Account 111111111111 has the function checkout; 222222222222 has the targets and the role READER that may call them. */
export function twoAccounts({ code, handler, environment, trusted = CHECKOUT_ROLE, tagged = false }: Setup): Cloud {
  const variables = {
    READER_ROLE_ARN: READER,
    READER_EXTERNAL_ID: EXTERNAL_ID,
    READER_ROLE_REGION: REGION,
    ...Object.fromEntries(TARGETS.flatMap((name) => [
      [`${name.toUpperCase()}_TARGET_ARN`, targetArn(name)],
      [`${name.toUpperCase()}_TARGET_ROLE`, 'READER'],
    ])),
    // forbidden to the role, and to the function itself
    FORBIDDEN_TARGET_ARN: targetArn('forbidden'),
    FORBIDDEN_TARGET_ROLE: 'READER',
    DIRECT_TARGET_ARN: targetArn('orders'),
    ...environment,
  };
  return {
    functions: [
      fn(CHECKOUT, handler, code, CHECKOUT_ROLE, Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))),
      ...TARGETS.map((name) => fn(targetArn(name).replace(/:live$/, ''), name === 'orders' ? 'targets.order' : `targets.${name}`,
        join(__dirname, 'handlers'), 'arn:aws:iam::222222222222:role/targets')),
    ],
    roles: [
      role(CHECKOUT_ROLE, [], [{ Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'], Resource: READER },
        { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: targetArn('orders') }]),
      role(READER, trustPolicy(trusted, tagged), [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: TARGETS.map(targetArn) }]),
    ],
    resourcePolicies: [],
  };
}

function trustPolicy(trusted: string, tagged: boolean): Record<string, unknown>[] {
  const externalId = { 'sts:ExternalId': EXTERNAL_ID };
  const alice = { 'sts:SourceIdentity': 'alice' };
  return tagged
    ? [
      trust(trusted, 'sts:AssumeRole', { ...externalId, ...alice }),
      trust(trusted, 'sts:TagSession', { 'aws:RequestTag/Project': 'reports' }),
      trust(trusted, 'sts:SetSourceIdentity', alice),
    ]
    : [trust(trusted, 'sts:AssumeRole', externalId)];
}

/** A condition key counts only for the actions that know it: the external id belongs to AssumeRole alone. */
function trust(trusted: string, action: string, asked: Record<string, string>): Record<string, unknown> {
  return {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${trusted.split(':')[4]}:root` },
    Action: action,
    Condition: { ArnEquals: { 'aws:PrincipalArn': trusted }, StringEquals: asked },
  };
}

function role(arn: string, trusted: Record<string, unknown>[], statements: Record<string, unknown>[]): RoleModel {
  return {
    stackName: arn,
    account: arn.split(':')[4],
    arn,
    roleName: arn.split('/').pop()!,
    trustPolicy: { Version: '2012-10-17', Statement: trusted },
    policies: [{ name: 'inline', document: { Version: '2012-10-17', Statement: statements } }],
  };
}

function fn(arn: string, handler: string, codeDirectory: string, roleArn: string, environment: Record<string, string> = {}): FunctionModel {
  return {
    stackName: arn,
    account: arn.split(':')[4],
    region: REGION,
    functionName: arn.split(':')[6],
    arn,
    aliases: { live: '1' },
    versions: ['1'],
    roleArn,
    handler,
    runtime: 'nodejs20.x',
    timeoutSeconds: 20,
    environment,
    codeDirectory,
  };
}
