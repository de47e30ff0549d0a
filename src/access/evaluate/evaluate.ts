import type { Known } from './asked-policy';
import { decide } from './decide';
import type { Evaluator, EvaluatorOf } from './evaluator';

/**
 * Decides calls as IAM's published evaluation logic does, three-valued: what no template says is no guess but a verdict
 * `depends` with what it depends on.
 *
 * statement.ts      does a statement speak of the call: action, resource, conditions
 * principal.ts      how it names the caller
 * condition.ts      keys that are missing, several, or unknown; operators.ts compares values
 * asked-policy.ts   which policy is asked for the ARN that is called
 * layers.ts         what all statements of one layer say together
 * decide.ts         what all layers say together
 */
export const evaluatorOf: EvaluatorOf = (cloud: Known): Evaluator => ({
  decide: (request, surroundings = {}) => decide(cloud, request, surroundings),
});
