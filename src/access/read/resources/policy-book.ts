import { uncertain } from './parse-statement';
import type { Statement } from '../../model/policy';
import type { PolicyWriter, ResourcePolicy } from '../../model/resource-policy';
import type { Site } from '../../model/site';
import { accountOf } from '../../values/arn';
import { equalTexts } from '../../values/pattern';
import { hasUnknown, readable } from '../../values/unknown';

/** One resource of a template that writes a policy, or a part of one. */
export interface Written {
  readonly resourceArn: string;
  /** The owner, for ARNs that do not say it. */
  readonly account?: string;
  readonly site: Site;
  readonly statements: readonly Statement[];
  /** Several resources write parts of one policy, as permissions do; their sizes count together. */
  readonly part?: boolean;
  /** In characters; seldom asked for. */
  size(): number;
}

/** What holds for a resource as long as nobody writes its policy. */
export interface Default {
  readonly resourceArn: string;
  readonly account: string;
  readonly site: Site;
  readonly statements: readonly Statement[];
}

/** Enough for what CloudFormation or AWS puts in: twelve letters, or an account id. */
const LENGTH_OF_UNKNOWN = 12;

/** All policies by the ARN that they belong to, whichever template writes them. */
export function policiesByArn(written: readonly Written[], defaults: readonly Default[]): Map<string, ResourcePolicy> {
  const writers = new Map<string, Written[]>();
  for (const one of written) {
    const before = writers.get(one.resourceArn);
    if (before) { before.push(one); } else { writers.set(one.resourceArn, [one]); }
  }
  const policies = new Map(Array.from(writers, ([arn, all]) => [arn, policyOf(arn, all)]));
  for (const { resourceArn, account, site, statements } of defaults) {
    const policy = policies.get(resourceArn);
    if (!policy?.writers.some(({ misplaced }) => !misplaced)) {
      policies.set(resourceArn, { resourceArn, account, site, writers: policy?.writers ?? [], statements });
    } else { policies.set(resourceArn, { ...policy, site }); }
  }
  return policies;
}

function policyOf(resourceArn: string, written: readonly Written[]): ResourcePolicy {
  const account = accountOf(resourceArn) || written[0].account || written[0].site.stack.account;
  const parts = written.filter(({ part }) => part);
  const writers = written.map(({ site, statements, part, size }): PolicyWriter => ({
    site,
    statements,
    misplaced: equalTexts(site.stack.account, account) === false,
    get size() { return part ? parts.reduce((sum, one) => sum + one.size(), 0) : size(); },
  }));
  return { resourceArn, account, writers, statements: written.flatMap((one) => effective(one, account)) };
}

/** What stands in another account has no effect; where accounts are not known, it may or may not have one. */
function effective({ site, statements }: Written, account: string): readonly Statement[] {
  const same = equalTexts(site.stack.account, account);
  if (typeof same === 'boolean') { return same ? statements : []; }
  return statements.map((statement) => uncertain(statement, `whether ${same.on.join(' and ')} is ${readable(account)}`));
}

/** Without white space; what is only known at deployment counts as if it were short. */
export function sizeOf(document: unknown): number {
  const text = typeof document === 'string' ? document : JSON.stringify(document) ?? '';
  return hasUnknown(text) ? text.replace(/⟦[^⟧]*⟧/g, '-'.repeat(LENGTH_OF_UNKNOWN)).length : text.length;
}
