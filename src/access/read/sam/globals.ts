import type { TemplateResource } from '../stack-template';
import type { Properties } from '../template-reader';
import { isObject, objectOf } from './sam-build';

/**
 * The properties of a SAM resource with those of the section `Globals` for its type: maps are merged, lists are put
 * behind each other, and else the resource's own value wins.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
export function withGlobals({ Type, Properties: props = {} }: TemplateResource, globals: Properties): Properties {
  return merged(objectOf(globals[Type.replace('AWS::Serverless::', '')]), props) as Properties;
}

function merged(common: unknown, own: unknown): unknown {
  if (own === undefined) { return common; }
  if (Array.isArray(common) && Array.isArray(own)) { return [...common as unknown[], ...own as unknown[]]; }
  if (!isObject(common) || !isObject(own) || isIntrinsic(common) || isIntrinsic(own)) { return own; }
  return Object.fromEntries([...new Set([...Object.keys(common), ...Object.keys(own)])].map((key) => [key, merged(common[key], own[key])]));
}

function isIntrinsic(value: Properties): boolean {
  const [name, ...others] = Object.keys(value);
  return others.length === 0 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::'));
}
