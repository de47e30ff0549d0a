import { isNarrowed } from './narrowing';
import { isForEverybody } from './public-function';
import type { Rule } from './rule';
import { coversAction, jsonOf } from './words';
import { readable } from '../values/unknown';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous */
export const PUBLIC_TRUST: Rule = {
  id: 'public-trust',
  severity: 'error',
  title: 'Every AWS account may assume the role',
  check: ({ cloud }) => [...cloud.identities.values()].flatMap(({ arn, site, trust }) => trust
    .filter((statement) => isForEverybody(statement) && coversAction(statement, 'sts:assumerole') && !isNarrowed(statement, trust))
    .map((statement) => ({
      message: `every role and user of every AWS account may assume ${readable(arn)}: `
        + (statement.conditions.some(({ key }) => key.toLowerCase() === 'sts:externalid')
          ? 'an external id keeps nobody out who has read it once, and no other condition says who'
          : 'no condition of its trust policy says who'),
      fix: 'name the account or role that may assume it as the principal, or the organization by the condition aws:PrincipalOrgID',
      site,
      statement: jsonOf(statement),
    }))),
};
