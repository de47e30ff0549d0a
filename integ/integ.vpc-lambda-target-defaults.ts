/**
 * A function in private subnets is called from another account, all defaults.
 *
 * Proves that the first deployment is enough: the VPC, the role that Lambda makes network interfaces
 * with before the function is there, and a function that needs no way into its VPC to be called; and
 * that access ends at the alias. That the stack can be deleted proves that the permissions for
 * network interfaces outlive the function.
 *
 * Accounts: the source account calls, the target account owns the function. Bootstrap both, each with
 * credentials of its own:
 *   cdk bootstrap aws://SOURCE/eu-west-1
 *   cdk bootstrap aws://TARGET/eu-west-1 --trust SOURCE \
 *     --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess
 *
 * Environment: credentials of the source account, and
 *   CDK_INTEG_ACCOUNT      id of the source account
 *   INTEG_TARGET_ACCOUNT   id of the target account
 *   CDK_INTEG_REGION       optional, eu-west-1 by default; its zones a and b are used
 *
 * Run: npm run integ:deploy -- integ.vpc-lambda-target-defaults.ts
 * Cost: below one US cent: nothing in this VPC costs by the hour. All stacks are destroyed at the end,
 * which takes up to 20 minutes more, until Lambda has deleted the network interfaces; the log groups
 * of the functions and of the flow logs stay.
 */
import { Stack } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CrossAccountInvoker, VpcLambdaTarget } from '../src';
import { allowed, deniedUnqualified, twoAccountTest } from './support/calls';
import { SOURCE, TARGET, ZONES, portableApp } from './support/environment';
import { ANSWER, callingFunction } from './support/functions';

const app = portableApp();
const orders = new Stack(app, 'IntegVpcLambdaTargetDefaultsOrders', { env: TARGET });
const checkout = new Stack(app, 'IntegVpcLambdaTargetDefaultsCheckout', { env: SOURCE });

const target = new VpcLambdaTarget(orders, 'Orders', {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline(`exports.handler = async () => '${ANSWER}';`),
  // by default they are looked up, which needs credentials whenever the snapshot is compared
  availabilityZones: ZONES,
});
const checkoutFunction = callingFunction(checkout, 'Function');
new CrossAccountInvoker(checkout, 'Checkout', { function: checkoutFunction, targets: [target] });

twoAccountTest(app, 'IntegVpcLambdaTargetDefaults', {
  stacks: [orders, checkout],
  allowed: [allowed(checkoutFunction, 'ORDERS')],
  denied: [deniedUnqualified(checkoutFunction, 'ORDERS')],
});
