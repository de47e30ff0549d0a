import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AssumableRole, Caller } from '../../src';
import type { AssumableRoleProps } from '../../src';
import { CHECKOUT_ROLE, TARGET_ACCOUNT } from '../support/apps';

export const READER_ROLE = `arn:aws:iam::${TARGET_ACCOUNT}:role/reader`;
export const CHECKOUT = Caller.role(CHECKOUT_ROLE);

/** A statement of a policy as the template has it. */
export interface Statement {
  readonly Sid?: string;
  readonly Principal?: unknown;
  readonly Action: unknown;
  readonly Resource?: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** A role with the name `reader`, so that its ARN is `READER_ROLE`. */
export function reader(target: Stack, props: AssumableRoleProps = {}): AssumableRole {
  return new AssumableRole(target, 'Reader', { roleName: 'reader', ...props });
}

/** The trust policy of the role named `roleName`. */
export function trustOf(stack: Stack, roleName = 'reader'): Statement[] {
  const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role', { Properties: { RoleName: roleName } }));
  return role.Properties.AssumeRolePolicyDocument.Statement as Statement[];
}

/** The statements of the one policy of the stack. */
export function policyOf(stack: Stack): Statement[] {
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::IAM::Policy', 1);
  const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
  return policy.Properties.PolicyDocument.Statement as Statement[];
}

/** The environment of the function with this construct id; undefined if it has none. */
export function variablesOf(stack: Stack, id = 'Function'): Record<string, unknown> | undefined {
  const functions = Object.entries(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  const [, found] = functions.find(([logicalId]) => new RegExp(`^${id}[0-9A-F]{8}$`).test(logicalId))!;
  return found.Properties.Environment?.Variables as Record<string, unknown> | undefined;
}

/** The ids of the stacks that are deployed before this one. */
export function neededBy(stack: Stack): string[] {
  return stack.dependencies.map(({ node }) => node.id);
}
