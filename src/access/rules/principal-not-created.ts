import { keyOf, mutualNeeds } from './mutual-need';
import { needsOf } from './needs';
import type { Rule } from './rule';
import { StackOrder } from './stack-order';
import { jsonOf } from './words';

/** A policy with a principal that does not exist is refused: https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1189 */
export const PRINCIPAL_NOT_CREATED: Rule = {
  id: 'principal-not-created',
  severity: 'error',
  title: 'A policy names a role that no earlier stack creates',
  check: ({ cloud }) => {
    const order = new StackOrder(cloud);
    const knots = new Set(mutualNeeds(cloud, order).flatMap(([need, back]) => [need, ...back ? [back] : []].map((one) => keyOf(order, one))));
    return needsOf(cloud, order)
      .filter((need) => need.kind === 'principal' && !order.isBefore(need.of, need.site.stack) && !knots.has(keyOf(order, need)))
      .map(({ site, of, what, otherSite, statement }) => ({
        message: `${site.path} needs ${what}, and its stack ${of.name} is not deployed before ${site.stack.name}: AWS refuses the policy as long as the role is not there (${errorOf(site.type)})`,
        fix: `let ${site.stack.name} depend on ${of.name} (addDependency of the stack), or name the account as the principal and the role by the condition ArnEquals aws:PrincipalArn, which needs no order`,
        site,
        ...otherSite && { otherSite },
        ...statement && { statement: jsonOf(statement) },
      }));
  },
};

function errorOf(type: string): string {
  return type.startsWith('AWS::Lambda::') ? '"The provided principal was invalid"' : '"Invalid principal in policy"';
}
