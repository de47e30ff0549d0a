import { functionPolicies } from './function-policies';
import { isNarrowed } from './narrowing';
import type { Rule } from './rule';
import { jsonOf } from './words';
import type { Cloud } from '../model/cloud';
import type { Statement } from '../model/policy';
import { functionOf } from '../values/arn';
import { readable } from '../values/unknown';

/** https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-1 */
export const PUBLIC_FUNCTION: Rule = {
  id: 'public-function',
  severity: 'error',
  title: 'Everybody may call the function',
  check: ({ cloud }) => functionPolicies(cloud).flatMap(({ resourceArn, statements }) => {
    const open = statements.filter((statement) => isForEverybody(statement) && statement.source.site && !isNarrowed(statement, statements));
    // a public URL has two statements: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
    return open.slice(0, 1).map((statement) => ({
      message: `${callersOf(cloud, resourceArn)} may call ${readable(resourceArn)}: no condition of the statement says who`,
      fix: 'name the account or role that may call as the principal, or the organization by the condition aws:PrincipalOrgID; '
        + 'if it is meant to be public, acknowledge this rule with the reason',
      site: statement.source.site!,
      statement: jsonOf(statement),
    }));
  }),
};

/** `NotPrincipal` with an Allow is everybody else: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html */
export function isForEverybody({ effect, principals, notPrincipals, source }: Statement): boolean {
  return effect === 'Allow' && source.unknown === undefined && (principals?.AWS?.includes('*') === true || notPrincipals !== undefined);
}

function callersOf({ functions }: Cloud, resourceArn: string): string {
  const fn = functions.get(functionOf(resourceArn)!.functionArn);
  return fn?.urls.some(({ targetArn, authType }) => targetArn === resourceArn && authType === 'NONE')
    ? 'everybody on the internet, without credentials (by the function URL),'
    : 'every role and user of every AWS account';
}
