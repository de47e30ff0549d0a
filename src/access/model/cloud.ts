import type { Delivery } from './delivery';
import type { FunctionModel } from './function';
import type { Identity } from './identity';
import type { NetworkModel } from './network';
import type { Statement } from './policy';
import type { ResourcePolicy } from './resource-policy';
import type { Site, StackInfo } from './site';

/** What a cloud assembly would create, with every reference resolved: the picture that everything else works on. */
export interface Cloud {
  readonly stacks: readonly StackInfo[];
  /** By ARN. */
  readonly identities: ReadonlyMap<string, Identity>;
  /** By unqualified ARN. */
  readonly functions: ReadonlyMap<string, FunctionModel>;
  /** By the ARN of exactly what they belong to: `…:function:orders:live`. */
  readonly resourcePolicies: ReadonlyMap<string, ResourcePolicy>;
  /** What services do with functions and queues: notifications, rules, methods, event source mappings… */
  readonly deliveries: readonly Delivery[];
  /** What is attached by name to roles, users or groups that no template creates in that account. */
  readonly strayPolicies: readonly StrayPolicy[];
  readonly network: NetworkModel;
  /** Each output of one stack that another one reads by Fn::GetStackOutput, which orders nothing by itself. */
  readonly outputReads: readonly OutputRead[];
  /** What could not be read, and where: nothing is dropped in silence. */
  readonly unknowns: readonly UnknownValue[];
  /** The reason why a rule is set aside for a construct, if it or a construct above it in its stack says so. */
  acknowledged?(site: Site, ids: readonly string[]): string | undefined;
}

export interface UnknownValue {
  /** `Stack/LogicalId` or a construct path. */
  readonly path: string;
  readonly what: string;
}

/** A policy of another app's identity in the same account, or of nobody: names are those of the policy's own account. */
export interface StrayPolicy {
  readonly site: Site;
  readonly kind: 'role' | 'user' | 'group';
  /** The name that it is attached to. */
  readonly name: string;
  readonly statements: readonly Statement[];
  /** The ARNs of roles or users of that name in other accounts of these templates: whom the author may have meant. */
  readonly namesakes: readonly string[];
}

export interface OutputRead {
  /** Who reads it. */
  readonly site: Site;
  readonly of: StackInfo;
  readonly outputName: string;
}
