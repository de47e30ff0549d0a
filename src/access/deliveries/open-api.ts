import { apiCall } from './api-call';
import { methodOf, withValues } from './apis';
import type { At } from './configured';
import type { Delivery } from '../model/delivery';
import type { Properties } from '../read/template-reader';
import { open } from '../values/unknown';

const INTEGRATION = 'x-amazon-apigateway-integration';
const AUTHORIZER = 'x-amazon-apigateway-authorizer';

/**
 * The methods and authorizers of an OpenAPI document that stands in the template. What lies on S3 is not seen.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
export function openApiCalls(at: At, kind: 'rest-api' | 'http-api', api: string, body: unknown): Delivery[] {
  const { reader, setting: { apis } } = at;
  const { paths, securityDefinitions, components } = reader.object(body);
  const stages = apis.stagesOf(api);
  const methods = Object.entries(object(paths)).flatMap(([path, operations]) => Object.entries(object(operations)).flatMap(([method, operation]) => {
    const { uri, credentials } = object(object(operation)[INTEGRATION]);
    return stages.flatMap((stage) => apiCall(at, {
      kind,
      who: 'the method',
      uri: reader.text(uri),
      credentials: reader.text(credentials),
      source: `${api}/${stage}/${path === '/$default' ? '$default' : `${methodOf(method)}/${withValues(path.slice(1))}`}`,
      sendsAccount: true,
    }));
  }));
  const schemes = { ...object(securityDefinitions), ...object(object(components).securitySchemes) };
  const authorizers = Object.entries(schemes).flatMap(([name, scheme]) => {
    const { authorizerUri, authorizerCredentials } = object(object(scheme)[AUTHORIZER]);
    return apiCall(at, {
      kind: `${kind}-authorizer`,
      who: 'the authorizer',
      uri: reader.text(authorizerUri),
      credentials: reader.text(authorizerCredentials),
      source: `${api}/authorizers/${open(`the id of the authorizer ${name}`)}`,
      sendsAccount: false,
    });
  });
  return [...methods, ...authorizers];
}

function object(value: unknown): Properties {
  return typeof value === 'object' && value !== null ? value as Properties : {};
}
