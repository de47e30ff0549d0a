import type { Properties } from '../template-reader';
import type { SamFunction } from './function';
import type { SamBuild, SamResource } from './sam-build';
import { objectOf } from './sam-build';

const NO_PATHS = { paths: {} };
/** The APIs of events that name none. */
export const IMPLICIT = { rest: 'ServerlessRestApi', http: 'ServerlessHttpApi' };

/** @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html */
export function samApi(sam: SamResource, build: SamBuild): void {
  const { id, props } = sam;
  const { StageName: stage, DefinitionBody: body, DefinitionUri: uri, Auth: auth, ...rest } = props;
  build.add(sam, id, 'AWS::ApiGateway::RestApi', { Name: rest.Name ?? id, Body: body ?? NO_PATHS });
  restStage(sam, stage ?? 'Prod', build);
  noteMissing(id, { uri, auth }, build);
}

/** @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html */
export function samHttpApi(sam: SamResource, build: SamBuild): void {
  const { id, props } = sam;
  const { StageName: stage, DefinitionBody: body, DefinitionUri: uri, Auth: auth, ...rest } = props;
  build.add(sam, id, 'AWS::ApiGatewayV2::Api', { Name: rest.Name ?? id, ProtocolType: 'HTTP', Body: body ?? NO_PATHS });
  httpStage(sam, stage, build);
  noteMissing(id, { uri, auth }, build);
}

function noteMissing(id: string, { uri, auth }: { readonly uri: unknown; readonly auth: unknown }, build: SamBuild): void {
  if (uri !== undefined) { build.note(id, 'the definition of the API is in another file, which is not read'); }
  if (auth !== undefined) { build.note(id, 'Auth of the API is not read: its authorizers and resource policy are missing here'); }
}

function restStage(sam: SamResource, stage: unknown, build: SamBuild): void {
  const { id, props } = sam;
  const stageId = `${id}${typeof stage === 'string' ? stage.replace(/[^0-9a-zA-Z]/g, '') : ''}Stage`;
  // A second stage that SAM makes unasked: https://github.com/aws/serverless-application-model/issues/191
  const unasked = props.OpenApiVersion === undefined ? 'Stage' : undefined;
  build.add(sam, `${id}Deployment`, 'AWS::ApiGateway::Deployment', { RestApiId: { Ref: id }, StageName: unasked });
  build.add(sam, stageId, 'AWS::ApiGateway::Stage', { RestApiId: { Ref: id }, DeploymentId: { Ref: `${id}Deployment` }, StageName: stage });
  build.references.set(`${id}.Stage`, stageId).set(`${id}.Deployment`, `${id}Deployment`);
}

function httpStage(sam: SamResource, stage: unknown, build: SamBuild): void {
  const stageId = `${sam.id}${typeof stage === 'string' ? stage.replace(/[^0-9a-zA-Z]/g, '') : 'ApiGatewayDefault'}Stage`;
  build.add(sam, stageId, 'AWS::ApiGatewayV2::Stage', { ApiId: { Ref: sam.id }, StageName: stage ?? '$default', AutoDeploy: true });
  build.references.set(`${sam.id}.Stage`, stageId);
}

/** One path of an API that leads to a function. */
export interface SamRoute {
  readonly api: string;
  readonly path: string;
  /** In lower case; `any` for all. */
  readonly method: string;
}

/** Adds a path to an API of the template whose definition SAM writes; the API of events that name none is made when the first one does. */
export function addRoute(kind: 'rest' | 'http', { api, path, method }: SamRoute, lambda: SamFunction, build: SamBuild): void {
  if (api === IMPLICIT[kind] && !(api in build.resources)) {
    const sam = { id: api, props: {}, attributes: {} };
    if (kind === 'rest') { samApi(sam, build); } else { samHttpApi(sam, build); }
  }
  if (objectOf(build.before[api]?.Properties).DefinitionBody !== undefined) { return; }
  const operation = method === 'any' ? 'x-amazon-apigateway-any-method' : method;
  const integration = {
    type: 'aws_proxy',
    httpMethod: 'POST',
    uri: { 'Fn::Sub': `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/${lambda.arnInText}/invocations` },
  };
  const type = kind === 'rest' ? 'AWS::ApiGateway::RestApi' : 'AWS::ApiGatewayV2::Api';
  const known = build.change(api, type, (props) => {
    const body = objectOf(props.Body);
    const paths = objectOf(body.paths);
    const operations: Properties = { ...objectOf(paths[path]), [operation]: { 'x-amazon-apigateway-integration': integration } };
    return { ...props, Body: { ...body, paths: { ...paths, [path]: operations } } };
  });
  if (!known) { build.note(lambda.id, `the API ${api} of an event is not in the template: its path ${path} is not read`); }
}
