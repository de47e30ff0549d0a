import type { Denied } from './denied';
import type { Finding, Rule } from './rule';
import { jsonOf } from './words';
import { functionOf } from '../values/arn';
import { readable } from '../values/unknown';

/** A permission holds for exactly the ARN that it names: https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html */
export const QUALIFIER_MISMATCH: Rule = {
  id: 'qualifier-mismatch',
  severity: 'error',
  title: 'The call and the permission name different versions or aliases of the function',
  check: ({ denied }) => {
    const findings = new Map<string, Finding>();
    // what the caller means to call says more than what the other account grants
    for (const { link, cause } of [...denied].sort((one, other) => Number(isGrantOnly(one)) - Number(isGrantOnly(other)))) {
      const key = `${link.from} ${functionOf(link.to)?.functionArn}`;
      const site = cause.kind === 'qualifier' ? cause.statement.source.site ?? link.toSite : undefined;
      if (cause.kind !== 'qualifier' || !site || findings.has(key)) { continue; }
      findings.set(key, {
        message: `${readable(link.from)} calls ${readable(link.to)}, and the statement that should allow it is for ${readable(cause.granted)}`,
        fix: 'name the same ARN in both accounts: best that of an alias, which stays when a new version is published',
        site,
        ...link.toSite && { otherSite: link.toSite },
        statement: jsonOf(cause.statement),
      });
    }
    return [...findings.values()];
  },
};

function isGrantOnly({ link }: Denied): boolean {
  return link.declaredBy.every((by) => by === 'resource');
}
