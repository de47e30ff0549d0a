/**
 * A function in another account as the destination of a function's asynchronous invocations.
 *
 * Asks AWS what its documentation does not say: whether Lambda takes a destination of another account,
 * and sends records to it under the role of the function, which both accounts let call. Denied is a
 * function whose role only its own account lets call.
 *
 * The destination reports each record to a queue of the source account, where a probe invokes the
 * function and waits for the report.
 *
 * Accounts: the source account owns the function that is invoked, the target account its
 * destination. Bootstrap both, each with credentials of its own:
 *   cdk bootstrap aws://SOURCE/eu-west-1
 *   cdk bootstrap aws://TARGET/eu-west-1 --trust SOURCE \
 *     --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess
 *
 * Environment: credentials of the source account, and
 *   CDK_INTEG_ACCOUNT      id of the source account
 *   INTEG_TARGET_ACCOUNT   id of the target account
 *   CDK_INTEG_REGION       optional, eu-west-1 by default
 *
 * Run: npm run integ:deploy -- integ.triggers-destination.ts
 * Cost: below one US cent. All stacks are destroyed at the end; the log groups of the functions stay.
 */
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CrossAccountLambdaDestination, CrossAccountTarget } from '../src';
import { twoAccountTest } from './support/calls';
import { SOURCE, TARGET, portableApp } from './support/environment';
import { targetFunction } from './support/functions';
import { delivered, notDelivered, probeFunction, receivingFunction } from './support/probe';

const RECEIPTS = 'integ-triggers-destination-receipts';

const app = portableApp();
const orders = new Stack(app, 'IntegTriggersDestinationOrders', { env: TARGET });
const imports = new Stack(app, 'IntegTriggersDestinationImports', { env: SOURCE });
imports.addDependency(orders, 'Lambda may look at a destination when it is set');

// --- target account ---
const target = new CrossAccountTarget(orders, 'Orders', { function: receivingFunction(orders, 'Function', RECEIPTS) });

// --- source account ---
const importFunction = targetFunction(imports, 'Import');
importFunction.configureAsyncInvoke({ onSuccess: new CrossAccountLambdaDestination(target) });

// the identity half alone
const closedFunction = targetFunction(imports, 'ClosedImport');
closedFunction.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.targetArn] }));
closedFunction.configureAsyncInvoke({ onSuccess: { bind: () => ({ destination: target.targetArn }) } });

const probe = probeFunction(imports, 'Probe', RECEIPTS, { IMPORT: importFunction.functionName, CLOSED_IMPORT: closedFunction.functionName });
for (const each of [importFunction, closedFunction]) { each.grantInvoke(probe); }

twoAccountTest(app, 'IntegTriggersDestination', {
  stacks: [orders, imports],
  allowed: [delivered(probe, { cause: 'invocation', at: 'IMPORT' })],
  denied: [notDelivered(probe, { cause: 'invocation', at: 'CLOSED_IMPORT' })],
});
