import { and, or } from './logic';
import type { Principals, Statement } from '../model/policy';
import type { Caller, Request } from '../model/request';
import { fieldsOf } from '../values/arn';
import { equalTexts } from '../values/pattern';
import { any, depends, not, type Truth } from '../values/truth';
import { open } from '../values/unknown';

/**
 * How a policy names a caller, which decides within one account what else may limit the grant.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-req-res.html
 */
export interface Naming {
  /** The user, the session of the role, the service, or everybody: nothing else needs to allow it. */
  readonly itself: Truth;
  /** The role: its boundary and the session's policy limit it. */
  readonly role: Truth;
  /** The account: who in it may call is for its identity policies. */
  readonly account: Truth;
}

const NOBODY: Naming = { itself: false, role: false, account: false };
const EVERYBODY: Naming = { ...NOBODY, itself: true };

/** How a statement of a policy with principals names the caller. */
export function namingOf(statement: Statement, request: Request): Naming {
  const { principals, notPrincipals } = statement;
  if (principals) { return named(principals, request); }
  return notPrincipals ? { ...NOBODY, itself: not(isExcepted(notPrincipals, statement, request)) } : NOBODY;
}

export function inAnyWay({ itself, role, account }: Naming): Truth {
  return or(itself, role, account);
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function named({ AWS: aws = [], Service: services = [], CanonicalUser: canonical = [] }: Principals, request: Request): Naming {
  if (aws.includes('*')) { return EVERYBODY; }
  const { caller } = request;
  const everybody = (): Truth => any(aws, (name) => equalTexts(name, '*'));
  if (caller.kind === 'anonymous') { return { ...NOBODY, itself: everybody() }; }
  if (caller.kind === 'service') {
    return { ...NOBODY, itself: or(any(services, (name) => equalTexts(name, caller.service)), everybody()) };
  }
  const byArn = any(aws, (name) => equalTexts(name, caller.arn));
  const isRole = caller.kind === 'role';
  return {
    // which account a canonical user is, no template says
    itself: or(everybody(), isRole ? any(aws, (name) => isSession(name, request, caller)) : byArn, any(canonical, (id) => depends(`the canonical user ${id}`))),
    role: isRole && byArn,
    account: any(aws, (name) => isAccount(name, caller)),
  };
}

type Entity = Extract<Caller, { kind: 'role' | 'user' }>;

/** Twelve digits, or the ARN of the root user, which both are the whole account. */
function isAccount(name: string, { arn, account }: Entity): Truth {
  return or(equalTexts(name, account), equalTexts(name, `arn:${fieldsOf(arn).partition}:iam::${account}:root`));
}

/** `aws:userid` of a session is `AROA…:session name`; without it the name is not known. */
function isSession(name: string, { context }: Request, { arn, account }: Entity): Truth {
  // what may be anybody has been asked about that
  if (!name.includes(':assumed-role/') && (!name.includes('⟦') || equalTexts(name, '*') !== false)) { return false; }
  const { partition, resource } = fieldsOf(arn);
  const roleName = resource.slice(resource.lastIndexOf('/') + 1);
  const session = context.get('aws:userid')?.[0].split(':')[1] ?? open(`the session name of ${roleName}`);
  return equalTexts(name, `arn:${partition}:sts::${account}:assumed-role/${roleName}/${session}`);
}

/**
 * Whether `NotPrincipal` leaves the caller out. AWS wants the principal and its account in the list: with one of them
 * only, some services deny and some do not. Who has a permissions boundary is never left out of a deny.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function isExcepted(notPrincipals: Principals, { effect }: Statement, request: Request): Truth {
  const { caller } = request;
  const { itself, role, account } = named(notPrincipals, request);
  if (caller.kind === 'service' || caller.kind === 'anonymous' || notPrincipals.AWS?.includes('*')) { return itself; }
  if (effect === 'Deny' && caller.identity?.boundary) { return false; }
  const byName = or(itself, role);
  return or(and(byName, account), and(or(byName, account), depends('whether NotPrincipal leaves out who is in it without its account, or by its account only')));
}
