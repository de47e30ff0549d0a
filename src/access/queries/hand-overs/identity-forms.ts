import { fieldsOf } from '../../values/arn';
import type { WrittenStatement } from '../statements';
import type { Forms } from './hand-over';
import { documentOf, hcl, hclText, idFor, literal, nameIn, pretty, quoted, shellQuote, shortHash, terraformName } from './names';

/** The policy of a role or user that calls, in each form. One policy of its own replaces nothing that is there. */
export function identityForms(arn: string, statements: readonly WrittenStatement[]): Forms {
  const user = fieldsOf(arn).resource.startsWith('user/');
  const kind = user ? 'user' : 'role';
  const name = nameIn(arn);
  const document = documentOf(statements);
  const policyName = `cross-account-access-${shortHash(arn + JSON.stringify(statements))}`;
  const id = idFor(arn, 'AccessPolicy');
  return {
    policy: pretty(document),
    cli: [{
      line: `aws iam put-${kind}-policy --${kind}-name ${shellQuote(name)} --policy-name ${policyName} --policy-document ${shellQuote(JSON.stringify(document))}`,
      replaces: false,
    }],
    cloudFormation: pretty({
      [id]: {
        Type: user ? 'AWS::IAM::UserPolicy' : 'AWS::IAM::RolePolicy',
        Properties: { [user ? 'UserName' : 'RoleName']: name, PolicyName: policyName, PolicyDocument: document },
      },
    }),
    cdk: [
      `const ${kind} = iam.${user ? 'User.fromUserArn' : 'Role.fromRoleArn'}(this, ${quoted(idFor(arn, user ? 'User' : 'Role'))}, ${quoted(arn)});`,
      ...statements.map((statement) => `${kind}.addToPrincipalPolicy(iam.PolicyStatement.fromJson(${literal(statement)}));`),
    ].join('\n'),
    terraform: `resource "aws_iam_${kind}_policy" "${terraformName(arn)}_access" {\n  name   = ${hclText(policyName)}\n  ${kind}   = ${hclText(name)}\n  policy = jsonencode(${hcl(document, '  ')})\n}`,
  };
}
