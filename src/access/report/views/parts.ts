import type { AcknowledgedFinding, ReportedFinding } from '../../check';
import type { LayerVerdict, Outcome } from '../../evaluate/verdict';
import type { Link } from '../../links/link';
import type { UnknownValue } from '../../model/cloud';
import type { Statement } from '../../model/policy';
import type { Site } from '../../model/site';
import { plain, plainText } from '../plain';

/*
 * What every format shows, as plain JSON: texts with unknown parts made readable, references into the model cut.
 * docs/report-schema.json describes these shapes.
 */

/** The version of the JSON output; a new one for every change that a reader of the old one would notice. */
export const FORMAT_VERSION = 1;

/** A resource in a template. */
export interface PlaceView {
  /** The construct path, or `Stack/LogicalId`. */
  readonly path: string;
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  readonly logicalId: string;
  readonly type: string;
  /** The template's file, relative to the assembly. */
  readonly template: string;
}

export interface StatementView {
  readonly policy: string;
  readonly sid?: string;
  /** Missing for a policy that is in no template. */
  readonly at?: PlaceView;
  readonly statement: Readonly<Record<string, unknown>>;
  /** Why the statement is not wholly known. */
  readonly unknown?: string;
}

export interface LayerView {
  readonly layer: string;
  readonly outcome: LayerVerdict['outcome'];
  readonly statements: readonly StatementView[];
  readonly dependsOn: readonly string[];
}

export interface LinkView {
  readonly from: string;
  readonly fromAccount: string;
  readonly fromAt?: PlaceView;
  readonly to: string;
  readonly toAccount: string;
  readonly toAt?: PlaceView;
  readonly action: string;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly dependsOn: readonly string[];
  readonly declaredBy: readonly string[];
  /** For a service: what it does, in one phrase. */
  readonly what?: string;
  readonly layers: readonly LayerView[];
}

export interface FindingView {
  readonly rule: string;
  readonly severity: ReportedFinding['severity'];
  readonly title: string;
  readonly message: string;
  readonly fix: string;
  readonly docs: string;
  readonly at: PlaceView;
  readonly otherAt?: PlaceView;
  readonly statement?: Readonly<Record<string, unknown>>;
  /** Why it is acknowledged. */
  readonly reason?: string;
}

export function placeOf({ stack, path, logicalId, type }: Site): PlaceView {
  return plain({ path, stack: stack.name, account: stack.account, region: stack.region, logicalId, type, template: stack.templateFile });
}

export function statementView({ source: { policy, sid, site, json, unknown } }: Statement): StatementView {
  const at = site && { at: placeOf(site) };
  return plain({ policy, ...sid !== undefined && { sid }, ...at, statement: json, ...unknown !== undefined && { unknown } });
}

function layerView({ layer, outcome, statements, dependsOn }: LayerVerdict): LayerView {
  return { layer, outcome, statements: statements.map(statementView), dependsOn: plain(dependsOn) };
}

export function linkView({ from, to, fromAccount, toAccount, fromSite, toSite, action, verdict, declaredBy, delivery }: Link): LinkView {
  return {
    from: plainText(from),
    fromAccount: plainText(fromAccount),
    ...fromSite && { fromAt: placeOf(fromSite) },
    to: plainText(to),
    toAccount: plainText(toAccount),
    ...toSite && { toAt: placeOf(toSite) },
    action,
    outcome: verdict.outcome,
    reason: plainText(verdict.reason),
    dependsOn: plain(verdict.dependsOn),
    declaredBy,
    ...delivery && { what: delivery.step.what },
    layers: verdict.layers.map(layerView),
  };
}

export function findingView(finding: ReportedFinding & Partial<Pick<AcknowledgedFinding, 'reason'>>): FindingView {
  const { ruleId, severity, title, message, fix, docs, site, otherSite, statement, reason } = finding;
  return {
    rule: ruleId,
    severity,
    title,
    message: plainText(message),
    fix: plainText(fix),
    docs,
    at: placeOf(site),
    ...otherSite && { otherAt: placeOf(otherSite) },
    ...statement && { statement: plain(statement) },
    ...reason !== undefined && { reason: plainText(reason) },
  };
}

export function unknownView({ path, what }: UnknownValue): UnknownValue {
  return plain({ path, what });
}
