import { Token } from 'aws-cdk-lib';
import type { CallerKind, CallerStatement, PermissionFields, Refusal, TargetView } from './caller-kind';
import { ServiceCaller } from './service-caller';
import type { ApiCallerOptions, HttpApiCallerOptions, WebSocketApiCallerOptions } from './source-caller-options';
import { requireAccount, requireRegion } from '../private/arns';
import { isOtherRegion, partitionOf } from '../private/environments';
import { misuse } from '../private/errors';

/** REST APIs call as `<api>/<stage>/<METHOD>/<path>`; what is not said is everything. */
export function restCaller(apiId: string, options: HttpApiCallerOptions): ApiCaller {
  const { stage, method, path } = options;
  requireOneKind(options, { stage, method, path });
  requirePath(path);
  return caller('REST', apiId, options, [stage, methodOf(method), path && pathOf(path)]);
}

/**
 * HTTP APIs call as REST APIs do, but for their `$default` route as `<api>/<stage>/$default`: three
 * parts after the id would leave that route out.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
 */
export function httpCaller(apiId: string, options: HttpApiCallerOptions): ApiCaller {
  const { stage, path } = options;
  requireOneKind(options, { stage, method: options.method, path });
  const method = methodOf(options.method);
  if (path === '$default') {
    if (options.method !== undefined) { throw noEffect('method', options.method, 'the $default route, which API Gateway calls without one'); }
    return caller('HTTP', apiId, options, [stage, path]);
  }
  requirePath(path);
  const whole = method === undefined && path === undefined;
  return caller('HTTP', apiId, options, whole ? [stage, undefined] : [stage, method, path && pathOf(path)]);
}

/** WebSocket APIs call as `<api>/<stage>/<route key>`. */
export function webSocketCaller(apiId: string, options: WebSocketApiCallerOptions): ApiCaller {
  const { stage, routeKey } = options;
  requireOneKind(options, { stage, routeKey });
  return caller('WebSocket', apiId, options, [stage, routeKey]);
}

/** An authorizer calls for the whole API. */
function requireOneKind({ authorizerId }: ApiCallerOptions, parts: Record<string, string | undefined>): void {
  const said = Object.entries(parts).find(([, value]) => value !== undefined);
  if (authorizerId !== undefined && said) { throw noEffect(said[0], said[1]!, 'an authorizer, which is called for the whole API'); }
}

function noEffect(prop: string, got: string, what: string): Error {
  return misuse({ problem: `${prop} has no effect for ${what}`, got, expected: `no ${prop}`, fix: `remove ${prop}` });
}

const ID_PROP = { REST: 'restApiId', HTTP: 'httpApiId', WebSocket: 'webSocketApiId' };

function caller(
  kind: keyof typeof ID_PROP, apiId: string, { account, region, authorizerId }: ApiCallerOptions, parts: (string | undefined)[],
): ApiCaller {
  if (!Token.isUnresolved(apiId) && !/^([a-z0-9]{1,32}|\*)$/.test(apiId)) {
    throw misuse({
      problem: `${ID_PROP[kind]} is not the id of an API`,
      got: apiId,
      expected: "an id such as 'a1b2c3d4e5', or '*' for every API of the account and region",
      fix: 'copy it from the address of the API: https://<id>.execute-api.<region>.amazonaws.com',
    });
  }
  requireAccount('account', account);
  requireRegion(region);
  const what = authorizerId === undefined ? parts.map((part) => part ?? '*').join('/') : `authorizers/${authorizerId}`;
  return new ApiCaller(kind, region, (seen) => `arn:${partitionOf(region)}:execute-api:${seen}:${account}:${apiId}/${what}`);
}

/**
 * An API as a target sees it.
 *
 * "If your function and API are in different AWS Regions, the Region identifier in the source ARN
 * must match the Region of the function": https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html
 */
export class ApiCaller implements CallerKind {
  public readonly isService = true;
  public readonly text: string;
  public readonly partition?: string;
  private readonly own: ServiceCaller;

  constructor(private readonly kind: keyof typeof ID_PROP, private readonly region: string, private readonly arnIn: (region: string) => string) {
    this.own = serviceCaller(arnIn(region));
    this.text = this.own.text;
    this.partition = this.own.partition;
  }

  public statement({ region }: TargetView): CallerStatement {
    return this.seenFrom(region).statement();
  }

  public permissions({ region }: TargetView): PermissionFields[] {
    return this.seenFrom(region).permissions();
  }

  /** AWS documents REST APIs alone for functions of other regions; of HTTP APIs a failure is reported: https://github.com/aws/aws-cdk/issues/17458 */
  public refusal({ region }: TargetView): Refusal | undefined {
    if (this.kind === 'REST' || region === undefined || !isOtherRegion(region, this.region)) { return undefined; }
    return {
      problem: `the ${this.kind} API is in region ${this.region}, the target in ${region}`,
      expected: 'both in one region: AWS documents calls to other regions for REST APIs only',
      fix: 'move one of them, or use a REST API',
    };
  }

  private seenFrom(region: string | undefined): ServiceCaller {
    return region === undefined || !isOtherRegion(region, this.region) ? this.own : serviceCaller(this.arnIn(region));
  }
}

function serviceCaller(sourceArn: string): ServiceCaller {
  return new ServiceCaller({ service: 'apigateway.amazonaws.com', sourceArn });
}

function methodOf(method?: string): string | undefined {
  if (method === undefined || method === 'ANY' || method === '*') { return undefined; }
  if (Token.isUnresolved(method) || /^[A-Z]+$/.test(method)) { return method; }
  throw misuse({
    problem: 'method is not an HTTP method',
    got: method,
    expected: "capital letters, such as 'GET'; 'ANY' for every method",
    fix: `write method: '${method.toUpperCase()}'`,
  });
}

/** Without the slash at its beginning; parameters, greedy ones too, stand for any text. */
function pathOf(path: string): string {
  return path.slice(1).replace(/\{[^}]+\}/g, '*');
}

function requirePath(path?: string): void {
  if (path === undefined || !Token.isUnresolved(path) && path.startsWith('/')) { return; }
  throw misuse({
    problem: Token.isUnresolved(path) ? 'path is a token, in which parameters cannot be told from text' : 'path does not begin with a slash',
    got: path,
    expected: 'the path of a resource as API Gateway shows it, as a literal',
    fix: `write path: '/${Token.isUnresolved(path) ? 'users/{id}' : path}'`,
  });
}
