import { CfnResource } from 'aws-cdk-lib';
import type { CfnFunction, IAlias, IFunction, IVersion } from 'aws-cdk-lib/aws-lambda';
import { isUnnamed, keepName, stableName } from './names';

/** Gives a function of this app a stable physical name if it has none, so that another account can name it. */
export function nameFunction(fn: IFunction): void {
  const cfnFunction = ownedFunction(fn);
  if (!cfnFunction) { return; }
  if (isUnnamed(cfnFunction, cfnFunction.functionName)) { cfnFunction.functionName = stableName(fn); }
  keepName(cfnFunction, 'FunctionName');
}

/** The resource behind a function that this app creates; undefined for an imported one. */
export function ownedFunction(fn: IFunction): CfnFunction | undefined {
  const child = fn.node.defaultChild;
  return child && CfnResource.isCfnResource(child) && child.cfnResourceType === 'AWS::Lambda::Function' ? child as CfnFunction : undefined;
}

/** The function that an alias or a version runs; a function itself otherwise. */
export function functionBehind(fn: IFunction): IFunction {
  const { version, lambda } = fn as Partial<Pick<IAlias, 'version'> & Pick<IVersion, 'lambda'>>;
  return lambda ?? (typeof version === 'object' ? version.lambda : fn);
}
