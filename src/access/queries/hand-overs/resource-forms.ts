import { fieldsOf } from '../../values/arn';
import type { WrittenStatement } from '../statements';
import { functionForms } from './function-forms';
import type { Forms } from './hand-over';
import { documentOf, hcl, hclText, idFor, literal, nameIn, pretty, shellQuote, terraformName } from './names';
import { RESOURCE_KINDS } from './resource-kinds';
import type { ResourceKind } from './resource-kinds';

/** The policy of what is called, in each form. Of a kind that we have no command for, only the document. */
export function resourceForms(arn: string, statements: readonly WrittenStatement[]): Forms {
  const { service } = fieldsOf(arn);
  if (service === 'lambda') { return functionForms(arn, statements); }
  if (service === 'iam') { return trustForms(arn, statements); }
  const kind = RESOURCE_KINDS[service];
  return kind ? formsOf(kind, arn, statements) : { policy: pretty(documentOf(statements)), cli: [] };
}

function formsOf(kind: ResourceKind, arn: string, statements: readonly WrittenStatement[]): Forms {
  const document = documentOf(statements);
  const text = JSON.stringify(document);
  const { region } = fieldsOf(arn);
  const [type, argument, value] = kind.terraform;
  const words = kind.cli(arn).map((word) => word === 'POLICY' ? kind.attribute ? JSON.stringify({ Policy: text }) : text : word);
  return {
    policy: pretty(document),
    cli: [{ line: ['aws', ...region === '' ? [] : [`--region ${region}`], ...words.map(shellQuote)].join(' '), replaces: true }],
    ...kind.cloudFormation && { cloudFormation: pretty({ [idFor(arn, 'Policy')]: kind.cloudFormation(arn, document) }) },
    cdk: [`// ${kind.noun}: the construct of ${nameIn(arn)} in your app`, ...statements.map((statement) => `${kind.noun}.addToResourcePolicy(iam.PolicyStatement.fromJson(${literal(statement)}));`)].join('\n'),
    terraform: `resource "${type}" "${terraformName(arn)}" {\n  ${argument} = ${hclText(value(arn))}\n  policy = jsonencode(${hcl(document, '  ')})\n}`,
  };
}

/** A trust policy is a property of its role, everywhere. */
function trustForms(arn: string, statements: readonly WrittenStatement[]): Forms {
  const document = documentOf(statements);
  const name = nameIn(arn);
  return {
    policy: pretty(document),
    cli: [{ line: `aws iam update-assume-role-policy --role-name ${shellQuote(name)} --policy-document ${shellQuote(JSON.stringify(document))}`, replaces: true }],
    cloudFormation: `// among the Properties of the AWS::IAM::Role ${name}\n${pretty({ AssumeRolePolicyDocument: document })}`,
    cdk: [`// role: the iam.Role ${name} of your app`, ...statements.map((statement) => `role.assumeRolePolicy?.addStatements(iam.PolicyStatement.fromJson(${literal(statement)}));`)].join('\n'),
    terraform: `# in the aws_iam_role ${name}\nassume_role_policy = jsonencode(${hcl(document)})`,
  };
}
