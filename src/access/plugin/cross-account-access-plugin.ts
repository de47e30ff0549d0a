import { basename, dirname, join, resolve } from 'node:path';
import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { acknowledgedAbove } from './acknowledged-above';
import { assemblyOf } from './assembly-of';
import { reportForOldCli } from './old-cli';
import { check, idsOf, PLUGIN_NAME } from '../check';
import type { Report, ReportedFinding } from '../check';
import { linkOptionsOf } from '../links/link-options';
import { cloudOf } from '../read/read-cloud';
import { plain, plainText } from '../report/plain';
import { fixText } from '../report/statement-role';

/** What the templates do not say of their surroundings, and when synthesis fails. */
export interface CrossAccountAccessPluginProps {
  /**
   * Files with the service control policies of your organization: a policy document for every account, or an object with
   * account ids (`*` for all) as keys and lists of documents or of their paths, from the organization's root downwards.
   *
   * They hold for callers: a call that they deny is a finding.
   *
   * @default - no service control policy denies a call
   * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
   */
  readonly serviceControlPolicies?: string[];

  /**
   * Files with the resource control policies of your organization, in the same form. They hold for what is called, where
   * AWS supports the service: STS, SQS, KMS, DynamoDB and others, not Lambda.
   *
   * @default - no resource control policy denies a call
   * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
   */
  readonly resourceControlPolicies?: string[];

  /**
   * The organization that all accounts of the app belong to, `o-a1b2c3d4e5`: the value of `aws:PrincipalOrgID`.
   *
   * @default - not known: a grant for an organization depends on it, which is no finding
   */
  readonly organizationId?: string;

  /**
   * Whether warnings fail the synthesis too.
   *
   * @default false - only errors do; warnings are printed
   */
  readonly failOnWarnings?: boolean;
}

/** What later versions of aws-cdk-lib than the oldest supported one add. */
type Context = IPolicyValidationContext & { readonly appConstruct?: IConstruct };

/**
 * Proves from the synthesized templates who can call what across accounts, and fails the synthesis for a call that would be
 * denied, a half that stands in the wrong account, or a door that stands open.
 *
 * It writes nothing into any account: it reads the templates of the whole app, also of constructs that are not of this
 * library. Every rule has a page in docs/rules; acknowledge one where it does not hold, with the reason:
 * `Validations.of(construct).acknowledge({ id: 'cdk-cross-account-lambda::public-function', reason: '…' })`.
 *
 * Under aws-cdk-lib before 2.258.0 only what is acknowledged at a stack or below it is seen, not at the app or a stage.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 *
 * @example
 *
 * Validations.of(app).addPlugins(new CrossAccountAccessPlugin());
 */
export class CrossAccountAccessPlugin implements IPolicyValidationPlugin {
  /** `cdk-cross-account-lambda`, which stands before the ids of the rules where they are acknowledged. */
  public readonly name: string = PLUGIN_NAME;

  /** @param props the organization around the accounts, and what fails the synthesis */
  constructor(private readonly props: CrossAccountAccessPluginProps = {}) {}

  /**
   * Reads the assembly of the templates, decides every call and asks every rule; aws-cdk-lib calls this at the end of the
   * synthesis.
   *
   * @param context the paths of the synthesized templates
   */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const assembly = assemblyOf(context.templatePaths);
    if (assembly === undefined) { return { success: true, violations: [] }; }
    const { templatePaths, appConstruct: app } = context as Context;
    const report = check(cloudOf(assembly), linkOptionsOf(this.props));
    const findings = report.findings.filter((finding) => isWithin(finding, assembly, templatePaths)
      && !(app && acknowledgedAbove(app, finding.site.path, idsOf(finding.ruleId))));
    const success = !findings.some(({ severity }) => severity === 'error' || (severity === 'warning' && this.props.failOnWarnings));
    if (!app) { reportForOldCli({ ...report, findings } satisfies Report, success); }
    return { success, violations: findings.map((finding) => violationOf(finding, assembly)) };
  }
}

/** A plugin of a stage answers for that stage only, although it reads the others. */
function isWithin({ site: { stack } }: ReportedFinding, assembly: string, templatePaths: readonly string[]): boolean {
  const directory = dirname(resolve(assembly, stack.templateFile));
  return templatePaths.some((path) => `${directory}/`.startsWith(`${dirname(resolve(path))}/`));
}

/** aws-cdk-lib changes what it is given, so every part is made anew. */
function violationOf({ ruleId, severity, message, fix, docs, site, otherSite, statement }: ReportedFinding, assembly: string): PolicyViolation {
  return {
    // with the plugin's name in front, every version takes the same id for acknowledging
    ruleName: `${PLUGIN_NAME}::${ruleId}`,
    description: plainText(message),
    fix: fixText({ rule: ruleId, fix: plainText(fix), ...statement && { statement: plain(statement) } }),
    severity,
    violatingResources: [{ resourceLogicalId: site.logicalId, templatePath: join(assembly, site.stack.templateFile), locations: [] }],
    ruleMetadata: {
      docs,
      template: basename(site.stack.templateFile),
      ...otherSite && { otherSide: plainText(otherSite.path) },
      ...statement && { statement: JSON.stringify(plain(statement)) },
    },
  };
}
