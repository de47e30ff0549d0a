import type { Session } from './credentials';
import type { Authorizer, Call, Verdict } from '../support/authorizer';

/** One decision that a request asked for. */
export interface Decision {
  /** The ARN of the role that calls. */
  readonly caller: string;
  readonly action: string;
  /** Exactly the ARN that was called. */
  readonly resource: string;
  readonly allowed: boolean;
  readonly reason: string;
}

/** What a request carries beside its caller, action and resource. */
export type CallContext = Omit<Call, 'principalArn' | 'principalTags' | 'principalSourceIdentity' | 'action' | 'resourceArn'>;

/** The one place where the sandbox asks who may call; it keeps every answer. */
export class Gatekeeper {
  public readonly decisions: Decision[] = [];

  constructor(private readonly authorizer: Authorizer) {}

  public async decide({ roleArn, tags, sourceIdentity }: Session, action: string, resource: string, context: CallContext = {}): Promise<Verdict> {
    const verdict = await this.authorizer.decide({
      ...context,
      principalArn: roleArn,
      principalTags: tags,
      principalSourceIdentity: sourceIdentity,
      action,
      resourceArn: resource,
    });
    this.decisions.push({ caller: roleArn, action, resource, ...verdict });
    return verdict;
  }
}
