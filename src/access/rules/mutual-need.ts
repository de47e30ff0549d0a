import type { Need } from './needs';
import { needsOf } from './needs';
import type { Checked, Finding, Rule } from './rule';
import { StackOrder } from './stack-order';

/** No order of deployment gives both what they need. */
export const MUTUAL_NEED: Rule = {
  id: 'mutual-need',
  severity: 'error',
  title: 'Two stacks need each other, so neither can be deployed first',
  check: ({ cloud }: Checked) => mutualNeeds(cloud).map(([need, back]): Finding => {
    const otherSite = need.otherSite ?? back?.site;
    return {
      message: `${need.site.stack.name} needs ${need.what}, and ${need.of.name} ${back ? `needs ${back.what}` : `is deployed after ${need.site.stack.name}`}: neither can be deployed first`,
      fix: need.kind === 'principal' || back?.kind === 'principal'
        ? 'name the account as the principal and the role by the condition ArnEquals aws:PrincipalArn, which needs no role to exist'
        : 'give what is referred to a name of its own and write its ARN or address as text in the other stack, so that references run one way',
      site: need.site,
      ...otherSite && { otherSite },
    };
  }),
};

/** Each pair of stacks once: a need, and the one that runs the other way; undefined where an explicit order does. */
export function mutualNeeds(cloud: Checked['cloud'], order = new StackOrder(cloud)): [Need, Need | undefined][] {
  const byStacks = new Map<string, Need>();
  for (const need of needsOf(cloud, order)) {
    const key = keyOf(order, need);
    if (!byStacks.has(key)) { byStacks.set(key, need); }
  }
  const pairs: [Need, Need | undefined][] = [];
  for (const need of byStacks.values()) {
    const [own, other] = [order.deployedAs(need.site.stack), order.deployedAs(need.of)];
    const back = byStacks.get(`${other.id} ${own.id}`);
    if (back ? own.id < other.id : order.isBefore(own, other)) { pairs.push([need, back]); }
  }
  return pairs;
}

/** The stacks that a need is between. */
export function keyOf(order: StackOrder, { site, of }: Need): string {
  return `${order.deployedAs(site.stack).id} ${order.deployedAs(of).id}`;
}
