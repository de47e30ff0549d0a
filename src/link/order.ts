import { Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { misuse, pathOf } from '../private/errors';
import { topLevel } from '../private/names';

/**
 * Deploys `dependants` after a role that they name as a principal: both IAM and Lambda refuse a
 * role that does not exist.
 *
 * @param at the construct that needs the order
 * @param role the role's resource
 * @param dependants the resources that name it; ordered by themselves within one stack
 */
export function deployAfterRole(at: IConstruct, role: IConstruct, dependants: IConstruct[], why: string, orderFree: string): void {
  deployAfterResource(at, role, dependants, why, orderFree, `${orderFree}; or deploy the first stage on its own and name the role by Caller.role with its ARN`);
}

/**
 * Deploys `dependants` after a resource that AWS looks at when they are made.
 *
 * @param at the construct that needs the order
 * @param resource what must be there first
 * @param dependants the constructs that need it; ordered by themselves within one stack
 * @param why the need as a sentence
 * @param orderFree what to write so that no order is needed
 * @param betweenStages what to write where CDK keeps no order, if not that
 */
export function deployAfterResource(
  at: IConstruct, resource: IConstruct, dependants: IConstruct[], why: string, orderFree: string, betweenStages?: string,
): void {
  if (topLevel(Stack.of(resource)) !== topLevel(Stack.of(at))) {
    deployAfter(at, Stack.of(resource), why, orderFree, betweenStages);
    return;
  }
  for (const dependant of dependants) {
    if (dependsOn(resource, dependant)) {
      throw misuse({
        problem: `no order of deployment exists: ${why}; yet ${pathOf(resource)} already depends on ${pathOf(dependant)}`,
        expected: 'needs that point one way',
        fix: orderFree,
        at,
      });
    }
    dependant.node.addDependency(resource);
  }
}

function dependsOn(one: IConstruct, other: IConstruct, seen = new Set<IConstruct>()): boolean {
  // a dependency on a construct is one on all that it contains
  if (other.node.scopes.includes(one)) { return true; }
  if (seen.has(one)) { return false; }
  seen.add(one);
  return one.node.dependencies.some((dependency) => dependsOn(dependency, other, seen));
}

interface Need {
  readonly first: Stack;
  readonly then: Stack;
  readonly why: string;
  readonly orderFree: string;
}

/** Needs live on the app that has them: two apps in one process must not see each other's. */
const NEEDS = Symbol.for('cdk-cross-account-lambda:needs');

/**
 * Deploys the stack of `at` after `first`, or fails where no order exists.
 *
 * @param at the construct that needs the order
 * @param first the stack that must be deployed before
 * @param why the need as a sentence; it stands in the error if another need points the other way
 * @param orderFree what to write so that no order is needed
 * @param betweenStages what to write where CDK keeps no order, if not that
 */
export function deployAfter(at: IConstruct, first: Stack, why: string, orderFree: string, betweenStages?: string): void {
  const then = topLevel(Stack.of(at));
  const earlier = topLevel(first);
  if (then === earlier) { return; }
  if (Stage.of(then) !== Stage.of(earlier)) {
    throw misuse({
      problem: `${why}, but the two stacks are in different stages, between which CDK keeps no order`,
      expected: `stage ${Stage.of(earlier)?.node.path || 'App'} deployed before stage ${Stage.of(then)?.node.path || 'App'}`,
      fix: betweenStages ?? orderFree,
      at,
    });
  }
  const needs = needsOf(then);
  if (reaches(earlier, then)) {
    const opposite = needs.find((need) => need.first === then && need.then === earlier);
    throw misuse({
      problem: `no order of deployment exists: ${why}; yet ${opposite?.why ?? `${earlier.node.path} already depends on ${then.node.path}`}`,
      expected: 'needs that point one way',
      fix: [orderFree, opposite?.orderFree, 'move one of the two into a third stack'].filter(Boolean).join('; or '),
      at,
    });
  }
  needs.push({ first: earlier, then, why, orderFree });
  addStackDependency(then, earlier, why);
}

/** aws-cdk-lib renamed the method after our oldest supported version, and warns about the old name. */
function addStackDependency(then: Stack, first: Stack, why: string): void {
  const { addStackDependency: renamed } = then as { addStackDependency?: (target: Stack, reason?: string) => void };
  if (renamed) { renamed.call(then, first, why); } else { then.addDependency(first, why); }
}

function needsOf(stack: Stack): Need[] {
  const root = stack.node.root as IConstruct & { [NEEDS]?: Need[] };
  if (!root[NEEDS]) { Object.defineProperty(root, NEEDS, { value: [] }); }
  return root[NEEDS]!;
}

function reaches(from: Stack, to: Stack): boolean {
  const seen = new Set<Stack>();
  const open = [from];
  for (let stack = open.pop(); stack; stack = open.pop()) {
    if (stack === to) { return true; }
    if (!seen.has(stack)) {
      seen.add(stack);
      open.push(...stack.dependencies);
    }
  }
  return false;
}
