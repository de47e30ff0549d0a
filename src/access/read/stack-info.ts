import { openMark } from './marks';
import { partitionOf } from './partitions';
import type { StackInfo } from '../model/site';

/** What is known of a stack before its template is read. */
export interface StackFacts {
  readonly name: string;
  readonly id: string;
  /** Undefined where it is not known before deployment. */
  readonly account?: string;
  readonly region?: string;
  readonly templateFile: string;
  readonly dependsOn: () => readonly string[];
  /** The partition of the other stacks, for one whose region is not known: an app deploys to one. */
  readonly partition?: string;
}

/** A stack without an env may be deployed anywhere, so that its account is equal to no other stack's. */
export function stackInfo(facts: StackFacts): StackInfo {
  const { name, id, region, templateFile } = facts;
  let dependsOn: readonly string[] | undefined;
  return {
    name,
    id,
    account: facts.account ?? openMark(`account of ${id}`),
    region: region ?? openMark(`region of ${id}`),
    partition: region === undefined ? facts.partition ?? openMark('partition') : partitionOf(region),
    templateFile,
    // Of all stacks together this can be long, and few need it.
    get dependsOn() { return dependsOn ??= facts.dependsOn(); },
  };
}
