import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import type { InvokeCommandInput, LambdaClientConfig } from '@aws-sdk/client-lambda';
import { AUTHORIZERS } from './authorizers';
import { synthesizeCheckoutOrders } from './checkout-orders';
import type { CheckoutOrders } from './checkout-orders';
import { Sandbox } from './sandbox';
import { mayInvoke, withoutIdentityHalf, withoutResourceHalf, withRole } from '../support/change-cloud';
import type { Cloud } from '../support/cloud';

// several processes load an SDK in each test
jest.setTimeout(30_000);

const DEVELOPER = 'arn:aws:iam::111111111111:role/team/developer';
const ORDER = { item: 'tea', quantity: 2 };

const directory = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
const running: Sandbox[] = [];
let example: CheckoutOrders;
let ordersLive: string;

beforeAll(() => {
  example = synthesizeCheckoutOrders(directory);
  ordersLive = `${example.orders.arn}:live`;
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(async (sandbox) => sandbox.stop()));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe.each(AUTHORIZERS)('decided by %s', (_name, authorizerOf) => {
/** A sandbox whose developer may call checkout, and nothing else. */
  async function start(cloud: Cloud): Promise<Sandbox> {
    const policies = withRole(cloud, DEVELOPER, mayInvoke(example.checkout.arn));
    const sandbox = await Sandbox.start({ cloud: policies, authorizer: authorizerOf(policies) });
    running.push(sandbox);
    return sandbox;
  }

  /** An SDK client as it comes: only its endpoint and credentials are ours. */
  function clientOf(sandbox: Sandbox, roleArn: string, config: LambdaClientConfig = {}): LambdaClient {
    return new LambdaClient({ endpoint: sandbox.endpoint, region: 'eu-west-1', credentials: sandbox.credentialsFor(roleArn), ...config });
  }

  async function invoke(client: LambdaClient, input: Omit<InvokeCommandInput, 'Payload'>, payload: unknown = ORDER) {
    const { Payload, ...response } = await client.send(new InvokeCommand({ Payload: JSON.stringify(payload), ...input }));
    const text = Buffer.from(Payload ?? []).toString();
    return { ...response, payload: text === '' ? undefined : JSON.parse(text) };
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) { await new Promise((resolve) => { setTimeout(resolve, 20); }); }
  }

  describe('a call from account to account', () => {
    test('arrives with both halves', async () => {
      const sandbox = await start(example.cloud);
      const response = await invoke(clientOf(sandbox, DEVELOPER), { FunctionName: example.checkout.functionName });
      expect(response).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
      expect(response.FunctionError).toBeUndefined();
      expect(response.payload).toEqual({ checkout: 'done', order: { orderId: 'order-tea-2', handledBy: ordersLive } });
      expect(sandbox.invocations).toEqual([
        { caller: DEVELOPER, action: 'lambda:InvokeFunction', resource: example.checkout.arn, allowed: true, reason: expect.any(String) },
        { caller: example.checkout.roleArn, action: 'lambda:InvokeFunction', resource: ordersLive, allowed: true, reason: expect.any(String) },
      ]);
    });

    test.each([
      ['identity', (cloud: Cloud) => withoutIdentityHalf(cloud, example.checkout.roleArn)],
      ['resource', (cloud: Cloud) => withoutResourceHalf(cloud, ordersLive)],
    ])('is denied without the %s half, in the words of AWS', async (half, change) => {
      const sandbox = await start(change(example.cloud));
      const { FunctionError, payload } = await invoke(clientOf(sandbox, DEVELOPER), { FunctionName: example.checkout.functionName });
      const session = `arn:aws:sts::111111111111:assumed-role/${example.checkout.roleArn.split('/')[1]}/${example.checkout.functionName}`;
      expect(FunctionError).toBe('Unhandled');
      expect(payload).toMatchObject({
        errorType: 'AccessDeniedException',
        errorMessage: `User: ${session} is not authorized to perform: lambda:InvokeFunction on resource: ${ordersLive} because no ${half}-based policy allows the lambda:InvokeFunction action`,
      });
      expect(sandbox.invocations.map(({ allowed }) => allowed)).toEqual([true, false]);
    });

    test.each([
      ['the function without a qualifier', () => example.orders.arn],
      ['$LATEST', () => `${example.orders.arn}:$LATEST`],
      ['another alias', () => `${example.orders.arn}:next`],
      ['the version behind the alias', () => `${example.orders.arn}:1`],
      // AWS decides before it looks: a stranger learns nothing about what exists
      ['a function that does not exist', () => 'arn:aws:lambda:eu-west-1:222222222222:function:nothing:live'],
    ])('is denied for %s', async (_, target) => {
      const sandbox = await start(example.cloud);
      const client = clientOf(sandbox, example.checkout.roleArn);
      await expect(invoke(client, { FunctionName: target() })).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining(`on resource: ${target()} because no resource-based policy allows`),
        $metadata: { httpStatusCode: 403 },
      });
    });

    test('may spell the target in every way that Lambda takes', async () => {
      const sandbox = await start(example.cloud);
      const client = clientOf(sandbox, example.checkout.roleArn);
      const { functionName, arn } = example.orders;
      for (const input of [
        { FunctionName: ordersLive },
        { FunctionName: arn, Qualifier: 'live' },
        { FunctionName: `222222222222:function:${functionName}:live` },
        { FunctionName: `222222222222:function:${functionName}`, Qualifier: 'live' },
      ]) {
        const response = await invoke(client, input);
        expect(response).toMatchObject({ ExecutedVersion: '1', payload: { handledBy: ordersLive } });
      }
    });

    test('must go to the region of the target', async () => {
      const sandbox = await start(example.cloud);
      const client = clientOf(sandbox, example.checkout.roleArn, { region: 'us-east-1' });
      await expect(invoke(client, { FunctionName: ordersLive })).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
      });
    });
  });

  describe('an invocation type', () => {
    test('Event is accepted at once, and the handler runs', async () => {
      const sandbox = await start(example.cloud);
      const response = await invoke(clientOf(sandbox, DEVELOPER), { FunctionName: example.checkout.functionName, InvocationType: 'Event' });
      expect(response).toMatchObject({ StatusCode: 202, payload: undefined });
      await until(() => sandbox.invocations.length === 2);
      expect(sandbox.invocations[1]).toMatchObject({ caller: example.checkout.roleArn, resource: ordersLive, allowed: true });
    });

    test('Event reports a failure of the handler in the logs only', async () => {
      const sandbox = await start(withoutResourceHalf(example.cloud, ordersLive));
      await invoke(clientOf(sandbox, DEVELOPER), { FunctionName: example.checkout.functionName, InvocationType: 'Event' });
      await until(() => sandbox.logs.some((line) => line.includes('AccessDeniedException')));
    });

    test('DryRun decides and runs nothing', async () => {
      const sandbox = await start(example.cloud);
      const client = clientOf(sandbox, example.checkout.roleArn);
      const allowed = await invoke(client, { FunctionName: ordersLive, InvocationType: 'DryRun' });
      expect(allowed).toMatchObject({ StatusCode: 204, payload: undefined });
      await expect(invoke(client, { FunctionName: example.orders.arn, InvocationType: 'DryRun' })).rejects.toMatchObject({
        name: 'AccessDeniedException',
        $metadata: { httpStatusCode: 403 },
      });
    });

    test('fails when Lambda does not know it', async () => {
      const sandbox = await start(example.cloud);
      const input = { FunctionName: example.checkout.functionName, InvocationType: 'Later' as 'Event' };
      await expect(invoke(clientOf(sandbox, DEVELOPER), input)).rejects.toMatchObject({ name: 'ValidationException' });
    });
  });

  test('fails when Lambda is asked for something other than Invoke', async () => {
    const sandbox = await start(example.cloud);
    await expect(clientOf(sandbox, DEVELOPER).send(new ListFunctionsCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });
});

test('npm run demo shows the call and both denials', async () => {
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'demo'], { cwd: join(__dirname, '..', '..') });
  expect(stdout).toContain('ALLOWED: both halves allow it');
  expect(stdout).toContain(`"handledBy": "${ordersLive}"`);
  expect(stdout.replace(/\n +/g, ' ')).toContain(`${ordersLive} because no identity-based policy allows the lambda:InvokeFunction action`);
  expect(stdout.replace(/\n +/g, ' ')).toContain(`${ordersLive} because no resource-based policy allows the lambda:InvokeFunction action`);
}, 30_000);
