import { fixText } from './statement-role';
import type { FindingView, PlaceView } from './views/parts';
import type { CheckView } from './views/report-views';

export interface SarifOptions {
  readonly toolVersion: string;
  /** The address of a template's file, as the code scanner knows it: `cdk.out/Source.template.json`. */
  readonly uriOf: (template: string) => string;
  /** The line of a resource in its template, from 1; undefined where it is not found. */
  readonly lineOf?: (place: PlaceView) => number | undefined;
}

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

/**
 * The findings for code scanning.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function sarif({ findings: open, acknowledged }: CheckView, options: SarifOptions): string {
  const findings = [...open, ...acknowledged];
  const rules = [...new Map(findings.map((finding) => [finding.rule, finding])).values()];
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: {
        driver: {
          name: 'cdk-cross-account-lambda',
          informationUri: 'https://github.com/cdk-cross-account-lambda/cdk-cross-account-lambda',
          version: options.toolVersion,
          rules: rules.map(({ rule, title, severity, docs }) => ({
            id: rule,
            shortDescription: { text: title },
            helpUri: docs,
            defaultConfiguration: { level: LEVELS[severity] },
          })),
        },
      },
      results: findings.map((finding) => resultOf(finding, rules.findIndex(({ rule }) => rule === finding.rule), options)),
    }],
  };
  return JSON.stringify(log, undefined, 2);
}

function resultOf(finding: FindingView, ruleIndex: number, options: SarifOptions): object {
  const { rule, severity, message, at, otherAt, reason } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: `${message}\nFix: ${fixText(finding)}` },
    locations: [locationOf(at, options)],
    ...otherAt && { relatedLocations: [{ id: 1, ...locationOf(otherAt, options), message: { text: 'the other side' } }] },
    ...reason !== undefined && { suppressions: [{ kind: 'inSource', justification: reason }] },
    // the same finding in the next run, also if lines have moved
    partialFingerprints: { 'constructAndRule/v1': `${rule} ${at.stack}/${at.logicalId} ${otherAt ? `${otherAt.stack}/${otherAt.logicalId}` : ''}`.trim() },
  };
}

function locationOf(place: PlaceView, { uriOf, lineOf }: SarifOptions): object {
  const startLine = lineOf?.(place);
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(place.template) },
      ...startLine !== undefined && { region: { startLine } },
    },
    logicalLocations: [{ name: place.logicalId, fullyQualifiedName: place.path, kind: 'resource' }],
  };
}
