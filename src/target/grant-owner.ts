import type { Construct } from 'constructs';
import type { PolicyLevel } from './function-actions';
import type { Caller } from '../caller';
import type { Half } from '../link/half';
import type { Permission } from '../link/permission';

/** A target as its grants see it. */
export interface GrantOwner extends Construct {
  /** @internal */
  _grant(caller: Caller, level: PolicyLevel, permissions: Permission[]): Half;
}
