import type { Checked, Rule } from './rule';
import { list } from './words';
import { speaksOf } from '../evaluate/statement';
import type { Link } from '../links/link';
import type { StrayPolicy } from '../model/cloud';
import { accountOf } from '../values/arn';
import { hasUnknown, readable } from '../values/unknown';

/** A policy is attached by name, and names are those of one account: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export const POLICY_OF_FOREIGN_ROLE: Rule = {
  id: 'policy-of-foreign-role',
  severity: 'error',
  title: 'A policy is attached to a role of another account by name',
  check: ({ cloud, links }) => {
    if (cloud.strayPolicies.length === 0) { return []; }
    const byCaller = linksByCaller(links);
    return cloud.strayPolicies.map((stray) => ({ stray, meant: stray.namesakes.filter((arn) => isMeant(stray, byCaller.get(arn) ?? [])) }))
      .filter(({ meant }) => meant.length > 0)
      .map(({ stray: { site, kind, name }, meant }) => ({
        message: `${site.path} is attached to the ${kind} '${readable(name)}' of account ${readable(site.stack.account)}, where these templates create none; `
          + `the ${kind} of that name that they create is ${list(meant)}`,
        fix: `write the policy in a stack of account ${list(meant.map(accountOf))}`,
        site,
        ...cloud.identities.get(meant[0]) && { otherSite: cloud.identities.get(meant[0])!.site },
      }));
  },
};

function linksByCaller(links: Checked['links']): Map<string, Link[]> {
  const byCaller = new Map<string, Link[]>();
  for (const link of links) {
    const same = byCaller.get(link.from);
    if (same) { same.push(link); } else { byCaller.set(link.from, [link]); }
  }
  return byCaller;
}

/**
 * Another app may have created a role of that name in the policy's own account. It is the one of the other account that is
 * meant if AWS made up its name, or if the policy allows what that role calls.
 */
function isMeant({ name, statements }: StrayPolicy, links: readonly Link[]): boolean {
  return hasUnknown(name) || links.some(({ request }) =>
    statements.some((statement) => statement.effect === 'Allow' && speaksOf(statement, request, request.action.toLowerCase()) !== false));
}
