import type { Rule } from './rule';
import type { PolicyWriter } from '../model/resource-policy';
import { readable } from '../values/unknown';

/** The document replaces what permissions wrote: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
export const MIXED_POLICY_TYPES: Rule = {
  id: 'mixed-policy-types',
  severity: 'error',
  title: 'AWS::Lambda::Permission and AWS::Lambda::ResourcePolicy on one function or alias overwrite each other',
  check: ({ cloud }) => [...cloud.resourcePolicies.values()].flatMap(({ resourceArn, writers }) => {
    const placed = writers.filter((writer) => !writer.misplaced && isCertain(writer));
    const document = placed.find(({ site }) => site.type === 'AWS::Lambda::ResourcePolicy');
    const permissions = placed.filter(({ site }) => site.type === 'AWS::Lambda::Permission');
    return document ? permissions.map(({ site }) => ({
      message: `${site.path} adds a permission to ${readable(resourceArn)}, whose whole policy ${document.site.path} writes: one replaces the statements of the other, or its deployment fails`,
      fix: `move the permission into the document of ${document.site.path}, or give one of both an alias of its own`,
      site,
      otherSite: document.site,
    })) : [];
  }),
};

/** Of two with opposite conditions only one is deployed. */
function isCertain({ statements }: PolicyWriter): boolean {
  return statements.length === 0 || statements.some(({ source }) => source.unknown === undefined);
}
