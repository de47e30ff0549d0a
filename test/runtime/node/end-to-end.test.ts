import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { bundleHandler, compileHelpers } from './bundle';
import type { Plan } from './handlers/checkout';
import { CHECKOUT, CHECKOUT_ROLE, READER, targetArn, twoAccounts } from './two-accounts';
import type { Setup } from './two-accounts';
import type { Authorizer } from '../../../src/sandbox/authorizer';
import { ServiceError } from '../../../src/sandbox/errors';
import { simulator } from '../../sandbox/authorizers';
import { Sandbox } from '../../sandbox/sandbox';
import { mayInvoke, withRole } from '../../support/change-cloud';

const DEVELOPER = 'arn:aws:iam::111111111111:role/developer';
const SESSION = 'arn:aws:sts::111111111111:assumed-role/checkout-role/checkout';
const READER_SESSION = 'arn:aws:sts::222222222222:assumed-role/reader/checkout';
const ORDER = { item: 'tea' };
const DONE = { order: 'tea', handledBy: targetArn('orders') };

const directory = mkdtempSync(join(tmpdir(), 'node-helper-test-'));
const code = { cjs: '', esm: '' };
const running: Sandbox[] = [];

beforeAll(() => {
  const helpers = compileHelpers(join(directory, 'helpers'));
  code.cjs = bundleHandler(helpers, join(directory, 'cjs'), 'cjs');
  code.esm = bundleHandler(helpers, join(directory, 'esm'), 'esm');
});
afterEach(async () => { await Promise.all(running.splice(0).map(async (sandbox) => sandbox.stop())); });
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Run extends Omit<Setup, 'code'> {
  readonly format?: 'cjs' | 'esm';
  readonly assumedRoleSeconds?: number;
}

/** Two accounts, and how a developer calls checkout in the first one. */
async function start({ format = 'cjs', assumedRoleSeconds, ...setup }: Run) {
  const cloud = withRole(twoAccounts({ code: code[format], ...setup }), DEVELOPER, mayInvoke(CHECKOUT));
  const policies = simulator(cloud);
  const authorizer: Authorizer = {
    decide: async (call) => {
      if (call.resourceArn === targetArn('busy')) { throw new ServiceError(429, 'TooManyRequestsException', 'Rate Exceeded.'); }
      return policies.decide(call);
    },
  };
  const sandbox = await Sandbox.start({ cloud, authorizer, assumedRoleSeconds });
  running.push(sandbox);
  const client = new LambdaClient({ endpoint: sandbox.endpoint, region: 'eu-west-1', credentials: sandbox.credentialsFor(DEVELOPER) });
  return {
    sandbox,
    checkout: async (plan: Partial<Plan> = {}): Promise<unknown> => {
      const { Payload } = await client.send(new InvokeCommand({ FunctionName: CHECKOUT, Payload: JSON.stringify(plan) }));
      return JSON.parse(Buffer.from(Payload!).toString());
    },
  };
}

/** The decisions about checkout and the role, without the developer's. */
function decisions(sandbox: Sandbox): string[] {
  return sandbox.invocations.filter(({ caller }) => caller !== DEVELOPER)
    .map(({ caller, action, resource, allowed }) => `${allowed ? '' : 'no '}${action} ${resource} as ${caller}`);
}

const ASSUME = `sts:AssumeRole ${READER} as ${CHECKOUT_ROLE}`;

describe.each(['cjs', 'esm'] as const)('a handler bundled as %s', (format) => {
  test('calls through the role', async () => {
    const { sandbox, checkout } = await start({ format, handler: 'checkout.call' });
    expect(await checkout({ target: 'ORDERS', event: ORDER })).toEqual([DONE]);
    expect(decisions(sandbox)).toEqual([ASSUME, `lambda:InvokeFunction ${targetArn('orders')} as ${READER}`]);
  });

  test('has two clients with one session, named after the function', async () => {
    const { sandbox, checkout } = await start({ format, handler: 'checkout.identities' });
    expect(await checkout()).toEqual([READER_SESSION, READER_SESSION]);
    expect(decisions(sandbox)).toEqual([ASSUME]);
  });
});

test('a call may be left to Lambda', async () => {
  const { sandbox, checkout } = await start({ handler: 'checkout.callLater' });
  expect(await checkout({ target: 'LOG', event: ORDER })).toBeNull();
  while (!sandbox.logs.some((line) => line === '[log] ordered tea')) { await new Promise((resolve) => { setTimeout(resolve, 20); }); }
});

test('200 clients that call at once share one session, and so do later calls of the same environment', async () => {
  const { sandbox, checkout } = await start({ handler: 'checkout.identities' });
  expect(await checkout({ calls: 200 })).toEqual(Array.from({ length: 200 }, () => READER_SESSION));
  expect(await checkout({ calls: 2 })).toEqual([READER_SESSION, READER_SESSION]);
  expect(decisions(sandbox)).toEqual([ASSUME]);
}, 60_000);

test('sessions that end in mid-run are renewed before, one for each lifetime', async () => {
  const seconds = 3;
  const { sandbox, checkout } = await start({ handler: 'checkout.call', assumedRoleSeconds: seconds });
  const begin = Date.now();
  expect(await checkout({ target: 'ORDERS', event: ORDER, calls: 30, pause: 200 })).toEqual(Array.from({ length: 30 }, () => DONE));
  const run = (Date.now() - begin) / 1000;
  expect(decisions(sandbox).filter((decision) => decision.startsWith('no'))).toEqual([]);
  const assumed = decisions(sandbox).filter((decision) => decision === ASSUME).length;
  expect(assumed).toBeGreaterThanOrEqual(Math.floor(run / seconds));
  // AWS tells the end in whole seconds, so a lifetime may look a second shorter; a sixth of it is left at each renewal
  expect(assumed).toBeLessThanOrEqual(Math.ceil(run / ((seconds - 1) * 5 / 6)));
}, 30_000);

describe('a failed call is explained', () => {
  const assume = { name: 'NotAllowedError', isNotAllowed: true, half: 'trust-or-identity', action: 'sts:AssumeRole', resource: READER, principal: SESSION, cause: 'AccessDenied' };

  test.each<[string, Omit<Run, 'handler'>]>([
    ['the external id is missing', { environment: { READER_EXTERNAL_ID: '' } }],
    ['the external id is another', { environment: { READER_EXTERNAL_ID: 'checkout-2' } }],
    ['the role trusts another role', { trusted: 'arn:aws:iam::111111111111:role/other' }],
    ['the role trusts another account', { trusted: 'arn:aws:iam::333333333333:role/checkout-role' }],
  ])('when %s', async (_, run) => {
    const { sandbox, checkout } = await start({ handler: 'checkout.failedCall', ...run });
    expect(await checkout({ target: 'ORDERS', event: ORDER })).toMatchObject(assume);
    expect(decisions(sandbox)).toEqual([`no ${ASSUME}`]);
  });

  test.each([
    ['the role may not call the target', 'FORBIDDEN',
      { name: 'NotAllowedError', half: 'identity', action: 'lambda:InvokeFunction', resource: targetArn('forbidden'), principal: READER_SESSION, cause: 'AccessDeniedException' }],
    ['the target does not let the function in', 'DIRECT',
      { name: 'NotAllowedError', half: 'resource', action: 'lambda:InvokeFunction', resource: targetArn('orders'), principal: SESSION, cause: 'AccessDeniedException' }],
    ['the target is throttled', 'BUSY', { name: 'ThrottledError', reason: 'TooManyRequestsException', cause: 'TooManyRequestsException' }],
    ['the handler fails', 'FAILS',
      { name: 'FunctionError', errorType: 'RangeError', errorMessage: 'no such order', message: `${targetArn('fails')} failed: RangeError: no such order` }],
    ['the target ends without an answer', 'EXITS', { name: 'FunctionError', errorType: 'Runtime.ExitError', trace: [] }],
    ['the variables are missing', 'NOTHING', { name: 'Error', message: expect.stringMatching(/^NOTHING_TARGET_ARN is not set; /) }],
  ])('when %s', async (_, target, error) => {
    const { checkout } = await start({ handler: 'checkout.failedCall' });
    expect(await checkout({ target, event: ORDER })).toMatchObject(error);
  });
});

test('the name of a session arrives', async () => {
  const environment = { READER_SESSION_NAME: 'nightly' };
  const { checkout } = await start({ handler: 'checkout.identities', environment });
  expect(await checkout()).toEqual(Array.from({ length: 2 }, () => READER_SESSION.replace(/checkout$/, 'nightly')));
});

describe('a role that asks for a tag and a source identity', () => {
  test('is assumed with both', async () => {
    const environment = { READER_SESSION_TAGS: '{"Project":"reports"}', READER_SOURCE_IDENTITY: 'alice' };
    const { checkout } = await start({ handler: 'checkout.call', tagged: true, environment });
    expect(await checkout({ target: 'ORDERS', event: ORDER })).toEqual([DONE]);
  });

  test.each<[string, Record<string, string>]>([
    ['another tag', { READER_SESSION_TAGS: '{"Project":"audit"}', READER_SOURCE_IDENTITY: 'alice' }],
    ['no source identity', { READER_SESSION_TAGS: '{"Project":"reports"}' }],
  ])('refuses %s', async (_, environment) => {
    const { checkout } = await start({ handler: 'checkout.failedCall', tagged: true, environment });
    expect(await checkout({ target: 'ORDERS', event: ORDER })).toMatchObject({ name: 'NotAllowedError', half: 'trust-or-identity', resource: READER });
  });
});
