import { relative } from 'node:path';
import { generatedMark } from './marks';
import { isNested, own } from './stack-template';
import type { NestedTemplate, StackTemplate, TemplateResource } from './stack-template';
import { readTemplate } from './template-text';

/** What a stack of an assembly needs for its nested stacks. */
export interface Nesting {
  /** The directory that paths of templates are relative to. */
  readonly root: string;
  /** The construct path of a resource of a nested stack, which begins with the path of that stack. */
  constructPath(logicalId: string, within: string): string | undefined;
}

/** The nested stacks of a stack and theirs, with templates that lie in the assembly. */
export function nestedTemplates(parent: StackTemplate, nesting: Nesting): NestedTemplate[] {
  return Object.entries(parent.template.Resources ?? {})
    .filter(([, { Type }]) => Type === 'AWS::CloudFormation::Stack')
    .flatMap(([logicalId, resource]) => {
      const nested = nestedTemplate(parent, logicalId, resource, nesting);
      return nested ? [nested, ...nestedTemplates(nested, nesting)] : [];
    });
}

function nestedTemplate(parent: StackTemplate, logicalId: string, resource: TemplateResource, nesting: Nesting): NestedTemplate | undefined {
  const { Properties: props = {}, Metadata } = resource;
  // A path beside the template is what the command line packages; in an address only the file's name is not made of references.
  const path = isLocal(props.TemplateURL) ? props.TemplateURL : Metadata?.['aws:asset:path'];
  const [s3Key] = /[0-9a-zA-Z_-]+(\.[a-z]+)*\.(json|ya?ml|template)/.exec(JSON.stringify(props.TemplateURL) ?? '') ?? [];
  const file = parent.assetPath({ metadataPath: typeof path === 'string' ? path : undefined, s3Key });
  if (file === undefined) { return undefined; }
  const templateFile = relative(nesting.root, file);
  if (isWithin(parent, templateFile)) { return undefined; }
  const read = readTemplate(file);
  const id = `${parent.stack.id}/${logicalId}`;
  const within = scopePath(parent.constructPath(logicalId));
  return {
    stack: {
      ...parent.stack,
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
      name: `${parent.stack.name}-${logicalId}-${generatedMark('generated', id)}`,
      id,
      templateFile,
      get dependsOn() { return parent.stack.dependsOn; },
    },
    ...read,
    given: isObject(props.Parameters) ? props.Parameters : {},
    constructPath: (inner) => pathInTemplate(read.template, inner) ?? (within === undefined ? undefined : nesting.constructPath(inner, within)),
    acknowledgedRules: () => parent.acknowledgedRules?.() ?? new Map(),
    assetPath: (asset) => parent.assetPath(asset),
    parent,
    logicalId,
  };
}

/** A template that has itself as a nested stack cannot be deployed, and has no end. */
function isWithin(template: StackTemplate, templateFile: string): boolean {
  return template.stack.templateFile === templateFile || (isNested(template) && isWithin(template.parent, templateFile));
}

/** What CDK writes under its command line, if it is not turned off. */
export function pathInTemplate(template: StackTemplate['template'], logicalId: string): string | undefined {
  const path = own(template.Resources, logicalId)?.Metadata?.['aws:cdk:path'];
  return typeof path === 'string' ? path : undefined;
}

/** CDK has the resource of `Parent/Nested` at `Parent/Nested.NestedStack/Nested.NestedStackResource`. */
function scopePath(resourcePath: string | undefined): string | undefined {
  return resourcePath?.replace(/\.NestedStack\/[^/]+$/, '');
}

function isLocal(url: unknown): boolean {
  return typeof url === 'string' && !url.includes('://');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
