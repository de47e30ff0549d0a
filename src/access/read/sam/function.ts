import type { Properties } from '../template-reader';
import { samEvent } from './events';
import { samRole } from './role';
import type { SamBuild, SamResource } from './sam-build';
import { isObject, objectOf } from './sam-build';

/** A function as the events of SAM know it. */
export interface SamFunction extends SamResource {
  /** The logical id of the function or of its alias. */
  readonly calledId: string;
  /** `Ref` of the function or of its alias, as SAM writes it into permissions and mappings. */
  readonly name: Properties;
  /** The ARN of the function or of its alias. */
  readonly arn: Properties;
  /** Within `Fn::Sub`. */
  readonly arnInText: string;
}

/** What is not passed on to AWS::Lambda::Function as it is. */
const OWN = [
  'CodeUri', 'InlineCode', 'ImageUri', 'Policies', 'RolePath', 'PermissionsBoundary', 'AssumeRolePolicyDocument', 'Events', 'Tags', 'PropagateTags', 'Tracing',
  'DeadLetterQueue', 'DeploymentPreference', 'AutoPublishAlias', 'AutoPublishCodeSha256', 'AutoPublishAliasAllProperties', 'VersionDescription',
  'EventInvokeConfig', 'ProvisionedConcurrencyConfig', 'FunctionUrlConfig', 'Connectors', 'VersionDeletionPolicy',
];

/** @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html */
export function samFunction(sam: SamResource, build: SamBuild): void {
  const { id, props } = sam;
  const passed = Object.fromEntries(Object.entries(props).filter(([name]) => !OWN.includes(name)));
  const { code, metadata } = codeOf(props.CodeUri, props.InlineCode, props.ImageUri);
  const role = props.Role ?? { 'Fn::GetAtt': [`${id}Role`, 'Arn'] };
  const queue = objectOf(props.DeadLetterQueue);
  build.add(sam, id, 'AWS::Lambda::Function', {
    ...passed,
    Code: code,
    Role: role,
    ...props.Tracing !== undefined && { TracingConfig: { Mode: props.Tracing } },
    ...queue.TargetArn !== undefined && { DeadLetterConfig: { TargetArn: queue.TargetArn } },
  });
  build.resources[id] = { ...build.resources[id], Metadata: { ...sam.attributes.Metadata, ...metadata } };
  const lambda = withAlias(sam, build);
  functionUrl(lambda, build);
  const events = Object.entries(objectOf(props.Events));
  if (props.Role === undefined) { samRole(sam, build, events.map(([, event]) => String(objectOf(event).Type))); }
  for (const [name, event] of events) { samEvent(lambda, name, objectOf(event), build); }
  eventInvokeConfig(lambda, build);
  if (props.DeploymentPreference !== undefined) { build.note(id, 'DeploymentPreference is not read: what CodeDeploy may do is missing here'); }
}

/** A local path is an asset, as in an assembly. */
export function codeOf(uri: unknown, inline?: unknown, image?: unknown): { readonly code: Properties; readonly metadata?: Properties } {
  if (inline !== undefined) { return { code: { ZipFile: inline } }; }
  if (image !== undefined) { return { code: { ImageUri: image } }; }
  if (isObject(uri)) { return { code: { S3Bucket: uri.Bucket, S3Key: uri.Key } }; }
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(String(uri)) ?? [];
  if (bucket !== undefined) { return { code: { S3Bucket: bucket, S3Key: key } }; }
  return { code: {}, metadata: typeof uri === 'string' ? { 'aws:asset:path': uri } : undefined };
}

function withAlias(sam: SamResource, build: SamBuild): SamFunction {
  const { id, props: { AutoPublishAlias: alias } } = sam;
  if (typeof alias !== 'string') { return { ...sam, calledId: id, name: { Ref: id }, arn: { 'Fn::GetAtt': [id, 'Arn'] }, arnInText: `\${${id}.Arn}` }; }
  const [versionId, aliasId] = [`${id}Version`, `${id}Alias${alias.replace(/[^0-9a-zA-Z]/g, '')}`];
  build.add(sam, versionId, 'AWS::Lambda::Version', { FunctionName: { Ref: id } });
  build.add(sam, aliasId, 'AWS::Lambda::Alias', { Name: alias, FunctionName: { Ref: id }, FunctionVersion: { 'Fn::GetAtt': [versionId, 'Version'] } });
  build.references.set(`${id}.Version`, versionId).set(`${id}.Alias`, aliasId);
  return { ...sam, calledId: aliasId, name: { Ref: aliasId }, arn: { Ref: aliasId }, arnInText: `\${${aliasId}}` };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
function functionUrl(lambda: SamFunction, build: SamBuild): void {
  const { id, name, props: { FunctionUrlConfig: config } } = lambda;
  if (!isObject(config)) { return; }
  build.add(lambda, `${id}Url`, 'AWS::Lambda::Url', { ...config, TargetFunctionArn: name });
  if (config.AuthType !== 'NONE') { return; }
  const open = { FunctionName: name, Principal: '*' };
  build.add(lambda, `${id}UrlPublicPermissions`, 'AWS::Lambda::Permission', { ...open, Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' });
  build.add(lambda, `${id}URLInvokeAllowPublicAccess`, 'AWS::Lambda::Permission', { ...open, Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true });
}

/** @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventinvokeconfiguration.html */
function eventInvokeConfig({ id, props, ...lambda }: SamFunction, build: SamBuild): void {
  const config = props.EventInvokeConfig;
  if (!isObject(config)) { return; }
  const given = Object.entries(objectOf(config.DestinationConfig)).map(([when, destination]) => [when, objectOf(destination)] as const);
  if (given.some(([, { Destination: destination }]) => destination === undefined)) {
    build.note(id, 'a destination that SAM itself would create is not read');
  }
  build.add(lambda, `${id}EventInvokeConfig`, 'AWS::Lambda::EventInvokeConfig', {
    FunctionName: { Ref: id },
    Qualifier: props.AutoPublishAlias ?? '$LATEST',
    DestinationConfig: Object.fromEntries(given.map(([when, { Destination }]) => [when, { Destination }])),
  });
}
