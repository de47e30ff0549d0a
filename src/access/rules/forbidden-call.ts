import type { Finding, Rule } from './rule';
import { jsonOf } from './words';
import type { LayerName, LayerVerdict } from '../evaluate/verdict';
import { readable } from '../values/unknown';

/** An explicit deny wins: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html */
export const FORBIDDEN_CALL: Rule = {
  id: 'forbidden-call',
  severity: 'error',
  title: 'A call that is meant to work is forbidden by a Deny, a boundary or a control policy',
  check: ({ denied }) => {
    const findings = new Map<string, Finding>();
    for (const { link, cause } of denied) {
      if (cause.kind !== 'forbidden') { continue; }
      const { layer, outcome, statements: [statement] } = cause.by;
      const site = statement?.source.site ?? link.fromSite ?? link.toSite;
      const key = `${link.from} ${link.to} ${layer}`;
      if (!site || findings.has(key)) { continue; }
      const otherSite = [link.toSite, link.fromSite].find((one) => one !== undefined && one !== site);
      findings.set(key, {
        message: `${readable(link.from)} calls ${readable(link.to)} with ${link.action}, and AWS denies it: ${reasonOf(cause.by)}`,
        fix: FIXES[outcome === 'denies' ? 'deny' : layer] ?? OTHER_FIX,
        site,
        ...otherSite && { otherSite },
        ...statement && { statement: jsonOf(statement) },
      });
    }
    return [...findings.values()];
  },
};

const FIXES: Readonly<Partial<Record<LayerName | 'deny', string>>> = {
  'deny': 'narrow the Deny so that it leaves out this call, or remove what allows the call: a Deny wins over every Allow',
  'permissions boundary': 'allow the call in the permissions boundary too, or remove what allows it: a boundary is the most that a role may do',
  'service control policy': 'let the organization of the caller allow the action in a service control policy, or remove what allows the call',
  'resource control policy': 'let the organization of what is called allow the action in a resource control policy, or remove what allows the call',
};

const OTHER_FIX = 'let this policy allow the call too, or remove what allows the call';

function reasonOf({ layer, outcome, statements: [statement] }: LayerVerdict): string {
  if (outcome !== 'denies') { return `the ${layer} does not allow it`; }
  const policy = statement === undefined ? '' : ` (${readable(statement.source.policy)})`;
  return `a Deny in the ${layer}${policy} forbids it`;
}
