import type { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { IAssumableRole } from './assumable-role';
import type { RoleLink } from './assume-options';
import type { RoleRequirements } from './role-requirements';
import type { Caller } from '../caller';
import type { Half } from '../link/half';

/** A role as its grants see it. */
export interface AssumeOwner extends Construct, IAssumableRole {
  /** @internal */
  readonly _requirements: RoleRequirements;
  /** @internal The region of the role's stack, if it is known. */
  readonly _region?: string;
  /** @internal The role's ARN as a caller's stack can write it. */
  _arnIn(callerStack: Stack): string;
  /** @internal Lets a caller assume the role: written, or handed over. */
  _trust(caller: Caller): Half;
}

/** The prefix of the variables that lead to the role, beside the link. */
export interface PrefixedLink {
  readonly link: RoleLink;
  readonly prefix: string;
}
