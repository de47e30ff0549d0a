import type { InvocationType, InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import { assumedRoleCredentials } from './assumed-role-credentials';
import type { AssumedRoleProvider } from './assumed-role-credentials';
import { FunctionError, PayloadError } from './errors';
import { explained } from './explained';
import { lambdaSdk } from './sdk';
import { list, misuse, prefixesOf, variable } from './variables';

export interface RemoteFunctionOptions {
  /**
   * A client of your own, for instance with timeouts; it must have the target's region and a role that may call it.
   *
   * @default - one client for each region and role, shared by all functions there
   */
  readonly client?: LambdaClient;
}

/** A function in another account. */
export interface RemoteFunction<Event, Result> {
  /** The qualified ARN that is called. */
  readonly arn: string;

  /**
   * Calls the function and waits for its result.
   *
   * @throws NotAllowedError, ThrottledError, FunctionError or PayloadError, and other errors as the SDK throws them
   */
  invoke(event: Event): Promise<Result>;

  /** Hands the event to Lambda, which calls the function later; nobody learns how that ends. */
  invokeAsync(event: Event): Promise<void>;
}

const ARN_SUFFIX = '_TARGET_ARN';
const FUNCTION_ARN = /^arn:[^:]+:lambda:([a-z0-9-]+):\d{12}:function:.+$/;

/** One client for each region and role; they live as long as the execution environment. */
const clients = new Map<string, LambdaClient>();

/**
 * A function in another account, called directly or through a role, whichever its variables say.
 *
 * @param prefix the prefix of its variables: `'ORDERS'` reads ORDERS_TARGET_ARN, ORDERS_TARGET_REGION and ORDERS_TARGET_ROLE
 */
export function remoteFunction<Event = unknown, Result = unknown>(
  prefix: string,
  options: RemoteFunctionOptions = {},
): RemoteFunction<Event, Result> {
  const arn = targetArn(prefix);
  const region = targetRegion(prefix, arn);
  const role = variable(`${prefix}_TARGET_ROLE`);
  // now, not at the first call: a missing variable shows when the function starts
  const credentials = role === undefined ? undefined : assumedRoleCredentials(role);

  async function send(type: InvocationType, event: Event): Promise<InvokeCommandOutput> {
    const payload = toJson(event);
    try {
      const { InvokeCommand } = await lambdaSdk();
      const client = options.client ?? await sharedClient(region, role, credentials);
      return await client.send(new InvokeCommand({ FunctionName: arn, InvocationType: type, Payload: payload }));
    } catch (error) {
      throw explained(error);
    }
  }

  return {
    arn,
    invoke: async (event) => resultOf<Result>(arn, await send('RequestResponse', event)),
    invokeAsync: async (event) => { await send('Event', event); },
  };
}

async function sharedClient(region: string, role: string | undefined, credentials: AssumedRoleProvider | undefined): Promise<LambdaClient> {
  const { LambdaClient: Client } = await lambdaSdk();
  const key = `${region} ${role ?? ''}`;
  const client = clients.get(key) ?? new Client({ region, ...(credentials && { credentials }) });
  clients.set(key, client);
  return client;
}

function targetArn(prefix: string): string {
  const name = prefix + ARN_SUFFIX;
  const arn = variable(name);
  if (arn === undefined) {
    throw misuse({
      problem: `${name} is not set`,
      expected: `the ARN of the function to call (targets in the environment: ${list(prefixesOf(ARN_SUFFIX))})`,
      fix: 'new CrossAccountInvoker(…, { function: fn, targets }) sets it',
    });
  }
  if (FUNCTION_ARN.test(arn)) { return arn; }
  throw misuse({
    problem: `${name} is not valid`,
    got: arn,
    expected: 'the ARN of a function, arn:aws:lambda:eu-west-1:222222222222:function:orders:live',
    fix: 'new CrossAccountInvoker(…, { function: fn, targets }) sets it',
  });
}

/** Lambda answers only in the region of the ARN. */
function targetRegion(prefix: string, arn: string): string {
  const region = FUNCTION_ARN.exec(arn)![1];
  const stated = variable(`${prefix}_TARGET_REGION`) ?? region;
  if (stated === region) { return region; }
  throw misuse({
    problem: `${prefix}_TARGET_REGION contradicts ${prefix}${ARN_SUFFIX}`,
    got: stated,
    expected: `${region}, as in ${arn}`,
    fix: 'new CrossAccountInvoker(…, { function: fn, targets }) sets both; do not set one by hand',
  });
}

function toJson(event: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(event);
  } catch (error) {
    throw new PayloadError(`the event cannot be written as JSON: ${(error as Error).message}`, 'event-not-json', error);
  }
  if (json !== undefined) { return json; }
  throw new PayloadError(`the event cannot be written as JSON: ${typeof event} has no form there; pass {} or null for no event`, 'event-not-json');
}

function resultOf<Result>(arn: string, { FunctionError: failure, Payload }: InvokeCommandOutput): Result {
  const text = Buffer.from(Payload ?? []).toString();
  const { value, error } = parsed(text);
  if (failure !== undefined) { throw functionError(arn, failure, value ?? text); }
  if (error !== undefined) {
    throw new PayloadError(`${arn} did not answer with JSON: ${text.length > 100 ? `${text.slice(0, 100)}…` : text}`, 'result-not-json', error);
  }
  // the caller states the type of what the function returns; nothing here can check it
  return value as Result;
}

function parsed(text: string): { value?: unknown; error?: unknown } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error };
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html; other runtimes name the trace `stackTrace`. */
function functionError(arn: string, failure: string, payload: unknown): FunctionError {
  const description = typeof payload === 'object' && payload !== null ? payload as Record<string, unknown> : { errorMessage: payload };
  const { errorType = failure, errorMessage = '', trace, stackTrace } = description;
  const lines = [trace, stackTrace].find((candidate) => Array.isArray(candidate)) ?? [];
  return new FunctionError(arn, String(errorType), String(errorMessage), (lines as unknown[]).map(String));
}
