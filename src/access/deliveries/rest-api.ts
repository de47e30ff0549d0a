import { apiCall } from './api-call';
import { methodOf } from './apis';
import type { At, Configured } from './configured';
import { openApiCalls } from './open-api';

/** The ARNs of methods: https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html */
export const REST_APIS: Readonly<Record<string, Configured>> = {
  'AWS::ApiGateway::Method': (at, { RestApiId, ResourceId, HttpMethod, Integration }) => {
    const { reader, setting: { apis } } = at;
    const { Uri, Credentials } = reader.object(Integration);
    const [api, path, method] = [reader.text(RestApiId) ?? '', apis.pathOf(reader.text(ResourceId) ?? ''), methodOf(reader.text(HttpMethod) ?? 'ANY')];
    return apis.stagesOf(api).flatMap((stage) => apiCall(at, {
      kind: 'rest-api',
      who: 'the method',
      uri: reader.text(Uri),
      credentials: reader.text(Credentials),
      source: `${api}/${stage}/${method}/${path}`,
      sendsAccount: true,
    }));
  },
  'AWS::ApiGateway::Authorizer': (at, { RestApiId, AuthorizerUri, AuthorizerCredentials }) =>
    apiCall(at, authorizer(at, 'rest-api-authorizer', RestApiId, AuthorizerUri, AuthorizerCredentials)),
  'AWS::ApiGateway::RestApi': (at, { Body }) => openApiCalls(at, 'rest-api', at.reader.ref(at.id), Body),
};

/** What is known of a Lambda authorizer; whether API Gateway sends the account for it is not verified. */
export function authorizer({ reader, id }: At, kind: string, apiId: unknown, uri: unknown, credentials: unknown): Parameters<typeof apiCall>[1] {
  return {
    kind,
    who: 'the authorizer',
    uri: reader.text(uri),
    credentials: reader.text(credentials),
    source: `${reader.text(apiId) ?? ''}/authorizers/${reader.ref(id)}`,
    sendsAccount: false,
  };
}
