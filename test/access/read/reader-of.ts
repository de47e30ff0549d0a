import { readersOf } from '../../../src/access/read/readers';
import type { Readers } from '../../../src/access/read/readers';
import type { GeneratedName } from '../../../src/access/read/resource-place';
import { stackInfo } from '../../../src/access/read/stack-info';
import type { StackTemplate, Template } from '../../../src/access/read/stack-template';
import type { TemplateReader } from '../../../src/access/read/template-reader';
import { readable } from '../../../src/access/values/unknown';

export interface Given {
  readonly name?: string;
  readonly account?: string | null;
  readonly region?: string | null;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly generatedName?: GeneratedName;
  readonly template: Template;
}

/** Templates in memory, with a reader each. */
export function readersOfTemplates(templates: readonly Given[], generatedName?: GeneratedName): Readers {
  return readersOf(templates.map(stackTemplate), { generatedName });
}

/** One template of the stack Source. */
export function readerOf(template: Template, given: Omit<Given, 'template'> = {}): TemplateReader & Pick<Readers, 'unknowns'> {
  const { readers: [reader], unknowns } = readersOfTemplates([{ ...given, template }], given.generatedName);
  return Object.assign(reader, { unknowns });
}

/** A resolved value with its marks as people read them. */
export function read(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(readable(JSON.stringify(value)));
}

function stackTemplate({ name = 'Source', account = '111111111111', region = 'eu-west-1', values = {}, template }: Given): StackTemplate {
  return {
    stack: stackInfo({ name, id: name, account: account ?? undefined, region: region ?? undefined, templateFile: `${name}.template.json`, dependsOn: () => [] }),
    template,
    given: values,
    readsOutputs: true,
    problems: [],
    constructPath: () => undefined,
    assetPath: () => undefined,
  };
}
