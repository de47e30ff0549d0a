import { identityStatement, isTrust, resourceStatement } from './statements';
import type { WrittenStatement } from './statements';
import type { LayerName, LayerVerdict } from '../evaluate/verdict';
import type { Link } from '../links/link';
import type { Cloud } from '../model/cloud';
import type { Statement } from '../model/policy';
import type { Site } from '../model/site';
import { hasUnknown } from '../values/unknown';

/** One thing to do so that a call is allowed. */
export interface Remedy {
  readonly layer: LayerName;
  /** One sentence: what to write or to change, and where. */
  readonly todo: string;
  /** Where it is to be written, if the templates have it. */
  readonly site?: Site;
  readonly account: string;
  readonly statement?: WrittenStatement;
  /** The statement that stands in the way. */
  readonly obstacle?: Statement;
}

/** What to do about each layer that keeps a call from being allowed; nothing for a call that is allowed. */
export function remediesFor(link: Link, cloud: Cloud): Remedy[] {
  const { verdict } = link;
  if (verdict.outcome === 'allowed') { return []; }
  const denying = verdict.layers.filter(({ outcome }) => outcome === 'denies');
  if (denying.length > 0) { return denying.flatMap((layer) => deniedBy(layer, link)); }
  return needed(link).flatMap((layer) => layer.outcome === 'depends' ? [dependsOn(layer, link)] : layer.outcome === 'silent' ? [silent(layer, link, cloud)] : []);
}

/** Within one account one half is enough, and the caller's own policy is the one to write; a trust policy is always asked. */
function needed({ verdict: { layers }, fromAccount, toAccount, caller }: Link): LayerVerdict[] {
  const oneIsEnough = fromAccount === toAccount && caller.kind !== 'service' && layers.some(({ layer }) => layer === 'identity policy');
  return oneIsEnough ? layers.filter(({ layer, outcome }) => layer !== 'resource policy' || outcome !== 'silent') : [...layers];
}

function deniedBy({ layer, statements }: LayerVerdict, link: Link): Remedy[] {
  return statements.map((obstacle) => ({
    layer,
    todo: `remove or narrow the Deny ${obstacle.source.sid === undefined ? '' : `${obstacle.source.sid} `}in ${obstacle.source.policy}: a Deny wins over every Allow`,
    site: obstacle.source.site,
    account: accountOfLayer(layer, link),
    obstacle,
  }));
}

function dependsOn({ layer, dependsOn: on, statements: [obstacle] }: LayerVerdict, link: Link): Remedy {
  return {
    layer,
    todo: `make sure of ${on.join(' and ')}: the templates do not say whether the ${layer} allows the call`,
    site: obstacle?.source.site,
    account: accountOfLayer(layer, link),
    obstacle,
  };
}

function silent({ layer }: LayerVerdict, link: Link, cloud: Cloud): Remedy {
  const { request } = link;
  const account = accountOfLayer(layer, link);
  const ofCaller = layer === 'identity policy' || layer === 'permissions boundary';
  const site = ofCaller ? link.fromSite : layer === 'resource policy' || layer === 'trust policy' ? policySite(link, cloud) : undefined;
  const statement = ofCaller ? identityStatement(request) : site || layer === 'resource policy' || layer === 'trust policy' ? resourceStatement(request) : undefined;
  return { layer, todo: `${WRITE[layer]}${nameFirst(link, statement)}`, site, account, statement };
}

const WRITE: Readonly<Record<LayerName, string>> = {
  'identity policy': "add this statement to a policy of the caller's role",
  'resource policy': 'add this statement to the policy of what is called, in the account that owns it',
  'trust policy': 'add this statement to the trust policy of the role, in its own account',
  'permissions boundary': "let the permissions boundary of the caller's role allow this too",
  'service control policy': 'the organization of the caller has to allow the action in a service control policy',
  'resource control policy': 'the organization of what is called has to allow the action in a resource control policy',
  'session policy': 'the policy passed to AssumeRole has to allow the action',
  'endpoint policy': 'the policy of the VPC endpoint has to allow the call',
};

/** Nobody can write a name in another account that CloudFormation is yet to make up. */
function nameFirst({ fromAccount, toAccount }: Link, statement: WrittenStatement | undefined): string {
  return statement && fromAccount !== toAccount && hasUnknown(JSON.stringify(statement)) ? '; give what it names a name first, because another account cannot know a generated one' : '';
}

function accountOfLayer(layer: LayerName, { fromAccount, toAccount }: Link): string {
  return layer === 'resource policy' || layer === 'trust policy' || layer === 'resource control policy' ? toAccount : fromAccount;
}

/** The resource that writes the policy now, or else the one that is called. */
function policySite({ request, to, toSite }: Link, cloud: Cloud): Site | undefined {
  if (isTrust(request)) { return toSite; }
  return cloud.resourcePolicies.get(to)?.writers.find(({ misplaced }) => !misplaced)?.site ?? toSite;
}
