import { Token } from 'aws-cdk-lib';
import type { CfnStage, IRestApi } from 'aws-cdk-lib/aws-apigateway';
import { functionBehind, ownedFunction } from '../private/function-name';
import { CrossAccountTarget } from '../target';
import type { ICrossAccountTarget } from '../target';

/**
 * What must make a new deployment of a REST API when it changes: stages serve what was deployed.
 *
 * A reference to the target looks the same after the function got another name.
 */
export function deploymentToken(target: ICrossAccountTarget, targetArn: string): string | undefined {
  if (!Token.isUnresolved(targetArn)) { return JSON.stringify({ targetArn }); }
  const fn = target instanceof CrossAccountTarget ? ownedFunction(functionBehind(target.callable)) : undefined;
  return fn?.functionName === undefined || Token.isUnresolved(fn.functionName) ? undefined : JSON.stringify({ functionName: fn.functionName });
}

/** The name of the stage that is deployed with an API; undefined where it is not known, or not yet. */
export function deployedStage(api: IRestApi): string | undefined {
  // an imported API has none, and one that does not deploy itself gets it later
  const stage = api.deploymentStage as IRestApi['deploymentStage'] | undefined;
  const name = (stage?.node.defaultChild as CfnStage | undefined)?.stageName ?? stage?.stageName;
  return Token.isUnresolved(name) ? undefined : name;
}
