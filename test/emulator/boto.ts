import { join } from 'node:path';
import type { Account } from './account';
import { runOrFail } from './processes';
import { VENV_PYTHON } from './python';

/** What an operation answers in an account, for services whose AWS SDK for JavaScript is not installed here. */
export async function boto<T>(account: Account, service: string, operation: string, parameters: Record<string, unknown> = {}): Promise<T> {
  const env = { ...process.env, ...account.environment, AWS_DEFAULT_REGION: account.environment.AWS_REGION };
  return JSON.parse(await runOrFail(VENV_PYTHON, [join(__dirname, 'boto.py'), service, operation, JSON.stringify(parameters)], { env })) as T;
}
