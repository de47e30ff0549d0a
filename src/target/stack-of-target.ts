import { Stack } from 'aws-cdk-lib';
import { CrossAccountTarget } from './cross-account-target';
import type { ICrossAccountTarget } from './cross-account-target';

/** The stack that owns the function; undefined for a target of another app, of which this app contains nothing. */
export function stackOfTarget(target: ICrossAccountTarget): Stack | undefined {
  return target instanceof CrossAccountTarget ? Stack.of(target) : undefined;
}
