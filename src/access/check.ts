import { evaluatorOf } from './evaluate/evaluate';
import type { Link } from './links/link';
import { linksOf } from './links/links-of';
import type { LinkOptions } from './links/links-of';
import type { Cloud } from './model/cloud';
import { RULES } from './rules';
import { deniedOf } from './rules/denied';
import type { Checked, Finding, Rule, Severity } from './rules/rule';

/** A finding with what its rule says of itself. */
export interface ReportedFinding extends Finding {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly title: string;
  /** The rule's page. */
  readonly docs: string;
}

/** A finding that somebody set aside, with the reason. */
export interface AcknowledgedFinding extends ReportedFinding {
  readonly reason: string;
}

/** All that is known of an app: the model, every call with its verdict, and what the rules say. */
export interface Report {
  readonly cloud: Cloud;
  readonly links: readonly Link[];
  /** Errors first, then by construct path. */
  readonly findings: readonly ReportedFinding[];
  /** What the app sets aside with a reason (`Validations.of(x).acknowledge(…)`). */
  readonly acknowledged: readonly AcknowledgedFinding[];
}

const DOCS = 'https://github.com/cdk-cross-account-lambda/cdk-cross-account-lambda/blob/main/docs/rules';

export function docsOf(ruleId: string): string {
  return `${DOCS}/${ruleId}.md`;
}

/** The name of the plugin, which stands before the ids of its rules. */
export const PLUGIN_NAME = 'cdk-cross-account-lambda';

/** How a rule may be written where it is acknowledged; CDK puts a prefix before an id that has none. */
export function idsOf(ruleId: string): string[] {
  return [`${PLUGIN_NAME}::${ruleId}`, ruleId, `annotation::${ruleId}`, `Annotation::${ruleId}`];
}

/** Decides every call, then asks every rule. */
export function check(cloud: Cloud, options: LinkOptions = {}, rules: readonly Rule[] = RULES): Report {
  const links = linksOf(cloud, evaluatorOf, options);
  const accounts = new Set(cloud.stacks.map(({ account }) => account));
  const checked: Checked = { cloud, links, denied: deniedOf(cloud, links), hasAccount: (account) => accounts.has(account) };
  const found = rules.flatMap((rule) => rule.check(checked).map((finding): ReportedFinding =>
    ({ ...finding, ruleId: rule.id, severity: rule.severity, title: rule.title, docs: docsOf(rule.id) })));
  const findings: ReportedFinding[] = [];
  const acknowledged: AcknowledgedFinding[] = [];
  for (const finding of withoutRepetition(found).sort(bySeverityThenPath)) {
    const reason = cloud.acknowledged?.(finding.site, idsOf(finding.ruleId));
    if (reason === undefined) { findings.push(finding); } else { acknowledged.push({ ...finding, reason }); }
  }
  return { cloud, links, findings, acknowledged };
}

/** One statement that stands in the policies of several resources is one mistake. */
function withoutRepetition(found: readonly ReportedFinding[]): ReportedFinding[] {
  const keyOf = ({ ruleId, site: { stack, logicalId }, message }: ReportedFinding): string => `${ruleId} ${stack.id} ${logicalId} ${message}`;
  return [...new Map(found.map((finding) => [keyOf(finding), finding])).values()];
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

function bySeverityThenPath(one: ReportedFinding, other: ReportedFinding): number {
  return SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity)
    || compare(one.site.path, other.site.path)
    || compare(one.message, other.message);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
