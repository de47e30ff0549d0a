import { functionPolicies } from './function-policies';
import { hasSource } from './narrowing';
import type { Rule } from './rule';
import { coversAction, jsonOf, list } from './words';
import { readable } from '../values/unknown';

/**
 * Services that only call functions of their resource's own account.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
const WITHIN_ONE_ACCOUNT = new Set(['elasticloadbalancing.amazonaws.com']);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html */
export const SERVICE_WITHOUT_SOURCE: Rule = {
  id: 'service-without-source',
  severity: 'warning',
  title: 'A service may call the function for anybody\'s resources',
  check: ({ cloud }) => functionPolicies(cloud).flatMap(({ resourceArn, statements }) =>
    statements.flatMap((statement) => {
      const { effect, principals, source: { site, unknown } } = statement;
      const services = (principals?.Service ?? []).filter((service) => !WITHIN_ONE_ACCOUNT.has(service));
      if (effect !== 'Allow' || services.length === 0 || !site || unknown !== undefined || !coversAction(statement, 'lambda:invokefunction')) { return []; }
      return hasSource(statement, statements) ? [] : [{
        message: `${list(services)} may call ${readable(resourceArn)} for a resource of any AWS account: no condition of the statement names the source`,
        fix: 'name the resource that calls by aws:SourceArn (SourceArn of a permission), and its account by aws:SourceAccount (SourceAccount) where the service sends it',
        site,
        statement: jsonOf(statement),
      }];
    })),
};
