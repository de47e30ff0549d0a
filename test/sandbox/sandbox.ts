import type { Buckets } from './buckets';
import { productCloud } from './product-cloud';
import { S3Api } from './s3-api';
import type { Authorizer } from '../../src/sandbox/authorizer';
import type { SessionCredentials, SessionOptions } from '../../src/sandbox/credentials';
import type { Decision } from '../../src/sandbox/gatekeeper';
import { Sandbox as ProductSandbox } from '../../src/sandbox/sandbox';
import type { Cloud } from '../support/cloud';

export interface SandboxProps {
  /** The functions and roles of all accounts. */
  readonly cloud: Cloud;
  /** Decides who may call; nothing else does. */
  readonly authorizer: Authorizer;
  /** How long the sessions of assumed roles last. @default - as long as the caller asks for */
  readonly assumedRoleSeconds?: number;
  /** What is in S3, in all accounts. @default - nothing */
  readonly buckets?: Buckets;
}

/** The product's sandbox on the tests' own picture of the accounts, with S3 and a memory. */
export class Sandbox {
  public static async start({ cloud, buckets = {}, ...props }: SandboxProps): Promise<Sandbox> {
    const invocations: Decision[] = [];
    const logs: string[] = [];
    const sandbox = await ProductSandbox.start({
      ...props,
      cloud: productCloud(cloud),
      services: (gatekeeper) => [new S3Api(gatekeeper, buckets)],
      onDecision: (decision) => { invocations.push(decision); },
      onLog: (functionName, text) => { logs.push(`[${functionName}] ${text.trimEnd()}`); },
    });
    return new Sandbox(sandbox, invocations, logs);
  }

  private constructor(
    private readonly sandbox: ProductSandbox,
    /** Every decision that a request asked for, oldest first. */
    public readonly invocations: readonly Decision[],
    /** What the functions print, how failed asynchronous invocations end, and which calls did not arrive. */
    public readonly logs: readonly string[],
  ) {}

  /** To be given to SDK clients. */
  public get endpoint(): string {
    return this.sandbox.endpoint;
  }

  public credentialsFor(principalArn: string, options?: SessionOptions): SessionCredentials {
    return this.sandbox.credentialsFor(principalArn, options);
  }

  public async stop(): Promise<void> {
    return this.sandbox.stop();
  }
}
