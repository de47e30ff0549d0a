import type { Authorization, Authorizer, Call } from './authorizer';
import { keysOf } from './call-keys';
import { conditionKeys } from './condition-keys';
import { evaluatorOf } from '../access/evaluate/evaluate';
import type { Evaluator, Surroundings } from '../access/evaluate/evaluator';
import type { Cloud } from '../access/model/cloud';
import { requestByIdentity } from '../access/requests';
import type { Keys } from '../access/requests';
import { isRoleArn } from '../access/values/arn';

export interface EvaluatorAuthorizerProps {
  readonly cloud: Pick<Cloud, 'identities' | 'resourcePolicies'>;
  /** SCPs and RCPs, which no template has. @default - none */
  readonly organization?: Pick<Surroundings, 'serviceControlPolicies' | 'resourceControlPolicies'>;
  /** Condition keys that every request has, such as `aws:PrincipalOrgID`. @default - none */
  readonly keys?: Keys;
}

/** Decides from the policies of the templates, with the evaluator that also checks them. */
export class EvaluatorAuthorizer implements Authorizer {
  private readonly evaluator: Evaluator;
  /** No request has a tag but those that it is known to have. */
  private readonly absent: Keys;

  constructor(private readonly props: EvaluatorAuthorizerProps) {
    const { identities, resourcePolicies } = props.cloud;
    // without its functions and stacks: what is not in these templates does not exist here, rather than being unknown
    this.evaluator = evaluatorOf({ identities, resourcePolicies });
    this.absent = Object.fromEntries(conditionKeys(props.cloud, 'aws:requesttag/').map((key) => [key, undefined]));
  }

  public async decide(call: Call): Promise<Authorization> {
    const { cloud, organization, keys } = this.props;
    const { action, resourceArn, resourceAccount, session, path } = call;
    if (isRoleArn(resourceArn) && !cloud.identities.has(resourceArn)) {
      // on AWS another app may have made it; here nobody knows its trust policy
      return { allowed: false, reason: `no template here creates ${resourceArn}` };
    }
    const caller = cloud.identities.get(session.principalArn) ?? session.principalArn;
    const request = requestByIdentity(caller, { action, resourceArn, resourceAccount }, { ...this.absent, ...keys, ...keysOf(call) });
    const endpointPolicy = path.kind === 'endpoint' ? path.endpoint.policy : undefined;
    const { outcome, reason } = this.evaluator.decide(request, { ...organization, endpointPolicy });
    // AWS knows every condition key; what stays open here is denied, and the reason says what to tell the sandbox
    return { allowed: outcome === 'allowed', reason };
  }
}
