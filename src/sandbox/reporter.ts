import type { AssemblySandbox } from './assembly-sandbox';
import type { Session } from './credentials';
import type { Decision } from './gatekeeper';
import type { Cloud, UnknownValue } from '../access/model/cloud';

/** Tells people or programs what happens in a sandbox. */
export interface Reporter {
  /** It can be called. */
  ready(sandbox: AssemblySandbox): void;
  decision(decision: Decision, session: Session, names: Names): void;
  /** What a function prints, or how its asynchronous invocation ended. */
  functionLog(functionName: string, text: string): void;
  /** Something of the assembly that is not known: it is not there, or not as it will be. */
  unknown(value: UnknownValue): void;
  reloaded(cloud: Cloud): void;
  /** What was there goes on. */
  notReloaded(error: Error): void;
}

export type Names = Pick<Cloud, 'functions' | 'identities'>;

export type Outcome = 'allowed' | 'denied' | 'unreachable';

export function outcomeOf({ verdict, allowed }: Decision): Outcome {
  return verdict ?? (allowed ? 'allowed' : 'denied');
}
