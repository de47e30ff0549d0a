import { conditionTexts } from './conditions-text';
import { callersOf } from '../links/declared';
import type { Cloud } from '../model/cloud';
import type { Condition, Statement } from '../model/policy';
import { accountOf } from '../values/arn';
import { matchesPattern } from '../values/pattern';

/** Whom a statement of a resource or trust policy lets in without naming a role. */
export interface Opening {
  readonly kind: 'public' | 'organization' | 'account' | 'service' | 'federated';
  /** `account 333333333333`, `organization o-abc`, `s3.amazonaws.com`, `anyone`. */
  readonly who: string;
  /** The ARN that is opened. */
  readonly to: string;
  readonly actions: readonly string[];
  /** The conditions under which it is. */
  readonly conditions: readonly string[];
  readonly statement: Statement;
}

/** All openings of a cloud. */
export function openingsOf(cloud: Cloud): Opening[] {
  return [
    ...[...cloud.resourcePolicies.values()].flatMap(({ resourceArn, statements }) =>
      statements.flatMap((statement) => openings(resourceArn, statement))),
    ...[...cloud.identities.values()].flatMap(({ arn, trust }) => trust.flatMap((statement) => openings(arn, statement))),
  ];
}

/** The openings of what is called by one of the ARNs, for one of the actions. */
export function openingsTo(cloud: Cloud, arns: readonly string[], actions: readonly string[]): Opening[] {
  return arns.flatMap((arn) => {
    const statements = [...cloud.resourcePolicies.get(arn)?.statements ?? [], ...cloud.identities.get(arn)?.trust ?? []];
    const asked = statements.filter((statement) => actions.some((action) => mayAllow(statement, action.toLowerCase())));
    return asked.flatMap((statement) => openings(arn, statement));
  });
}

function mayAllow({ actions, notActions = [] }: Statement, action: string): boolean {
  if (actions) { return actions.some((pattern) => matchesPattern(pattern, action) !== false); }
  return !notActions.some((pattern) => matchesPattern(pattern, action) === true);
}

function openings(to: string, statement: Statement): Opening[] {
  const { effect, principals, notPrincipals, conditions } = statement;
  // what AWS itself writes for a resource without a policy, such as the key policy that delegates to IAM, opens nothing to others
  if (effect !== 'Allow' || !statement.source.site) { return []; }
  const opening = (kind: Opening['kind'], who: string): Opening =>
    ({ kind, who, to, actions: actionsOf(statement), conditions: conditionTexts(statement), statement });
  if (notPrincipals) { return [opening('public', `anyone but ${Object.values(notPrincipals).flat().join(', ')}`)]; }
  const named = new Set(callersOf(statement));
  const narrowed = valuesOf(conditions, 'aws:principalarn').some((value) => named.has(value));
  const accounts = narrowed ? [] : (principals?.AWS ?? []).filter((principal) => !named.has(principal));
  return [
    ...accounts.map((principal) => opening(...ofAws(principal, conditions))),
    ...(principals?.Service ?? []).map((service) => opening('service', [service, ...sources(conditions)].join(' for '))),
    ...(principals?.Federated ?? []).map((provider) => opening('federated', provider)),
  ];
}

/** As somebody wrote them: the model keeps them in lower case. */
function actionsOf({ actions, notActions = [], source: { json } }: Statement): readonly string[] {
  const { Action: written } = json;
  const asWritten = (Array.isArray(written) ? written : [written]).filter((action) => typeof action === 'string');
  return asWritten.length > 0 ? asWritten : actions ?? notActions.map((action) => `all but ${action}`);
}

function ofAws(principal: string, conditions: readonly Condition[]): [Opening['kind'], string] {
  const organizations = valuesOf(conditions, 'aws:principalorgid', 'aws:principalorgpaths');
  if (principal !== '*') {
    return ['account', `account ${accountOf(principal) || principal}${organizations.length === 0 ? '' : ` in ${organizations.join(' or ')}`}`];
  }
  if (organizations.length > 0) { return ['organization', `organization ${organizations.join(' or ')}`]; }
  const accounts = valuesOf(conditions, 'aws:principalaccount');
  if (accounts.length > 0) { return ['account', `account ${accounts.join(' or ')}`]; }
  const arns = valuesOf(conditions, 'aws:principalarn');
  if (arns.length > 0) { return ['account', `roles ${arns.join(' or ')}`]; }
  const origins = sources(conditions);
  return origins.length > 0 ? ['service', ['anyone', ...origins].join(' for ')] : ['public', 'anyone'];
}

function sources(conditions: readonly Condition[]): string[] {
  const arns = valuesOf(conditions, 'aws:sourcearn');
  const accounts = valuesOf(conditions, 'aws:sourceaccount');
  if (arns.length > 0) { return [arns.join(' or ')]; }
  return accounts.length > 0 ? [`account ${accounts.join(' or ')}`] : [];
}

/** Of conditions that name something; one that excludes it narrows nothing down. */
function valuesOf(conditions: readonly Condition[], ...keys: string[]): string[] {
  return conditions.filter(({ key, operator }) => keys.includes(key.toLowerCase()) && !/not|null/i.test(operator)).flatMap(({ values }) => values);
}
