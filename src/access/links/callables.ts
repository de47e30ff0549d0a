import type { Cloud } from '../model/cloud';
import type { Site } from '../model/site';
import { fieldsOf, functionOf } from '../values/arn';
import { matchesPattern } from '../values/pattern';

/** A thing that can be called: a function or one of its qualifiers, a role, or whatever has a policy of its own. */
export interface Callable {
  readonly arn: string;
  readonly site?: Site;
  /** Of its function URL, for a function or alias that has one. */
  readonly urlAuthType?: 'AWS_IAM' | 'NONE';
}

/** Finds by ARN or pattern what the templates create. */
export class Callables {
  private readonly byArn = new Map<string, Callable>();
  private readonly byOwner = new Map<string, Callable[]>();
  private readonly qualifiersOf = new Map<string, Callable[]>();

  constructor(cloud: Cloud) {
    for (const { arn, site, qualifiers, urls } of cloud.functions.values()) {
      const urlOf = new Map(urls.map(({ targetArn, authType }) => [targetArn, authType]));
      for (const called of [{ arn, site }, ...qualifiers]) { this.add({ arn: called.arn, site: called.site, urlAuthType: urlOf.get(called.arn) }); }
    }
    for (const { kind, arn, site } of cloud.identities.values()) {
      if (kind === 'role') { this.add({ arn, site }); }
    }
    for (const { resourceArn, site } of cloud.resourcePolicies.values()) {
      if (site) { this.add({ arn: resourceArn, site }); }
    }
  }

  public get(arn: string): Callable | undefined {
    return this.byArn.get(arn);
  }

  /**
   * All that a pattern of one account names. A pattern without an account speaks of everything and of nothing in particular:
   * it declares no call.
   */
  public named(pattern: string): readonly Callable[] {
    const { service, account } = fieldsOf(pattern);
    const unqualified = /^(.*:function:[^:*?]+):\*$/.exec(pattern)?.[1];
    const candidates = unqualified !== undefined && this.byArn.has(unqualified) ? this.ofFunction(unqualified) : this.byOwner.get(`${service} ${account}`) ?? [];
    return candidates.filter(({ arn }) => matchesPattern(pattern, arn) === true);
  }

  private ofFunction(functionArn: string): readonly Callable[] {
    return this.qualifiersOf.get(functionArn) ?? [];
  }

  private add(callable: Callable): void {
    const { arn } = callable;
    this.byArn.set(arn, callable);
    const { service, account } = fieldsOf(arn);
    push(this.byOwner, `${service} ${account}`, callable);
    const of = functionOf(arn);
    if (of?.qualifier !== undefined) { push(this.qualifiersOf, of.functionArn, callable); }
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) { list.push(value); } else { map.set(key, [value]); }
}
