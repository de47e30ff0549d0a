import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Authorizer } from '../../../src/sandbox/authorizer';
import { ServiceError } from '../../../src/sandbox/errors';
import { simulator } from '../../sandbox/authorizers';
import { Sandbox } from '../../sandbox/sandbox';
import { mayInvoke, withRole } from '../../support/change-cloud';
import type { Cloud } from '../../support/cloud';
import { pythonWithBoto3 } from '../../support/python';
import { CHECKOUT, CHECKOUT_ROLE, READER, targetArn, twoAccounts } from '../node/two-accounts';
import type { Setup } from '../node/two-accounts';

const HANDLERS = join(__dirname, 'handlers');
/** A layer has its Python modules in the folder `python`, as it is here. */
const LAYER = join(__dirname, '..', '..', '..', 'src', 'runtime');
const DEVELOPER = 'arn:aws:iam::111111111111:role/developer';
const SESSION = 'arn:aws:sts::111111111111:assumed-role/checkout-role/checkout';
const READER_SESSION = 'arn:aws:sts::222222222222:assumed-role/reader/checkout';
const ORDER = { item: 'tea' };
const DONE = { order: 'tea', handledBy: targetArn('orders') };
const ASSUME = `sts:AssumeRole ${READER} as ${CHECKOUT_ROLE}`;

const describeWithPython = pythonWithBoto3() === undefined ? describe.skip : describe;

/** What a test asks of the handlers in checkout.py. */
interface Plan {
  readonly target: string;
  readonly event: unknown;
  readonly calls?: number;
  /** Seconds. */
  readonly pause?: number;
}

interface Run extends Omit<Setup, 'code'> {
  readonly assumedRoleSeconds?: number;
}

// a run over several lifetimes of a session takes as long as it says
jest.setTimeout(30_000);

const running: Sandbox[] = [];

/** The two accounts of the Node.js helper's tests; checkout is a Python function with the module in a layer. */
function pythonAccounts(setup: Omit<Setup, 'code'>): Cloud {
  const cloud = withRole(twoAccounts({ code: HANDLERS, ...setup }), DEVELOPER, mayInvoke(CHECKOUT));
  const functions = cloud.functions.map((fn) => fn.arn === CHECKOUT ? { ...fn, runtime: 'python3.13', layers: [LAYER] } : fn);
  const roles = cloud.roles.map((role) => role.arn === READER ? { ...role, policies: [...role.policies, MAY_READ_REPORTS] } : role);
  return { ...cloud, functions, roles };
}

const MAY_READ_REPORTS = {
  name: 'reports',
  document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' }] },
};
const BUCKETS = Object.fromEntries(['reports', 'secrets'].map((name) => [name, { account: '222222222222', objects: { 'may.txt': 'sold: 3' } }]));

/** Starts both accounts; gives how a developer calls checkout in the first one. */
async function start({ assumedRoleSeconds, ...setup }: Run) {
  const cloud = pythonAccounts(setup);
  const policies = simulator(cloud);
  const authorizer: Authorizer = {
    decide: async (call) => {
      if (call.resourceArn === targetArn('busy')) { throw new ServiceError(429, 'TooManyRequestsException', 'Rate Exceeded.'); }
      return policies.decide(call);
    },
  };
  const sandbox = await Sandbox.start({ cloud, authorizer, assumedRoleSeconds, buckets: BUCKETS });
  running.push(sandbox);
  const client = new LambdaClient({ endpoint: sandbox.endpoint, region: 'eu-west-1', credentials: sandbox.credentialsFor(DEVELOPER) });
  return {
    sandbox,
    checkout: async (event: Plan | { readonly bucket: string } | Record<string, never> = {}): Promise<unknown> => {
      const { Payload } = await client.send(new InvokeCommand({ FunctionName: CHECKOUT, Payload: JSON.stringify(event) }));
      return JSON.parse(Buffer.from(Payload!).toString());
    },
  };
}

/** The decisions about checkout and the role, without the developer's. */
function decisions(sandbox: Sandbox): string[] {
  return sandbox.invocations.filter(({ caller }) => caller !== DEVELOPER)
    .map(({ caller, action, resource, allowed }) => `${allowed ? '' : 'no '}${action} ${resource} as ${caller}`);
}

function assumptions(sandbox: Sandbox): number {
  return sandbox.invocations.filter(({ action }) => action === 'sts:AssumeRole').length;
}

describeWithPython('a Python function', () => {
  afterEach(async () => { await Promise.all(running.splice(0).map(async (sandbox) => sandbox.stop())); });

  test('calls through the role', async () => {
    const { sandbox, checkout } = await start({ handler: 'checkout.call' });
    expect(await checkout({ target: 'ORDERS', event: ORDER })).toEqual([DONE]);
    expect(decisions(sandbox)).toEqual([ASSUME, `lambda:InvokeFunction ${targetArn('orders')} as ${READER}`]);
  });

  test('may leave a call to Lambda', async () => {
    const { sandbox, checkout } = await start({ handler: 'checkout.call_later' });
    expect(await checkout({ target: 'LOG', event: ORDER })).toBeNull();
    while (!sandbox.logs.some((line) => line === '[log] ordered tea')) { await new Promise((resolve) => { setTimeout(resolve, 20); }); }
  });

  test('has several clients with one session, named after the function', async () => {
    const { sandbox, checkout } = await start({ handler: 'checkout.identities' });
    expect(await checkout()).toEqual([READER_SESSION, READER_SESSION, READER_SESSION]);
    await checkout();
    expect(decisions(sandbox)).toEqual([ASSUME]);
  });

  test('has clients of other services, with the permissions of the role', async () => {
    const { sandbox, checkout } = await start({ handler: 'checkout.read_report' });
    expect(await checkout({ bucket: 'reports' })).toBe('sold: 3');
    expect(await checkout({ bucket: 'secrets' })).toMatchObject({ errorMessage: expect.stringMatching(/^An error occurred \(AccessDenied\)/) });
    expect(decisions(sandbox)).toEqual([
      ASSUME,
      `s3:GetObject arn:aws:s3:::reports/may.txt as ${READER}`,
      `no s3:GetObject arn:aws:s3:::secrets/may.txt as ${READER}`,
    ]);
  });

  test('makes one session for 200 threads, and for later calls of the same environment', async () => {
    const { sandbox, checkout } = await start({ handler: 'checkout.call' });
    expect(await checkout({ target: 'LOG', event: ORDER, calls: 200 })).toEqual(Array.from({ length: 200 }, () => null));
    expect(await checkout({ target: 'LOG', event: ORDER, calls: 2 })).toEqual([null, null]);
    expect(assumptions(sandbox)).toBe(1);
    expect(decisions(sandbox)).toHaveLength(203);
  });

  test('renews sessions that end in mid-run, once for each lifetime', async () => {
    const seconds = 3;
    const { sandbox, checkout } = await start({ handler: 'checkout.call', assumedRoleSeconds: seconds });
    const begin = Date.now();
    expect(await checkout({ target: 'ORDERS', event: ORDER, calls: 35, pause: 0.2 })).toEqual(Array.from({ length: 35 }, () => DONE));
    const lifetimes = (Date.now() - begin) / 1000 / seconds;
    expect(decisions(sandbox).filter((decision) => decision.startsWith('no'))).toEqual([]);
    // the time to start is in `lifetimes`, so that they are not all used
    expect(assumptions(sandbox)).toBeGreaterThan(lifetimes - 1);
    // AWS tells the end in whole seconds, so a lifetime may be a second shorter; and a sixth is left of each
    expect(assumptions(sandbox)).toBeLessThanOrEqual(Math.ceil(lifetimes * seconds / ((seconds - 1) * 5 / 6)));
  });

  test('assumes a role that asks for a tag and a source identity', async () => {
    const environment = { READER_SESSION_TAGS: '{"Project":"reports"}', READER_SOURCE_IDENTITY: 'alice' };
    const { checkout } = await start({ handler: 'checkout.call', tagged: true, environment });
    expect(await checkout({ target: 'ORDERS', event: ORDER })).toEqual([DONE]);
  });

  describe('learns why a call failed', () => {
    test.each<[string, Omit<Run, 'handler'>]>([
      ['the external id is missing', { environment: { READER_EXTERNAL_ID: '' } }],
      ['the external id is another', { environment: { READER_EXTERNAL_ID: 'checkout-2' } }],
      ['the role trusts another role', { trusted: 'arn:aws:iam::111111111111:role/other' }],
      ['the role trusts another account', { trusted: 'arn:aws:iam::333333333333:role/checkout-role' }],
      ['the role asks for another tag', { tagged: true, environment: { READER_SESSION_TAGS: '{"Project":"audit"}', READER_SOURCE_IDENTITY: 'alice' } }],
    ])('%s', async (_, run) => {
      const { checkout } = await start({ handler: 'checkout.failed_call', ...run });
      expect(await checkout({ target: 'ORDERS', event: ORDER })).toMatchObject({
        name: 'NotAllowedError', is_not_allowed: true, half: 'trust-or-identity', resource: READER, principal: SESSION, cause: 'AccessDenied',
      });
    });

    test.each([
      ['the role may not call the target', 'FORBIDDEN',
        { name: 'NotAllowedError', half: 'identity', action: 'lambda:InvokeFunction', resource: targetArn('forbidden'), principal: READER_SESSION, cause: 'AccessDeniedException' }],
      ['the target does not let the function in', 'DIRECT',
        { name: 'NotAllowedError', half: 'resource', action: 'lambda:InvokeFunction', resource: targetArn('orders'), principal: SESSION, cause: 'AccessDeniedException' }],
      ['the target is throttled', 'BUSY', { name: 'ThrottledError', reason: 'TooManyRequestsException', cause: 'TooManyRequestsException' }],
      ['the handler fails', 'FAILS',
        { name: 'FunctionError', error_type: 'RangeError', error_message: 'no such order', message: `${targetArn('fails')} failed: RangeError: no such order` }],
      ['the target ends without an answer', 'EXITS', { name: 'FunctionError', error_type: 'Runtime.ExitError', trace: [] }],
      ['the variables are missing', 'NOTHING', { name: 'ValueError', message: expect.stringMatching(/^NOTHING_TARGET_ARN is not set; /) }],
    ])('%s', async (_, target, error) => {
      const { checkout } = await start({ handler: 'checkout.failed_call' });
      expect(await checkout({ target, event: ORDER })).toMatchObject(error);
    });
  });
});
