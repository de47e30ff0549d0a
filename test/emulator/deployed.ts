import assert from 'node:assert/strict';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetRoleCommand, GetRolePolicyCommand, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { GetAliasCommand, GetFunctionConfigurationCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Account, PolicyStatement } from './account';

/** Fails unless the account has exactly one function. */
export async function onlyFunction(account: Account): Promise<FunctionConfiguration> {
  const { Functions = [] } = await account.lambda.send(new ListFunctionsCommand({}));
  assert.equal(Functions.length, 1, `account ${account.id} has ${Functions.map(({ FunctionName }) => FunctionName).join(', ') || 'no function'}`);
  return account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: Functions[0].FunctionName }));
}

/** Fails unless exactly one function of the account has a name that starts so: the stack's name and its construct id. */
export async function functionNamed(account: Account, start: string): Promise<FunctionConfiguration> {
  const { Functions = [] } = await account.lambda.send(new ListFunctionsCommand({}));
  const found = Functions.filter(({ FunctionName }) => FunctionName!.startsWith(start));
  assert.equal(found.length, 1, `account ${account.id} has ${Functions.map(({ FunctionName }) => FunctionName).join(', ') || 'no function'}`);
  return account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: found[0].FunctionName }));
}

export async function aliasArn(account: Account, functionName: string): Promise<string> {
  const { AliasArn } = await account.lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: 'live' }));
  return AliasArn!;
}

export async function roleArn(account: Account, roleName: string): Promise<string> {
  const { Role } = await account.iam.send(new GetRoleCommand({ RoleName: roleName }));
  return Role!.Arn!;
}

export async function trustPolicy(account: Account, roleName: string): Promise<PolicyStatement[]> {
  const { Role } = await account.iam.send(new GetRoleCommand({ RoleName: roleName }));
  return statements(Role!.AssumeRolePolicyDocument!);
}

/** Fails unless the role has exactly one inline policy. */
export async function onlyInlinePolicy(account: Account, roleName: string): Promise<PolicyStatement[]> {
  const policies = await inlinePolicies(account, roleName);
  assert.equal(policies.length, 1, `${roleName} has ${policies.length} inline policies`);
  return policies[0];
}

/** The statements of each inline policy. */
export async function inlinePolicies(account: Account, roleName: string): Promise<PolicyStatement[][]> {
  const { PolicyNames = [] } = await account.iam.send(new ListRolePoliciesCommand({ RoleName: roleName }));
  return Promise.all(PolicyNames.map(async (name) => {
    const { PolicyDocument } = await account.iam.send(new GetRolePolicyCommand({ RoleName: roleName, PolicyName: name }));
    return statements(PolicyDocument!);
  }));
}

/** IAM returns documents URL-encoded. */
function statements(document: string): PolicyStatement[] {
  return (JSON.parse(decodeURIComponent(document)) as { Statement: PolicyStatement[] }).Statement;
}

export async function createdAt(account: Account, stackName: string): Promise<Date> {
  const { Stacks } = await account.cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
  return Stacks![0].CreationTime!;
}

export function roleNameOf(fn: FunctionConfiguration): string {
  return fn.Role!.split('/').at(-1)!;
}

/** The API said that there is no such thing; any other error is a failure of the test. */
export async function assertAbsent(request: Promise<unknown>): Promise<void> {
  await assert.rejects(request, ({ name }: Error) => /^(ResourceNotFoundException|NoSuchEntity\w*)$/.test(name));
}

/** The CLI printed "(no changes)" for each stack. */
export function assertNoChanges(cliOutput: string, stacks: string[]): void {
  for (const stack of stacks) { assert.ok(cliOutput.includes(`${stack} (no changes)`), `${stack} was changed:\n${cliOutput}`); }
}

/** Fails unless the role is of this account, only the service may assume it, and it may call nothing but the target. */
export async function assertCallingRole(account: Account, arn: string, service: string, target: string): Promise<void> {
  assert.match(arn, new RegExp(`^arn:aws:iam::${account.id}:role/`));
  const name = arn.split('/').at(-1)!;
  assert.deepEqual(await trustPolicy(account, name), [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: service } }]);
  const allowed = (await onlyInlinePolicy(account, name)).map(({ Effect, Action, Resource }) => ({ Effect, Action, Resource }));
  assert.deepEqual(allowed, [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: target }]);
}
