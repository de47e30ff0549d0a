import { Stack, Token } from 'aws-cdk-lib';
import type { IRestApi } from 'aws-cdk-lib/aws-apigateway';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IResourceWithPolicyV2, IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { ApiRoute, CrossAccountApiAccessProps } from './api-access-props';
import { watchClosedMethods } from './closed-methods';
import { deployedStage } from './rest-deployment';
import { Caller } from '../caller';
import type { Half } from '../link';
import { IdentityPolicy } from '../link/identity-policy';
import { deployAfter } from '../link/order';
import { permissionFor, renderConditions } from '../link/permission';
import { display, shellQuote } from '../link/publish-hand-over';
import { requireReadable } from '../link/readable';
import { sourceEnvironment } from '../link/source';
import { sourceHalf } from '../link/source-half';
import { accountRoot } from '../private/arns';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { shortHash } from '../private/names';
import { meaning } from '../private/references';
import { requireReachable } from '../target/target-view';

const IMPORT_BY_ID = 'import the API by its id (RestApi.fromRestApiAttributes), once it is there';
const INVOKE_APIS = permissionFor('execute-api:Invoke', 'InvokeApis');

/**
 * Lets a function or role call a REST API of another account, which asks for IAM authorization.
 *
 * API's account: a statement of the API's resource policy with which exactly this role may use these
 * methods; the API is deployed again, by aws-cdk-lib if it deploys itself. Caller's account:
 * `execute-api:Invoke` on the same methods in the policy of the caller's role. The id of a new API
 * is chosen at deployment, so the caller's stack is deployed after the API's; the API's half is
 * order-free. For an API of another app its half is handed over.
 *
 * With a resource policy an API denies what no statement allows: methods without authorization and
 * methods with Cognito authorization need a statement of their own, and a warning names them.
 *
 * HTTP and WebSocket APIs have no resource policy: let the caller assume a role of the API's account
 * (`AssumableRole`, with `execute-api:Invoke`).
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
 *
 * @example
 * new CrossAccountApiAccess(checkoutStack, 'OrdersApi', {
 *   grantee: checkoutFunction,
 *   api,
 *   routes: [{ method: 'GET', path: '/orders/{id}' }],
 * });
 * checkoutFunction.addEnvironment('ORDERS_API', api.url);
 */
export class CrossAccountApiAccess extends Construct {
  /** The statement in the API's resource policy, or its hand-over. */
  public readonly apiHalf: Half;

  /** The statement of the caller's role; several where each is handed over. */
  public readonly identityHalves: Half[];

  private readonly api: IRestApi;

  /**
   * @throws if the API is no REST API, if no route is given, if the grantee has no role that this app
   * knows, if an account is not known at synthesis, or if no order of deployment exists
   */
  constructor(scope: Construct, id: string, props: CrossAccountApiAccessProps) {
    super(scope, id);
    const { account, api, grantee, routes } = props;
    requireRestApi(this, api);
    requireRoutes(this, routes);
    this.api = api;
    const role = grantee.grantPrincipal as IRole;
    const caller = Caller.roleOf(grantee, { account })._kind;
    const env = sourceEnvironment(this, api, Stack.of(role));
    requireReachable(this, caller, 'target', env.partition, Stack.of(api));
    const resources = routes.map((route) => this.resourceOf(route));
    const { conditions } = caller.statement({ partition: env.partition, sameAccount: 'different' });
    this.apiHalf = this.allowInApi(env, caller.account!, renderConditions(conditions), resources);
    const policy = IdentityPolicy.of(role as unknown as Construct, role, caller.account!);
    const arns = resources.map((resource) => `arn:${env.partition}:execute-api:${env.region}:${env.account}:${api.restApiId}${resource}`);
    const halves = arns.map((arn) => policy.allow(INVOKE_APIS, arn));
    this.identityHalves = halves[0].written ? [halves[0]] : halves;
    policy.orderBefore('functionArn' in grantee ? grantee as IFunction : undefined);
    this.deployAfterApi(role);
  }

  /** `/prod/GET/orders/*`, as API Gateway's own resource policies write it. */
  private resourceOf({ method, path, stage }: ApiRoute): string {
    if (!path.startsWith('/')) {
      throw misuse({
        problem: 'path does not begin with a slash',
        got: path,
        expected: 'the path of a resource as API Gateway shows it',
        fix: `write path: '/${path}'`,
        at: this,
      });
    }
    const verb = method.toUpperCase();
    return `/${stage ?? deployedStage(this.api) ?? '*'}/${verb === 'ANY' ? '*' : verb}${path.replace(/\{[^}]+\}/g, '*')}`;
  }

  private allowInApi(env: KnownEnvironment, account: string, conditions: Record<string, Record<string, string>>, resources: string[]): Half {
    const { api } = this;
    const id = display(api, api.restApiId);
    const half = sourceHalf({
      account: env.account,
      at: this,
      statement: {
        // several roles may share an account, one role several constructs
        sid: `Invoke${shortHash(meaning(this, [conditions, resources]))}`,
        principals: [new ArnPrincipal(accountRoot(env.partition, account))],
        actions: [INVOKE_APIS.action],
        resources: resources.map((resource) => `execute-api:${resource}`),
        conditions,
      },
      summary: `account ${env.account}, which this app does not deploy, must let ${conditions.ArnEquals['aws:PrincipalArn']} use ${resources.join(', ')} of REST API ${id}, `
        + 'whose methods need IAM authorization (update-rest-api replaces the whole resource policy; what it does not allow is denied to clients without IAM)',
      commands: (statement) => [updateApi(env.region, id, statement, resources)],
      // every REST API of aws-cdk-lib has it, though its interface does not say so
      add: (statement) => (api as IRestApi & IResourceWithPolicyV2).addToResourcePolicy(statement),
    });
    if (half.written) { watchClosedMethods(api); }
    return half;
  }

  private deployAfterApi(role: IRole): void {
    if (!Token.isUnresolved(this.api.restApiId) || Stack.of(role) === Stack.of(this.api)) { return; }
    const { construct: reader } = this.identityHalves[0];
    if (reader) { requireReadable({ reader, text: this.api.restApiId, part: 'the id', source: this.api, remedy: IMPORT_BY_ID, at: this }); }
    deployAfter(role, Stack.of(this.api), `${pathOf(role)} may call ${pathOf(this.api)}, whose id is chosen at deployment`, IMPORT_BY_ID);
  }
}

/** The policy has no effect until the stages are deployed again. */
function updateApi(region: string, id: string, statement: string, resources: string[]): string {
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [JSON.parse(statement)] });
  const operations = JSON.stringify([{ op: 'replace', path: '/policy', value: policy }]);
  const stages = new Set(resources.map((resource) => resource.split('/')[1]).filter((stage) => stage !== '*'));
  return [
    `aws apigateway update-rest-api --region ${region} --rest-api-id ${shellQuote(id)} --patch-operations ${shellQuote(operations)}`,
    ...[...stages].map((stage) => `aws apigateway create-deployment --region ${region} --rest-api-id ${shellQuote(id)} --stage-name ${shellQuote(stage)}`),
  ].join(' && ');
}

function requireRestApi(at: Construct, api: IRestApi): void {
  // languages without types let another kind in here
  if ((api as Partial<IRestApi>).restApiId !== undefined) { return; }
  throw misuse({
    problem: `${pathOf(api)} is no REST API, and HTTP and WebSocket APIs have no resource policy that could let other accounts in`,
    expected: 'a REST API',
    fix: "make an AssumableRole with execute-api:Invoke in the API's account, and let the caller assume it: role.grants.assume(fn)",
    at,
  });
}

function requireRoutes(at: Construct, routes: ApiRoute[]): void {
  if (routes.length > 0) { return; }
  throw misuse({
    problem: 'routes is empty, so nothing would be allowed',
    expected: 'at least one method',
    fix: "write routes: [{ method: 'GET', path: '/orders/{id}' }]",
    at,
  });
}
