import { createHash, randomBytes } from 'node:crypto';

/** What every AWS SDK client takes as credentials. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Undefined for a user, whose credentials are not temporary. */
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Who a request comes from, once its signature is verified. */
export interface Session {
  readonly credentials: SessionCredentials;
  readonly kind: 'role' | 'user';
  /** The ARN of the role or user. */
  readonly principalArn: string;
  readonly partition: string;
  readonly account: string;
  /** Undefined for a user. */
  readonly sessionName?: string;
  /** The ARN that error messages and GetCallerIdentity show. */
  readonly callerArn: string;
  /** As in GetCallerIdentity and `aws:userid`, with a unique id as IAM would have given it. */
  readonly userId: string;
  /** Session tags, which conditions see as tags of the principal. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly sourceIdentity?: string;
  /** The ARN of the function that calls with it: its network decides what can be reached. */
  readonly origin?: string;
  /** The same, only for the function's own role and not for one that it assumed: the condition key of that name. */
  readonly sourceFunctionArn?: string;
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
  /** @default - not the own role of a function */
  readonly sourceFunctionArn?: string;
}

const ONE_HOUR = 3_600_000;

/** Issues the credentials of the sandbox and knows whose they are. */
export class CredentialStore {
  private readonly sessions = new Map<string, Session>();

  /** Credentials of a session of a role, or of a user. */
  public issue(principalArn: string, options: SessionOptions = {}): Session {
    const match = /^arn:([^:]+):iam::(\d{12}):(role|user)\/(?:.*\/)?([^/]+)$/.exec(principalArn);
    if (!match) { throw new Error(`not the ARN of a role or user: ${principalArn}`); }
    const [, partition, account, kind, name] = match;
    const session = { principalArn, partition, account, ...kind === 'role' ? roleSession(principalArn, partition, account, name, options) : user(principalArn) };
    this.sessions.set(session.credentials.accessKeyId, session);
    this.forgetExpired();
    return session;
  }

  public find(accessKeyId: string): Session | undefined {
    return this.sessions.get(accessKeyId);
  }

  /** A session that ended an hour ago is not expired any more, but unknown: the store does not grow for ever. */
  private forgetExpired(): void {
    const before = Date.now() - ONE_HOUR;
    for (const [id, { credentials: { expiration } }] of this.sessions) {
      if (expiration && expiration.getTime() < before) { this.sessions.delete(id); }
    }
  }
}

function roleSession(arn: string, partition: string, account: string, name: string, options: SessionOptions) {
  const { sessionName = 'sandbox', expiration = new Date(Date.now() + ONE_HOUR), ...rest } = options;
  return {
    ...rest,
    kind: 'role' as const,
    sessionName,
    credentials: { ...keyPair('ASIA'), sessionToken: randomBytes(96).toString('base64'), expiration },
    // a role's path does not show in the ARN of its sessions
    callerArn: `arn:${partition}:sts::${account}:assumed-role/${name}/${sessionName}`,
    userId: `${uniqueId('AROA', arn)}:${sessionName}`,
  };
}

function user(arn: string) {
  return { kind: 'user' as const, credentials: keyPair('AKIA'), callerArn: arn, userId: uniqueId('AIDA', arn) };
}

function keyPair(prefix: string) {
  return { accessKeyId: `${prefix}${identifier(randomBytes(16))}`, secretAccessKey: randomBytes(30).toString('base64') };
}

function uniqueId(prefix: string, arn: string): string {
  return `${prefix}${identifier(createHash('sha256').update(arn).digest().subarray(0, 17))}`;
}

/** One character of AWS's id alphabet for each byte. */
function identifier(bytes: Buffer): string {
  return [...bytes].map((byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32]).join('');
}
