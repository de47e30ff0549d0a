import { functionPolicies } from './function-policies';
import { InvokeGrants, INVOKE } from './invoke-grants';
import { isNarrowed } from './narrowing';
import { accountNamed } from './root-trust-without-condition';
import type { Finding, Rule } from './rule';
import { coversAction, jsonOf } from './words';
import { callersOf } from '../links/declared';
import type { ResourcePolicy } from '../model/resource-policy';
import { equalTexts } from '../values/pattern';
import { readable } from '../values/unknown';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#remove-credentials */
export const UNUSED_GRANT: Rule = {
  id: 'unused-grant',
  severity: 'warning',
  title: 'An account may call the function, and nothing in that account does',
  check: ({ cloud, hasAccount }) => {
    let known: InvokeGrants | undefined;
    const grants = (): InvokeGrants => known ??= new InvokeGrants(cloud);
    return functionPolicies(cloud).flatMap((policy) => unusedIn(policy, grants, hasAccount));
  },
};

function unusedIn({ resourceArn, account, statements }: ResourcePolicy, grants: () => InvokeGrants, hasAccount: (id: string) => boolean): Finding[] {
  return statements.flatMap((statement) => {
    const { effect, principals, source: { site, unknown } } = statement;
    if (effect !== 'Allow' || !site || unknown !== undefined || callersOf(statement).length > 0 || !coversAction(statement, INVOKE)) { return []; }
    // who else is meant by the organization or an address, nobody here knows
    if (isNarrowed(statement)) { return []; }
    const others = (principals?.AWS ?? []).map(accountNamed).filter((id) => id !== undefined).filter((id) => equalTexts(id, account) === false);
    return others.filter((id) => hasAccount(id) && !grants().mayCall(id, resourceArn)).map((id) => ({
      message: `account ${id} may call ${readable(resourceArn)}, and no role or user of account ${id} in these templates may make the call`,
      fix: 'remove the statement, or allow lambda:InvokeFunction in a policy of the role that calls; if another app in that account calls, name its role',
      site,
      statement: jsonOf(statement),
    }));
  });
}
