import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { devNull } from 'node:os';

/** What a client sent. */
export interface FakeRequest {
  readonly service: 'sts' | 'lambda';
  /** The region it was signed for. */
  readonly region: string;
  readonly accessKeyId: string;
  readonly path: string;
  readonly invocationType?: string;
  readonly body: string;
}

export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: string;
}

/** STS and Lambda on loopback, answering what a test says; it decides nothing. */
export class FakeAws {
  public static async start(): Promise<FakeAws> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FakeAws(server);
  }

  public readonly requests: FakeRequest[] = [];
  /** A client keeps its connections: as long as calls follow one another, this counts clients. */
  public connections = 0;

  private constructor(private readonly server: Server) {
    server.on('connection', () => { this.connections++; });
    server.on('request', (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        const [, accessKeyId, region, service] = /Credential=([^/]+)\/\d+\/([^/]+)\/(sts|lambda)/.exec(incoming.headers.authorization!)!;
        this.requests.push({
          service: service as FakeRequest['service'],
          region,
          accessKeyId,
          path: decodeURIComponent(incoming.url!),
          invocationType: incoming.headers['x-amz-invocation-type'] as string | undefined,
          body: Buffer.concat(chunks).toString(),
        });
        const { status, headers, body } = service === 'sts' ? this.onAssumeRole() : this.onInvoke();
        // by the clock of the test, else the SDK believes that its own is wrong and asks again
        outgoing.writeHead(status, { date: new Date(Date.now()).toUTCString(), ...headers }).end(body);
      });
    });
  }

  public onAssumeRole: () => FakeAnswer = () => session();
  public onInvoke: () => FakeAnswer = () => ({ status: 200, body: 'null' });

  public get assumed(): URLSearchParams[] {
    return this.requests.filter(({ service }) => service === 'sts').map(({ body }) => new URLSearchParams(body));
  }

  /** Forgets what was sent, and sets the environment of a function in eu-west-1; `undefined` leaves a variable out. */
  public reset(variables: Record<string, string | undefined> = {}): void {
    this.requests.length = 0;
    this.connections = 0;
    this.onAssumeRole = () => session();
    this.onInvoke = () => ({ status: 200, body: 'null' });
    const endpoint = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const all = {
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'checkout',
      AWS_ACCESS_KEY_ID: 'ASIAOFTHEFUNCTION',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_ENDPOINT_URL_LAMBDA: endpoint,
      AWS_ENDPOINT_URL_STS: endpoint,
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...variables,
    };
    process.env = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  }

  public async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

let sessionsMade = 0;

/** What STS answers; each session has another access key. */
export function session(seconds = 3600): FakeAnswer {
  sessionsMade++;
  const expiration = new Date(Date.now() + seconds * 1000).toISOString();
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIASESSION${sessionsMade}</AccessKeyId>`
      + `<SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
  };
}

/** How STS refuses. */
export function stsError(code: string, message: string, status = 403): FakeAnswer {
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  };
}

/** How Lambda refuses. */
export function lambdaError(status: number, code: string, fields: Record<string, string>, headers: Record<string, string> = {}): FakeAnswer {
  return { status, headers: { 'content-type': 'application/json', 'x-amzn-errortype': code, ...headers }, body: JSON.stringify(fields) };
}

/** The error that a promise must end with. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(() => { throw new Error('expected an error'); }, (error: unknown) => error);
}
