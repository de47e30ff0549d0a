import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Authorizer } from './authorizer';
import { CredentialStore } from './credentials';
import type { Session, SessionCredentials, SessionOptions } from './credentials';
import { ServiceError } from './errors';
import { FunctionRuntime } from './function-runtime';
import { Gatekeeper } from './gatekeeper';
import type { DecisionListener } from './gatekeeper';
import { receive } from './http';
import type { ReceivedRequest, Response } from './http';
import { LambdaApi } from './lambda-api';
import type { FunctionLog } from './lambda-api';
import { notServed } from './not-served';
import type { ServiceApi } from './service-api';
import { authenticate, signedFor } from './signature';
import type { Sender } from './signature';
import { StsApi } from './sts-api';
import type { Cloud } from '../access/model/cloud';
import type { NetworkPath } from '../access/network/path';
import { pathOf } from '../access/network/path';

/** What is deployed, and who decides about it. */
export interface Deployed {
  /** The functions of all accounts, with their networks. */
  readonly cloud: Pick<Cloud, 'functions' | 'network'>;
  /** Decides who may call; nothing else does. */
  readonly authorizer: Authorizer;
}

export interface SandboxProps extends Deployed {
  /** @default 0 - one that is free */
  readonly port?: number;
  /**
   * How long the sessions of assumed roles last, whatever the caller asks for.
   *
   * @default - as long as the caller asks for
   */
  readonly assumedRoleSeconds?: number;
  /** Told every decision that a request asks for. @default - nobody */
  readonly onDecision?: DecisionListener;
  /** Told what the functions print, how failed asynchronous invocations end, and which calls did not arrive. @default - nobody */
  readonly onLog?: FunctionLog;
  /** More services than Lambda and STS. @default - none */
  readonly services?: (gatekeeper: Gatekeeper) => ServiceApi[];
}

/** All that one deployment consists of. */
interface World {
  readonly cloud: Deployed['cloud'];
  readonly gatekeeper: Gatekeeper;
  readonly runtime: FunctionRuntime;
  readonly apis: readonly ServiceApi[];
}

/**
 * The Lambda Invoke and STS APIs of all accounts and regions behind one loopback port.
 *
 * An unmodified AWS SDK talks to it, signs with credentials of a role, and gets AWS's answers.
 *
 * Whether a call arrives is decided by the VPC of the function that sends it, which is known from its credentials; the session
 * of a role that a function assumes stays in the network of the function. The policy of an endpoint on the way is one more
 * gate. On AWS a request that cannot arrive hangs until the client gives up; here its connection is closed at once, which an
 * SDK takes for a failure of the network and tries again: there is one line in the log and one decision for each attempt, with
 * the verdict 'unreachable'. The SDK for JavaScript and boto3 give up after three, within a second; an older boto3 makes five
 * with longer pauses, against which AWS_MAX_ATTEMPTS in the function's environment helps.
 */
export class Sandbox {
  public static async start(props: SandboxProps): Promise<Sandbox> {
    const server = createServer();
    server.listen(props.port ?? 0, '127.0.0.1');
    await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EADDRINUSE' ? new Error(`port ${props.port} is in use; expected a free one: choose another, or leave it out`) : error;
    });
    return new Sandbox(server, props);
  }

  /** To be given to SDK clients. */
  public readonly endpoint: string;

  private readonly credentials = new CredentialStore();
  private readonly runtimes = new Set<FunctionRuntime>();
  private readonly log: FunctionLog;
  private world: World;

  private constructor(private readonly server: Server, private readonly props: SandboxProps) {
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.log = props.onLog ?? (() => {});
    this.world = this.createWorld(props);
    server.on('request', (incoming, outgoing) => {
      const requestId = randomUUID();
      this.answer(incoming, requestId).then(
        ({ status, headers, body }) => outgoing.writeHead(status, { 'x-amzn-requestid': requestId, ...headers }).end(body),
        // the request does not arrive, or the sender went away while it was sending
        () => outgoing.destroy(),
      );
    });
  }

  /** Credentials of a role session or a user, for SDK clients. */
  public credentialsFor(principalArn: string, options?: SessionOptions): SessionCredentials {
    return this.issue(principalArn, options).credentials;
  }

  /** The same with all that the sandbox knows about them. */
  public issue(principalArn: string, options?: SessionOptions): Session {
    return this.credentials.issue(principalArn, options);
  }

  /** Puts another deployment in the place of this one. Credentials stay valid; what is running ends as it began. */
  public redeploy(deployed: Deployed): void {
    const { runtime } = this.world;
    this.world = this.createWorld(deployed);
    void runtime.retire().then(() => this.runtimes.delete(runtime));
  }

  /** Ends the server and all functions. */
  public async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    await Promise.all([...this.runtimes].map(async (runtime) => runtime.stop()));
    this.server.closeAllConnections();
    await closed;
  }

  private createWorld({ cloud, authorizer }: Deployed): World {
    const { onDecision = () => {}, assumedRoleSeconds, services = () => [] } = this.props;
    const gatekeeper = new Gatekeeper(authorizer, onDecision);
    const runtime = new FunctionRuntime(this.endpoint, this.credentials, this.log);
    this.runtimes.add(runtime);
    const apis = [
      new LambdaApi(cloud, gatekeeper, runtime, this.log),
      new StsApi(gatekeeper, this.credentials, assumedRoleSeconds),
      ...services(gatekeeper),
    ];
    return { cloud, gatekeeper, runtime, apis };
  }

  private async answer(incoming: IncomingMessage, requestId: string): Promise<Response> {
    const request = await receive(incoming);
    const { world } = this;
    const api = apiOf(request, world.apis);
    return api ? world.runtime.use(async () => this.ask(world, api, request, requestId)) : notServed(request, requestId);
  }

  private async ask(world: World, api: ServiceApi, request: ReceivedRequest, requestId: string): Promise<Response> {
    try {
      const sender = authenticate(request, api, this.credentials);
      const path = pathFrom(world, sender, api);
      if (path.kind === 'unreachable') {
        this.drop(world, api, request, sender, path.reason);
        throw new Unreachable(path.reason);
      }
      return await api.handle(request, { ...sender, path }, requestId);
    } catch (error) {
      if (error instanceof Unreachable) { throw error; }
      return api.errorResponse(error instanceof ServiceError ? error : new ServiceError(500, api.fault, (error as Error).message), requestId);
    }
  }

  private drop({ gatekeeper }: World, api: ServiceApi, request: ReceivedRequest, sender: Sender, reason: string): void {
    const { session, region } = sender;
    gatekeeper.dropped(session, api.subjectOf(request, sender), reason);
    this.log(session.origin!.split(':')[6], `${api.name} in ${region} is unreachable, and on AWS the call would hang: ${reason}`);
  }
}

/** Ends a request without an answer. */
class Unreachable extends Error {}

/** What nobody knows, as where the way leads through another app's network, lets calls pass. */
function pathFrom({ cloud }: World, { session: { origin }, region }: Sender, { name }: ServiceApi): NetworkPath {
  return origin === undefined ? { kind: 'no-vpc' } : pathOf(cloud, origin, name, region);
}

/** The services have one port here: what is signed for none of them is told apart by its path. STS has none but the root. */
function apiOf(request: ReceivedRequest, apis: readonly ServiceApi[]): ServiceApi | undefined {
  const [lambda, sts] = apis;
  const service = signedFor(request);
  if (request.path.startsWith('/2015-03-31/')) { return lambda; }
  if (service === undefined) { return request.path === '/' ? sts : lambda; }
  return apis.find(({ name }) => name === service);
}
