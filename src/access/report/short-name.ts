import { fieldsOf } from '../values/arn';

/**
 * What people call the owner of an ARN: `role checkout`, `function orders:live`; the account and region stand elsewhere.
 * A text that is no ARN is its own name.
 */
export function shortName(arn: string): string {
  const { service, resource } = fieldsOf(arn);
  if (resource === '') { return arn; }
  const [, kind, name] = /^([a-z-]+)[:/](.+)$/s.exec(resource) ?? [];
  if (name !== undefined && KINDS.has(kind)) { return `${kind} ${kind === 'role' || kind === 'user' ? name.slice(name.lastIndexOf('/') + 1) : name}`; }
  return `${NOUNS[service] ?? service} ${resource}`;
}

/** How an account is called; what has no credentials has none. */
export function accountName(account: string): string {
  return account === '' ? 'an account that is not known' : /^[a-z]+$/.test(account) ? account : `account ${account}`;
}

const KINDS = new Set(['role', 'user', 'function', 'table', 'stream', 'key', 'secret', 'event-bus', 'rule', 'layer']);

/** Where the resource part of the ARN does not say what it is. */
const NOUNS: Readonly<Record<string, string>> = {
  'sqs': 'queue',
  'sns': 'topic',
  's3': 'bucket',
  'execute-api': 'API',
  'states': 'state machine',
};
