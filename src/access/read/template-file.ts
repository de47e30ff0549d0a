import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { nestedTemplates, pathInTemplate } from './nested-stacks';
import type { ReadOptions } from './options';
import { stackInfo } from './stack-info';
import type { StackTemplate } from './stack-template';
import { readTemplate } from './template-text';

/** A CloudFormation or SAM template, in JSON or YAML, with the place that it is deployed to. */
export interface TemplateFile {
  readonly path: string;
  readonly account?: string;
  readonly region?: string;
  /** Default: the name of the file without its endings. */
  readonly stackName?: string;
}

/** The templates and the nested stacks whose templates lie beside them. */
export function readTemplateFiles(files: readonly TemplateFile[], options: ReadOptions = {}): StackTemplate[] {
  const root = process.cwd();
  return files.flatMap((file) => {
    if (!existsSync(file.path)) { throw new Error(`no template ${file.path}: expected a CloudFormation or SAM template in JSON or YAML`); }
    const template = templateOf(file, files, options);
    return [template, ...nestedTemplates(template, { root, constructPath: () => undefined })];
  });
}

function templateOf(file: TemplateFile, files: readonly TemplateFile[], options: ReadOptions): StackTemplate {
  const { path, account = options.env?.account, region = options.env?.region } = file;
  const directory = resolve(dirname(path));
  const name = nameOf(file);
  // Several accounts may have a stack of this name.
  const id = files.filter((other) => nameOf(other) === name).length > 1 ? [account, region, name].filter((part) => part !== undefined).join('/') : name;
  const read = readTemplate(path);
  // of an assembly the other stacks are worth an answer; a file that somebody names is what they ask about
  if (read.template.Resources === undefined) { throw new Error(read.problems[0].what); }
  return {
    stack: stackInfo({ name, id, account, region, templateFile: path, dependsOn: () => [] }),
    ...read,
    given: { ...options.parameters?.[name], ...options.parameters?.[id] },
    constructPath: (logicalId) => pathInTemplate(read.template, logicalId),
    assetPath: ({ metadataPath, s3Key }) => [metadataPath, s3Key].flatMap((one) => one === undefined ? [] : [join(directory, one)]).find(existsSync),
  };
}

function nameOf({ path, stackName }: TemplateFile): string {
  return stackName ?? basename(path).replace(/(\.template)?\.(json|ya?ml|template)$/, '');
}
