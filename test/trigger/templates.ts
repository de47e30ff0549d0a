import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { IConstruct } from 'constructs';
import { CrossAccountTarget } from '../../src';
import type { CrossAccountTargetProps, HandOver } from '../../src';
import { fn, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, TARGET_ACCOUNT, TARGET_ENV } from '../support/apps';

/** The alias of `ordersTarget`, as every other account writes it. */
export const LIVE = `arn:aws:lambda:${REGION}:${TARGET_ACCOUNT}:function:orders:live`;
/** The same alias in its own template. */
export const ALIAS = { Ref: 'OrdersAliasFA69D35F' };

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: string[];
}

/** The target `orders` with the ARN `LIVE`, if the stack is that of the target's account. */
export function ordersTarget(stack: Stack, props: Partial<CrossAccountTargetProps> = {}): CrossAccountTarget {
  return new CrossAccountTarget(stack, 'Orders', { function: fn(stack, 'Function', { functionName: 'orders' }), ...props });
}

/** The resources of one type, by logical id. */
export function resourcesOf(stack: Stack, type: string): Record<string, Resource> {
  return Template.fromStack(stack).findResources(type) as Record<string, Resource>;
}

/** The one resource of a type; fails if there are more or none. */
export function only(stack: Stack, type: string): Resource {
  const found = Object.values(resourcesOf(stack, type));
  expect(found).toHaveLength(1);
  return found[0];
}

/** The statements of the one resource policy of a stack. */
export function statementsOf(stack: Stack): unknown[] {
  return (only(stack, 'AWS::Lambda::ResourcePolicy').Properties.PolicyDocument as { Statement: unknown[] }).Statement;
}

/** The properties of all permissions of a stack. */
export function permissionsOf(stack: Stack): unknown[] {
  return Object.values(resourcesOf(stack, 'AWS::Lambda::Permission')).map(({ Properties }) => Properties);
}

/** The messages below a construct that are not acknowledged, with the path of what they are about. */
export function messagesOf(scope: IConstruct, level: 'info' | 'warning' | 'error'): { path: string; text: string }[] {
  return scope.node.findAll().flatMap(({ node }) => node.metadata
    .filter(({ type }) => type === `aws:cdk:${level}`)
    .map(({ data }) => ({ path: node.path, text: String(data) })));
}

/** Every hand-over below a construct, from the metadata that tools read. */
export function handOversOf(scope: IConstruct): HandOver[] {
  return scope.node.findAll().flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === 'cdk-cross-account-lambda:hand-over')
    .map(({ data }) => data as HandOver);
}

/** The ids of the stacks that are deployed before this one. */
export function neededBy(stack: Stack): string[] {
  return stack.dependencies.map(({ node }) => node.id).sort();
}

/** An app with sources of two accounts, and a target in a third. */
export function threeAccounts(): { app: App; one: Stack; other: Stack; target: Stack } {
  const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
  return {
    app,
    one: new Stack(app, 'One', { env: { account: SOURCE_ACCOUNT, region: REGION } }),
    other: new Stack(app, 'Other', { env: { account: OTHER_ACCOUNT, region: REGION } }),
    target: new Stack(app, 'Target', { env: TARGET_ENV }),
  };
}
