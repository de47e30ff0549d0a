import type { CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Pair, PairGroup } from './base-app';
import { CrossAccountInvoker, CrossAccountTarget, ResourcePolicyType } from '../src';

const INVOKE = 'lambda:InvokeFunction';

/** Writes both halves of every link, and hands the target's ARN to the caller. */
type Wiring = (group: PairGroup) => void;

/**
 * The same links four ways. All but `none` end in the same wiring: a permission on the alias, a
 * policy on the caller's role, an environment variable, and a function that waits for its policy.
 */
export const WIRINGS = {
  'none': () => {},
  'ours': ours(ResourcePolicyType.DOCUMENT),
  'ours-permissions': ours(ResourcePolicyType.PERMISSIONS),
  'expert-l2': expertL2,
  'bare-l1': bareL1,
} as const satisfies Record<string, Wiring>;

export type Variant = keyof typeof WIRINGS;

export const VARIANTS = Object.keys(WIRINGS) as Variant[];

function ours(policyType: ResourcePolicyType): Wiring {
  return ({ source, target, pairs }) => {
    for (const { index, alias, caller } of pairs) {
      const orders = new CrossAccountTarget(target, `Orders${index}`, { function: alias, policyType });
      new CrossAccountInvoker(source, `Checkout${index}`, { function: caller, targets: [orders] });
    }
  };
}

/** What aws-cdk-lib offers an expert who knows that each account needs a half, and which stack comes first. */
function expertL2({ source, target, pairs }: PairGroup): void {
  for (const { index, alias, caller, callerRole } of pairs) {
    alias.grantInvoke(new iam.ArnPrincipal(callerRole.roleArn));
    caller.addToRolePolicy(new iam.PolicyStatement({ actions: [INVOKE], resources: [alias.functionArn] }));
    caller.addEnvironment(variable(index), alias.functionArn);
  }
  deployAfter(target, source);
}

/** The least code that synthesizes the same wiring: no L2 but the functions themselves. */
function bareL1({ source, target, pairs }: PairGroup): void {
  for (const pair of pairs) {
    const { index, alias, aliasArn, caller, callerRole, callerRoleArn } = pair;
    new lambda.CfnPermission(target, `Permission${index}`, {
      action: INVOKE,
      functionName: alias.functionArn,
      principal: callerRoleArn,
    });
    const policy = new iam.CfnPolicy(source, `Policy${index}`, {
      policyName: 'invoke-orders',
      policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: INVOKE, Resource: aliasArn }] },
      roles: [callerRole.roleName],
    });
    caller.addEnvironment(variable(index), aliasArn);
    createAfter(callerFunction(pair), policy);
  }
  deployAfter(target, source);
}

/** The name that `CrossAccountInvoker` derives from the target's id. */
function variable(index: number): string {
  return `ORDERS${index}_TARGET_ARN`;
}

function callerFunction({ caller }: Pair): lambda.CfnFunction {
  return caller.node.defaultChild as lambda.CfnFunction;
}

/** aws-cdk-lib renamed both methods after our oldest supported version, and the old names warn. */
function createAfter(then: CfnResource, first: CfnResource): void {
  const { addResourceDependency: renamed } = then as { addResourceDependency?: (target: CfnResource) => void };
  if (renamed) { renamed.call(then, first); } else { then.addDependency(first); }
}

function deployAfter(then: Stack, first: Stack): void {
  const { addStackDependency: renamed } = then as { addStackDependency?: (target: Stack) => void };
  if (renamed) { renamed.call(then, first); } else { then.addDependency(first); }
}
