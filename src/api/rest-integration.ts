import { Stack } from 'aws-cdk-lib';
import { Integration, IntegrationType, ResponseTransferMode } from 'aws-cdk-lib/aws-apigateway';
import type { IntegrationConfig, IntegrationOptions, IRestApi, Method } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { allowApi, functionUri, linkApi } from './api-link';
import type { ApiPart, LinkedApi } from './api-link';
import { checkIntegrationTimeout } from './api-timeout';
import { deployedStage, deploymentToken } from './rest-deployment';
import type { CrossAccountRestApiOptions, CrossAccountRestIntegrationOptions } from './rest-integration-props';
import type { Half } from '../link';
import { misuse, pathOf } from '../private/errors';
import type { ICrossAccountTarget } from '../target';

/**
 * Methods of a REST API in one account that call a function in another, also in another region.
 *
 * In place of `LambdaIntegration` of aws-cdk-lib, which writes the permission into the API's account
 * and calls Lambda in the API's region. API's account: the integration, with the address of Lambda in
 * the function's region. Target's account: `apigateway.amazonaws.com` may invoke the target, in one
 * statement for all methods, stages and test calls of the API; for a target of another app a
 * hand-over. The id of a new API is chosen at deployment, too late for a stack that may come first:
 * then every API of its account may call, and a message says so, unless `exactSource` or
 * `CREDENTIALS_ROLE` is chosen. The stacks deploy in any order; until both are there requests get a
 * 500 ("Invalid permissions on Lambda function").
 *
 * Unlike `LambdaIntegration`, one statement covers all methods: `scopePermissionToMethod` is false
 * unless you say so. One integration serves many methods, also as `defaultIntegration`, for `ANY` and for proxy
 * resources. The VPC of the function does not matter: API Gateway calls the Lambda service.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-cross-account-lambda-integrations.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html
 *
 * @example
 * api.root.addResource('orders').addMethod('GET', new CrossAccountRestIntegration(target));
 */
export class CrossAccountRestIntegration extends Integration {
  /**
   * The address of a target for an OpenAPI document: `x-amazon-apigateway-integration: { uri }`, or
   * `authorizerUri`. Grants nothing: call `CrossAccountRestIntegration.allowApi` beside it.
   *
   * @param scope the API's stack, or a construct in it
   * @param target the function that is called
   * @returns `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<target>/invocations`
   * @throws if the target's ARN is not known at synthesis
   */
  public static openApiUri(scope: Construct, target: ICrossAccountTarget): string {
    return functionUri(target, target._arnIn(Stack.of(scope)));
  }

  /**
   * Lets a REST API call a target that its OpenAPI document names: for a `SpecRestApi`.
   *
   * API's account: nothing. Target's account: as for an integration with
   * `ApiPermission.RESOURCE_POLICY`.
   *
   * @param api the API, of this app or imported
   * @param target the function that is called
   * @param options whether authorizers call it, and how exactly the API is named
   * @returns the target's halves: one for integrations, one for authorizers
   * @throws if the account or region of the API is not known at synthesis
   */
  public static allowApi(api: IRestApi, target: ICrossAccountTarget, options: CrossAccountRestApiOptions = {}): Half[] {
    const { authorizers = false, exactSource } = options;
    const parts = authorizers ? [{}, { authorizers }] : [{}];
    return parts.map((part) => allowApi(api, linkedApi(api), target, part, exactSource));
  }

  private readonly target: ICrossAccountTarget;
  private readonly settings: CrossAccountRestIntegrationOptions;

  /**
   * @param target the function that is called, of this app or `CrossAccountTarget.fromTargetArn`
   * @param options as for `LambdaIntegration`, and how the API proves that it may call
   * @throws if `credentialsPassthrough` is set: API Gateway calls other accounts' functions as itself
   * or under a role only
   */
  constructor(target: ICrossAccountTarget, options: CrossAccountRestIntegrationOptions = {}) {
    super({ type: options.proxy ?? true ? IntegrationType.AWS_PROXY : IntegrationType.AWS, integrationHttpMethod: 'POST', options: ownOptions(options) });
    this.target = target;
    this.settings = options;
    requireNoPassthrough(target, options);
  }

  /**
   * Called for each method that has this integration.
   *
   * @param method the method
   * @throws if the method is of another account than the API, if the role is of another account than
   * the API, or if the API's account is not known at synthesis
   */
  public bind(method: Method): IntegrationConfig {
    const config = super.bind(method);
    const api = linkedApi(method.api);
    const { permission, credentialsRole, exactSource, responseTransferMode, timeout } = this.settings;
    const choice = { permission, exactSource, role: credentialsRole, roleProp: 'credentialsRole' };
    const { role, before } = linkApi(method, api, this.target, this.partOf(method), choice);
    if (before) { method.node.addDependency(before); }
    const streams = responseTransferMode === ResponseTransferMode.STREAM;
    if (!streams || timeout) { checkIntegrationTimeout(api, this.target, timeout); }
    const arn = this.target._arnIn(Stack.of(method));
    // the path of InvokeWithResponseStream, as aws-cdk-lib writes it
    const uri = streams ? functionUri(this.target, arn, '2021-11-15/functions', 'response-streaming-invocations') : functionUri(this.target, arn);
    return { ...config, uri, options: { ...config.options, credentialsRole: role }, deploymentToken: deploymentToken(this.target, arn) };
  }

  private partOf(method: Method): ApiPart {
    const { allowTestInvoke, scopePermissionToMethod } = this.settings;
    const stage = allowTestInvoke === false ? stageOf(method) : undefined;
    return scopePermissionToMethod ? { stage, method: method.httpMethod, path: method.resource.path } : { stage };
  }
}

function linkedApi(api: IRestApi): LinkedApi {
  return { kind: 'REST', construct: api, id: api.restApiId };
}

/** What the base class knows. */
function ownOptions(settings: CrossAccountRestIntegrationOptions): IntegrationOptions {
  const { proxy, scopePermissionToMethod, allowTestInvoke, exactSource, permission, ...options } = settings;
  return options;
}

/** The stage that is deployed with the API, as a literal. */
function stageOf(method: Method): string {
  const name = deployedStage(method.api);
  if (name !== undefined) { return name; }
  throw misuse({
    problem: `allowTestInvoke is false, but the stage of ${pathOf(method.api)} is not known`,
    expected: 'a deploymentStage with a literal name, which the target\'s statement then names',
    fix: 'set api.deploymentStage before the methods are added, or leave allowTestInvoke out',
    at: method,
  });
}

/** "Cross-account access is not allowed when using the 'caller credentials' option": https://github.com/awslabs/aws-apigateway-importer/issues/125 */
function requireNoPassthrough(target: ICrossAccountTarget, { credentialsPassthrough }: CrossAccountRestIntegrationOptions): void {
  if (!credentialsPassthrough) { return; }
  throw misuse({
    problem: "credentialsPassthrough calls the function with the identity of the API's client, which API Gateway does not do across accounts",
    expected: 'RESOURCE_POLICY or CREDENTIALS_ROLE',
    fix: 'remove credentialsPassthrough; let methods ask for AuthorizationType.IAM, and read the client from requestContext.identity',
    at: target,
  });
}
