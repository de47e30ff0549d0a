import type { AcknowledgedRules } from './assembly-files';
import type { Properties } from './template-reader';
import type { StackInfo } from '../model/site';

/** A resource as it stands in a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Properties;
  readonly Metadata?: Properties;
  readonly Condition?: string;
}

/** A template as it stands in its file; whatever is in it was written by somebody and may be wrong. */
export interface Template {
  readonly Resources?: Record<string, TemplateResource>;
  readonly Parameters?: Record<string, { readonly Type?: string; readonly Default?: unknown }>;
  readonly Conditions?: Record<string, unknown>;
  readonly Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  readonly Outputs?: Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown }; readonly Condition?: string }>;
}

/** One template with the place it is deployed to, before its references are resolved. */
export interface StackTemplate {
  readonly stack: StackInfo;
  readonly template: Template;
  /** The values that its parameters are deployed with, as far as somebody says them. */
  readonly given: Readonly<Record<string, unknown>>;
  /** False where the template surely does not read outputs of other stacks, which saves looking for it. */
  readonly readsOutputs: boolean;
  /** What could not be read of the files. */
  readonly problems: readonly Problem[];
  /** Undefined where the assembly does not say it. */
  constructPath(logicalId: string): string | undefined;
  /** The file or directory that an asset of this stack lies in, by its path in metadata or by its S3 key. */
  assetPath(asset: { readonly metadataPath?: string; readonly s3Key?: string }): string | undefined;
  /** The rules that are acknowledged at constructs of the stack and below it, by construct path; an assembly says them. */
  acknowledgedRules?(): AcknowledgedRules;
}

export interface Problem {
  /** Empty for the whole template. */
  readonly logicalId: string;
  readonly what: string;
}

/** A nested stack gets its parameters from the stack that has it, and gives its outputs back. */
export interface NestedTemplate extends StackTemplate {
  readonly parent: StackTemplate;
  readonly logicalId: string;
}

export function isNested(template: StackTemplate): template is NestedTemplate {
  return 'parent' in template;
}

/** What an object has itself: a template may call a resource `constructor`, and refer to one that it does not have. */
export function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
