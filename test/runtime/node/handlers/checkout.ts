// Runs inside the sandbox, bundled as users bundle it.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { assumedRoleClient, NotAllowedError, remoteFunction } from 'cdk-cross-account-lambda/runtime';

/** What a test asks for; `undefined` calls once. */
export interface Plan {
  readonly target: string;
  readonly event: unknown;
  readonly calls?: number;
  /** Milliseconds from one call to the next; all at once without. */
  readonly pause?: number;
}

/** Calls a target as often as it is told. */
export async function call({ target, event, calls = 1, pause }: Plan): Promise<unknown[]> {
  const remote = remoteFunction(target);
  if (pause === undefined) { return Promise.all(Array.from({ length: calls }, async () => remote.invoke(event))); }
  const results: unknown[] = [];
  for (let made = 0; made < calls; made++) {
    results.push(await remote.invoke(event));
    await new Promise((resolve) => { setTimeout(resolve, pause); });
  }
  return results;
}

export async function callLater({ target, event }: Plan): Promise<void> {
  await remoteFunction(target).invokeAsync(event);
}

/** What a function learns about a failed call. */
export async function failedCall(plan: Plan): Promise<unknown> {
  try {
    return await call(plan);
  } catch (error) {
    const { name, message, cause, ...fields } = error as Error;
    return { name, message, isNotAllowed: error instanceof NotAllowedError, cause: (cause as Error | undefined)?.name, ...fields };
  }
}

/** Several clients of one role, and who they are. */
export async function identities({ calls = 2 }: Partial<Plan>): Promise<unknown[]> {
  const clients = Array.from({ length: calls }, (_, index) => assumedRoleClient(STSClient, index % 2 ? { role: 'READER' } : {}));
  return Promise.all(clients.map(async (client) => (await client.send(new GetCallerIdentityCommand({}))).Arn));
}
