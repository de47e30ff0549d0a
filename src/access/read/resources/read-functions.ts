import type { FunctionCode, FunctionModel, FunctionUrl, Qualifier } from '../../model/function';
import type { Properties, TemplateReader } from '../template-reader';
import { functionArn, unqualified } from './function-arn';
import { textOf } from './json-values';
import { required } from './required';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
const DEFAULT_TIMEOUT = 3;

/** The functions of all templates by their unqualified ARNs, each with its versions, aliases and URLs, whichever template has those. */
export function readFunctions(readers: readonly TemplateReader[]): Map<string, FunctionModel> {
  const qualifiers = grouped(readers, qualifiersOf);
  const urls = grouped(readers, urlsOf);
  const layers = layerDirectories(readers);
  const functions = new Map<string, FunctionModel>();
  for (const reader of readers) {
    for (const [id, props] of reader.ofType('AWS::Lambda::Function')) {
      const arn = reader.arn(id);
      if (functions.has(arn)) {
        reader.note(id, `a second function with the ARN ${arn}`);
        continue;
      }
      functions.set(arn, {
        arn,
        name: reader.ref(id),
        account: reader.stack.account,
        region: reader.stack.region,
        site: reader.site(id),
        roleArn: required(reader, props.Role),
        qualifiers: qualifiers.get(arn) ?? [],
        urls: urls.get(arn) ?? [],
        ...vpcOf(reader, props),
        code: codeOf(reader, id, props, layers),
      });
    }
  }
  return functions;
}

/** One thing that belongs to a function. */
type Part<T> = readonly [functionArn: string, part: T];

function grouped<T>(readers: readonly TemplateReader[], partsOf: (reader: TemplateReader) => Part<T>[]): Map<string, T[]> {
  const parts = new Map<string, T[]>();
  for (const [arn, part] of readers.flatMap(partsOf)) {
    const before = parts.get(arn);
    if (before) { before.push(part); } else { parts.set(arn, [part]); }
  }
  return parts;
}

function qualifiersOf(reader: TemplateReader): Part<Qualifier>[] {
  const versions = reader.ofType('AWS::Lambda::Version').map(([id, props]): Part<Qualifier> =>
    [ownerOf(reader, props.FunctionName), { kind: 'version', name: reader.att(id, 'Version'), arn: reader.ref(id), site: reader.site(id) }]);
  const aliases = reader.ofType('AWS::Lambda::Alias').map(([id, props]): Part<Qualifier> => {
    const version = reader.text(props.FunctionVersion);
    return [ownerOf(reader, props.FunctionName), {
      kind: 'alias',
      name: required(reader, props.Name),
      arn: reader.ref(id),
      ...version !== undefined && { version },
      site: reader.site(id),
    }];
  });
  return [...versions, ...aliases];
}

function ownerOf(reader: TemplateReader, name: unknown): string {
  return unqualified(functionArn(reader, required(reader, name)));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-url.html */
function urlsOf(reader: TemplateReader): Part<FunctionUrl>[] {
  return reader.ofType('AWS::Lambda::Url').map(([id, props]): Part<FunctionUrl> => {
    const targetArn = functionArn(reader, required(reader, props.TargetFunctionArn), reader.text(props.Qualifier));
    return [unqualified(targetArn), { targetArn, authType: reader.text(props.AuthType) === 'NONE' ? 'NONE' : 'AWS_IAM', site: reader.site(id) }];
  });
}

/** An empty configuration is none: https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html */
function vpcOf(reader: TemplateReader, props: Properties): Pick<FunctionModel, 'vpc'> {
  const { SubnetIds, SecurityGroupIds } = reader.object(props.VpcConfig);
  const subnetIds = reader.texts(SubnetIds);
  return subnetIds.length > 0 ? { vpc: { subnetIds, securityGroupIds: reader.texts(SecurityGroupIds) } } : {};
}

function codeOf(reader: TemplateReader, id: string, props: Properties, directories: ReadonlyMap<string, string>): FunctionCode {
  const code = reader.object(props.Code);
  const directory = reader.asset(id, reader.text(code.S3Key));
  const inline = reader.text(code.ZipFile);
  const layers = reader.texts(props.Layers);
  return {
    runtime: required(reader, props.Runtime),
    handler: required(reader, props.Handler),
    timeoutSeconds: Number(reader.text(props.Timeout) ?? DEFAULT_TIMEOUT) || DEFAULT_TIMEOUT,
    environment: environmentOf(reader, props),
    ...directory !== undefined && { directory },
    ...inline !== undefined && { inline },
    layers: layers.map((arn) => directories.get(arn)).filter((found) => found !== undefined),
    otherLayers: layers.filter((arn) => !directories.has(arn)),
  };
}

function environmentOf(reader: TemplateReader, props: Properties): Record<string, string> {
  const variables = reader.object(reader.object(props.Environment).Variables);
  return Object.fromEntries(Object.entries(variables).flatMap(([name, value]) => {
    const text = textOf(value);
    return text === undefined ? [] : [[name, text]];
  }));
}

function layerDirectories(readers: readonly TemplateReader[]): Map<string, string> {
  return new Map(readers.flatMap((reader) => reader.ofType('AWS::Lambda::LayerVersion').flatMap(([id, { Content }]): [string, string][] => {
    const directory = reader.asset(id, reader.text(reader.object(Content).S3Key));
    return directory === undefined ? [] : [[reader.ref(id), directory]];
  })));
}
