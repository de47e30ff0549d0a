import { Stack, Token } from 'aws-cdk-lib';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IManagedPolicy, IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { compareAccounts } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { stableName } from '../private/names';
import { requireRoleName } from '../private/role-name';

/** The props of an invoker that decide which role calls. */
export interface ExecutionRoleChoice {
  readonly function?: IFunction;
  readonly role?: IRole;
  readonly roleName?: string;
  readonly permissionsBoundary?: IManagedPolicy;
  readonly vpcAccess?: boolean;
}

/** The role of the function, the role that was given, or a new one below `scope`. */
export function executionRole(scope: Construct, choice: ExecutionRoleChoice, account: string): IRole {
  const given = givenRole(scope, choice);
  if (!given) { return newRole(scope, choice); }
  for (const prop of ['roleName', 'permissionsBoundary', 'vpcAccess'] as const) {
    if (choice[prop] !== undefined) {
      throw misuse({
        problem: `${prop} is set, but the role exists already: ${pathOf(given)}`,
        expected: `${prop} only where the invoker creates the role`,
        fix: choice.function ? `remove ${prop}, or remove function and pass invoker.role to the function` : `remove ${prop} or role`,
        at: scope,
      });
    }
  }
  requireAccountOfStack(scope, given, account);
  return given;
}

function givenRole(scope: Construct, choice: ExecutionRoleChoice): IRole | undefined {
  const { function: fn, role } = choice;
  if (!fn) { return role; }
  if (!fn.role && !role) {
    throw misuse({
      problem: `the execution role of function ${pathOf(fn)} is not known`,
      expected: 'a function with a role',
      fix: 'pass role beside function, or import it with lambda.Function.fromFunctionAttributes(this, id, { functionArn, role })',
      at: scope,
    });
  }
  if (fn.role && role && fn.role !== role) {
    throw misuse({
      problem: `role ${pathOf(role)} is not the execution role of function ${pathOf(fn)}`,
      expected: `role ${pathOf(fn.role)}, or no role`,
      fix: 'remove role: the function calls with its own',
      at: scope,
    });
  }
  return fn.role ?? role;
}

function requireAccountOfStack(scope: Construct, role: IRole, account: string): void {
  const sameness = compareAccounts(role.env.account, account);
  if (sameness === 'unknown' && !Token.isUnresolved(role.env.account)) {
    throw misuse({
      problem: `role ${pathOf(role)} belongs to account ${role.env.account}, but the account of stack ${Stack.of(scope).stackName} is not known at synthesis`,
      expected: 'the account of the stack',
      fix: `pass account: '${role.env.account}' to CrossAccountInvoker, or give the stack an env`,
      at: scope,
    });
  }
  if (sameness !== 'different') { return; }
  throw misuse({
    problem: `role ${pathOf(role)} belongs to account ${role.env.account}, the invoker to a stack of account ${account}`,
    expected: 'a CrossAccountInvoker in a stack of the account that owns the role',
    fix: 'create the invoker in that account; here, let the role call with target.grants.invoke(Caller.role(roleArn))',
    at: scope,
  });
}

function newRole(scope: Construct, { roleName, permissionsBoundary, vpcAccess }: ExecutionRoleChoice): Role {
  // AWSLambdaVPCAccessExecutionRole contains the log permissions of AWSLambdaBasicExecutionRole
  const policy = vpcAccess ? 'service-role/AWSLambdaVPCAccessExecutionRole' : 'service-role/AWSLambdaBasicExecutionRole';
  return new Role(scope, 'Role', {
    roleName: requireRoleName(scope, roleName) ?? stableName(scope),
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(policy)],
    permissionsBoundary,
    description: `Execution role of ${Stack.of(scope).stackName}, allowed to call functions of other accounts`,
  });
}
