import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Buckets } from './buckets';
import { CredentialStore } from './credentials';
import type { SessionCredentials, SessionOptions } from './credentials';
import { ServiceError } from './errors';
import type { Service } from './errors';
import { FunctionRuntime } from './function-runtime';
import { Gatekeeper } from './gatekeeper';
import type { Decision } from './gatekeeper';
import { receive } from './http';
import type { ReceivedRequest, Response } from './http';
import { LambdaApi, lambdaError } from './lambda-api';
import { subjectOf } from './request-subject';
import { S3Api, s3Error } from './s3-api';
import { authenticate, signedFor } from './signature';
import type { Sender } from './signature';
import { StsApi, stsError } from './sts-api';
import type { Authorizer } from '../support/authorizer';
import type { Cloud } from '../support/cloud';
import { networkPath } from '../support/network';
import type { NetworkPath } from '../support/network';

export interface SandboxProps {
  /** The functions and roles of all accounts. */
  readonly cloud: Cloud;
  /** Decides who may call; nothing else does. */
  readonly authorizer: Authorizer;
  /**
   * How long the sessions of assumed roles last, whatever the caller asks for.
   *
   * @default - as long as the caller asks for
   */
  readonly assumedRoleSeconds?: number;
  /**
   * What is in S3, in all accounts.
   *
   * @default - nothing
   */
  readonly buckets?: Buckets;
}

/** How an API answers errors, and what it calls one of its own. */
const ERRORS: Record<Service, { fault: string; render: (error: ServiceError, requestId: string) => Response }> = {
  lambda: { fault: 'ServiceException', render: lambdaError },
  sts: { fault: 'InternalFailure', render: stsError },
  s3: { fault: 'InternalError', render: s3Error },
};

/**
 * The Lambda Invoke, STS and S3 read APIs of all accounts and regions behind one loopback port.
 *
 * An unmodified AWS SDK talks to it, signs with credentials of a role, and gets AWS's answers.
 *
 * Whether a call arrives is decided by the VPC of the function that sends it, which is known from its credentials; the session
 * of a role that a function assumes stays in the network of the function. The policy of an endpoint on the way is one more
 * gate. On AWS a request that cannot arrive hangs until the client gives up; here its connection is closed at once, which an
 * SDK takes for a failure of the network and tries again: there is one line in `logs` and one decision for each attempt, with
 * the verdict 'unreachable'. The SDK for JavaScript and boto3 give up after three, within a second; an older boto3 makes five
 * with longer pauses, against which AWS_MAX_ATTEMPTS in the function's environment helps.
 */
export class Sandbox {
  public static async start(props: SandboxProps): Promise<Sandbox> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Sandbox(server, props);
  }

  /** To be given to SDK clients. */
  public readonly endpoint: string;

  /** What the functions print, how failed asynchronous invocations end, and which calls did not arrive. */
  public readonly logs: string[] = [];

  private readonly cloud: Cloud;
  private readonly credentials = new CredentialStore();
  private readonly gatekeeper: Gatekeeper;
  private readonly runtime: FunctionRuntime;
  private readonly lambda: LambdaApi;
  private readonly sts: StsApi;
  private readonly s3: S3Api;

  private constructor(private readonly server: Server, { cloud, authorizer, assumedRoleSeconds, buckets = {} }: SandboxProps) {
    this.cloud = cloud;
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const log = (functionName: string, text: string) => { this.logs.push(`[${functionName}] ${text.trimEnd()}`); };
    this.gatekeeper = new Gatekeeper(authorizer);
    this.runtime = new FunctionRuntime(this.endpoint, this.credentials, log);
    this.lambda = new LambdaApi(cloud, this.gatekeeper, this.runtime, log);
    this.sts = new StsApi(this.gatekeeper, this.credentials, assumedRoleSeconds);
    this.s3 = new S3Api(this.gatekeeper, buckets);
    server.on('request', (incoming, outgoing) => {
      const requestId = randomUUID();
      this.answer(incoming, requestId).then(
        ({ status, headers, body }) => outgoing.writeHead(status, { 'x-amzn-requestid': requestId, ...headers }).end(body),
        // the request does not arrive, or the sender went away while it was sending
        () => outgoing.destroy(),
      );
    });
  }

  /** Every decision that a request asked for, oldest first. */
  public get invocations(): readonly Decision[] {
    return this.gatekeeper.decisions;
  }

  /** Credentials of a role session, for SDK clients. */
  public credentialsFor(roleArn: string, options?: SessionOptions): SessionCredentials {
    return this.credentials.issue(roleArn, options).credentials;
  }

  /** Ends the server and all functions. */
  public async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    await this.runtime.stop();
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(incoming: IncomingMessage, requestId: string): Promise<Response> {
    const request = await receive(incoming);
    const service = serviceOf(request);
    try {
      const sender = await authenticate(request, service, this.credentials);
      const path = this.pathOf(sender, service);
      if (path.kind === 'unreachable') {
        this.drop(service, request, sender, path.reason);
        throw new Unreachable(path.reason);
      }
      return await this[service].handle(request, { ...sender, path }, requestId);
    } catch (error) {
      if (error instanceof Unreachable) { throw error; }
      const { fault, render } = ERRORS[service];
      return render(error instanceof ServiceError ? error : new ServiceError(500, fault, (error as Error).message), requestId);
    }
  }

  private pathOf({ session: { origin }, region }: Sender, service: Service): NetworkPath {
    return origin === undefined ? { kind: 'no-vpc' } : networkPath(this.cloud, origin, service, region);
  }

  private drop(service: Service, request: ReceivedRequest, sender: Sender, reason: string): void {
    const { session, region } = sender;
    this.gatekeeper.dropped(session, subjectOf(service, request, sender), reason);
    const functionName = session.origin!.split(':')[6];
    this.logs.push(`[${functionName}] ${service} in ${region} is unreachable, and on AWS the call would hang: ${reason}`);
  }
}

/** Ends a request without an answer. */
class Unreachable extends Error {}

/** The services have one port here. STS has no path but the root; the paths of S3 can be any. */
function serviceOf(request: ReceivedRequest): Service {
  if (signedFor(request) === 's3') { return 's3'; }
  return request.path === '/' ? 'sts' : 'lambda';
}
