import { createHash, randomBytes } from 'node:crypto';

/** Temporary credentials of a role session; the shape that every AWS SDK client takes. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Who a request comes from, once its signature is verified. */
export interface Session {
  readonly credentials: SessionCredentials;
  readonly roleArn: string;
  readonly partition: string;
  readonly account: string;
  readonly sessionName: string;
  /** The ARN that error messages and GetCallerIdentity show. */
  readonly sessionArn: string;
  /** The role's unique id, as IAM would have given it. */
  readonly roleId: string;
  /** Session tags, which conditions see as tags of the principal. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly sourceIdentity?: string;
  /** The ARN of the function that calls with it: its network decides what can be reached. */
  readonly origin?: string;
}

export interface SessionOptions {
  /** @default 'sandbox' */
  readonly sessionName?: string;
  /** @default - in one hour */
  readonly expiration?: Date;
  readonly tags?: Readonly<Record<string, string>>;
  readonly sourceIdentity?: string;
  /**
   * The ARN of the function that calls with it, from whose VPC the calls then come.
   *
   * @default - from no VPC
   */
  readonly origin?: string;
}

const ONE_HOUR = 3_600_000;

/** Issues the credentials of the sandbox and knows whose they are. */
export class CredentialStore {
  private readonly sessions = new Map<string, Session>();

  public issue(roleArn: string, options: SessionOptions = {}): Session {
    const match = /^arn:([^:]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(roleArn);
    if (!match) { throw new Error(`not the ARN of a role: ${roleArn}`); }
    const [, partition, account, roleName] = match;
    const { sessionName = 'sandbox', expiration = new Date(Date.now() + ONE_HOUR), tags, sourceIdentity, origin } = options;
    const credentials = {
      accessKeyId: `ASIA${identifier(randomBytes(16))}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(96).toString('base64'),
      expiration,
    };
    const session = {
      credentials,
      roleArn,
      partition,
      account,
      sessionName,
      // a role's path does not show in the ARN of its sessions
      sessionArn: `arn:${partition}:sts::${account}:assumed-role/${roleName}/${sessionName}`,
      roleId: `AROA${identifier(createHash('sha256').update(roleArn).digest().subarray(0, 17))}`,
      tags,
      sourceIdentity,
      origin,
    };
    this.sessions.set(credentials.accessKeyId, session);
    return session;
  }

  public find(accessKeyId: string): Session | undefined {
    return this.sessions.get(accessKeyId);
  }
}

/** One character of AWS's id alphabet for each byte. */
function identifier(bytes: Buffer): string {
  return [...bytes].map((byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32]).join('');
}
