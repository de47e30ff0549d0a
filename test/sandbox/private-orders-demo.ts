import Table from 'cli-table3';
import { evaluator } from './authorizers';
import { accountOf, callerName, expect, nameOf, print, printResult, printStep, runDemo } from './demo-output';
import { callCheckout, lambdaEndpointOf, lettingThrough, synthesizePrivateOrders, withoutEndpoint } from './private-orders';
import type { Checkout, PrivateOrders } from './private-orders';
import type { Cloud, FunctionModel } from '../support/cloud';
import { networkOf } from '../support/network';

async function demo(directory: string): Promise<void> {
  print('Functions of three accounts in a row; two of them are in private subnets without a way to the');
  print('internet. Offline: no AWS account is needed, and nothing is deployed.');
  const example = synthesizePrivateOrders(directory);
  const { cloud, checkout, orders, stock } = example;
  const endpoint = lambdaEndpointOf(cloud, orders);

  printStep(1, 'Synthesized examples/private-orders: three stacks, three accounts');
  for (const fn of [checkout, orders, stock]) { printStack(cloud, fn); }

  printStep(2, 'What the endpoints let through');
  printEndpoints(cloud, [checkout, orders]);

  printStep(3, 'The calls: the real handlers run, and unmodified AWS SDKs call through the endpoints');
  print(`  "developer" stands for you: a role of account ${checkout.account} that may call ${checkout.functionName}`);
  const result = await call(example, cloud);
  expect('both calls arrive', !result.failed && JSON.stringify(result.payload).includes('"accepted":true'));

  printStep(4, `The same with an endpoint in account ${orders.account} that lets another function through`);
  print('  both halves of the permission are there; the network says no');
  const denied = await call(example, lettingThrough(cloud, endpoint, `${stock.arn}-of-another-shop`));
  expect('the second call is denied by the endpoint policy', denied.failed && JSON.stringify(denied.payload).includes('no VPC endpoint policy allows'));

  printStep(5, 'The same without that endpoint');
  print('  on AWS the call would hang until the function times out; here the connection is closed at once');
  const unreachable = await call(example, withoutEndpoint(cloud, endpoint));
  expect('the second call does not leave the VPC', unreachable.failed && unreachable.decisions.some(({ verdict }) => verdict === 'unreachable'));

  print();
  print('VpcLambdaTarget and CrossAccountInvoker({ createEndpoints: true }) wrote the endpoints, their policies');
  print('and the rules of the security groups. Without the latter, synthesis of this app fails.');
  print('  next: read examples/private-orders/app.ts, put in three accounts and their zones,');
  print('        and run `npx cdk deploy --all` in its folder');
}

function printStack(cloud: Cloud, fn: FunctionModel): void {
  const network = networkOf(cloud, fn.arn);
  const where = network ? `in ${network.subnets.map(({ range }) => range).join(' and ')}` : 'outside of VPCs';
  print(`  stack ${fn.stackName.padEnd(9)} account ${fn.account}  function ${fn.functionName}, ${where}`);
}

function printEndpoints(cloud: Cloud, functions: FunctionModel[]): void {
  const table = new Table({ head: ['endpoint', 'action', 'on'], style: { head: [], border: [] } });
  for (const fn of functions) {
    const { serviceName, policy } = lambdaEndpointOf(cloud, fn);
    for (const { Action, Resource } of [policy!.Statement].flat()) {
      const resources = [Resource].flat().map(String);
      table.push([`${serviceName}\nin ${fn.account}`, String(Action), `${resources.map(nameOf).join('\n')}\nin ${accountOf(resources[0])}`]);
    }
  }
  print(table.toString());
}

async function call(example: PrivateOrders, cloud: Cloud): Promise<Checkout> {
  const result = await callCheckout(example, cloud, evaluator);
  // the SDK tries again where nothing answers
  const lines = result.decisions.map(({ caller, resource, allowed, verdict }) => {
    const outcome = verdict === 'unreachable' ? 'NO WAY ' : allowed ? 'allowed' : 'DENIED ';
    return `  ${outcome} ${callerName(cloud, caller)} (${accountOf(caller)}) -> ${nameOf(resource)} (${accountOf(resource)})`;
  });
  new Set(lines).forEach((line) => print(line));
  printResult(result.failed, result.payload, 'in the words of checkout');
  return result;
}

runDemo(demo);
