import { Annotations } from 'aws-cdk-lib';
import type { Duration } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { misuse } from '../private/errors';
import { CHAINED_SESSION } from '../private/warnings';

const HOUR = 3600;

export function requireSessionRange(at: Construct, duration: Duration | undefined): void {
  if (!duration) { return; }
  if (duration.isUnresolved()) {
    throw misuse({
      problem: 'maxSessionDuration is a token, so it cannot be checked',
      expected: '1 to 12 hours',
      fix: 'write maxSessionDuration: Duration.hours(1)',
      at,
    });
  }
  const seconds = duration.toSeconds();
  if (seconds >= HOUR && seconds <= 12 * HOUR) { return; }
  throw misuse({
    problem: 'maxSessionDuration is out of range',
    got: duration.toHumanString(),
    expected: '1 to 12 hours',
    fix: seconds < HOUR
      ? 'leave it out, and ask for shorter sessions with role.grants.assume(fn, { sessionDuration })'
      : 'write maxSessionDuration: Duration.hours(12)',
    at,
  });
}

/**
 * A role that assumes a role gets one hour at most; more is of no use if nobody else may assume it.
 *
 * @param at below the construct: a warning that is made during validation can only be acknowledged further up
 */
export function warnOfChaining(at: IConstruct, duration: Duration | undefined, onlyRoles: boolean): void {
  if (!duration || duration.toSeconds() <= HOUR || !onlyRoles) { return; }
  Annotations.of(at).addWarningV2(CHAINED_SESSION,
    `maxSessionDuration is ${duration.toHumanString()}, but every caller is a role, whose sessions AWS ends after one hour (role chaining); `
    + 'leave maxSessionDuration out: the helpers for functions refresh the credentials');
}
