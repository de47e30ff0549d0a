import { byRole, byService } from './delivery';
import type { Sent } from './delivery';
import type { Properties, TemplateReader } from './template-reader';

type ApiDelivery = Sent & { readonly text: string };

const APIGATEWAY = 'apigateway.amazonaws.com';

/** Every method, route and authorizer whose backend is a function. */
export function apiDeliveries(reader: TemplateReader): ApiDelivery[] {
  return [...restMethods(reader), ...restAuthorizers(reader), ...routes(reader), ...authorizers(reader)];
}

function restMethods(reader: TemplateReader): ApiDelivery[] {
  return reader.ofType('AWS::ApiGateway::Method').flatMap(([id, props]) => {
    const { Uri, Credentials } = reader.object(props.Integration) as Record<string, string>;
    const api = reader.intrinsics.text(props.RestApiId);
    const method = props.HttpMethod === 'ANY' ? 'GET' : String(props.HttpMethod);
    return stagesOf(reader, 'AWS::ApiGateway::Stage', 'RestApiId', api).flatMap((stage) =>
      sent(reader, `AWS::ApiGateway::Method ${id} ${stage}`, Uri, Credentials, `${api}/${stage}/${method}/${pathOf(reader, reader.intrinsics.text(props.ResourceId))}`));
  });
}

function restAuthorizers(reader: TemplateReader): ApiDelivery[] {
  return reader.ofType('AWS::ApiGateway::Authorizer').flatMap(([id, props]) =>
    sent(reader, `AWS::ApiGateway::Authorizer ${id}`, reader.text(props.AuthorizerUri), reader.text(props.AuthorizerCredentials),
      `${reader.text(props.RestApiId)}/authorizers/${reader.ref(id)}`));
}

function authorizers(reader: TemplateReader): ApiDelivery[] {
  return reader.ofType('AWS::ApiGatewayV2::Authorizer').flatMap(([id, props]) =>
    sent(reader, `AWS::ApiGatewayV2::Authorizer ${id}`, reader.text(props.AuthorizerUri), reader.text(props.AuthorizerCredentialsArn),
      `${reader.text(props.ApiId)}/authorizers/${reader.ref(id)}`));
}

function routes(reader: TemplateReader): ApiDelivery[] {
  return reader.ofType('AWS::ApiGatewayV2::Route').flatMap(([id, props]) => {
    const target = reader.text(props.Target)?.replace('integrations/', '');
    const integration = reader.ofType('AWS::ApiGatewayV2::Integration').find(([other]) => reader.ref(other) === target)?.[1];
    if (!integration) { return []; }
    const api = reader.intrinsics.text(props.ApiId);
    const [uri, credentials] = [reader.text(integration.IntegrationUri), reader.text(integration.CredentialsArn)];
    return stagesOf(reader, 'AWS::ApiGatewayV2::Stage', 'ApiId', api).flatMap((stage) =>
      sent(reader, `AWS::ApiGatewayV2::Route ${id} ${stage}`, uri, credentials,
        `${api}/${stage}/${routePath(reader.intrinsics.text(props.RouteKey))}`));
  });
}

/** `GET /users/{id}` as API Gateway sends it, with a value in place of the parameter. */
function routePath(routeKey: string): string {
  const [method, path] = routeKey.split(' ');
  return path === undefined ? routeKey : `${method === 'ANY' ? 'GET' : method}/${withValues(path.slice(1))}`;
}

function withValues(path: string): string {
  return path.replace(/\{[^}]+\+\}/g, 'a/b').replace(/\{[^}]+\}/g, 'a');
}

function stagesOf(reader: TemplateReader, type: string, apiProperty: string, api: string): string[] {
  return reader.ofType(type).filter(([, props]) => reader.text(props[apiProperty]) === api)
    .map(([, props]) => reader.intrinsics.text(props.StageName));
}

function pathOf(reader: TemplateReader, resourceId: string): string {
  const id = reader.idOf('AWS::ApiGateway::Resource', resourceId);
  if (!id) { return ''; }
  const { ParentId, PathPart } = reader.resource(id).Properties as Properties;
  const parent = pathOf(reader, reader.intrinsics.text(ParentId));
  return `${parent}${parent === '' ? '' : '/'}${withValues(String(PathPart))}`;
}

/**
 * The source ARN has the function's region: "it uses a resource ARN that is based on the ARN of the API, but modified to
 * match the function's Region" (https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html).
 */
function sent(reader: TemplateReader, text: string, uri: string | undefined, credentials: string | undefined, source: string): ApiDelivery[] {
  const functionArn = /arn:[^:]+:lambda:[^:]+:\d{12}:function:[^/]+/.exec(uri ?? '')?.[0];
  if (functionArn === undefined) { return []; }
  const { partition, account, stackName } = reader.stack;
  const arn = `arn:${partition}:execute-api:${functionArn.split(':')[3]}:${account}:${source}`;
  return [{ text: `${text} in ${stackName}`, ...credentials ? byRole(APIGATEWAY, credentials, functionArn) : byService(APIGATEWAY, functionArn, { arn }) }];
}
