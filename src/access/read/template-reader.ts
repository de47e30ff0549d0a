import type { Statement } from '../model/policy';
import type { Site, StackInfo } from '../model/site';

export type Properties = Record<string, unknown>;

/**
 * One template with its references resolved. Every text that a method gives may have unknown parts (values/unknown.ts);
 * no method throws for what a template does wrong: it gives a mark and notes it among the unknowns of the cloud.
 */
export interface TemplateReader {
  readonly stack: StackInfo;
  /** The resources of a type that are created (a condition known to be false leaves one out), with unresolved properties. */
  ofType(type: string): readonly (readonly [logicalId: string, props: Properties])[];
  has(logicalId: string): boolean;
  /** The type of a resource; undefined for one that the template does not have. */
  typeOf(logicalId: string): string | undefined;
  site(logicalId: string): Site;
  /** A value with every intrinsic function in it resolved, at any depth; `undefined` for AWS::NoValue. */
  resolve(value: unknown): unknown;
  /** Numbers and booleans as text too; undefined where there is nothing or an object. */
  text(value: unknown): string | undefined;
  /** A list of texts: one text is a list of one; empty where there is nothing. */
  texts(value: unknown): string[];
  /** An object with its values resolved; empty where there is none. */
  object(value: unknown): Properties;
  /** A list of objects; empty where there is none. */
  objects(value: unknown): Properties[];
  /** What `Ref` gives. */
  ref(logicalId: string): string;
  /** What `Fn::GetAtt` gives. */
  att(logicalId: string, attribute: string): string;
  /** The ARN of a resource, also where CloudFormation offers none (an API, a bucket). */
  arn(logicalId: string): string;
  /** The statements of a policy document (an object, or a JSON text); `policy` is its name for messages. */
  statements(document: unknown, logicalId: string, policy: string): readonly Statement[];
  /** The logical id of this stack's resource of a type whose Ref, ARN or name is this text. */
  idOf(type: string, reference: string | undefined): string | undefined;
  /** The `Metadata` of a resource, references resolved. */
  metadata(logicalId: string): Properties;
  /**
   * The file or directory of an asset on this machine: by the metadata of the resource, or else by its S3 key (resolved,
   * as in `Code.S3Key` or `Content.S3Key`) among the assets of the assembly. Undefined where the assembly has none.
   */
  asset(logicalId: string, s3Key?: string): string | undefined;
  /** Notes what could not be read. */
  note(logicalId: string, what: string): void;
}
