import type { Explanation } from './explain';
import type { Denial } from './parse-denial';
import type { LayerName } from '../evaluate/verdict';
import type { Cloud } from '../model/cloud';
import { plainText } from '../report/plain';
import { fieldsOf, functionOf } from '../values/arn';

/** What no template has, and how to hand it in. */
const ELSEWHERE: Readonly<Partial<Record<LayerName, string>>> = {
  'service control policy': 'hand the SCPs of the account in with --scp to see which statement it is',
  'resource control policy': 'hand the RCPs of the account in with --rcp to see which statement it is',
  'session policy': 'it is passed by the code that assumes the role',
  'endpoint policy': 'look at the policy of the VPC endpoint that the function uses',
};

/** How AWS's reason and the templates' agree. */
export function remarksOn(denial: Denial, explanations: readonly Explanation[]): string[] {
  if (explanations.length === 0) { return [nothingFound(denial)]; }
  return [...new Set(explanations.map((explanation) => remark(denial, explanation)))];
}

function remark(denial: Denial, { link: { verdict }, remedies }: Explanation): string {
  const { layer, policyArn } = denial;
  const blamed = layer === undefined ? 'a policy' : withArticle(layer);
  if (layer && ELSEWHERE[layer] !== undefined && !verdict.layers.some((one) => one.layer === layer && one.outcome !== 'allows')) {
    return `AWS blames ${blamed}${policyArn === undefined ? '' : ` (${policyArn})`}, which no template has: ${ELSEWHERE[layer]}`;
  }
  if (verdict.outcome === 'allowed') {
    return `the templates allow this call, AWS did not: deploy them; if they are deployed, look for a policy changed by hand, a role that was deleted and made anew under its name (AWS keeps its old id where it is a principal), an SCP (--scp), or another qualifier, region or account in the call${policyArn === undefined ? '' : `; AWS names ${policyArn}`}`;
  }
  if (verdict.outcome === 'depends') { return `the templates leave it open: it depends on ${verdict.dependsOn.map(plainText).join(', ')}; AWS's answer says that this did not hold`; }
  const lacking = remedies.map((remedy) => remedy.layer);
  if (layer === undefined || lacking.includes(layer)) {
    const others = [...new Set(lacking.filter((one) => layer !== undefined && one !== layer))];
    return others.length === 0 ? 'the templates say the same' : `the templates say the same; AWS names one reason only, and the ${others.join(' and the ')} would deny it too`;
  }
  return `AWS blames ${blamed}, the templates the ${[...new Set(lacking)].join(' and the ')}: what is deployed may differ from these templates`;
}

/** CloudFormation itself was denied: it tried to write a policy into another account. */
export function deploymentRemark({ action, resource }: Denial, cloud: Cloud): string | undefined {
  if (resource === undefined || !/^lambda:(AddPermission|PutResourcePolicy|RemovePermission)$/i.test(action ?? '')) { return undefined; }
  const fn = functionOf(resource)?.functionArn;
  const misplaced = [...cloud.resourcePolicies.values()].filter(({ resourceArn }) => functionOf(resourceArn)?.functionArn === fn)
    .flatMap(({ writers }) => writers).filter((writer) => writer.misplaced);
  if (misplaced.length === 0) { return `a deployment tried to write the policy of ${resource}; the role that deploys has to be of account ${fieldsOf(resource).account}, which owns it, and be allowed to do ${action}`; }
  const places = misplaced.map(({ site }) => `${site.path} (stack ${site.stack.name}, account ${plainText(site.stack.account)})`);
  return `this is a deployment: ${places.join(' and ')} would write the policy of a function of account ${fieldsOf(resource).account}; only that account can: move it into a stack there`;
}

function nothingFound({ principal, action, resource }: Denial): string {
  const what = [principal, action, resource].filter((one) => one !== undefined).join(', ');
  return `nothing in these templates is denied that the message could be about${what === '' ? '' : ` (${what})`}; it may be of another app, or the templates may not be deployed yet`;
}

function withArticle(layer: LayerName): string {
  return `${layer === 'identity policy' || layer === 'endpoint policy' ? 'an' : 'a'} ${layer}`;
}
