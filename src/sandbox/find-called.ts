import { pathOfSite } from './names';
import { profileName } from './profiles';
import { versionOf } from './qualifiers';
import type { Cloud } from '../access/model/cloud';
import type { FunctionModel } from '../access/model/function';
import type { Identity } from '../access/model/identity';
import { functionOf } from '../access/values/arn';

/** The function that a person names, and exactly what is to be called. */
export interface CalledFunction {
  readonly fn: FunctionModel;
  /** With the qualifier, if the person gave one. */
  readonly arn: string;
}

/** Finds a function by its construct path, its name or its ARN, each with or without `:alias`. */
export function findFunction({ functions }: Pick<Cloud, 'functions'>, called: string): CalledFunction {
  const all = [...functions.values()];
  const byName = (text: string) => all.filter(({ arn, name, site }) => [arn, name, site.path, pathOfSite(site)].includes(text));
  const given = functionOf(called);
  const [, name, qualifier] = given ? ['', given.functionArn, given.qualifier] : /^(.*?)(?::([^:/]+))?$/.exec(called)!;
  const fn = only(byName(name), 'function', called, all.map(({ site }) => pathOfSite(site)));
  if (qualifier !== undefined && versionOf(fn, qualifier) === undefined) {
    throw new Error(`${pathOfSite(fn.site)} has no version or alias ${qualifier}; it has: ${fn.qualifiers.map((one) => one.name).join(', ') || 'none'}`);
  }
  return { fn, arn: qualifier === undefined ? fn.arn : `${fn.arn}:${qualifier}` };
}

/** Finds a role or user by its profile, construct path, name or ARN. */
export function findIdentity({ identities }: Pick<Cloud, 'identities'>, text: string): Identity {
  const all = [...identities.values()];
  const found = all.filter((identity) => [identity.arn, identity.name, identity.site.path, profileName(identity)].includes(text));
  return only(found, 'role or user', text, all.map(profileName));
}

function only<T extends { readonly arn: string }>(found: readonly T[], what: string, text: string, known: readonly string[]): T {
  const [first, second] = found;
  if (first === undefined) { throw new Error(`no ${what} ${text} in the assembly; it has: ${[...known].sort().join(', ') || 'none'}`); }
  if (second !== undefined) { throw new Error(`${text} is the name of several: ${found.map(({ arn }) => arn).join(', ')}; give one of these ARNs`); }
  return first;
}
