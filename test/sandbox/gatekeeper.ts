import type { Session } from './credentials';
import type { Subject } from './request-subject';
import type { Authorizer, Call, Verdict } from '../support/authorizer';
import { EndpointGate } from '../support/endpoint-gate';
import type { NetworkPath } from '../support/network';

/** One decision that a request asked for. */
export interface Decision {
  /** The ARN of the role that calls. */
  readonly caller: string;
  readonly action: string;
  /** Exactly the ARN that was called. */
  readonly resource: string;
  readonly allowed: boolean;
  readonly reason: string;
  /** Only for a request that the network of its function does not let through: AWS never sees it. */
  readonly verdict?: 'unreachable';
}

/** Who calls, and which way the call takes. */
export interface Arrival {
  readonly session: Session;
  readonly path: NetworkPath;
}

/** What a request carries beside its caller, action and resource. */
export type CallContext = Omit<Call, 'principalArn' | 'principalTags' | 'principalSourceIdentity' | 'action' | 'resourceArn' | 'path'>;

/** The one place where the sandbox asks who may call; it keeps every answer. */
export class Gatekeeper {
  public readonly decisions: Decision[] = [];
  private readonly authorizer: Authorizer;

  constructor(authorizer: Authorizer) {
    this.authorizer = new EndpointGate(authorizer);
  }

  public async decide({ session, path }: Arrival, action: string, resource: string, context: CallContext = {}): Promise<Verdict> {
    const { roleArn, tags, sourceIdentity } = session;
    const verdict = await this.authorizer.decide({
      ...context,
      principalArn: roleArn,
      principalTags: tags,
      principalSourceIdentity: sourceIdentity,
      action,
      resourceArn: resource,
      path,
    });
    this.decisions.push({ caller: roleArn, action, resource, ...verdict });
    return verdict;
  }

  /** Keeps what the network has decided already. */
  public dropped({ roleArn }: Session, { action, resource }: Subject, reason: string): void {
    this.decisions.push({ caller: roleArn, action, resource, allowed: false, reason, verdict: 'unreachable' });
  }
}
