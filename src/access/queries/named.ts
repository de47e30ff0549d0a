import type { Cloud } from '../model/cloud';
import type { Site } from '../model/site';
import { fieldsOf, functionOf } from '../values/arn';
import { readable } from '../values/unknown';

/** What a person can ask about: a role, a function or one of its qualifiers, whatever has a policy, what sends events. */
export interface Named {
  readonly arn: string;
  readonly site?: Site;
  /** For a function: the ARN of the role that it calls with. */
  readonly roleArn?: string;
}

/** Everything in a cloud that has a name, each once. */
export function allNamed(cloud: Cloud): Named[] {
  const named = new Map<string, Named>();
  for (const { arn, site } of cloud.identities.values()) { named.set(arn, { arn, site }); }
  for (const { arn, site, qualifiers, roleArn } of cloud.functions.values()) {
    named.set(arn, { arn, site, roleArn });
    for (const qualifier of qualifiers) { named.set(qualifier.arn, { arn: qualifier.arn, site: qualifier.site, roleArn }); }
  }
  for (const { resourceArn, writers } of cloud.resourcePolicies.values()) {
    // the site of a policy is not that of its owner, but the best that there is
    if (!named.has(resourceArn)) { named.set(resourceArn, { arn: resourceArn, site: writers[0]?.site }); }
  }
  for (const { sourceArn, site } of cloud.deliveries) {
    if (!named.has(sourceArn)) { named.set(sourceArn, { arn: sourceArn, site }); }
  }
  return [...named.values()];
}

/** Everything that a person may call it. */
export function namesOf({ arn, site }: Named): string[] {
  return [arn, readable(arn), ...shortNames(arn), ...site ? namesOfSite(site) : []].map(readable);
}

function shortNames(arn: string): string[] {
  const { resource } = fieldsOf(arn);
  const fn = functionOf(arn);
  if (fn) { return [resource.slice('function:'.length)]; }
  return resource === '' ? [] : [resource, resource.slice(resource.lastIndexOf('/') + 1), resource.slice(resource.indexOf('/') + 1)];
}

/** Users see the path of the L2, templates that of the resource below it. */
function namesOfSite({ path, stack, logicalId }: Site): string[] {
  return [path, path.replace(/\/Resource$/, ''), `${stack.name}/${logicalId}`, `${stack.id}/${logicalId}`];
}
