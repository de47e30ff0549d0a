import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { App, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import type { IPolicyValidationContext, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { ArnPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { Caller, CrossAccountAccessPlugin, CrossAccountTarget } from '../../../src';
import type { CrossAccountAccessPluginProps } from '../../../src';

const SOURCE = { account: '111111111111', region: 'eu-west-1' };
const TARGET = { account: '222222222222', region: 'eu-west-1' };
const ORDERS = 'arn:aws:lambda:eu-west-1:222222222222:function:orders';
const PUBLIC = 'cdk-cross-account-lambda::public-function';

const created: string[] = [];
afterAll(() => created.forEach((path) => rmSync(path, { recursive: true, force: true })));

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'plugin-'));
  created.push(path);
  return path;
}

function fn(scope: Construct, functionName: string): lambda.Function {
  return new lambda.Function(scope, functionName, {
    functionName,
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => 1;'),
  });
}

function publicFunction(scope: Construct, name = 'orders'): lambda.CfnPermission {
  return new lambda.CfnPermission(fn(scope, name), 'Everybody', { functionName: name, action: 'lambda:InvokeFunction', principal: '*' });
}

/** As aws-cdk-lib asks the plugin; newer versions than the oldest supported one add the app. */
function validate(app: App, { props = {}, withApp = false, only = () => true }: {
  props?: CrossAccountAccessPluginProps;
  withApp?: boolean;
  only?: (path: string) => boolean;
} = {}): PolicyValidationPluginReport {
  const assembly = app.synth();
  const templatePaths = assembly.stacksRecursively.map(({ templateFullPath }) => templateFullPath).filter(only);
  const context: IPolicyValidationContext & { appConstruct?: App } = { templatePaths, ...withApp && { appConstruct: app } };
  return new CrossAccountAccessPlugin(props).validate(context);
}

function rulesOf({ violations }: PolicyValidationPluginReport): string[] {
  return violations.map(({ ruleName }) => ruleName);
}

describe('what it reports', () => {
  test('the resource to blame, the rule, what is wrong and what to write', () => {
    const app = new App({ outdir: directory() });
    const source = new Stack(app, 'Source', { env: SOURCE });
    fn(source, 'checkout').addToRolePolicy(new PolicyStatement({
      actions: ['lambda:InvokeFunction'], resources: [ORDERS],
    }));
    fn(new Stack(app, 'Target', { env: TARGET }), 'orders');

    const { success, violations } = validate(app);

    expect(success).toBe(false);
    expect(violations).toEqual([{
      ruleName: 'cdk-cross-account-lambda::missing-half-invoke',
      severity: 'error',
      description: expect.stringMatching(/role\/Source-checkoutServiceRole.*-<generated> calls .*function:orders with lambda:InvokeFunction, and AWS denies it/),
      fix: expect.stringMatching(/^add this statement to an AWS::Lambda::ResourcePolicy of Target\/orders\/Resource \(account 222222222222\).*: \{.*\"Action\":\"lambda:InvokeFunction\".*\}$/),
      violatingResources: [{ resourceLogicalId: 'orders46FA7C19', templatePath: join(app.outdir, 'Target.template.json'), locations: [] }],
      ruleMetadata: {
        docs: 'https://github.com/cdk-cross-account-lambda/cdk-cross-account-lambda/blob/main/docs/rules/missing-half-invoke.md',
        template: 'Target.template.json',
        otherSide: 'Source/checkout/ServiceRole/Resource',
        statement: expect.stringContaining('"Action":"lambda:InvokeFunction"'),
      },
    }]);
  });

  test('nothing for a right app, and for none', () => {
    const app = new App({ outdir: directory() });
    const source = new Stack(app, 'Source', { env: SOURCE });
    fn(source, 'checkout');
    expect(validate(app)).toEqual({ success: true, violations: [] });
    expect(new CrossAccountAccessPlugin().validate({ templatePaths: [] })).toEqual({ success: true, violations: [] });
  });

  test('a warning fails only where it is asked to', () => {
    const warned = () => {
      const app = new App({ outdir: directory() });
      fn(new Stack(app, 'Target', { env: TARGET }), 'orders').addPermission('Events', { principal: new ServicePrincipal('events.amazonaws.com') });
      return app;
    };
    expect(validate(warned())).toMatchObject({ success: true, violations: [{ ruleName: 'cdk-cross-account-lambda::service-without-source', severity: 'warning' }] });
    expect(validate(warned(), { props: { failOnWarnings: true } }).success).toBe(false);
  });

  test('a plugin of a stage reads the other stages and answers for its own', () => {
    const app = new App({ outdir: directory() });
    const [prod, test] = ['Prod', 'Test'].map((id) => new Stack(new Stage(app, id), 'Target', { env: TARGET }));
    publicFunction(prod);
    publicFunction(test, 'tested');
    const report = validate(app, { only: (path) => path.includes('assembly-Prod') });
    expect(report.violations.map(({ violatingResources: [{ templatePath }] }) => templatePath)).toEqual([join(app.outdir, 'assembly-Prod', 'ProdTarget3E12DA1A.template.json')]);
  });
});

describe('what the organization says', () => {
  test('a service control policy denies the call', () => {
    const file = join(directory(), 'scp.json');
    writeFileSync(file, JSON.stringify({ 111111111111: [{ Statement: { Effect: 'Deny', Action: 'lambda:*', Resource: '*' } }] }));
    expect(() => validate(granted(), { props: { serviceControlPolicies: ['missing.json'] } })).toThrow('missing.json');
    expect(rulesOf(validate(granted(), { props: { serviceControlPolicies: [file] } }))).toEqual(['cdk-cross-account-lambda::forbidden-call']);
    expect(validate(granted()).violations).toEqual([]);
  });

  function granted(): App {
    const app = new App({ outdir: directory() });
    const source = new Stack(app, 'Source', { env: SOURCE });
    const role = new Role(source, 'Role', { roleName: 'checkout', assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    lambda.Function.fromFunctionAttributes(source, 'Orders', { functionArn: ORDERS, skipPermissions: true }).grantInvoke(role);
    const target = new Stack(app, 'Target', { env: TARGET });
    fn(target, 'orders').addPermission('Checkout', { principal: new ArnPrincipal('arn:aws:iam::111111111111:role/checkout') });
    target.addDependency(source);
    return app;
  }
});

describe('acknowledging', () => {
  test.each(['public-function', PUBLIC])('at the resource, as %s', (id) => {
    const app = new App({ outdir: directory() });
    const stack = new Stack(app, 'Target', { env: TARGET });
    Validations.of(publicFunction(stack)).acknowledge({ id, reason: 'a public page' });
    publicFunction(stack, 'other');
    expect(validate(app).violations.map(({ violatingResources: [{ resourceLogicalId }] }) => resourceLogicalId)).toEqual(['otherEverybodyA46183DC']);
  });

  test('at the stack, for a nested stack too', () => {
    const app = new App({ outdir: directory() });
    const stack = new Stack(app, 'Target', { env: TARGET });
    publicFunction(new NestedStack(stack, 'Nested'));
    expect(rulesOf(validate(app))).toEqual([PUBLIC]);

    const again = new App({ outdir: directory() });
    const acknowledged = new Stack(again, 'Target', { env: TARGET });
    publicFunction(new NestedStack(acknowledged, 'Nested'));
    Validations.of(acknowledged).acknowledge({ id: 'public-function', reason: 'a public page' });
    expect(rulesOf(validate(again))).toEqual([]);
  });

  test('at the app or a stage, which only newer versions of aws-cdk-lib show', () => {
    const app = new App({ outdir: directory() });
    const prod = new Stage(app, 'Prod');
    publicFunction(new Stack(prod, 'Target', { env: TARGET }));
    publicFunction(new Stack(app, 'Other', { env: TARGET }), 'other');
    Validations.of(prod).acknowledge({ id: 'public-function', reason: 'a public page' });
    expect(rulesOf(validate(app))).toHaveLength(2);
    expect(validate(app, { withApp: true }).violations.map(({ violatingResources: [{ resourceLogicalId }] }) => resourceLogicalId)).toEqual(['otherEverybodyA46183DC']);
    Validations.of(app).acknowledge({ id: PUBLIC, reason: 'all are public' });
    expect(rulesOf(validate(app, { withApp: true }))).toEqual([]);
  });

  test('whoever says Caller.anyone with a reason need not say it twice', () => {
    const app = new App({ outdir: directory() });
    const stack = new Stack(app, 'Target', { env: TARGET });
    new CrossAccountTarget(stack, 'Prices', { function: fn(stack, 'prices'), callers: [Caller.anyone({ reason: 'public price list' })] });
    publicFunction(stack);
    expect(validate(app).violations.map(({ violatingResources: [{ resourceLogicalId }] }) => resourceLogicalId)).toEqual(['ordersEverybody9C9866C7']);
  });

  test('another rule is not meant', () => {
    const app = new App({ outdir: directory() });
    const stack = new Stack(app, 'Target', { env: TARGET });
    Validations.of(publicFunction(stack)).acknowledge({ id: 'public-trust', reason: 'no' });
    expect(rulesOf(validate(app))).toEqual([PUBLIC]);
  });
});

describe('where the assembly lies', () => {
  /** An app with a stage in the directory `cdk.out` of a project. */
  function pathsIn(project: string): string[] {
    mkdirSync(join(project, 'cdk.out'));
    const app = new App({ outdir: join(project, 'cdk.out') });
    publicFunction(new Stack(app, 'Target', { env: TARGET }));
    publicFunction(new Stack(new Stage(app, 'Prod'), 'Target', { env: SOURCE }));
    return app.synth().stacksRecursively.map(({ templateFullPath }) => templateFullPath);
  }

  test('named from the working directory, as by the CDK command line', () => {
    const templatePaths = pathsIn(directory()).map((path) => relative(process.cwd(), path));
    expect(rulesOf(new CrossAccountAccessPlugin().validate({ templatePaths }))).toEqual([PUBLIC, PUBLIC]);
  });

  test('a manifest.json of the project is not that of an assembly', () => {
    const project = directory();
    writeFileSync(join(project, 'manifest.json'), '{ "name": "a web app" }');
    expect(rulesOf(new CrossAccountAccessPlugin().validate({ templatePaths: pathsIn(project) }))).toEqual([PUBLIC, PUBLIC]);
  });
});

describe('as a plugin of an app', () => {
  const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const { exitCode } = process;
  const context = process.env.CDK_CONTEXT_JSON;
  beforeEach(() => written.mockClear());
  afterEach(() => {
    process.exitCode = exitCode;
    if (context === undefined) { delete process.env.CDK_CONTEXT_JSON; } else { process.env.CDK_CONTEXT_JSON = context; }
  });

  function app(): App {
    const outdir = directory();
    const one = new App({ outdir, context: { '@aws-cdk/core:failSynthOnValidationErrors': false } });
    publicFunction(new Stack(one, 'Target', { env: TARGET }));
    return one;
  }

  test('where aws-cdk-lib leaves it to the command line, and writes no file that it reads, findings are printed and the process fails', () => {
    process.env.CDK_CONTEXT_JSON = JSON.stringify({ '@aws-cdk/core:failSynthOnValidationErrors': false });
    validate(app());
    const text = written.mock.calls.map(([chunk]) => String(chunk)).join('');
    expect(text).toContain('error public-function');
    expect(text).toContain('Target/orders/Everybody');
    expect(process.exitCode).toBe(1);
  });

  test('else nothing is printed twice', () => {
    process.env.CDK_CONTEXT_JSON = '{}';
    validate(app());
    process.env.CDK_CONTEXT_JSON = JSON.stringify({ '@aws-cdk/core:failSynthOnValidationErrors': false });
    validate(app(), { withApp: true });
    expect(written.mock.calls).toEqual([]);
    expect(process.exitCode).toBe(exitCode);
  });

  test('aws-cdk-lib runs it', () => {
    const one = app();
    Validations.of(one).addPlugins(new CrossAccountAccessPlugin());
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const validated = jest.spyOn(CrossAccountAccessPlugin.prototype, 'validate');
    one.synth();
    expect(validated.mock.results.map(({ value }) => rulesOf(value as PolicyValidationPluginReport))).toEqual([[PUBLIC]]);
  });
});
