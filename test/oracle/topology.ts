import * as fc from 'fast-check';
import { ResourcePolicyType } from '../../src';

export const ACCOUNTS = ['111111111111', '222222222222', '333333333333', '444444444444'];
export const REGIONS = ['eu-west-1', 'us-east-1'];
export const ORGANIZATIONS = ['o-aaaaaaaaaa', 'o-bbbbbbbbbb'];

/** Who of another app is let in by a target or role: the stranger itself, its whole account, its organization. */
export type GrantKind = 'role' | 'account' | 'organization' | 'none';

/** A random arrangement: who is where, and who declares to call whom. Numbers count from the start again where they are too large. */
export interface Topology {
  readonly partitionLiterals: boolean;
  readonly targets: { account: number; region: number; policyType: ResourcePolicyType; aliasName: string }[];
  readonly roles: RoleTopology[];
  /** Callers of this app: which targets each calls, and the role through which, if any. */
  readonly invokers: { account: number; region: number; ownRole: boolean; via?: number; calls: number[] }[];
  /** Callers of other apps, and what kind of grant each target and role has for them. */
  readonly strangers: {
    account: number;
    organization: number;
    grants: { target: number; kind: GrantKind }[];
    trusts: { role: number; kind: GrantKind }[];
  }[];
}

/** A role that is assumed. */
export interface RoleTopology {
  readonly account: number;
  /** In the stack of this target, instead of one of its own in `account`. */
  readonly besideTarget?: number;
  readonly externalId: boolean;
  readonly strict: boolean;
  /** Which of the targets in its account it was given at the start. */
  readonly targets: number[];
  /** Which invokers assume it, beside those that go via the role. */
  readonly assumers: number[];
  /** Whether the role before it in the list assumes it. */
  readonly chained: boolean;
}

const index = (length: number) => fc.integer({ min: 0, max: length - 1 });
const kind = fc.constantFrom<GrantKind>('role', 'account', 'organization', 'none');

export const topologies: fc.Arbitrary<Topology> = fc.record({
  partitionLiterals: fc.boolean(),
  targets: fc.array(fc.record({
    account: index(ACCOUNTS.length),
    region: index(REGIONS.length),
    policyType: fc.constantFrom(ResourcePolicyType.DOCUMENT, ResourcePolicyType.PERMISSIONS),
    aliasName: fc.constantFrom('live', 'beta'),
  }), { minLength: 1, maxLength: 3 }),
  roles: fc.array(fc.record({
    account: index(ACCOUNTS.length),
    // most roles have a target in their account, or there is little to invoke
    besideTarget: fc.option(fc.nat(2), { freq: 3, nil: undefined }),
    externalId: fc.boolean(),
    strict: fc.boolean(),
    targets: fc.array(fc.nat(2), { maxLength: 2 }),
    assumers: fc.array(fc.nat(2), { maxLength: 2 }),
    chained: fc.boolean(),
  }), { maxLength: 2 }),
  invokers: fc.array(fc.record({
    account: index(ACCOUNTS.length),
    region: index(REGIONS.length),
    ownRole: fc.boolean(),
    via: fc.option(fc.nat(1), { nil: undefined }),
    calls: fc.array(fc.nat(2), { maxLength: 3 }),
  }), { maxLength: 3 }),
  strangers: fc.array(fc.record({
    account: index(ACCOUNTS.length),
    organization: index(ORGANIZATIONS.length),
    grants: fc.array(fc.record({ target: fc.nat(2), kind }), { maxLength: 3 }),
    trusts: fc.array(fc.record({ role: fc.nat(1), kind }), { maxLength: 2 }),
  }), { maxLength: 2 }),
});
