import type { Problem, Template, TemplateResource } from '../stack-template';
import { samApi, samHttpApi } from './api';
import { samFunction } from './function';
import { withGlobals } from './globals';
import { layer, nestedApplication, simpleTable, stateMachine } from './other-resources';
import { SamBuild, isObject, listOf, objectOf } from './sam-build';
import type { SamResource } from './sam-build';
import type { Properties } from '../template-reader';

export interface Expanded {
  readonly template: Template;
  readonly problems: readonly Problem[];
}

const EXPANSIONS: Readonly<Record<string, (sam: SamResource, build: SamBuild) => void>> = {
  'AWS::Serverless::Function': samFunction,
  'AWS::Serverless::Api': samApi,
  'AWS::Serverless::HttpApi': samHttpApi,
  'AWS::Serverless::LayerVersion': layer,
  'AWS::Serverless::SimpleTable': simpleTable,
  'AWS::Serverless::StateMachine': stateMachine,
  'AWS::Serverless::Application': nestedApplication,
};

/**
 * The plain template that a SAM template is made into: as far as access goes, and with SAM's logical ids but for the hash
 * that ends the ids of versions, layer versions and API deployments. What it does not know it notes.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
 */
export function expandSam(template: Template & { readonly Globals?: unknown }): Expanded {
  const before = template.Resources ?? {};
  const build = new SamBuild(before);
  const isServerless = ([, { Type }]: [string, TemplateResource]) => Type.startsWith('AWS::Serverless::');
  const sam = Object.entries(before).filter(isServerless);
  for (const [id, resource] of Object.entries(before).filter((entry) => !isServerless(entry))) { build.resources[id] = resource; }
  // An API has to be there before the functions that add their paths to it.
  const order = ({ Type }: TemplateResource) => Type === 'AWS::Serverless::Function' ? 1 : 0;
  for (const [id, resource] of sam.sort(([, one], [, other]) => order(one) - order(other))) {
    const expand = EXPANSIONS[resource.Type];
    if (!expand) {
      build.note(id, `${resource.Type} is not read: what it would create is missing here`);
      continue;
    }
    expand({ id, props: withGlobals(resource, objectOf(template.Globals)), attributes: resource }, build);
  }
  for (const [id, resource] of Object.entries(before)) {
    if ('Connectors' in resource) { build.note(id, 'the connectors of SAM are not read: what they would allow is missing here'); }
  }
  const { Resources: _, ...rest } = template;
  return { template: { ...renamed(rest, build.references), Resources: renamed(build.resources, build.references) }, problems: build.problems };
}

export function isSam({ Transform: transform }: { readonly Transform?: unknown }): boolean {
  return listOf(transform).some((name) => name === 'AWS::Serverless-2016-10-31');
}

/** Every reference to `Worker.Alias` as one to the alias that SAM makes. */
function renamed<T>(value: T, references: ReadonlyMap<string, string>): T {
  if (references.size === 0) { return value; }
  const within = (inner: unknown): unknown => {
    if (Array.isArray(inner)) { return inner.map(within); }
    if (!isObject(inner)) { return inner; }
    return Object.fromEntries(Object.entries(inner).map(([key, argument]) => [key, REFERENCES[key]?.(argument, references) ?? within(argument)]));
  };
  return within(value) as T;
}

type Rename = (argument: unknown, references: ReadonlyMap<string, string>) => unknown;
const REFERENCES: Readonly<Record<string, Rename>> = {
  'Ref': (argument, references) => references.get(String(argument)),
  'Fn::GetAtt': (argument, references) => {
    const [id, ...attribute] = typeof argument === 'string' ? argument.split('.') : listOf(argument);
    if (typeof id !== 'string') { return undefined; }
    const joined = attribute.join('.');
    const dot = joined.indexOf('.');
    const renamedId = dot < 0 ? undefined : references.get(`${id}.${joined.slice(0, dot)}`);
    return renamedId && [renamedId, joined.slice(dot + 1)];
  },
  'Fn::Sub': (argument, references) => {
    const [text, own] = listOf(argument);
    if (typeof text !== 'string') { return undefined; }
    const result = text.replace(/\$\{(\w+\.\w+)((?:\.\w+)*)\}/g, (all, name: string, rest: string) =>
      references.has(name) ? `\${${references.get(name)}${rest}}` : all);
    return result === text ? undefined : own === undefined ? result : [result, own as Properties];
  },
};
