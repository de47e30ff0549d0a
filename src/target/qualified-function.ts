import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { CfnFunction, IAlias, IFunction, IVersion } from 'aws-cdk-lib/aws-lambda';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { parseFunctionArn } from '../private/arns';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { ownedFunction } from '../private/function-name';
import { isUnnamed } from '../private/names';

const ALIAS_NAME = /^(?!\d+$)[a-zA-Z0-9-_]{1,128}$/;

/** A function with the qualifier under which it is called. */
export interface QualifiedFunction {
  /** The alias or version; its ARN is the target's. */
  readonly callable: IFunction;
  /** The function behind it. */
  readonly function: IFunction;
  /** The alias name or version number. */
  readonly qualifier: string;
  readonly isVersion: boolean;
}

/** Takes an alias or a version as it is; for a function makes an alias in `scope`. */
export function qualify(scope: Construct, fn: IFunction, aliasName?: string): QualifiedFunction {
  const qualified = asAlias(fn) ?? asVersion(scope, fn);
  if (!qualified) {
    requireUnqualified(scope, fn);
    return newAlias(scope, fn, aliasName ?? 'live');
  }
  if (aliasName !== undefined) {
    throw misuse({
      problem: `aliasName is set, but function already is ${qualified.isVersion ? 'a version' : 'an alias'}`,
      got: aliasName,
      expected: 'no aliasName: an alias or a version is used as it is',
      fix: 'remove aliasName, or pass the function itself',
      at: scope,
    });
  }
  return qualified;
}

function asAlias(fn: IFunction): QualifiedFunction | undefined {
  const { aliasName, version } = fn as Partial<IAlias>;
  if (aliasName === undefined || version === undefined) { return undefined; }
  return { callable: fn, function: version.lambda, qualifier: aliasName, isVersion: false };
}

function asVersion(scope: Construct, fn: IFunction): QualifiedFunction | undefined {
  const { lambda, version } = fn as Partial<IVersion>;
  if (lambda === undefined || version === undefined) { return undefined; }
  if (version === '$LATEST') {
    throw misuse({
      problem: 'function is $LATEST, to which Lambda attaches no resource policy',
      expected: 'a function, an alias or a published version',
      fix: 'pass the function itself (an alias is made for it), or fn.currentVersion',
      at: scope,
    });
  }
  return { callable: fn, function: lambda, qualifier: version, isVersion: true };
}

/** aws-cdk-lib imports a qualified ARN as if it were the function: an alias would be made beside the one that is meant. */
function requireUnqualified(scope: Construct, fn: IFunction): void {
  if (fn.node.defaultChild || parseFunctionArn(fn.functionArn)?.qualifier === undefined) { return; }
  throw misuse({
    problem: 'function was imported by a qualified ARN, which lambda.Function.fromFunctionArn reads as the function itself',
    got: fn.functionArn,
    expected: 'a function, an alias or a version',
    fix: 'import it with lambda.Alias.fromAliasAttributes or lambda.Version.fromVersionArn, or leave the qualifier out so that a new alias is made',
    at: scope,
  });
}

function newAlias(scope: Construct, fn: IFunction, aliasName: string): QualifiedFunction {
  if (!Token.isUnresolved(aliasName) && !ALIAS_NAME.test(aliasName)) {
    throw misuse({
      problem: 'aliasName is not a name that Lambda takes',
      got: aliasName,
      expected: '1 to 128 letters, digits, hyphens or underscores, and not only digits',
      fix: "write aliasName: 'live'",
      at: scope,
    });
  }
  // an imported function publishes no version here: its alias follows the latest code
  const { currentVersion } = fn as { currentVersion?: IVersion };
  const alias = new Alias(scope, 'Alias', { aliasName, version: currentVersion ?? fn.latestVersion });
  return { callable: alias, function: fn, qualifier: aliasName, isVersion: false };
}

/** The qualified ARN as text that is right in any stack; undefined where it is known only at deployment. */
export function literalArn(target: QualifiedFunction, env: KnownEnvironment): string | undefined {
  const { callable, qualifier } = target;
  const cfnFunction = ownedFunction(target.function);
  if (!cfnFunction && parseFunctionArn(callable.functionArn)) { return callable.functionArn; }
  if (cfnFunction && isUnnamed(cfnFunction, cfnFunction.functionName)) { return undefined; }
  const functionName = cfnFunction?.functionName ?? target.function.functionName;
  // a token name (PhysicalName.GENERATE_IF_NEEDED) is aws-cdk's to resolve
  if (cfnFunction && Token.isUnresolved(functionName) && !Token.isUnresolved(env.account)) { return callable.functionArn; }
  const arn = `arn:${env.partition}:lambda:${env.region}:${env.account}:function:${functionName}:${qualifier}`;
  return Token.isUnresolved(arn.slice(arn.indexOf(':lambda:'))) ? undefined : arn;
}

/**
 * The ARN for use in the function's own account.
 *
 * For what this app creates a plain reference to the resource: an L2's `functionArn` also knows how
 * to cross environments, which is never needed here and costs as much as the rest of a link.
 */
export function localArn(fn: IFunction): string {
  const child = fn.node.defaultChild;
  if (!child || !CfnResource.isCfnResource(child)) { return fn.functionArn; }
  return child.cfnResourceType === 'AWS::Lambda::Function' ? (child as CfnFunction).attrArn : child.ref;
}

/** Why a target's ARN cannot be written in another stack, and what to do. */
export function arnNotKnown(target: QualifiedFunction, env: KnownEnvironment, at: Construct): Error {
  const unknownEnv = Token.isUnresolved(env.account) || Token.isUnresolved(env.region);
  let fix = ownedFunction(target.function)
    ? `set functionName and a literal aliasName on ${pathOf(target.function)}, or wire the caller with CrossAccountInvoker, which names the function`
    : `import ${pathOf(target.function)} by a literal ARN (a SingletonFunction has none: use lambda.Function with functionName)`;
  if (unknownEnv) {
    fix = `give stack ${Stack.of(at).stackName} an env: { account, region }, or pass account and region to CrossAccountTarget`;
  } else if (target.isVersion) {
    fix = 'pass the function or an alias: the number of a version is only known once it is published';
  }
  return misuse({
    problem: "the target's ARN is used in another stack, but is not known at synthesis",
    expected: 'an account, a region, a function name and a qualifier that are literals',
    fix,
    at,
  });
}
