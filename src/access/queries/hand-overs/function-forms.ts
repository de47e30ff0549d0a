import { fieldsOf, functionOf } from '../../values/arn';
import type { WrittenStatement } from '../statements';
import type { CliLine, Forms } from './hand-over';
import { documentOf, hclText, idFor, literal, pretty, quoted, shellQuote, shortHash, terraformName } from './names';

/**
 * The policy of a function that is called, in each form.
 *
 * Permissions add one caller to what is there; the whole document replaces it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
export function functionForms(arn: string, statements: readonly WrittenStatement[]): Forms {
  const { functionArn, qualifier } = functionOf(arn)!;
  const permissions = statements.map((statement) => permissionOf(statement, functionArn, qualifier));
  return {
    policy: pretty(documentOf(statements)),
    cli: [...permissions.map(addPermission), putResourcePolicy(arn, statements)],
    cloudFormation: pretty(Object.fromEntries(permissions.map((properties, i) =>
      [idFor(arn, `Permission${i === 0 ? '' : i + 1}`), { Type: 'AWS::Lambda::Permission', Properties: cloudFormationOf(arn, properties) }]))),
    cdk: permissions.map((properties, i) =>
      `new lambda.CfnPermission(this, ${quoted(idFor(arn, `Permission${i === 0 ? '' : i + 1}`))}, ${literal(camelCase(cloudFormationOf(arn, properties)))});`).join('\n'),
    terraform: permissions.map((properties, i) => terraform(`${terraformName(arn)}${i === 0 ? '' : `_${i + 1}`}`, properties)).join('\n\n'),
  };
}

/** As AddPermission names its parts. */
interface Permission {
  readonly FunctionName: string;
  readonly Qualifier?: string;
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
  readonly FunctionUrlAuthType?: string;
  readonly InvokedViaFunctionUrl?: true;
}

/** A permission has no other conditions than these: for a role that a condition names, the role is the principal. */
function permissionOf(statement: WrittenStatement, functionArn: string, qualifier: string | undefined): Permission {
  const conditions = Object.assign({}, ...Object.values(statement.Condition ?? {})) as Record<string, string>;
  const { Service: service, AWS: principal = '*' } = statement.Principal!;
  return {
    FunctionName: functionArn,
    ...qualifier !== undefined && { Qualifier: qualifier },
    StatementId: `cross-account-${shortHash(JSON.stringify(statement))}`,
    Action: statement.Action,
    Principal: service ?? conditions['aws:PrincipalArn'] ?? principal,
    ...conditions['aws:SourceArn'] !== undefined && { SourceArn: conditions['aws:SourceArn'] },
    ...conditions['aws:SourceAccount'] !== undefined && { SourceAccount: conditions['aws:SourceAccount'] },
    ...conditions['lambda:FunctionUrlAuthType'] !== undefined && { FunctionUrlAuthType: conditions['lambda:FunctionUrlAuthType'] },
    ...conditions['lambda:InvokedViaFunctionUrl'] !== undefined && { InvokedViaFunctionUrl: true as const },
  };
}

/** https://docs.aws.amazon.com/cli/latest/reference/lambda/add-permission.html */
const OPTIONS: readonly (readonly [keyof Permission, string])[] = [
  ['FunctionName', '--function-name'], ['Qualifier', '--qualifier'], ['StatementId', '--statement-id'], ['Action', '--action'], ['Principal', '--principal'],
  ['SourceArn', '--source-arn'], ['SourceAccount', '--source-account'], ['FunctionUrlAuthType', '--function-url-auth-type'], ['InvokedViaFunctionUrl', '--invoked-via-function-url'],
];

function addPermission(permission: Permission): CliLine {
  const options = OPTIONS.filter(([name]) => permission[name] !== undefined)
    .map(([name, option]) => permission[name] === true ? option : `${option} ${shellQuote(String(permission[name]))}`);
  return { line: ['aws lambda add-permission', region(permission.FunctionName), ...options].join(' '), replaces: false };
}

function putResourcePolicy(arn: string, statements: readonly WrittenStatement[]): CliLine {
  const document = JSON.stringify(documentOf(statements));
  return { line: `aws lambda put-resource-policy ${region(arn)} --resource-arn ${shellQuote(arn)} --policy ${shellQuote(document)}`, replaces: true };
}

function region(arn: string): string {
  return `--region ${fieldsOf(arn).region}`;
}

/** CloudFormation takes the qualifier with the name, and makes the id of the statement itself. */
function cloudFormationOf(arn: string, { Qualifier: _qualifier, StatementId: _id, ...properties }: Permission): Omit<Permission, 'Qualifier' | 'StatementId'> {
  return { ...properties, FunctionName: arn };
}

function camelCase(properties: object): object {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]));
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_permission */
function terraform(name: string, permission: Permission): string {
  const lines = Object.entries(permission).map(([key, value]) =>
    `  ${key.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()} = ${value === true ? 'true' : hclText(String(value))}`);
  return `resource "aws_lambda_permission" "${name}" {\n${lines.join('\n')}\n}`;
}
