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
import { S3Api, s3Error } from './s3-api';
import { authenticate, signedFor } from './signature';
import { StsApi, stsError } from './sts-api';
import type { Authorizer } from '../support/authorizer';
import type { Cloud } from '../support/cloud';

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

  /** What the functions print, and how failed asynchronous invocations end. */
  public readonly logs: string[] = [];

  private readonly credentials = new CredentialStore();
  private readonly gatekeeper: Gatekeeper;
  private readonly runtime: FunctionRuntime;
  private readonly lambda: LambdaApi;
  private readonly sts: StsApi;
  private readonly s3: S3Api;

  private constructor(private readonly server: Server, { cloud, authorizer, assumedRoleSeconds, buckets = {} }: SandboxProps) {
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
        // the sender went away while it was sending
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
      return await this[service].handle(request, sender, requestId);
    } catch (error) {
      const { fault, render } = ERRORS[service];
      return render(error instanceof ServiceError ? error : new ServiceError(500, fault, (error as Error).message), requestId);
    }
  }
}

/** The services have one port here. STS has no path but the root; the paths of S3 can be any. */
function serviceOf(request: ReceivedRequest): Service {
  if (signedFor(request) === 's3') { return 's3'; }
  return request.path === '/' ? 'sts' : 'lambda';
}
