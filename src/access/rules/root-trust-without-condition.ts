import { isNarrowed } from './narrowing';
import type { Rule } from './rule';
import { coversAction, jsonOf, list } from './words';
import type { Condition } from '../model/policy';
import { fieldsOf } from '../values/arn';
import { equalTexts } from '../values/pattern';
import { readable } from '../values/unknown';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#mitigate-confused-deputy */
export const ROOT_TRUST_WITHOUT_CONDITION: Rule = {
  id: 'root-trust-without-condition',
  severity: 'warning',
  title: 'A whole other account may assume the role',
  check: ({ cloud }) => [...cloud.identities.values()].flatMap(({ arn, account, site, trust }) => trust.flatMap((statement) => {
    const { effect, principals, conditions, source } = statement;
    if (effect !== 'Allow' || source.unknown !== undefined || !coversAction(statement, 'sts:assumerole')) { return []; }
    const others = (principals?.AWS ?? []).map(accountNamed).filter((id) => id !== undefined).filter((id) => equalTexts(id, account) === false);
    if (others.length === 0 || isNarrowed(statement, trust) || conditions.some(asksForMore)) { return []; }
    return [{
      message: `every role and user of account ${list(others)} whose own policies let it assume roles may assume ${readable(arn)}`,
      fix: 'say which role by the condition ArnEquals aws:PrincipalArn; for a third party that acts for many customers, ask for an external id (sts:ExternalId)',
      site,
      statement: jsonOf(statement),
    }];
  })),
};

/** The account of a principal that is a whole account; undefined for others, and where it is not known. */
export function accountNamed(principal: string): string | undefined {
  const { account, resource } = fieldsOf(principal);
  const id = resource === 'root' ? account : principal;
  return /^\d{12}$/.test(id) ? id : undefined;
}

/** An external id, MFA, a tag, a session name…: somebody thought of who comes. What all callers bring is no condition. */
function asksForMore({ key, operator }: Condition): boolean {
  return !/Not|Null/i.test(operator) && !/^aws:(SecureTransport|PrincipalArn|PrincipalAccount|PrincipalType|RequestedRegion)$/i.test(key);
}
