import { concreteName } from './concrete-name';
import { withDevelopers } from './developers';
import { EvaluatorAuthorizer } from './evaluator-authorizer';
import type { EvaluatorAuthorizerProps } from './evaluator-authorizer';
import type { Deployed } from './sandbox';
import type { Cloud } from '../access/model/cloud';
import type { ReadOptions } from '../access/read/options';
import { cloudOf } from '../access/read/read-cloud';
import { hasUnknown } from '../access/values/unknown';

export type DeploymentOptions = Pick<ReadOptions, 'env' | 'parameters' | 'stacks'> & Pick<EvaluatorAuthorizerProps, 'organization' | 'keys'>;

/** What the sandbox makes of an assembly. */
export interface Deployment extends Deployed {
  readonly cloud: Cloud;
}

/** Reads an assembly as if it were deployed: every resource has a name, and every account its developer. */
export function readDeployment(assemblyDirectory: string, { organization, keys, ...read }: DeploymentOptions = {}): Deployment {
  const cloud = withDevelopers(cloudOf(assemblyDirectory, { ...read, generatedName: concreteName }));
  const nowhere = cloud.stacks.find(({ account, region }) => hasUnknown(account) || hasUnknown(region));
  if (nowhere) { throw new Error(`stack ${nowhere.name} has no env, and the sandbox must know where it is deployed: give --env 111111111111/eu-west-1`); }
  return { cloud, authorizer: new EvaluatorAuthorizer({ cloud, organization, keys }) };
}
