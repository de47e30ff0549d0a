import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import Table from 'cli-table3';
import { synthesizeCheckoutOrders } from './checkout-orders';
import type { CheckoutOrders } from './checkout-orders';
import { accountOf, callerName, expect, nameOf, print, printResult, printStep, runDemo } from './demo-output';
import { Sandbox } from './sandbox';
import { Oracle } from '../oracle/oracle';
import { mayInvoke, withoutIdentityHalf, withoutResourceHalf, withRole } from '../support/change-cloud';
import type { Cloud, FunctionModel } from '../support/cloud';

const ACTION = 'lambda:InvokeFunction';

async function demo(directory: string): Promise<void> {
  print('A Lambda function of one AWS account calls a function of another. Offline: no AWS account');
  print('is needed, and nothing is deployed.');
  const example = synthesizeCheckoutOrders(directory);
  const { cloud, checkout, orders } = example;
  const ordersLive = `${orders.arn}:live`;

  printStep(1, 'Synthesized examples/checkout-orders: two stacks, two accounts');
  for (const fn of [checkout, orders]) { printStack(cloud, fn); }

  printStep(2, 'Who may call what, decided from the two templates alone by an independent IAM simulator');
  const allowed = await printTable(cloud);
  expect(`${checkout.roleArn} may call ${ordersLive}, and nobody may call anything else`,
    allowed.length === 1 && allowed[0] === `${checkout.roleArn} ${ordersLive}`);

  printStep(3, 'The call: the real handlers run, and an unmodified AWS SDK calls across the accounts');
  print(`  "developer" stands for you: a role of account ${checkout.account} that may call ${checkout.functionName}`);
  const result = await callCheckout(example, cloud);
  expect('the call arrives with both halves', !result.failed && result.payload.includes(ordersLive));

  printStep(4, `The same call without the identity half (account ${checkout.account})`);
  print(`  removed: the policies of the role ${nameOf(checkout.roleArn)}`);
  const withoutIdentity = await callCheckout(example, withoutIdentityHalf(cloud, checkout.roleArn));
  expect('the call is denied without the identity half', withoutIdentity.failed && withoutIdentity.payload.includes('no identity-based policy allows'));

  printStep(5, `The same call without the resource half (account ${orders.account})`);
  print(`  removed: the resource policy of ${nameOf(ordersLive)}`);
  const withoutResource = await callCheckout(example, withoutResourceHalf(cloud, ordersLive));
  expect('the call is denied without the resource half', withoutResource.failed && withoutResource.payload.includes('no resource-based policy allows'));

  print();
  print('A call between accounts needs both halves. The app wrote them with two constructs:');
  print('CrossAccountTarget and CrossAccountInvoker.');
  print('  next: read examples/checkout-orders/app.ts, put in two accounts of yours,');
  print('        and run `npx cdk deploy --all` in its folder');
}

function printStack(cloud: Cloud, fn: FunctionModel): void {
  print(`  stack ${fn.stackName.padEnd(9)} account ${fn.account}  function ${fn.functionName}`);
  const owned = cloud.roles.find(({ arn }) => arn === fn.roleArn)!.policies.flatMap(({ document }) => document.Statement);
  if (owned.length > 0) { print(`    identity half: its role may ${ACTION} on ${owned.map(({ Resource }) => nameOf(String(Resource))).join(', ')}`); }
  for (const policy of cloud.resourcePolicies.filter(({ writtenIn }) => writtenIn === fn.account)) {
    print(`    resource half: ${nameOf(policy.resourceArn)} has a resource policy that names the caller's role`);
  }
}

/** Prints every role against every function and alias; returns the pairs that are allowed. */
async function printTable(cloud: Cloud): Promise<string[]> {
  const oracle = new Oracle(cloud);
  const byAccount = (a: { account: string }, b: { account: string }) => a.account.localeCompare(b.account);
  const arns = [...cloud.functions].sort(byAccount).flatMap(({ arn, aliases }) => [arn, ...Object.keys(aliases).map((alias) => `${arn}:${alias}`)]);
  const table = new Table({ head: ['caller', 'calls', 'verdict'], colWidths: [28, 32, 34], wordWrap: true, style: { head: [], border: [] } });
  const allowed: string[] = [];
  for (const role of [...cloud.roles].sort(byAccount)) {
    const caller = { rowSpan: arns.length, content: `the role of\n${callerName(cloud, role.arn)}\nin ${role.account}` };
    for (const [i, resourceArn] of arns.entries()) {
      const verdict = await oracle.decide({ principalArn: role.arn, action: ACTION, resourceArn });
      if (verdict.allowed) { allowed.push(`${role.arn} ${resourceArn}`); }
      const cells = [`${nameOf(resourceArn)}\nin ${accountOf(resourceArn)}`, `${verdict.allowed ? 'ALLOWED' : 'denied'}: ${verdict.reason.replace(`the ${ACTION} action`, 'it')}`];
      table.push(i === 0 ? [caller, ...cells] : cells);
    }
  }
  print(table.toString());
  return allowed;
}

/** Starts the functions with the policies of a cloud, and calls checkout as a developer of its account would. */
async function callCheckout({ checkout }: CheckoutOrders, policies: Cloud): Promise<{ failed: boolean; payload: string }> {
  const developer = `arn:aws:iam::${checkout.account}:role/developer`;
  const cloud = withRole(policies, developer, mayInvoke(checkout.arn));
  const sandbox = await Sandbox.start({ cloud, authorizer: new Oracle(cloud) });
  try {
    const client = new LambdaClient({ endpoint: sandbox.endpoint, region: checkout.region, credentials: sandbox.credentialsFor(developer) });
    const response = await client.send(new InvokeCommand({ FunctionName: checkout.functionName, Payload: JSON.stringify({ item: 'tea', quantity: 2 }) }));
    for (const { caller, resource, allowed } of sandbox.invocations) {
      const [from, to] = [`${callerName(cloud, caller)} (${accountOf(caller)})`, `${nameOf(resource)} (${accountOf(resource)})`];
      print(`  ${allowed ? 'allowed' : 'DENIED '} ${from} -> ${to}`);
    }
    const payload = Buffer.from(response.Payload!).toString();
    const failed = response.FunctionError !== undefined;
    printResult(failed, JSON.parse(payload));
    return { failed, payload };
  } finally {
    await sandbox.stop();
  }
}

runDemo(demo);
