import { isWhollyOpen, openMark } from '../marks';
import { regional } from './shape';
import type { ResourcePlace, Shapes } from './shape';

/**
 * The ARN of the function that a template names by its name, its name and qualifier, a part of its ARN, or its ARN.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
export function functionArn(reference: string, { partition, region, account }: ResourcePlace['stack']): string {
  if (reference.startsWith('arn:') || isWhollyOpen(reference)) { return reference; }
  const partial = /^(\d{12}):function:(.+)$/.exec(reference);
  const [owner, name] = partial ? [partial[1], partial[2]] : [account, reference];
  return `arn:${partition}:lambda:${region}:${owner}:function:${name}`;
}

const itsFunction = (r: ResourcePlace) => functionArn(r.text('FunctionName') ?? r.id(), r.stack);
const alias = (r: ResourcePlace) => `${itsFunction(r)}:${r.text('Name') ?? r.id()}`;
/** Lambda counts the versions of a function; only it knows how many there are. */
const counted = (r: ResourcePlace) => openMark(`version of ${r.logicalId} of ${r.stack.id}`);
const number = (r: ResourcePlace) => r.made() ?? counted(r);
const version = (r: ResourcePlace) => `${itsFunction(r)}:${number(r)}`;
const urlTarget = (r: ResourcePlace) => {
  const [arn, qualifier] = [functionArn(r.text('TargetFunctionArn') ?? r.id(), r.stack), r.text('Qualifier')];
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
};
const layer = regional('lambda', (r) => `layer:${r.name()}:${r.made() === undefined ? counted(r) : '1'}`);

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Lambda.html */
export const LAMBDA: Shapes = {
  'AWS::Lambda::Function': { name: 'FunctionName', longest: 64, arn: regional('lambda', (r) => `function:${r.name()}`), attributes: { Arn: 'arn' } },
  'AWS::Lambda::Version': { ref: 'arn', arn: version, attributes: { FunctionArn: 'arn', Version: number } },
  'AWS::Lambda::Alias': { ref: 'arn', arn: alias, attributes: { AliasArn: 'arn' } },
  'AWS::Lambda::Url': {
    ref: 'arn',
    arn: urlTarget,
    attributes: { FunctionArn: 'arn', FunctionUrl: (r) => `https://${r.id()}.lambda-url.${r.stack.region}.on.aws/` },
  },
  'AWS::Lambda::LayerVersion': { name: 'LayerName', ref: 'arn', arn: layer, attributes: { LayerVersionArn: 'arn' } },
  'AWS::Lambda::EventSourceMapping': {
    arn: regional('lambda', (r) => `event-source-mapping:${r.id()}`),
    attributes: { Id: 'id', EventSourceMappingArn: 'arn' },
  },
};
