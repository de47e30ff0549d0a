import { denialClause, isAuthenticationCode, notAuthorized, ServiceError } from './errors';
import { parseFunctionName } from './function-name';
import type { FunctionReference } from './function-name';
import type { FunctionRuntime } from './function-runtime';
import type { Arrival, Gatekeeper } from './gatekeeper';
import type { ReceivedRequest, Response } from './http';
import type { Sender } from './signature';
import type { Cloud, FunctionModel } from '../support/cloud';

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
const JSON_CONTENT = { 'content-type': 'application/json' };

/** The Invoke API of Lambda. */
export class LambdaApi {
  constructor(
    private readonly cloud: Cloud,
    private readonly gatekeeper: Gatekeeper,
    private readonly runtime: FunctionRuntime,
    private readonly log: (functionName: string, text: string) => void,
  ) {}

  public async handle(request: ReceivedRequest, sender: Sender & Arrival, requestId: string): Promise<Response> {
    const name = invokedName(request);
    if (name === undefined) { throw new ServiceError(404, 'UnknownOperationException', 'the sandbox knows only the Invoke operation of Lambda'); }
    const reference = parseFunctionName(name, request.query.get('Qualifier') ?? undefined, { ...sender.session, region: sender.region });
    if (reference.region !== sender.region) {
      throw new ServiceError(404, 'ResourceNotFoundException', `Functions from '${reference.region}' are not reachable in this region ('${sender.region}')`);
    }
    await this.authorize(sender, reference);
    // only now: who may not call a function does not learn whether it exists
    return this.invoke(reference, request, requestId);
  }

  private async authorize(arrival: Arrival, { calledArn }: FunctionReference): Promise<void> {
    const action = 'lambda:InvokeFunction';
    const verdict = await this.gatekeeper.decide(arrival, action, calledArn);
    if (!verdict.allowed) {
      throw new ServiceError(403, 'AccessDeniedException', notAuthorized(arrival.session.sessionArn, action, calledArn) + denialClause(action, verdict));
    }
  }

  private async invoke(reference: FunctionReference, { headers, body }: ReceivedRequest, requestId: string): Promise<Response> {
    const { fn, functionVersion } = this.find(reference);
    const event = body.length === 0 ? '{}' : body.toString();
    requireJson(event);
    const invocation = { awsRequestId: requestId, invokedFunctionArn: reference.calledArn, functionName: fn.functionName, functionVersion, event };
    const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
    switch (type) {
      case 'DryRun': return { status: 204 };
      case 'Event':
        this.runtime.run(fn, invocation).then(
          ({ failed, payload }) => { if (failed) { this.log(fn.functionName, payload); } },
          (error: Error) => this.log(fn.functionName, error.message),
        );
        return { status: 202 };
      case 'RequestResponse': {
        const { failed, payload } = await this.runtime.run(fn, invocation);
        const result = { ...JSON_CONTENT, 'x-amz-executed-version': functionVersion };
        return { status: 200, headers: failed ? { ...result, 'x-amz-function-error': 'Unhandled' } : result, body: payload };
      }
      default: throw new ServiceError(400, 'ValidationException', `1 validation error detected: Value '${type}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`);
    }
  }

  private find({ functionArn, qualifier, calledArn }: FunctionReference): { fn: FunctionModel; functionVersion: string } {
    const fn = this.cloud.functions.find(({ arn }) => arn === functionArn);
    const functionVersion = fn && versionOf(fn, qualifier);
    if (!fn || functionVersion === undefined) { throw new ServiceError(404, 'ResourceNotFoundException', `Function not found: ${calledArn}`); }
    return { fn, functionVersion };
  }
}

/** An error in Lambda's REST-JSON protocol; the front end spells the message in another way than the service. */
export function lambdaError({ status, code, message }: ServiceError): Response {
  const body = code === 'AccessDeniedException' ? { Message: message }
    : isAuthenticationCode(code) || code === 'ValidationException' ? { message }
      : { Type: status < 500 ? 'User' : 'Service', Message: message };
  return { status, headers: { ...JSON_CONTENT, 'x-amzn-errortype': code }, body: JSON.stringify(body) };
}

function versionOf(fn: FunctionModel, qualifier = '$LATEST'): string | undefined {
  return qualifier === '$LATEST' || fn.versions.includes(qualifier) ? qualifier : fn.aliases[qualifier];
}

/** The name in the path of an Invoke request; undefined for another request. */
export function invokedName({ method, path }: ReceivedRequest): string | undefined {
  const name = method === 'POST' ? INVOKE.exec(path)?.[1] : undefined;
  return name === undefined ? undefined : decode(name);
}

function decode(pathSegment: string): string {
  try {
    return decodeURIComponent(pathSegment);
  } catch {
    return pathSegment;
  }
}

function requireJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    throw new ServiceError(400, 'InvalidRequestContentException', `Could not parse request body into json: ${(error as Error).message}`);
  }
}
