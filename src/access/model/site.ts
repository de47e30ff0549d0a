/** A resource in a template: where a message points to. */
export interface Site {
  readonly stack: StackInfo;
  readonly logicalId: string;
  /** `AWS::Lambda::Permission` */
  readonly type: string;
  /** The construct path where the assembly says it, else `Stack/LogicalId`. */
  readonly path: string;
}

/** One stack of an assembly, or one template given by hand. */
export interface StackInfo {
  readonly name: string;
  /** The id of its artifact in the assembly, which is unique: `Prod/Source`, `Source`. */
  readonly id: string;
  /** Twelve digits, or a mark where it is not known before deployment. */
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** Relative to the assembly's directory. */
  readonly templateFile: string;
  /** The ids of the stacks that are deployed before it. */
  readonly dependsOn: readonly string[];
}
