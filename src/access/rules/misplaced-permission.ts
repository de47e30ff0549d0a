import type { Rule } from './rule';
import { jsonOf } from './words';
import { readable } from '../values/unknown';

/** Only the account that owns a resource can write its policy: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
export const MISPLACED_PERMISSION: Rule = {
  id: 'misplaced-permission',
  severity: 'error',
  title: 'A permission stands in another account than what it opens',
  check: ({ cloud }) => [...cloud.resourcePolicies.values()].flatMap(({ resourceArn, account, writers }) =>
    writers.filter(({ misplaced }) => misplaced).map(({ site, statements }) => ({
      message: `${site.type} ${site.path} stands in account ${readable(site.stack.account)}, but ${readable(resourceArn)} belongs to account ${readable(account)}: `
        + 'only the account that owns it can write its policy, so the deployment fails or opens nothing',
      fix: `write the ${site.type} with this statement in a stack of account ${readable(account)}`,
      site,
      ...statements[0] && { statement: jsonOf(statements[0]) },
    }))),
};
