import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import { buildExample, committedTemplates, EXAMPLE_NAMES } from './synthesize';
import {
  AssumableRole, Caller, CrossAccountInvoker, CrossAccountTarget, ExternalId, PythonHelperLayer, Reach, ResourcePolicyType, RoleProfile,
  VpcLambdaTarget, VpcTargetMonitoring,
} from '../../src';
import { fn, twoAccounts } from '../support/apps';

/** Findings that are not about what this library writes, each with its reason. */
const EXPLAINED: Record<string, string> = {
  'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]':
    'the log permissions that aws-cdk-lib gives every function; a role of the invoker has the same, so that functions log as usual',
  'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole]':
    'the policy that AWS documents for functions in a VPC; its actions take no narrower resource',
  ...explain([
    'AwsSolutions-IAM5[Action::s3:GetBucket*]',
    'AwsSolutions-IAM5[Action::s3:GetObject*]',
    'AwsSolutions-IAM5[Action::s3:List*]',
    'AwsSolutions-IAM5[Resource::<Bucket83908E77.Arn>/*]',
  ], 'what bucket.grantRead() of aws-cdk-lib writes: reading, of one bucket, with all its objects'),
  'AwsSolutions-S1':
    'server access logs need a second bucket, which would hide what the examples are about; CloudTrail records who assumes a role, and data events who reads',
  'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
    'the role that aws-cdk-lib gives API Gateway for the logs of REST APIs, with the policy that AWS documents for it',
  'AwsSolutions-APIG2': 'the methods of examples/users-api take no body, and no parameter but the one in the path, which is always there',
  'AwsSolutions-APIG3': 'a firewall costs money by the month, and protects an API of the account of the API alone: nothing that crosses accounts',
  'AwsSolutions-COG4': 'examples/users-api is about an authorizer function in another account, in place of a user pool',
};

/** Rules that only these may break. */
const EXPLAINED_FOR = [
  // what Lambda needs for network interfaces: the actions take no narrower resource
  { rule: 'AwsSolutions-IAM5[Resource::*]', by: /\/InterfacePolicy$/ },
  // the routes after $connect, which alone takes an authorizer: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
  { rule: 'AwsSolutions-APIG4', by: /^Apis\/WebSocket\/(\$default|user)-Route\/Resource$/ },
];

// the example must also synthesize with the oldest aws-cdk-lib, which knows no newer Python
if ('PYTHON_3_15' in lambda.Runtime) { EXPLAINED['AwsSolutions-L1'] = 'Python 3.14 is the newest runtime that the oldest supported aws-cdk-lib knows'; }

function explain(rules: string[], reason: string): Record<string, string> {
  return Object.fromEntries(rules.map((rule) => [rule, reason]));
}

function findings(app: App): string[] {
  const report = new AwsSolutionsChecks(app).validateScope(app);
  return report.violations
    .filter(({ ruleName, violatingResources }) => !EXPLAINED_FOR.some(({ rule, by }) =>
      rule === ruleName && violatingResources.every(({ constructPath = '' }) => by.test(constructPath))))
    .map(({ ruleName }) => ruleName)
    .filter((rule) => !(rule in EXPLAINED));
}

describe('cdk-nag AwsSolutions', () => {
  test.each(EXAMPLE_NAMES)('finds nothing in %s', (name) => {
    expect(findings(buildExample(name))).toEqual([]);
  });

  test.each(Object.values(ResourcePolicyType))('finds nothing in what the constructs write, with every prop (%s)', (policyType) => {
    const { app, source, target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', {
      function: fn(target, 'Function', { functionName: 'orders' }),
      policyType,
      callers: [Caller.role('arn:aws:iam::333333333333:role/x'), Caller.account('444444444444'), Caller.organization('o-a1b2c3d4e5')],
    });
    orders.grants.actions(Caller.account('333333333333'), 'lambda:GetFunction', 'lambda:UpdateFunctionCode');
    new CrossAccountInvoker(source, 'Checkout', { vpcAccess: true, targets: [orders] });
    const batch = fn(source, 'Function');
    orders.addUrl();
    new CrossAccountInvoker(source, 'Batch', { function: batch, targets: [orders] }).addTargetUrl(orders, { url: 'https://a1b2c3.lambda-url.eu-west-1.on.aws/' });
    const reader = new AssumableRole(target, 'Reader', {
      targets: [orders],
      callers: [Caller.organization('o-a1b2c3d4e5'), Caller.role('arn:aws:iam::333333333333:role/x')],
      externalId: ExternalId.fromSecret('reports/external-id'),
      sessionTags: { Project: ['*'] },
      sourceIdentities: ['reports-*'],
      trustPolicyQuota: 4096,
    });
    reader.grants.assume(batch, { sessionTags: { Project: 'x' }, sourceIdentity: 'reports-x' });
    const python = fn(source, 'Python', { runtime: lambda.Runtime.PYTHON_3_14, layers: [new PythonHelperLayer(source, 'Helper')] });
    new RoleProfile(source, 'Profiles', { function: python, roles: [new AssumableRole(target, 'Writer', { externalId: 'writer' })] });
    const privateOrders = new VpcLambdaTarget(target, 'PrivateOrders', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('x'),
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      reaches: [
        Reach.target(orders),
        Reach.role(reader),
        Reach.gateway(ec2.GatewayVpcEndpointAwsService.S3, { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::reports/november'], prefixListId: 'pl-6da54004' }),
        Reach.cidr('10.0.0.0/24', ec2.Port.tcp(5432)),
      ],
    });
    new VpcTargetMonitoring(target, 'Monitoring', { target: privateOrders });
    expect(findings(app)).toEqual([]);
  });

  test('finds a wildcard: the check itself works', () => {
    const { app, target } = twoAccounts();
    fn(target, 'Function').grantInvoke(fn(target, 'Other'));
    expect(findings(app)).toContain('AwsSolutions-IAM5[Resource::<Function76856677.Arn>:*]');
  });
});

// aws-cdk-lib has this validation from 2.260 on: npm run test:latest-cdk runs it
test.each(EXAMPLE_NAMES)('aws-cdk-lib accepts the templates of %s with its built-in validation on', (name) => {
  const script = `console.log(Object.keys(require('./test/examples/synthesize').synthesizeExample('${name}')).join())`;
  const output = execFileSync(process.execPath, ['--require', 'tsx/cjs', '-e', script], {
    cwd: join(__dirname, '../..'),
    env: { ...process.env, CDK_VALIDATION: 'true' },
    encoding: 'utf8',
  });
  const stackNames = readdirSync(committedTemplates(name)).map((file) => file.replace('.template.json', ''));
  expect(output.trim().split(',').sort()).toEqual(stackNames.sort());
});
