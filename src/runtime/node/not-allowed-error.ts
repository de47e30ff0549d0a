/**
 * What does not allow the action. STS does not tell for AssumeRole (`trust-or-identity`), and some messages do not either
 * (`unknown`).
 */
export type Half =
  | 'identity'
  | 'resource'
  | 'trust'
  | 'trust-or-identity'
  | 'boundary'
  | 'session'
  | 'service-control-policy'
  | 'resource-control-policy'
  | 'vpc-endpoint'
  | 'unknown';

/** What AWS's message says. */
export interface Denial {
  readonly half: Half;
  readonly explicitDeny: boolean;
  readonly action?: string;
  readonly resource?: string;
  readonly principal?: string;
}

/** The words of https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html; "sessions policy" is there too. */
const POLICY_TYPES: [RegExp, Half][] = [
  [/^identity-based polic/, 'identity'],
  [/^resource-based polic/, 'resource'],
  [/^role trust polic/, 'trust'],
  [/^permissions? boundar/, 'boundary'],
  [/^sessions? polic/, 'session'],
  [/^service control polic/, 'service-control-policy'],
  [/^resource control polic/, 'resource-control-policy'],
  [/^vpc endpoint polic/, 'vpc-endpoint'],
];

/** AWS denies the call. Says which half is missing, and in which account to add what. */
export class NotAllowedError extends Error {
  public override readonly name = 'NotAllowedError';
  /** What does not allow the action, or denies it. */
  public readonly half: Half;
  /** True if a statement denies the action; false if none allows it. */
  public readonly explicitDeny: boolean;
  /** `lambda:InvokeFunction`, `sts:AssumeRole`; undefined if AWS does not say. */
  public readonly action?: string;
  /** The ARN that was called; undefined if AWS does not say. */
  public readonly resource?: string;
  /** The ARN of the session that called; undefined if AWS does not say. */
  public readonly principal?: string;

  /** @param cause AWS's error; its message is parsed and kept */
  constructor(cause: Error) {
    const denial = parseDenial(cause.message);
    super(`${adviceFor(denial)}. AWS says: ${cause.message}`, { cause });
    this.half = denial.half;
    this.explicitDeny = denial.explicitDeny;
    this.action = denial.action;
    this.resource = denial.resource;
    this.principal = denial.principal;
  }
}

/** Reads a message that is made for people: what it does not say stays undefined. */
export function parseDenial(message: string): Denial {
  const text = message.replace(/\s+/g, ' ');
  const action = /authorized to perform:? ([\w-]+:[\w*]+)/i.exec(text)?.[1];
  const policyType = /(?:because no|explicit deny in(?: an?| the)?) ([a-z -]+)/i.exec(text)?.[1].toLowerCase() ?? '';
  const named = POLICY_TYPES.find(([words]) => words.test(policyType))?.[1];
  const explicitDeny = /explicit deny/i.test(text);
  return {
    half: named ?? (action?.startsWith('sts:') && !explicitDeny ? 'trust-or-identity' : 'unknown'),
    explicitDeny,
    action,
    resource: /on resource: ?"?([^\s"]+)/i.exec(text)?.[1],
    principal: /User: (\S+) is not/i.exec(text)?.[1],
  };
}

function adviceFor({ half, explicitDeny, action = 'the action', resource, principal }: Denial): string {
  const what = resource === undefined ? action : `${action} on ${resource}`;
  const caller = principal === undefined ? 'the caller' : `${principal} (${accountOf(principal, 'its account')})`;
  const owner = accountOf(resource, 'the account that owns it');
  const role = resource === undefined ? 'the role' : resource;
  const places: Record<Half, { place: string; written: string }> = {
    'identity': { place: `the policies of the role behind ${caller}`, written: 'new CrossAccountInvoker(…) writes them' },
    'resource': { place: `the resource policy of ${resource ?? 'the function'}, in ${owner}`, written: 'target.grants.invoke(caller) writes it' },
    'trust': { place: `the trust policy of ${role}, in ${owner}`, written: 'role.grants.assume(fn) writes it' },
    'trust-or-identity': {
      place: `the trust policy of ${role}, in ${owner} (with the external id, if it asks for one), or the policies of the role behind ${caller}: STS does not tell which`,
      written: 'role.grants.assume(fn) writes both',
    },
    'boundary': { place: `the permissions boundary of the role behind ${caller}`, written: 'ask who manages that account' },
    'session': { place: `the session policy of ${caller}`, written: 'it was given when the role was assumed' },
    'service-control-policy': { place: `a service control policy that applies to ${caller}`, written: 'ask who manages the organization' },
    'resource-control-policy': { place: `a resource control policy that applies to ${owner}`, written: 'ask who manages the organization' },
    'vpc-endpoint': { place: `the policy of the VPC endpoint that ${caller} calls through`, written: 'it must name the resource of the other account' },
    'unknown': { place: `one of the policies that apply to ${caller} or belong to ${owner}: AWS does not tell which`, written: 'in another account both halves must allow it' },
  };
  const { place, written } = places[half];
  return explicitDeny
    ? `${what} is denied by a Deny statement in ${place}; remove or narrow that statement`
    : `${what} is not allowed by ${place}; add an Allow there (${written})`;
}

/** arn:aws:lambda:eu-west-1:222222222222:function:orders and its like */
function accountOf(arn: string | undefined, otherwise: string): string {
  const account = arn?.split(':')[4];
  return account ? `account ${account}` : otherwise;
}
