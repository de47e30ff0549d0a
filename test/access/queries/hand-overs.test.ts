import { execFileSync } from 'node:child_process';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { HandOver } from '../../../src/access/queries/hand-overs/hand-over';
import { handOversOf } from '../../../src/access/queries/hand-overs/hand-overs';
import { hcl, idFor, literal, shellQuote, terraformName } from '../../../src/access/queries/hand-overs/names';
import { resourceForms } from '../../../src/access/queries/hand-overs/resource-forms';
import { allow, BILLING, CHECKOUT, fn, ORDERS, PARTNER, permission, PRICES, reportOf, role, SAMPLE } from '../report/sample-assembly';
import type { SampleStack } from '../report/sample-assembly';

const handOvers = (stacks: Readonly<Record<string, SampleStack>>): HandOver[] => {
  const { report: { cloud, links } } = reportOf(stacks);
  return handOversOf(cloud, links);
};
const caller = (action: string, arn: string) => ({ Source: { account: '111111111111', resources: { Role: role('checkout', [allow(action, arn)]) } } });

describe('what is handed over', () => {
  test('one for each policy that is not here, and nothing for what is', () => {
    expect(handOvers(SAMPLE).map(({ account, half, owner, accountIsHere }) => [account, half, owner, accountIsHere])).toEqual([
      ['333333333333', 'identity', PARTNER, false],
      ['444444444444', 'resource', BILLING, false],
      ['555555555555', 'identity', 'arn:aws:iam::555555555555:role/NAME_OF_THE_ROLE_THAT_CALLS', false],
    ]);
  });

  test('says who must allow what, and what here needs it', () => {
    const [partner, billing, account] = handOvers(SAMPLE);
    expect(partner.summary).toBe(`account 333333333333, which these templates do not deploy, must let ${PARTNER} do lambda:InvokeFunction on ${ORDERS}:live`);
    expect(partner.site?.path).toBe('Target/Orders/Aliaslive/Resource');
    expect(billing.summary).toBe(`account 444444444444, which these templates do not deploy, must let ${CHECKOUT} do lambda:InvokeFunction on ${BILLING}`);
    expect(billing.site?.path).toBe('Source/Checkout/ServiceRole/Resource');
    expect(account.summary).toContain('must let roles of account 555555555555 do lambda:InvokeFunction');
  });

  test('a role elsewhere: its trust', () => {
    const [{ half, summary, statements }] = handOvers(caller('sts:AssumeRole', 'arn:aws:iam::222222222222:role/reader'));
    expect([half, summary]).toEqual(['trust', `account 222222222222, which these templates do not deploy, must let ${CHECKOUT} assume arn:aws:iam::222222222222:role/reader`]);
    expect(statements).toEqual([{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'sts:AssumeRole', Condition: { ArnEquals: { 'aws:PrincipalArn': CHECKOUT } } }]);
  });

  test('another app of an account that is here', () => {
    const [{ summary, accountIsHere }] = handOvers({ ...caller('lambda:InvokeFunction', PRICES), Target: { account: '222222222222', resources: {} } });
    expect(accountIsHere).toBe(true);
    expect(summary).toContain('account 222222222222, in another app, must let');
  });

  test('nothing within one account, where the identity half is enough', () => {
    expect(handOvers(caller('lambda:InvokeFunction', 'arn:aws:lambda:eu-west-1:111111111111:function:other'))).toEqual([]);
  });

  test('a service that calls into another account', () => {
    const { Uploads } = SAMPLE.Source.resources;
    const [{ statements }] = handOvers({ Source: { account: '111111111111', resources: { Uploads } } });
    expect(statements).toEqual([{
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:images',
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::uploads' }, StringEquals: { 'aws:SourceAccount': '111111111111' } },
    }]);
  });

  test('several calls of one role are one policy', () => {
    const named = (functionName: string) => permission({ Ref: functionName }, { Principal: PARTNER });
    const all = handOvers({ Target: { account: '222222222222', resources: { FnRole: role('w', []), A: fn('a'), B: fn('b'), ForA: named('A'), ForB: named('B') } } });
    expect(all.map(({ statements }) => statements.map(({ Resource }) => Resource))).toEqual([['arn:aws:lambda:eu-west-1:222222222222:function:a', 'arn:aws:lambda:eu-west-1:222222222222:function:b']]);
  });
});

describe('the forms', () => {
  const [partner, billing] = handOvers(SAMPLE);
  const [words] = [(line: string) => execFileSync('sh', ['-c', `set -- ${line}; printf '%s\\0' "$@"`]).toString().split('\0').slice(0, -1)];

  test('identity half: each holds the same statement', () => {
    const document = { Version: '2012-10-17', Statement: [allow('lambda:InvokeFunction', `${ORDERS}:live`)] };
    const { policy, cli, cloudFormation, cdk, terraform } = partner.forms;
    expect(JSON.parse(policy)).toEqual(document);
    expect(cli.map(({ replaces }) => replaces)).toEqual([false]);
    const [aws, iamWord, command, ...options] = words(cli[0].line);
    expect([aws, iamWord, command, options[0], options[1]]).toEqual(['aws', 'iam', 'put-role-policy', '--role-name', 'partner']);
    expect(JSON.parse(options[5])).toEqual(document);
    expect(JSON.parse(cloudFormation!)).toEqual({ PartnerAccessPolicy: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: 'partner', PolicyName: options[3], PolicyDocument: document } } });
    expect(terraform).toBe([
      'resource "aws_iam_role_policy" "partner_access" {',
      `  name   = "${options[3]}"`,
      '  role   = "partner"',
      '  policy = jsonencode({',
      '    Version = "2012-10-17"',
      '    Statement = [',
      '      {',
      '        Effect = "Allow"',
      '        Action = "lambda:InvokeFunction"',
      `        Resource = "${ORDERS}:live"`,
      '      },',
      '    ]',
      '  })',
      '}',
    ].join('\n'));
    const stack = new Stack(new App(), 'Theirs', { env: { account: '333333333333', region: 'eu-west-1' } });
    run(cdk!, stack);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { Roles: ['partner'], PolicyDocument: document });
  });

  test('a user', () => {
    const { forms } = handOvers({ Target: { account: '222222222222', resources: { FnRole: role('w', []), A: fn('a'), ForAnn: permission({ Ref: 'A' }, { Principal: 'arn:aws:iam::333333333333:user/ann' }) } } })[0];
    expect(forms.cli[0].line).toContain('aws iam put-user-policy --user-name ann');
    expect(JSON.parse(forms.cloudFormation!)).toMatchObject({ AnnAccessPolicy: { Type: 'AWS::IAM::UserPolicy', Properties: { UserName: 'ann' } } });
    expect(forms.cdk).toContain('iam.User.fromUserArn');
    expect(forms.terraform).toContain('resource "aws_iam_user_policy" "ann_access"');
  });

  test('a function: a permission adds one caller, the document replaces the policy', () => {
    const { policy, cli, cloudFormation, cdk, terraform } = billing.forms;
    expect(JSON.parse(policy)).toMatchObject({ Statement: [{ Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Resource: BILLING }] });
    expect(cli.map(({ replaces }) => replaces)).toEqual([false, true]);
    const add = words(cli[0].line);
    expect(add.slice(0, 9)).toEqual(['aws', 'lambda', 'add-permission', '--region', 'eu-west-1', '--function-name', 'arn:aws:lambda:eu-west-1:444444444444:function:billing', '--qualifier', 'live']);
    expect(add.slice(11)).toEqual(['--action', 'lambda:InvokeFunction', '--principal', CHECKOUT]);
    expect(JSON.parse(words(cli[1].line).pop()!)).toEqual(JSON.parse(policy));
    const properties = { FunctionName: BILLING, Action: 'lambda:InvokeFunction', Principal: CHECKOUT };
    expect(JSON.parse(cloudFormation!)).toEqual({ BillingPermission: { Type: 'AWS::Lambda::Permission', Properties: properties } });
    expect(terraform).toContain('resource "aws_lambda_permission" "billing" {\n  function_name = "arn:aws:lambda:eu-west-1:444444444444:function:billing"\n  qualifier = "live"\n');
    const stack = new Stack(new App(), 'Theirs');
    run(cdk!, stack);
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Permission', properties);
  });

  test('a function for services and URLs, several statements', () => {
    const base = { Effect: 'Allow' as const, Action: 'lambda:InvokeFunction', Resource: PRICES };
    const { cli, terraform, cloudFormation, cdk } = resourceForms(PRICES, [
      { ...base, Principal: { Service: 'sns.amazonaws.com' }, Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:1:t' }, StringEquals: { 'aws:SourceAccount': '111111111111' } } },
      { ...base, Principal: { AWS: '*' }, Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } } },
      { ...base, Action: 'lambda:InvokeFunctionUrl', Principal: {}, Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } } },
    ]);
    expect(cli.map(({ line }) => line.replace(/.*--action /, ''))).toEqual([
      'lambda:InvokeFunction --principal sns.amazonaws.com --source-arn arn:aws:sns:eu-west-1:1:t --source-account 111111111111',
      "lambda:InvokeFunction --principal '*' --invoked-via-function-url",
      "lambda:InvokeFunctionUrl --principal '*' --function-url-auth-type AWS_IAM",
      expect.stringContaining('put-resource-policy'),
    ]);
    expect(cli[0].line).not.toContain('--qualifier');
    expect(terraform).toContain('resource "aws_lambda_permission" "prices_2"');
    expect(terraform).toContain('  invoked_via_function_url = true');
    expect(Object.keys(JSON.parse(cloudFormation!) as object)).toEqual(['PricesPermission', 'PricesPermission2', 'PricesPermission3']);
    expect(cdk).toContain('invokedViaFunctionUrl: true,');
  });

  test('a trust policy is a property of the role everywhere', () => {
    const { cli, cloudFormation, cdk, terraform } = handOvers(caller('sts:AssumeRole', 'arn:aws:iam::222222222222:role/team/reader'))[0].forms;
    expect(cli).toEqual([{ line: expect.stringContaining('aws iam update-assume-role-policy --role-name reader --policy-document'), replaces: true }]);
    expect(cloudFormation).toMatch(/^\/\/ among the Properties of the AWS::IAM::Role reader\n\{\n {2}"AssumeRolePolicyDocument"/);
    expect(terraform).toContain('assume_role_policy = jsonencode(');
    const stack = new Stack(new App(), 'Theirs');
    const own = new iam.Role(stack, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    run(cdk!, stack, { role: own });
    const added = { Condition: { ArnEquals: { 'aws:PrincipalArn': CHECKOUT } } };
    const document = { Statement: [{ Principal: { Service: 'lambda.amazonaws.com' } }, added] };
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', { AssumeRolePolicyDocument: document });
  });

  test.each([
    ['arn:aws:sqs:eu-west-1:222222222222:jobs', 'aws --region eu-west-1 sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/222222222222/jobs --attributes', 'AWS::SQS::QueuePolicy', 'aws_sqs_queue_policy'],
    ['arn:aws-cn:sqs:cn-north-1:222222222222:jobs', 'https://sqs.cn-north-1.amazonaws.com.cn/222222222222/jobs', 'AWS::SQS::QueuePolicy', 'aws_sqs_queue_policy'],
    ['arn:aws:sns:eu-west-1:222222222222:placed', 'sns set-topic-attributes --topic-arn arn:aws:sns:eu-west-1:222222222222:placed --attribute-name Policy', 'AWS::SNS::TopicPolicy', 'aws_sns_topic_policy'],
    ['arn:aws:kinesis:eu-west-1:222222222222:stream/s', 'kinesis put-resource-policy --resource-arn', 'AWS::Kinesis::ResourcePolicy', 'aws_kinesis_resource_policy'],
    ['arn:aws:secretsmanager:eu-west-1:222222222222:secret:s', 'secretsmanager put-resource-policy --secret-id', 'AWS::SecretsManager::ResourcePolicy', 'aws_secretsmanager_secret_policy'],
    ['arn:aws:s3:::uploads/*', 'aws s3api put-bucket-policy --bucket uploads --policy', 'AWS::S3::BucketPolicy', 'aws_s3_bucket_policy'],
    ['arn:aws:dynamodb:eu-west-1:222222222222:table/t', 'dynamodb put-resource-policy --resource-arn', undefined, 'aws_dynamodb_resource_policy'],
    ['arn:aws:kms:eu-west-1:222222222222:key/k', 'kms put-key-policy --key-id', undefined, 'aws_kms_key_policy'],
    ['arn:aws:events:eu-west-1:222222222222:event-bus/b', 'events put-permission --event-bus-name b --policy', undefined, 'aws_cloudwatch_event_bus_policy'],
  ])('%s', (arn, command, type, terraformType) => {
    const statement = { Effect: 'Allow' as const, Principal: { AWS: CHECKOUT }, Action: 'x:Y', Resource: arn };
    const { cli, cloudFormation, cdk, terraform, policy } = resourceForms(arn, [statement]);
    expect(cli).toEqual([{ line: expect.stringContaining(command), replaces: true }]);
    const document = JSON.parse(words(cli[0].line).pop()!) as { Policy?: string };
    expect(document.Policy === undefined ? document : JSON.parse(document.Policy)).toEqual(JSON.parse(policy));
    const resources = Object.values(JSON.parse(cloudFormation ?? '{}') as Record<string, { Type: string }>);
    expect(resources.map((resource) => resource.Type)).toEqual(type === undefined ? [] : [type]);
    expect(cdk).toContain('.addToResourcePolicy(iam.PolicyStatement.fromJson({');
    expect(terraform).toContain(`resource "${terraformType}"`);
  });

  test('of what we have no command for, only the document', () => {
    expect(Object.keys(resourceForms('arn:aws:glacier:eu-west-1:1:vaults/v', []))).toEqual(['policy', 'cli']);
  });
});

describe('names and quotes', () => {
  test('what would end a text does not', () => {
    expect(shellQuote("it's")).toBe("'it'\\''s'");
    expect(literal({ 'a-b': ["it's", 'a\nb'] })).toBe("{\n  'a-b': ['it\\'s', 'a\\nb'],\n}");
    expect(hcl({ 'aws:x': '${aws:y} %{z} "q"' })).toBe('{\n  "aws:x" = "$${aws:y} %%{z} \\"q\\""\n}');
  });

  test('ids', () => {
    expect(idFor('arn:aws:iam::1:role/team/my-role_1', 'Policy')).toBe('MyRole1Policy');
    expect(terraformName('arn:aws:lambda:eu-west-1:1:function:9-lives:live')).toBe('_9_lives');
  });
});

/** Runs lines of an app in TypeScript as another team would. */
function run(code: string, stack: Stack, more: object = {}): void {
  const scope: Record<string, unknown> = { iam, lambda, ...more };
  // eslint-disable-next-line no-new-func
  new Function(...Object.keys(scope), code).apply(stack, Object.values(scope));
}
