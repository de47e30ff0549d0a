import { Stack, Token } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { IAssumableRole } from './assumable-role';
import { isLiteral } from './external-id-checks';
import { Caller } from '../caller';
import { misuse } from '../private/errors';
import { ownedFunction } from '../private/function-name';

/** One profile of an AWS configuration file. */
export interface Profile {
  readonly name: string;
  readonly text: string;
}

/** Lets the function in, and writes down what it must send; all of it must be known at synthesis. */
export function renderProfile(at: Construct, role: IAssumableRole, fn: LambdaFunction): Profile {
  const { link, prefix } = role.grants._assume(Caller.roleOf(fn), fn.role!, fn);
  const value = (name: string): string | undefined => link.environment[`${prefix}_${name}`];
  for (const [variable, prop] of [['SESSION_TAGS', 'sessionTags'], ['SOURCE_IDENTITY', 'sourceIdentities']] as const) {
    if (value(variable) !== undefined) { throw notInProfile(at, role, prop); }
  }
  const name = prefix.toLowerCase().replaceAll('_', '-');
  const settings = {
    role_arn: requireLiteral(at, 'roleArn', value('ROLE_ARN')),
    credential_source: credentialSource(fn),
    external_id: requireLiteral(at, 'externalId', value('EXTERNAL_ID')),
    role_session_name: requireLiteral(at, 'sessionName', value('SESSION_NAME')),
    duration_seconds: value('SESSION_SECONDS'),
    // the global endpoint is not reachable from a VPC without internet
    sts_regional_endpoints: 'regional',
  };
  const lines = Object.entries(settings).filter(([, text]) => text !== undefined).map(([key, text]) => `${key} = ${text}`);
  return { name, text: [`[profile ${name}]`, ...lines, ''].join('\n') };
}

/**
 * Where the SDK finds the function's own credentials. With SnapStart Lambda hands them out by the
 * container endpoint instead of variables, because a snapshot would keep the variables.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/snapstart-activate.html#snapstart-credentials
 */
function credentialSource(fn: LambdaFunction): string {
  const snapStart = Stack.of(fn).resolve(ownedFunction(fn)?.snapStart) as { applyOn?: string } | undefined;
  return snapStart?.applyOn === 'PublishedVersions' ? 'EcsContainer' : 'Environment';
}

/** A file is written before deployment, so nothing resolves what stands in it. */
function requireLiteral(at: Construct, prop: string, value: string | undefined): string | undefined {
  if (value === undefined || (!Token.isUnresolved(value) && isLiteral(at, value))) { return value; }
  throw misuse({
    problem: `${prop} is only known at deployment, and a file cannot hold it`,
    got: Stack.of(at).resolve(value),
    expected: 'a text',
    fix: prop === 'externalId'
      ? "write externalId: 'reports-2026' as text, or use the helper for Node.js or Python, which reads the environment"
      : 'give both stacks an env: { account, region }, or use the helper for Node.js or Python, which reads the environment',
    at,
  });
}

function notInProfile(at: Construct, role: IAssumableRole, prop: string): Error {
  return misuse({
    problem: `${role.node.path} asks for ${prop}, which an AWS configuration file cannot send`,
    expected: `a role without ${prop}`,
    fix: 'use the helper for Node.js or Python, or an AssumableRole of its own for this function',
    at,
  });
}
