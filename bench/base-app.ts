import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';

export const REGION = 'eu-west-1';
export const SOURCE_ACCOUNT = '111111111111';
export const TARGET_ACCOUNT = '222222222222';

/** A target with five resources and one for its permission: 80 stay below CloudFormation's 500 a stack. */
const PAIRS_PER_STACK = 80;

/** A function that calls and a function that is called, each in its own account, not yet wired. */
export interface Pair {
  readonly index: number;
  readonly caller: lambda.Function;
  readonly callerRole: iam.Role;
  readonly callerRoleArn: string;
  readonly alias: lambda.Alias;
  readonly aliasArn: string;
}

/** The stacks of up to 80 pairs. */
export interface PairGroup {
  readonly source: Stack;
  readonly target: Stack;
  readonly pairs: Pair[];
}

/** An app with the recommended feature flags of the aws-cdk-lib in use, as `cdk init` writes them. */
export function newApp(outdir: string): App {
  return new App({ outdir, context: recommendedFlags });
}

/** What every variant has in common: n callers and n targets, with roles, versions and aliases. */
export function buildBase(app: App, n: number): PairGroup[] {
  const groups: PairGroup[] = [];
  for (let first = 0; first < n; first += PAIRS_PER_STACK) {
    const source = new Stack(app, `Checkout${groups.length}`, { env: { account: SOURCE_ACCOUNT, region: REGION } });
    const target = new Stack(app, `Orders${groups.length}`, { env: { account: TARGET_ACCOUNT, region: REGION } });
    const size = Math.min(PAIRS_PER_STACK, n - first);
    groups.push({ source, target, pairs: Array.from({ length: size }, (_, i) => buildPair(source, target, first + i)) });
  }
  return groups;
}

function buildPair(source: Stack, target: Stack, index: number): Pair {
  const roleName = `checkout-${index}`;
  const callerRole = new iam.Role(source, `CheckoutRole${index}`, {
    roleName,
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')],
  });
  const { alias, aliasArn } = buildTarget(target, index);
  return {
    index,
    caller: buildFunction(source, `CheckoutFunction${index}`, { functionName: `checkout-${index}`, role: callerRole }),
    callerRole,
    callerRoleArn: `arn:aws:iam::${SOURCE_ACCOUNT}:role/${roleName}`,
    alias,
    aliasArn,
  };
}

/** A function of the target account under the alias `live`. */
export function buildTarget(target: Stack, index: number): Pick<Pair, 'alias' | 'aliasArn'> {
  const functionName = `orders-${index}`;
  // not `currentVersion`: it hashes the function, which is a sixth of the whole app and has nothing to do with links
  const version = new lambda.Version(target, `OrdersVersion${index}`, {
    lambda: buildFunction(target, `OrdersFunction${index}`, { functionName }),
  });
  return {
    alias: new lambda.Alias(target, `OrdersAlias${index}`, { aliasName: 'live', version }),
    aliasArn: `arn:aws:lambda:${REGION}:${TARGET_ACCOUNT}:function:${functionName}:live`,
  };
}

function buildFunction(stack: Stack, id: string, props: Partial<lambda.FunctionProps>): lambda.Function {
  return new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => ({});'),
    ...props,
  });
}
