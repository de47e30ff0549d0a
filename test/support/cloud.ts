import type { Delivery } from './delivery';
import type { NetworkModel } from './network-model';

/** What a cloud assembly would create, with every ARN resolved: the tests' picture of both accounts. */
export interface Cloud {
  readonly functions: FunctionModel[];
  readonly roles: RoleModel[];
  readonly resourcePolicies: ResourcePolicyModel[];
  /** @default - nothing: no service calls a function */
  readonly deliveries?: Delivery[];
  /** @default - nothing: functions are in no VPC */
  readonly network?: NetworkModel;
}

export interface FunctionModel {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly functionName: string;
  /** Unqualified. */
  readonly arn: string;
  /** Aliases by name, with the version each points to ('1', '$LATEST'). */
  readonly aliases: Record<string, string>;
  /** Published versions: '1', … */
  readonly versions: string[];
  readonly roleArn: string;
  readonly handler: string;
  readonly runtime: string;
  readonly timeoutSeconds: number;
  readonly environment: Record<string, string>;
  /** The directory with the code; undefined where the code is not an asset of the assembly. */
  readonly codeDirectory?: string;
  /** The directories of its layers, a later one over an earlier one. */
  readonly layers?: string[];
  /** Undefined for a function that is in no VPC of its account. */
  readonly vpc?: { readonly subnetIds: string[]; readonly securityGroupIds: string[] };
}

export interface RoleModel {
  readonly stackName: string;
  readonly account: string;
  readonly arn: string;
  readonly roleName: string;
  readonly trustPolicy: PolicyJson;
  /** Inline and attached policies with their documents; AWS-managed ones are left out. */
  readonly policies: { readonly name: string; readonly document: PolicyJson }[];
  readonly boundary?: PolicyJson;
}

export interface ResourcePolicyModel {
  readonly stackName: string;
  /** The account whose stack writes it. */
  readonly writtenIn: string;
  /** The function, alias or version that owns the policy, or the queue, topic, stream, key… */
  readonly resourceArn: string;
  /** The resource type that holds it. */
  readonly type: string;
  readonly document: PolicyJson;
}

export interface PolicyJson {
  readonly Version?: string;
  readonly Statement: Record<string, unknown>[];
}
