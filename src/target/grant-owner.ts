import type { IConstruct } from 'constructs';
import type { PolicyLevel } from './function-actions';
import type { Caller } from '../caller';
import type { Half } from '../link/half';

/** A target as its grants see it. */
export interface GrantOwner extends IConstruct {
  /** @internal */
  _grant(caller: Caller, level: PolicyLevel, actions: string[]): Half;
}
