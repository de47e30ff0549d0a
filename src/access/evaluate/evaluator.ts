import type { Verdict } from './verdict';
import type { Cloud } from '../model/cloud';
import type { Statement } from '../model/policy';
import type { Request } from '../model/request';

/** What the templates do not have. */
export interface Surroundings {
  /** SCPs that hold for an account, each list is one level of the organization: all levels must allow. Not for service principals. */
  readonly serviceControlPolicies?: (account: string) => readonly (readonly Statement[])[];
  /** RCPs that hold for an account. */
  readonly resourceControlPolicies?: (account: string) => readonly (readonly Statement[])[];
  /** The policy of the VPC endpoint that the call goes through. */
  readonly endpointPolicy?: readonly Statement[];
  /** The policy passed to AssumeRole for the session that calls. */
  readonly sessionPolicy?: readonly Statement[];
}

/** Decides calls from the policies of a cloud. */
export interface Evaluator {
  decide(request: Request, surroundings?: Surroundings): Verdict;
}

export type EvaluatorOf = (cloud: Pick<Cloud, 'identities' | 'resourcePolicies'>) => Evaluator;
