import type { Rule } from './rule';
import { jsonOf, list } from './words';
import { readable } from '../values/unknown';

const KEY = 'aws:SourceAccount';

/** The account that a service sends is that of the resource for which it calls: https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html */
export const SOURCE_ACCOUNT_OF_WRONG_SIDE: Rule = {
  id: 'source-account-of-wrong-side',
  severity: 'error',
  title: 'The source account of a permission is not the account that owns the source',
  check: ({ denied }) => denied.flatMap(({ link, cause }) => {
    const site = cause.kind === 'source-account' ? cause.statement.source.site ?? link.toSite : undefined;
    if (cause.kind !== 'source-account' || !site) { return []; }
    const asked = cause.statement.conditions.find(({ key }) => key.toLowerCase() === KEY.toLowerCase())!;
    const sent = link.request.context.get(KEY.toLowerCase())?.[0];
    return [{
      message: `the statement that should let ${readable(link.from)} call ${readable(link.to)} asks for ${KEY} ${list(asked.values)}, and the service sends `
        + (sent === undefined ? 'no account' : `${readable(sent)}, the account that owns the source`),
      fix: sent === undefined
        ? `leave ${KEY} (SourceAccount of a permission) out; name the source by aws:SourceArn (SourceArn) with its account`
        : `write ${KEY} (SourceAccount of a permission) as '${readable(sent)}', the account of the source, not of the function`,
      site,
      ...link.fromSite && { otherSite: link.fromSite },
      statement: jsonOf(cause.statement),
    }];
  }),
};
