import type { NetworkPath } from './network';

/** One call as AWS would have to decide it. */
export interface Call {
  /** The ARN of the role that calls (not of its session), or a service principal such as `s3.amazonaws.com`. */
  readonly principalArn: string;
  readonly action: string;
  /** Exactly the ARN that is called, with its qualifier if the call has one. */
  readonly resourceArn: string;
  /** The owner of the resource where its ARN has no account, as for S3. */
  readonly resourceAccount?: string;
  /** For a service: the resource that calls, and its owner where the service sends it. */
  readonly source?: { readonly arn: string; readonly account?: string };
  /** The caller's organization, and the paths of the units its account is in. */
  readonly organization?: { readonly id: string; readonly paths: string[] };
  /** The tags and the source identity of the session that calls. */
  readonly principalTags?: Readonly<Record<string, string>>;
  readonly principalSourceIdentity?: string;

  // what a caller of STS sends
  readonly externalId?: string;
  readonly sessionName?: string;
  readonly sessionTags?: Readonly<Record<string, string>>;
  readonly sourceIdentity?: string;

  // a call of a function through its URL
  readonly functionUrlAuthType?: 'AWS_IAM' | 'NONE';
  readonly invokedViaFunctionUrl?: boolean;

  /** What a caller of S3 lists. */
  readonly objectPrefix?: string;

  /** Keys of one service only, such as `sns:Protocol`. */
  readonly context?: Readonly<Record<string, string>>;

  /** How the call reaches AWS. Only an `EndpointGate` decides on it. @default - from no VPC */
  readonly path?: NetworkPath;
}

export interface Verdict {
  readonly allowed: boolean;
  /** One sentence a person understands: which half allows or is missing. */
  readonly reason: string;
}

/** Decides who may call, from the synthesized policies alone. */
export interface Authorizer {
  decide(call: Call): Promise<Verdict>;
}
