import Table from 'cli-table3';
import { synthesizeCheckoutOrders } from './checkout-orders';
import { accountOf, expect, nameOf, print, printCommand, printResult, printStep, runDemo } from './demo-output';
import { withoutResources } from './without-resources';
import { evaluatorOf } from '../../src/access/evaluate/evaluate';
import type { Cloud } from '../../src/access/model/cloud';
import type { FunctionModel } from '../../src/access/model/function';
import { requestByIdentity } from '../../src/access/requests';
import { sandboxCommand } from '../../src/cli/commands/sandbox';
import { readDeployment } from '../../src/sandbox/deployment';
import { isDeveloper } from '../../src/sandbox/developers';

const ACTION = 'lambda:InvokeFunction';
const CALLED = 'Checkout/Function';
const ORDER = '{"item":"tea","quantity":2}';

async function demo(directory: string): Promise<void> {
  print('A Lambda function of one AWS account calls a function of another. Offline: no AWS account');
  print('is needed, and nothing is deployed.');
  synthesizeCheckoutOrders(directory);
  const { cloud } = readDeployment(directory);
  const [checkout, orders] = ['Checkout', 'Orders'].map((stack) => [...cloud.functions.values()].find(({ site }) => site.stack.name === stack)!);
  const ordersLive = `${orders.arn}:live`;

  printStep(1, 'Synthesized examples/checkout-orders: two stacks, two accounts');
  for (const fn of [checkout, orders]) { printStack(cloud, fn); }

  printStep(2, 'Who may call what, decided from the two templates alone');
  const allowed = printTable(cloud);
  expect(`${checkout.roleArn} may call ${ordersLive}, and nobody may call anything else`,
    allowed.length === 1 && allowed[0] === `${checkout.roleArn} ${ordersLive}`);

  printStep(3, 'The call: the real handlers run, and an unmodified AWS SDK calls across the accounts');
  print(`  "developer" stands for you: a role that may do everything in account ${checkout.account}`);
  const result = await callCheckout(directory);
  expect('the call arrives with both halves', result.succeeded && result.text.includes(ordersLive));

  printStep(4, `The same call without the identity half (account ${checkout.account})`);
  print('  removed from cdk.out/Checkout.template.json: AWS::IAM::Policy');
  const withoutIdentity = await withoutResources(directory, 'Checkout', 'AWS::IAM::Policy', async () => callCheckout(directory));
  expect('the call is denied without the identity half', !withoutIdentity.succeeded && withoutIdentity.text.includes('no identity-based policy allows'));

  printStep(5, `The same call without the resource half (account ${orders.account})`);
  print('  removed from cdk.out/Orders.template.json: AWS::Lambda::ResourcePolicy');
  const withoutResource = await withoutResources(directory, 'Orders', 'AWS::Lambda::ResourcePolicy', async () => callCheckout(directory));
  expect('the call is denied without the resource half', !withoutResource.succeeded && withoutResource.text.includes('no resource-based policy allows'));

  print();
  print('A call between accounts needs both halves. The app wrote them with two constructs:');
  print('CrossAccountTarget and CrossAccountInvoker.');
  print('  next: read examples/checkout-orders/app.ts, put in two accounts of yours,');
  print('        and run `npx cdk deploy --all` in its folder; or serve an app of yours on this machine:');
  print('        npx cdk-cross-account-lambda sandbox cdk.out');
}

function printStack(cloud: Cloud, fn: FunctionModel): void {
  print(`  stack ${fn.site.stack.name.padEnd(9)} account ${fn.account}  function ${fn.name}`);
  const statements = cloud.identities.get(fn.roleArn)!.statements.filter(({ actions }) => actions?.includes(ACTION.toLowerCase()));
  const resources = statements.flatMap((statement) => statement.resources ?? []);
  if (resources.length > 0) { print(`    identity half: its role may ${ACTION} on ${resources.map(nameOf).join(', ')}`); }
  for (const { resourceArn } of [...cloud.resourcePolicies.values()].filter(({ account }) => account === fn.account)) {
    print(`    resource half: ${nameOf(resourceArn)} has a resource policy that names the caller's role`);
  }
}

/** Prints every role against every function and alias; returns the pairs that are allowed. */
function printTable(cloud: Cloud): string[] {
  const evaluator = evaluatorOf(cloud);
  const byAccount = (a: { account: string }, b: { account: string }) => a.account.localeCompare(b.account);
  const functions = [...cloud.functions.values()].sort(byAccount);
  const arns = functions.flatMap(({ arn, qualifiers }) => [arn, ...qualifiers.flatMap((one) => one.kind === 'alias' ? one.arn : [])]);
  const table = new Table({ head: ['caller', 'calls', 'verdict'], colWidths: [28, 32, 34], wordWrap: true, style: { head: [], border: [] } });
  const allowed: string[] = [];
  for (const role of [...cloud.identities.values()].filter((one) => !isDeveloper(one)).sort(byAccount)) {
    const { name } = functions.find(({ roleArn }) => roleArn === role.arn)!;
    const caller = { rowSpan: arns.length, content: `the role of\n${name}\nin ${role.account}` };
    for (const [i, resourceArn] of arns.entries()) {
      const { outcome, reason } = evaluator.decide(requestByIdentity(role, { action: ACTION, resourceArn }));
      if (outcome === 'allowed') { allowed.push(`${role.arn} ${resourceArn}`); }
      const verdict = outcome === 'allowed' ? 'ALLOWED: both halves allow it' : `${outcome}: ${reason.replace(`the ${ACTION} action`, 'it')}`;
      const cells = [`${nameOf(resourceArn)}\nin ${accountOf(resourceArn)}`, verdict];
      table.push(i === 0 ? [caller, ...cells] : cells);
    }
  }
  print(table.toString());
  return allowed;
}

/** Runs checkout with the command that users have, as a developer of its account would. */
async function callCheckout(directory: string): Promise<{ succeeded: boolean; text: string }> {
  printCommand(`npx cdk-cross-account-lambda sandbox cdk.out --invoke ${CALLED} --payload '${ORDER}'`);
  let text = '';
  const { isTTY } = process.stdout;
  const io = {
    stdout: { write: (part: string) => { text += part; }, isTTY },
    stderr: { write: (part: string) => print(part.trimEnd(), 2), isTTY },
    env: process.env,
    cwd: directory,
  };
  const succeeded = await sandboxCommand({ assembly: '.', invoke: CALLED, payload: ORDER }, {}, io) === 0;
  printResult(!succeeded, JSON.parse(text));
  return { succeeded, text };
}

runDemo(demo);
