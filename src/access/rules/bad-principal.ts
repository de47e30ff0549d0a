import { problemOfPrincipal } from './principal-problem';
import type { Finding, Rule } from './rule';
import { jsonOf } from './words';
import type { Statement } from '../model/policy';
import { readable } from '../values/unknown';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
export const BAD_PRINCIPAL: Rule = {
  id: 'bad-principal',
  severity: 'error',
  title: 'A principal is none that AWS accepts, or none that stays',
  check: ({ cloud }) => [
    ...[...cloud.resourcePolicies.values()].flatMap(({ writers }) => writers.flatMap(({ statements }) => statements)),
    ...[...cloud.identities.values()].flatMap(({ trust }) => trust),
  ].flatMap(findingsOf),
};

function findingsOf(statement: Statement): Finding[] {
  const { principals, notPrincipals, source: { site, policy } } = statement;
  return [...principals?.AWS ?? [], ...notPrincipals?.AWS ?? []].flatMap((principal) => {
    const wrong = site && problemOfPrincipal(principal);
    return wrong ? [{ message: `the principal '${principal}' in the ${namedPolicy(policy, site.path)} ${wrong.problem}`, fix: wrong.fix, site, statement: jsonOf(statement) }] : [];
  });
}

/** A policy that has no name of its own is known by its resource. */
function namedPolicy(policy: string, path: string): string {
  return /^(resource|trust) policy of /.test(policy) ? readable(policy) : `policy ${path}`;
}
