import type { Cloud } from '../access/model/cloud';
import type { Site } from '../access/model/site';
import { accountOf, functionOf } from '../access/values/arn';

/** What people call a resource: its construct path without the part that CDK adds. */
export function pathOfSite({ path }: Site): string {
  return path.replace(/\/Resource$/, '');
}

/** `Orders/Function:live (222222222222)`: a function, role or user as people know it, else the ARN. */
export function nameOf(cloud: Pick<Cloud, 'functions' | 'identities'>, arn: string): string {
  const called = functionOf(arn);
  const found = called ? cloud.functions.get(called.functionArn) : cloud.identities.get(arn);
  if (!found) { return arn; }
  const qualifier = called?.qualifier === undefined ? '' : `:${called.qualifier}`;
  return `${pathOfSite(found.site)}${qualifier} (${accountOf(arn)})`;
}
