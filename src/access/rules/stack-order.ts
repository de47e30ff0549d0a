import { dirname } from 'node:path';
import type { Cloud } from '../model/cloud';
import type { StackInfo } from '../model/site';
import { hasUnknown } from '../values/unknown';

/** Which stacks are deployed before which, as the assembly says it. */
export class StackOrder {
  private readonly byId: ReadonlyMap<string, StackInfo>;
  private readonly before = new Map<string, ReadonlySet<string>>();

  constructor({ stacks }: Pick<Cloud, 'stacks'>) {
    this.byId = new Map(stacks.map((stack) => [stack.id, stack]));
  }

  /** Whether `first` is deployed before `second`. */
  public isBefore(first: StackInfo, second: StackInfo): boolean {
    return this.allBefore(this.deployedAs(second).id).has(this.deployedAs(first).id);
  }

  /**
   * Whether two stacks wait for each other only if the assembly says so. Nested stacks are deployed with the stack that has
   * them, in the order of their references, and stages in the order of a pipeline, which no assembly says.
   */
  public isByDependencies(one: StackInfo, other: StackInfo): boolean {
    return this.deployedAs(one).id !== this.deployedAs(other).id && dirname(one.templateFile) === dirname(other.templateFile);
  }

  /** The stack that a nested stack is a part of; others are deployed as they are. */
  public deployedAs(stack: StackInfo): StackInfo {
    if (!isNested(stack)) { return stack; }
    const parent = this.byId.get(stack.id.slice(0, stack.id.lastIndexOf('/')));
    return parent ? this.deployedAs(parent) : stack;
  }

  private allBefore(id: string): ReadonlySet<string> {
    const known = this.before.get(id);
    if (known) { return known; }
    const found = new Set<string>();
    const open = [...this.byId.get(id)?.dependsOn ?? []];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) { continue; }
      found.add(next);
      open.push(...this.byId.get(next)?.dependsOn ?? []);
    }
    this.before.set(id, found);
    return found;
  }
}

/** CloudFormation makes up the end of their names: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html */
function isNested({ name, id }: StackInfo): boolean {
  return hasUnknown(name) && id.includes('/');
}
