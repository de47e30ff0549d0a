/**
 * Functions in VPCs without a way to the internet call functions of another account.
 *
 * Proves what only AWS can prove: that the calls get through the endpoints that the invokers make,
 * directly and through a role, and through an endpoint that was there; and that a function of the
 * same VPC which both halves allow, but no endpoint, is denied by the endpoint policy.
 *
 * Accounts: the source account calls, the target account owns the functions and the role. Bootstrap
 * both, each with credentials of its own:
 *   cdk bootstrap aws://SOURCE/eu-west-1
 *   cdk bootstrap aws://TARGET/eu-west-1 --trust SOURCE \
 *     --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess
 *
 * Environment: credentials of the source account, and
 *   CDK_INTEG_ACCOUNT      id of the source account
 *   INTEG_TARGET_ACCOUNT   id of the target account
 *   CDK_INTEG_REGION       optional, eu-west-1 by default; its zones a and b are used
 *
 * Run: npm run integ:deploy -- integ.vpc-invoker.ts
 * Cost: six addresses of interface endpoints, below ten US cents an hour. All stacks are destroyed at
 * the end, which takes up to 20 minutes more, until Lambda has deleted the network interfaces; the log
 * groups of the functions stay.
 */
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AssumableRole, Caller, CrossAccountInvoker, CrossAccountTarget, ExistingEndpoint } from '../src';
import { allowed, allowedAs, denied, deniedUnqualified, twoAccountTest } from './support/calls';
import { SOURCE, TARGET, portableApp } from './support/environment';
import { callingFunction, roleCallingFunction, targetFunction } from './support/functions';
import { isolatedVpc } from './support/networks';

const LAMBDA = ec2.InterfaceVpcEndpointAwsService.LAMBDA;

const app = portableApp();
const orders = new Stack(app, 'IntegVpcInvokerOrders', { env: TARGET });
const checkout = new Stack(app, 'IntegVpcInvokerCheckout', { env: SOURCE });

// --- target account ---
const target = new CrossAccountTarget(orders, 'Orders', { function: targetFunction(orders, 'Function') });
const prices = new CrossAccountTarget(orders, 'Prices', { function: targetFunction(orders, 'PricesFunction') });
const closed = new CrossAccountTarget(orders, 'Closed', { function: targetFunction(orders, 'ClosedFunction') });
const reader = new AssumableRole(orders, 'Reader');

// --- source account: a VPC that gets the endpoints ---
const vpc = isolatedVpc(checkout, 'Vpc');
const group = new ec2.SecurityGroup(checkout, 'Group', { vpc, allowAllOutbound: false });
const checkoutFunction = callingFunction(checkout, 'Function', { vpc, securityGroups: [group] });
new CrossAccountInvoker(checkout, 'Checkout', { function: checkoutFunction, targets: [target], createEndpoints: true });

const pricesFunction = roleCallingFunction(checkout, 'PricesFunction', { vpc });
new CrossAccountInvoker(checkout, 'CheckoutPrices', { function: pricesFunction, via: reader, targets: [prices], createEndpoints: true });

// gets to the endpoint, and both halves allow it; the endpoint does not
const strangerFunction = callingFunction(checkout, 'StrangerFunction', { vpc, securityGroups: [group], environment: { CLOSED_TARGET_ARN: closed.targetArn } });
strangerFunction.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [closed.targetArn] }));
closed.grants.invoke(Caller.roleOf(strangerFunction));

// the same halves outside of the VPC: proof that it is the endpoint that denies
const outsideFunction = callingFunction(checkout, 'OutsideFunction');
new CrossAccountInvoker(checkout, 'Outside', { function: outsideFunction, targets: [closed] });

// --- source account: a VPC that has its endpoint already ---
const otherVpc = isolatedVpc(checkout, 'OtherVpc');
const endpoint = otherVpc.addInterfaceEndpoint('Lambda', { service: LAMBDA, open: false });
endpoint.addToPolicy(new PolicyStatement({ principals: [new AnyPrincipal()], actions: ['lambda:GetAccountSettings'], resources: ['*'] }));
const nightFunction = callingFunction(checkout, 'NightFunction', { vpc: otherVpc });
new CrossAccountInvoker(checkout, 'CheckoutNight', {
  function: nightFunction,
  targets: [target],
  existingEndpoints: [ExistingEndpoint.forInterface(LAMBDA, endpoint)],
});

twoAccountTest(app, 'IntegVpcInvoker', {
  stacks: [orders, checkout],
  allowed: [
    allowed(checkoutFunction, 'ORDERS'),
    allowedAs(pricesFunction, { role: 'READER', target: 'PRICES' }),
    allowed(outsideFunction, 'CLOSED'),
    allowed(nightFunction, 'ORDERS'),
  ],
  denied: [
    denied(strangerFunction, 'CLOSED'),
    deniedUnqualified(checkoutFunction, 'ORDERS'),
    deniedUnqualified(nightFunction, 'ORDERS'),
    denied(pricesFunction, 'PRICES'),
  ],
});
