import type { Arrival, Authorization, Authorizer, CallDetails } from './authorizer';
import type { Session } from './credentials';
import type { Subject } from './service-api';

/** One decision that a request asked for. */
export interface Decision {
  /** The ARN of the role or user that calls. */
  readonly caller: string;
  readonly action: string;
  /** Exactly the ARN that was called. */
  readonly resource: string;
  readonly allowed: boolean;
  readonly reason: string;
  /** Only for a request that the network of its function does not let through: AWS never sees it. */
  readonly verdict?: 'unreachable';
}

export type DecisionListener = (decision: Decision, session: Session) => void;

/** The one place where the sandbox asks who may call; it tells every answer. */
export class Gatekeeper {
  constructor(private readonly authorizer: Authorizer, private readonly tell: DecisionListener) {}

  public async decide({ session, path }: Arrival, action: string, resource: string, details: CallDetails = {}): Promise<Authorization> {
    const authorization = await this.authorizer.decide({ ...details, session, path, action, resourceArn: resource });
    const { allowed, reason } = authorization;
    this.tell({ caller: session.principalArn, action, resource, allowed, reason }, session);
    return authorization;
  }

  /** Tells what the network has decided already. */
  public dropped(session: Session, { action, resource }: Subject, reason: string): void {
    this.tell({ caller: session.principalArn, action, resource, allowed: false, reason, verdict: 'unreachable' }, session);
  }
}
