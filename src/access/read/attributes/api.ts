import { regional } from './shape';
import type { ResourcePlace, Shapes } from './shape';
import { domainOf } from '../partitions';

const host = (r: ResourcePlace) => `${r.id()}.execute-api.${r.stack.region}.${domainOf(r.stack)}`;
const scheme = (r: ResourcePlace) => r.text('ProtocolType') === 'WEBSOCKET' ? 'wss' : 'https';
/** The ARN that calls of the API and its `SourceArn` begin with: https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html */
const executeApi = regional('execute-api', (r) => r.id());

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGateway.html */
export const API: Shapes = {
  'AWS::ApiGateway::RestApi': { arn: executeApi, attributes: { RestApiId: 'id', RootResourceId: (r) => r.id('root resource') } },
  'AWS::ApiGateway::Resource': { attributes: { ResourceId: 'id' } },
  'AWS::ApiGateway::Method': {},
  'AWS::ApiGateway::Deployment': { attributes: { DeploymentId: 'id' } },
  'AWS::ApiGateway::Stage': { name: 'StageName' },
  'AWS::ApiGateway::Authorizer': { attributes: { AuthorizerId: 'id' } },
  'AWS::ApiGateway::ApiKey': { attributes: { APIKeyId: 'id' } },
  'AWS::ApiGateway::UsagePlan': { attributes: { Id: 'id' } },
  'AWS::ApiGateway::VpcLink': { attributes: { VpcLinkId: 'id' } },
  'AWS::ApiGateway::RequestValidator': { attributes: { RequestValidatorId: 'id' } },
  'AWS::ApiGateway::Model': { name: 'Name' },
  'AWS::ApiGateway::DomainName': { name: 'DomainName' },
  'AWS::ApiGatewayV2::Api': { arn: executeApi, attributes: { ApiId: 'id', ApiEndpoint: (r) => `${scheme(r)}://${host(r)}` } },
  'AWS::ApiGatewayV2::Stage': { name: 'StageName' },
  'AWS::ApiGatewayV2::Route': { attributes: { RouteId: 'id' } },
  'AWS::ApiGatewayV2::Integration': { attributes: { IntegrationId: 'id' } },
  'AWS::ApiGatewayV2::Authorizer': { attributes: { AuthorizerId: 'id' } },
  'AWS::ApiGatewayV2::Deployment': { attributes: { DeploymentId: 'id' } },
  'AWS::ApiGatewayV2::VpcLink': { attributes: { VpcLinkId: 'id' } },
  'AWS::ApiGatewayV2::DomainName': { name: 'DomainName' },
  'AWS::AppSync::GraphQLApi': { ref: 'arn', arn: regional('appsync', (r) => `apis/${r.id()}`), attributes: { ApiId: 'id', Arn: 'arn' } },
};
