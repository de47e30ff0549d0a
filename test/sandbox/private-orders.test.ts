import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AUTHORIZERS } from './authorizers';
import { callCheckout, lambdaEndpointOf, lettingThrough, synthesizePrivateOrders, withoutEndpoint } from './private-orders';
import type { Checkout, PrivateOrders } from './private-orders';
import { withoutIdentityHalf, withoutResourceHalf } from '../support/change-cloud';
import type { Cloud, FunctionModel } from '../support/cloud';

// several processes load an SDK in each test
jest.setTimeout(30_000);

const directory = mkdtempSync(join(tmpdir(), 'private-orders-test-'));
let example: PrivateOrders;

beforeAll(() => { example = synthesizePrivateOrders(directory); });
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The calls after the developer's, once each: the SDK tries again where nothing answers. */
function calls({ decisions }: Checkout): string[] {
  return [...new Set(decisions.slice(1).map(({ resource, allowed, verdict }) => `${verdict ?? (allowed ? 'allowed' : 'denied')} ${resource}`))];
}

const live = ({ arn }: FunctionModel) => `${arn}:live`;

describe.each(AUTHORIZERS)('decided by %s', (_name, authorizerOf) => {
  test('the calls arrive through the endpoints of both VPCs', async () => {
    const result = await callCheckout(example, example.cloud, authorizerOf);
    expect([result.failed, result.payload]).toEqual([false, { checkout: 'done', order: { orderId: 'order-tea-2', accepted: true } }]);
    expect(calls(result)).toEqual([`allowed ${live(example.orders)}`, `allowed ${live(example.stock)}`]);
  });

  const changes: [string, (cloud: Cloud) => Cloud, string, string][] = [
    ['whose endpoint lets another function through', (cloud) => lettingThrough(cloud, lambdaEndpointOf(cloud, example.orders), live(example.orders)),
      'denied', 'because no VPC endpoint policy allows the lambda:InvokeFunction action'],
    ['without an endpoint', (cloud) => withoutEndpoint(cloud, lambdaEndpointOf(cloud, example.orders)), 'unreachable', 'orders failed'],
    ['without its identity half', (cloud) => withoutIdentityHalf(cloud, example.orders.roleArn), 'denied', 'because no identity-based policy allows'],
    ['without the resource half of the other account', (cloud) => withoutResourceHalf(cloud, live(example.stock)), 'denied', 'because no resource-based policy allows'],
  ];
  test.each(changes)('the second call fails from a VPC %s', async (_, change, verdict, message) => {
    const result = await callCheckout(example, change(example.cloud), authorizerOf);
    expect(result.failed).toBe(true);
    expect(calls(result)).toEqual([`allowed ${live(example.orders)}`, `${verdict} ${live(example.stock)}`]);
    expect(JSON.stringify(result.payload)).toContain(message);
  });

  test('the first call fails from a VPC whose endpoint lets another function through', async () => {
    const changed = lettingThrough(example.cloud, lambdaEndpointOf(example.cloud, example.checkout), live(example.stock));
    const result = await callCheckout(example, changed, authorizerOf);
    expect(calls(result)).toEqual([`denied ${live(example.orders)}`]);
  });
});
