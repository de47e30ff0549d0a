import { Duration, Lazy, Names, Stack } from 'aws-cdk-lib';
import { CfnAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import type { Authorizer, CfnAuthorizerProps, IRestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { functionUri, linkApi } from './api-link';
import type { LinkedApi } from './api-link';
import type { CrossAccountAuthorizerProps } from './rest-authorizer-props';
import { deploymentToken } from './rest-deployment';
import { misuse, pathOf } from '../private/errors';
import type { ICrossAccountTarget } from '../target';

/** What the two types of authorizer do not share. */
type OwnProps = Pick<CfnAuthorizerProps, 'identitySource' | 'identityValidationExpression'> & { type: 'TOKEN' | 'REQUEST' };

/** What both Lambda authorizers of REST APIs are made of. */
export class RestAuthorizer {
  public readonly authorizerId: string;
  public readonly authorizerArn: string;

  private readonly target: ICrossAccountTarget;
  private readonly settings: CrossAccountAuthorizerProps;
  private readonly rendered: CfnAuthorizerProps;
  private readonly targetArn: string;
  private api?: IRestApi;
  private role?: IRole;

  constructor(private readonly scope: Authorizer, props: CrossAccountAuthorizerProps, own: OwnProps) {
    this.target = props.target;
    this.settings = props;
    this.targetArn = props.target._arnIn(Stack.of(this.scope));
    const ttl = props.resultsCacheTtl ?? Duration.minutes(5);
    requireTtl(this.scope, ttl);
    const restApiId = Lazy.string({ produce: () => this.requireApi().restApiId });
    this.rendered = {
      ...own,
      name: props.authorizerName ?? Names.uniqueId(this.scope),
      restApiId,
      authorizerUri: functionUri(props.target, this.targetArn),
      authorizerCredentials: Lazy.string({ produce: () => this.role?.roleArn }),
      authorizerResultTtlInSeconds: ttl.toSeconds(),
    };
    this.authorizerId = new CfnAuthorizer(this.scope, 'Resource', this.rendered).ref;
    this.authorizerArn = Stack.of(this.scope).formatArn({
      service: 'execute-api',
      resource: restApiId,
      resourceName: `authorizers/${this.authorizerId}`,
    });
  }

  /** Called for each method that has this authorizer. */
  public attachToApi(restApi: IRestApi): void {
    if (this.api === restApi) { return; }
    if (this.api) {
      throw misuse({
        problem: `the authorizer belongs to ${pathOf(this.api)}, and is used by ${pathOf(restApi)}`,
        expected: 'one authorizer for each REST API',
        fix: 'make another for the same target: they share one statement',
        at: this.scope,
      });
    }
    this.api = restApi;
    const api: LinkedApi = { kind: 'REST', construct: restApi, id: restApi.restApiId };
    const { assumeRole, permission, exactSource } = this.settings;
    const { role, before } = linkApi(this.scope, api, this.target, { authorizers: true }, { permission, exactSource, role: assumeRole, roleProp: 'assumeRole' });
    this.role = role;
    if (before) { this.scope.node.addDependency(before); }
    // stages serve what was deployed
    const deployment = restApi.latestDeployment;
    deployment?.node.addDependency(this.scope);
    deployment?.addToLogicalId({ authorizer: this.rendered, authorizerToken: deploymentToken(this.target, this.targetArn) });
  }

  private requireApi(): IRestApi {
    if (this.api) { return this.api; }
    throw misuse({
      problem: 'no method uses the authorizer, so its REST API is not known',
      expected: 'a method with this authorizer',
      fix: "write resource.addMethod('GET', integration, { authorizer }), or remove the authorizer",
      at: this.scope,
    });
  }
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html */
function requireTtl(at: Construct, ttl: Duration): void {
  if (ttl.isUnresolved() || ttl.toSeconds() <= 3600) { return; }
  throw misuse({
    problem: 'resultsCacheTtl is longer than API Gateway keeps results',
    got: `${ttl.toSeconds()} s`,
    expected: 'at most one hour',
    fix: 'write resultsCacheTtl: Duration.hours(1)',
    at,
  });
}
