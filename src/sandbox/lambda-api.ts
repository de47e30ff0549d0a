import type { Arrival } from './authorizer';
import { denialMessage } from './denial';
import { ServiceError } from './errors';
import type { AuthenticationCodes } from './errors';
import { parseFunctionName } from './function-name';
import type { FunctionReference, NameDefaults } from './function-name';
import type { FunctionRuntime } from './function-runtime';
import type { Gatekeeper } from './gatekeeper';
import type { ReceivedRequest, Response } from './http';
import { versionOf } from './qualifiers';
import type { ServiceApi, Subject } from './service-api';
import type { Sender } from './signature';
import type { Cloud } from '../access/model/cloud';
import type { FunctionModel } from '../access/model/function';

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
const ACTION = 'lambda:InvokeFunction';
const JSON_CONTENT = { 'content-type': 'application/json' };

/** Takes what the functions print, and how their asynchronous invocations end. */
export type FunctionLog = (functionName: string, text: string) => void;

/** The Invoke API of Lambda. */
export class LambdaApi implements ServiceApi {
  public readonly name = 'lambda';
  public readonly fault = 'ServiceException';
  public readonly authenticationCodes: AuthenticationCodes = {
    missing: 'MissingAuthenticationTokenException',
    incomplete: 'IncompleteSignatureException',
    unknown: 'UnrecognizedClientException',
    expired: 'ExpiredTokenException',
    mismatch: 'InvalidSignatureException',
  };

  constructor(
    private readonly cloud: Pick<Cloud, 'functions'>,
    private readonly gatekeeper: Gatekeeper,
    private readonly runtime: FunctionRuntime,
    private readonly log: FunctionLog,
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

  public subjectOf(request: ReceivedRequest, { session, region }: Sender): Subject {
    return { action: ACTION, resource: calledArn(invokedName(request) ?? request.path, request, { ...session, region }) };
  }

  /** In Lambda's REST-JSON protocol; the front end spells the message in another way than the service. */
  public errorResponse({ status, code, message }: ServiceError): Response {
    const byFrontEnd = code === 'ValidationException' || Object.values(this.authenticationCodes).includes(code);
    const body = code === 'AccessDeniedException' ? { Message: message }
      : byFrontEnd ? { message }
        : { Type: status < 500 ? 'User' : 'Service', Message: message };
    return { status, headers: { ...JSON_CONTENT, 'x-amzn-errortype': code }, body: JSON.stringify(body) };
  }

  private async authorize(arrival: Arrival, { calledArn: called }: FunctionReference): Promise<void> {
    const { allowed, reason } = await this.gatekeeper.decide(arrival, ACTION, called);
    if (!allowed) { throw new ServiceError(403, 'AccessDeniedException', denialMessage(arrival.session.callerArn, ACTION, called, reason)); }
  }

  private async invoke(reference: FunctionReference, { headers, body }: ReceivedRequest, requestId: string): Promise<Response> {
    const { fn, functionVersion } = this.find(reference);
    const event = body.length === 0 ? '{}' : body.toString();
    requireJson(event);
    const invocation = { awsRequestId: requestId, invokedFunctionArn: reference.calledArn, functionName: fn.name, functionVersion, event };
    const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
    switch (type) {
      case 'DryRun': return { status: 204 };
      case 'Event':
        this.runtime.run(fn, invocation).then(
          ({ failed, payload }) => { if (failed) { this.log(fn.name, payload); } },
          (error: Error) => this.log(fn.name, error.message),
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

  private find({ functionArn, qualifier, calledArn: called }: FunctionReference): { fn: FunctionModel; functionVersion: string } {
    const fn = this.cloud.functions.get(functionArn);
    const functionVersion = fn && versionOf(fn, qualifier);
    if (!fn || functionVersion === undefined) { throw new ServiceError(404, 'ResourceNotFoundException', `Function not found: ${called}`); }
    return { fn, functionVersion };
  }
}

/** The name in the path of an Invoke request; undefined for another request. */
function invokedName({ method, path }: ReceivedRequest): string | undefined {
  const name = method === 'POST' ? INVOKE.exec(path)?.[1] : undefined;
  return name === undefined ? undefined : decode(name);
}

/** A name that is none stays as it is: nobody is there to refuse it. */
function calledArn(name: string, { query }: ReceivedRequest, defaults: NameDefaults): string {
  try {
    return parseFunctionName(name, query.get('Qualifier') ?? undefined, defaults).calledArn;
  } catch {
    return name;
  }
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
