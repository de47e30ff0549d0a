import type { Callables } from './callables';
import { policyArn } from '../evaluate/asked-policy';
import type { Cloud } from '../model/cloud';
import type { Identity } from '../model/identity';
import type { Statement } from '../model/policy';
import type { ResourcePolicy } from '../model/resource-policy';
import type { Site } from '../model/site';
import { accountOf } from '../values/arn';
import { openWhole, readable } from '../values/unknown';

/**
 * The policies of the cloud, and for each call into another app a policy of which nothing is known.
 *
 * A verdict that needs the unknown depends on it; one that does not need it stands.
 */
export function policiesAround(cloud: Cloud, callables: Callables, declared: Iterable<{ readonly to: string }>): ReadonlyMap<string, ResourcePolicy> {
  const policies = new Map(cloud.resourcePolicies);
  for (const declaredCall of declared) {
    const to = policyArn(cloud, declaredCall.to);
    if (callables.get(to) || policies.get(to)?.statements.some(({ source }) => source.unknown)) { continue; }
    const known = policies.get(to);
    const outside = unknownStatement(`the policy of ${readable(to)}`);
    policies.set(to, { resourceArn: to, account: accountOf(to), writers: [], ...known, statements: [...known?.statements ?? [], outside] });
  }
  return policies;
}

/** Where another app's things stand. */
const ELSEWHERE: Site = {
  stack: { name: '', id: '', account: '', region: '', partition: '', templateFile: '', dependsOn: [] },
  logicalId: '',
  type: '',
  path: 'another app',
};

/**
 * The roles and users that no template here creates: what is attached to them here is known, and beside it they may have
 * policies that nobody here can see.
 */
export class OutsideIdentities {
  private readonly byArn = new Map<string, Identity>();

  constructor(cloud: Cloud) {
    for (const { site, kind, name, statements } of cloud.strayPolicies) {
      if (kind === 'group') { continue; }
      const arn = `arn:${site.stack.partition}:iam::${site.stack.account}:${kind}/${name}`;
      this.byArn.set(arn, { ...this.get(arn), site, statements: [...statements, ...this.get(arn).statements] });
    }
  }

  /** Those to which something is attached here, under the ARNs by which others name them: an attachment knows no path. */
  public attachedHere(named: Iterable<string>): Identity[] {
    const full = new Map([...named].map((arn) => [withoutPath(arn), arn]));
    return Array.from(this.byArn, ([arn, identity]) => ({ ...identity, arn: full.get(arn) ?? arn }));
  }

  /** A policy is attached by the name alone, so a role's path makes no difference. */
  public get(arn: string): Identity {
    const attached = this.byArn.get(withoutPath(arn));
    return attached ? { ...attached, arn } : {
      kind: arn.includes(':user/') ? 'user' : 'role',
      arn,
      name: arn.slice(arn.lastIndexOf('/') + 1),
      account: accountOf(arn),
      site: ELSEWHERE,
      statements: [unknownStatement(`the policies of ${readable(arn)}`)],
      trust: [unknownStatement(`the trust policy of ${readable(arn)}`)],
      unknownPolicies: [],
    };
  }
}

function withoutPath(arn: string): string {
  return arn.replace(/:(role|user)\/.*\//, ':$1/');
}

function unknownStatement(what: string): Statement {
  const mark = openWhole(what);
  return { effect: 'Allow', actions: [mark], resources: ['*'], principals: { AWS: ['*'] }, conditions: [], source: { policy: what, json: {}, unknown: what } };
}
