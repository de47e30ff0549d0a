import type { HandOver } from './hand-over';
import { identityForms } from './identity-forms';
import { resourceForms } from './resource-forms';
import { Callables } from '../../links/callables';
import type { Link } from '../../links/link';
import type { Cloud } from '../../model/cloud';
import type { Site } from '../../model/site';
import { plain, plainText } from '../../report/plain';
import { accountOf } from '../../values/arn';
import { openingsOf } from '../openings';
import { identityStatement, isTrust, resourceStatement } from '../statements';
import type { WrittenStatement } from '../statements';

interface Need {
  readonly half: HandOver['half'];
  readonly owner: string;
  readonly account: string;
  readonly who: string;
  readonly to: string;
  readonly site?: Site;
  readonly statement: WrittenStatement;
}

/** What to put for a role that nobody here knows. */
const ANY_ROLE = 'NAME_OF_THE_ROLE_THAT_CALLS';

/** The halves that other teams must apply: one for each policy that is not in these templates. */
export function handOversOf(cloud: Cloud, links: readonly Link[]): HandOver[] {
  const accounts = new Set(cloud.stacks.map(({ account }) => account));
  const callables = new Callables(cloud);
  const needs = [...links.flatMap((link) => needsOf(link, cloud, callables)), ...needsOfOpenings(cloud, accounts)];
  const byOwner = new Map<string, Need[]>();
  for (const need of needs) {
    const key = `${need.half} ${need.owner}`;
    byOwner.set(key, [...byOwner.get(key) ?? [], need]);
  }
  return [...byOwner.values()].map((same) => handOver(same, accounts)).sort((a, b) => a.account < b.account ? -1 : a.account > b.account ? 1 : 0);
}

/** What is allowed by what is here needs nothing more. */
function needsOf(link: Link, cloud: Cloud, callables: Callables): Need[] {
  const { caller, request, to, verdict, fromSite, toSite, toAccount } = link;
  if (verdict.outcome === 'allowed') { return []; }
  const who = plainText(link.from);
  const identity = caller.kind === 'role' || caller.kind === 'user' ? caller : undefined;
  return [
    ...identity && !cloud.identities.has(identity.arn)
      ? [{ half: 'identity' as const, owner: identity.arn, account: identity.account, who, to, site: toSite, statement: identityStatement(request) }] : [],
    ...!callables.get(to) && !(identity && identity.account === toAccount)
      ? [{ half: isTrust(request) ? 'trust' as const : 'resource' as const, owner: to, account: toAccount, who, to, site: fromSite, statement: resourceStatement(request) }] : [],
  ];
}

/** Where a whole account is let in, its own roles still need the permission. */
function needsOfOpenings(cloud: Cloud, accounts: ReadonlySet<string>): Need[] {
  return openingsOf(cloud).filter(({ kind }) => kind === 'account').flatMap(({ statement, to, actions }) => {
    const outside = [...new Set((statement.principals?.AWS ?? []).map((principal) => accountOf(principal) || principal))].filter((account) => /^\d{12}$/.test(account) && !accounts.has(account));
    return outside.map((account): Need => {
      const [, partition] = to.split(':');
      const owner = `arn:${partition}:iam::${account}:role/${ANY_ROLE}`;
      return { half: 'identity', owner, account, who: `roles of account ${account}`, to, site: statement.source.site, statement: { Effect: 'Allow', Action: actions[0], Resource: to } };
    });
  });
}

function handOver(needs: readonly Need[], accounts: ReadonlySet<string>): HandOver {
  const [{ half, owner, account, site }] = needs;
  const statements = plain([...new Map(needs.map(({ statement }) => [JSON.stringify(statement), statement])).values()]);
  const accountIsHere = accounts.has(account);
  const shown = plainText(owner);
  return {
    account: plainText(account),
    accountIsHere,
    half,
    owner: shown,
    summary: summary(needs, accountIsHere),
    site,
    statements,
    forms: half === 'identity' ? identityForms(shown, statements) : resourceForms(shown, statements),
  };
}

function summary(needs: readonly Need[], accountIsHere: boolean): string {
  const [{ half, owner, account }] = needs;
  const team = `account ${plainText(account)}${accountIsHere ? ', in another app,' : ', which these templates do not deploy,'}`;
  const list = (texts: readonly string[]) => [...new Set(texts.map(plainText))].join(', ');
  const actions = list(needs.map(({ statement }) => statement.Action));
  if (half === 'identity') { return `${team} must let ${list(needs.map(({ who }) => who))} do ${actions} on ${list(needs.map(({ to }) => to))}`; }
  const who = list(needs.map((need) => need.who));
  return half === 'trust' ? `${team} must let ${who} assume ${plainText(owner)}` : `${team} must let ${who} do ${actions} on ${plainText(owner)}`;
}
