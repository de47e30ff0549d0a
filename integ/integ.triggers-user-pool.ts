/**
 * A user pool in one account whose trigger is a function in another.
 *
 * Proves that exactly the pool that is named may call (`exactSource`), that the pool's ARN reaches the
 * other account at deployment, and that Cognito takes the answer. Asks AWS what its documentation does
 * not say: whether a pool can be set up before its function is there.
 *
 * The function reports each call to a queue of the source account, where a probe makes a user and
 * waits for the report. Denied is a second pool with the same trigger.
 *
 * Accounts: the source account owns the pools, the target account the function. Bootstrap both, each
 * with credentials of its own:
 *   cdk bootstrap aws://SOURCE/eu-west-1
 *   cdk bootstrap aws://TARGET/eu-west-1 --trust SOURCE \
 *     --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess
 *
 * Environment: credentials of the source account, and
 *   CDK_INTEG_ACCOUNT      id of the source account
 *   INTEG_TARGET_ACCOUNT   id of the target account
 *   CDK_INTEG_REGION       optional, eu-west-1 by default
 *
 * Run: npm run integ:deploy -- integ.triggers-user-pool.ts
 * Cost: below one US cent. All stacks are destroyed at the end; the log groups of the functions stay.
 */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { UserPool, UserPoolOperation } from 'aws-cdk-lib/aws-cognito';
import type { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CrossAccountTarget, CrossAccountUserPoolTrigger } from '../src';
import { twoAccountTest } from './support/calls';
import { SOURCE, TARGET, portableApp } from './support/environment';
import { delivered, notDelivered, probeFunction, receivingFunction } from './support/probe';

const RECEIPTS = 'integ-triggers-user-pool-receipts';

const app = portableApp();
const pools = new Stack(app, 'IntegTriggersUserPoolPools', { env: SOURCE });
const orders = new Stack(app, 'IntegTriggersUserPoolOrders', { env: TARGET });

// --- target account ---
const target = new CrossAccountTarget(orders, 'Orders', { function: receivingFunction(orders, 'Function', RECEIPTS) });

// --- source account ---
const userPool = new UserPool(pools, 'Pool', { removalPolicy: RemovalPolicy.DESTROY });
new CrossAccountUserPoolTrigger(pools, 'SignUp', { userPool, operation: UserPoolOperation.PRE_SIGN_UP, target, exactSource: true });

// the pool's half alone
const closedPool = new UserPool(pools, 'ClosedPool', { removalPolicy: RemovalPolicy.DESTROY });
(closedPool.node.defaultChild as CfnUserPool).lambdaConfig = { preSignUp: target.targetArn };

const probe = probeFunction(pools, 'Probe', RECEIPTS, { POOL: userPool.userPoolId, CLOSED_POOL: closedPool.userPoolId });
probe.addToRolePolicy(new PolicyStatement({
  actions: ['cognito-idp:AdminCreateUser', 'cognito-idp:AdminDeleteUser'],
  resources: [userPool.userPoolArn, closedPool.userPoolArn],
}));

twoAccountTest(app, 'IntegTriggersUserPool', {
  stacks: [pools, orders],
  allowed: [delivered(probe, { cause: 'user', at: 'POOL' })],
  denied: [notDelivered(probe, { cause: 'user', at: 'CLOSED_POOL' })],
});
