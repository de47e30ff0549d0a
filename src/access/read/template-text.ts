import { readFileSync } from 'node:fs';
import { expandSam, isSam } from './sam/expand';
import type { StackTemplate, Template } from './stack-template';
import { parseYaml } from './yaml';

export type ReadTemplate = Pick<StackTemplate, 'template' | 'readsOutputs' | 'problems'>;

/** The template of a file, or why it is none. */
export function readTemplate(file: string): ReadTemplate {
  const empty = (why: string) => ({ template: {}, readsOutputs: false, problems: [{ logicalId: '', what: `${file} ${why}` }] });
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return empty(`cannot be read: ${(error as Error).message}`);
  }
  try {
    const parsed: unknown = text.trimStart().startsWith('{') ? JSON.parse(text) : parseYaml(text);
    return isObject(parsed) ? { ...expanded(parsed), readsOutputs: text.includes('GetStackOutput') } : empty('is no CloudFormation template: it holds no object');
  } catch (error) {
    return empty(`is no CloudFormation template: ${(error as Error).message}`);
  }
}

function expanded(parsed: Record<string, unknown>): Pick<StackTemplate, 'template' | 'problems'> {
  const { template, problems } = checked(parsed);
  if (!isSam(parsed)) { return { template, problems }; }
  const sam = expandSam(template);
  return { template: sam.template, problems: [...problems, ...sam.problems] };
}

/** Only what has the form of a template; a section of another form would be a surprise later. */
function checked(parsed: Record<string, unknown>): Pick<StackTemplate, 'template' | 'problems'> {
  const wrong = SECTIONS.filter((name) => parsed[name] !== undefined && !isObject(parsed[name]));
  const sections = Object.entries(parsed).filter(([name]) => !wrong.includes(name));
  const { Resources: resources = {}, ...rest } = Object.fromEntries(sections) as Template;
  const untyped = Object.entries(resources).filter(([, resource]) => !isObject(resource) || typeof resource.Type !== 'string').map(([id]) => id);
  const odd = Object.entries(resources)
    .filter(([id, resource]) => !untyped.includes(id) && resource.Properties !== undefined && !isObject(resource.Properties)).map(([id]) => id);
  const unread = [...untyped, ...odd];
  return {
    template: { ...rest, Resources: unread.length === 0 ? resources : without(resources, unread) },
    problems: [
      ...parsed['Fn::Transform'] === undefined ? [] : [{ logicalId: '', what: 'what a macro (Fn::Transform) makes of the template is known at deployment only' }],
      ...odd.map((logicalId) => ({ logicalId, what: 'its Properties are no object, so it is not read' })),
      ...wrong.map((name) => ({ logicalId: '', what: `${name} of the template is no object and is not read` })),
      ...untyped.map((id) => ({ logicalId: id.replace(/^Fn::ForEach::/, ''), what: id.startsWith('Fn::ForEach') ? LOOP : 'it has no Type and is not read' })),
    ],
  };
}

function without<T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}

const LOOP = 'Fn::ForEach is not read: what it would create is missing here';
const SECTIONS = ['Resources', 'Parameters', 'Conditions', 'Mappings', 'Outputs'];

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
