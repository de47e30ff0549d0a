import type { Report } from '../check';
import { checkText } from '../report/text/check-text';
import { withoutColour } from '../report/text/paint';
import { checkView } from '../report/views/report-views';

/**
 * aws-cdk-lib before 2.258.0 leaves it to the CDK command line to print what plugins find and to fail, and the command line
 * looks for it in a file that these versions do not write: findings would be dropped in silence. So they are printed here,
 * and the process fails. Run without the command line, aws-cdk-lib does both itself.
 */
export function reportForOldCli(report: Report, success: boolean): void {
  if (report.findings.length === 0 || !isLeftToCli()) { return; }
  process.stderr.write(`${checkText(checkView(report), { columns: process.stderr.columns ?? 100, paint: withoutColour })}\n`);
  if (!success) { process.exitCode = 1; }
}

const LEFT_TO_CLI = '@aws-cdk/core:failSynthOnValidationErrors';

function isLeftToCli(): boolean {
  const { CDK_CONTEXT_JSON: context } = process.env;
  return context !== undefined && (JSON.parse(context) as Record<string, unknown>)[LEFT_TO_CLI] === false;
}
