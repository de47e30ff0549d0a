import { App, CfnParameter, Duration, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { filesOf } from './assets';
import { policyOf, reader, READER_ROLE, trustOf, variablesOf } from './templates';
import { AssumableRole, ExternalId, RoleProfile } from '../../src';
import { errorOf, fn, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ACCOUNT, twoAccounts } from '../support/apps';

const CONFIG_FILE = '/opt/cdk-cross-account-lambda/aws-config';
const PROFILE = `[profile reader]
role_arn = ${READER_ROLE}
credential_source = Environment
role_session_name = checkout
sts_regional_endpoints = regional
`;
const checkout = (stack: Stack, props: Partial<lambda.FunctionProps> = {}) => fn(stack, 'Function', { functionName: 'checkout', ...props });

describe('RoleProfile', () => {
  test('gives the function a layer with the file, and lets it in', () => {
    const { source, target } = twoAccounts();
    const profile = new RoleProfile(source, 'Profiles', { function: checkout(source), roles: [reader(target)] });
    expect([profile.content, profile.profileNames, profile.configFile]).toEqual([PROFILE, ['reader'], CONFIG_FILE]);
    const template = Template.fromStack(source);
    template.resourceCountIs('AWS::Lambda::LayerVersion', 1);
    template.hasResourceProperties('AWS::Lambda::LayerVersion', { Description: 'AWS configuration with the profiles reader', CompatibleRuntimes: Match.absent() });
    template.hasResourceProperties('AWS::Lambda::Function', { Layers: [{ Ref: 'ProfilesLayer4DFCEE48' }] });
    expect(variablesOf(source)).toEqual({ READER_ROLE_ARN: READER_ROLE, READER_ROLE_REGION: 'eu-west-1', READER_SESSION_NAME: 'checkout', AWS_CONFIG_FILE: CONFIG_FILE });
    expect(policyOf(source)).toEqual([{ Sid: 'AssumeRoles', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: READER_ROLE }]);
    expect(trustOf(target)).toMatchObject([{ Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` } }]);
    Template.fromStack(target).resourceCountIs('AWS::Lambda::LayerVersion', 0);
  });

  test('puts exactly that file into the layer, where /opt has it', () => {
    const { app, source, target } = twoAccounts();
    const { layer } = new RoleProfile(source, 'Profiles', { function: checkout(source), roles: [reader(target)] });
    expect(filesOf(app, layer)).toEqual({ 'cdk-cross-account-lambda/aws-config': PROFILE });
  });

  test('works in a stage', () => {
    const stage = new Stage(new App(), 'Prod');
    const [source, target] = [new Stack(stage, 'Source', { env: SOURCE_ENV }), new Stack(stage, 'Target', { env: { account: TARGET_ACCOUNT, region: 'eu-west-1' } })];
    const { layer } = new RoleProfile(source, 'Profiles', { function: checkout(source), roles: [reader(target)] });
    expect(filesOf(stage, layer)).toEqual({ 'cdk-cross-account-lambda/aws-config': PROFILE });
  });

  test('writes what was asked for before', () => {
    const { source, target } = twoAccounts();
    const [role, caller] = [reader(target, { externalId: 'reports-2026' }), checkout(source)];
    role.grants.assume(caller, { environmentPrefix: 'SHOP_REPORTS', sessionName: 'shop', sessionDuration: Duration.minutes(15) });
    const { content, profileNames } = new RoleProfile(source, 'Profiles', { function: caller, roles: [role] });
    expect(profileNames).toEqual(['shop-reports']);
    expect(content).toBe(`[profile shop-reports]
role_arn = ${READER_ROLE}
credential_source = Environment
external_id = reports-2026
role_session_name = shop
duration_seconds = 900
sts_regional_endpoints = regional
`);
  });

  test('has a profile for each role, in their order, also for an imported one', () => {
    const { source, target } = twoAccounts();
    const audit = AssumableRole.fromRoleArn(source, 'AuditLog', 'arn:aws:iam::333333333333:role/audit');
    const { content, profileNames, layer } = new RoleProfile(source, 'Profiles', { function: checkout(source), roles: [reader(target), audit] });
    expect(profileNames).toEqual(['reader', 'audit-log']);
    expect(content).toBe(`${PROFILE}\n${PROFILE.replace('[profile reader]', '[profile audit-log]').replace(READER_ROLE, audit.roleArn)}`);
    Template.fromStack(source).hasResourceProperties('AWS::Lambda::LayerVersion', { Description: 'AWS configuration with the profiles reader, audit-log' });
    expect(layer.node.path).toBe('Source/Profiles/Layer');
  });

  test.each([
    ['the container, with SnapStart', lambda.SnapStartConf.ON_PUBLISHED_VERSIONS, 'EcsContainer'],
    ['the environment, without', undefined, 'Environment'],
  ])('takes the credentials from %s', (_, snapStart, credentialSource) => {
    const { source, target } = twoAccounts();
    const caller = checkout(source, { runtime: lambda.Runtime.PYTHON_3_13, snapStart });
    expect(new RoleProfile(source, 'Profiles', { function: caller, roles: [reader(target)] }).content).toContain(`\ncredential_source = ${credentialSource}\n`);
  });

  test('fails for a container image, which has no layers', () => {
    const { source, target } = twoAccounts();
    const image = new lambda.DockerImageFunction(source, 'Function', { functionName: 'checkout', code: lambda.DockerImageCode.fromEcr(ecr.Repository.fromRepositoryName(source, 'Images', 'checkout')) });
    expect(errorOf(() => new RoleProfile(source, 'Profiles', { function: image, roles: [reader(target)] }))).toBe('function Source/Function is a container image, which has no layers; '
      + 'expected a function whose code is a zip archive; write the file into the image and set AWS_CONFIG_FILE; let the function in with role.grants.assume(fn) [Source/Profiles]');
  });

  test('fails at synthesis when the function sends something else than its profile', () => {
    const { app, source, target } = twoAccounts();
    const [role, caller] = [reader(target), checkout(source)];
    new RoleProfile(source, 'Profiles', { function: caller, roles: [role] });
    expect(() => app.synth()).not.toThrow();
    role.grants.assume(caller, { sessionDuration: Duration.minutes(15) });
    expect(errorOf(() => app.synth({ force: true }))).toContain('role.grants.assume changed what the function sends after its profiles were written; expected options before the RoleProfile; '
      + 'move role.grants.assume(fn, { … }) in front of it [Source/Profiles]');
  });

  test('fails without roles', () => {
    const { source } = twoAccounts();
    expect(errorOf(() => new RoleProfile(source, 'Profiles', { function: checkout(source), roles: [] })))
      .toBe('roles is empty, so the file would hold no profile; expected at least one role; pass roles: [role] [Source/Profiles]');
  });

  test('fails when the function has a file already', () => {
    const { source, target } = twoAccounts();
    const caller = checkout(source, { environment: { AWS_CONFIG_FILE: '/var/task/config' } });
    const message = errorOf(() => new RoleProfile(source, 'Profiles', { function: caller, roles: [reader(target)] }));
    expect(message).toContain('the environment variable AWS_CONFIG_FILE of Source/Function is set already, got "/var/task/config"');
    expect(message).toContain('use one RoleProfile with all roles for a function, or add the profiles to your own file [Source/Profiles]');
  });

  test('fails for two of them on one function, whose files would hide each other', () => {
    const { source, target } = twoAccounts();
    const caller = checkout(source);
    new RoleProfile(source, 'Profiles', { function: caller, roles: [reader(target)] });
    expect(errorOf(() => new RoleProfile(source, 'More', { function: caller, roles: [new AssumableRole(target, 'Audit')] }))).toContain('use one RoleProfile with all roles for a function');
  });

  test('serves two functions with one file each', () => {
    const { source, target } = twoAccounts();
    const role = reader(target);
    for (const id of ['One', 'Two']) { new RoleProfile(source, `${id}Profile`, { function: fn(source, id, { functionName: 'checkout' }), roles: [role] }); }
    const layers = Object.values(Template.fromStack(source).findResources('AWS::Lambda::LayerVersion'));
    expect(layers).toHaveLength(2);
    expect(layers[0].Properties.Content).toEqual(layers[1].Properties.Content);
  });

  test('fails for one role twice, or two profiles of one name', () => {
    const { source, target } = twoAccounts();
    const role = reader(target);
    expect(errorOf(() => new RoleProfile(source, 'Profiles', { function: checkout(source), roles: [role, role] }))).toContain('profile');
    const [caller, other] = [fn(source, 'Other'), new AssumableRole(target, 'Other')];
    role.grants.assume(caller, { environmentPrefix: 'Shop' });
    other.grants.assume(caller, { environmentPrefix: 'SHOP' });
    expect(errorOf(() => new RoleProfile(source, 'OtherProfiles', { function: caller, roles: [role, other] }))).toContain('profile');
  });
});

describe('what a file cannot hold', () => {
  const write = (source: Stack, role: AssumableRole, name?: string) => {
    const caller = checkout(source);
    if (name !== undefined) { role.grants.assume(caller, { sessionName: name }); }
    return errorOf(() => new RoleProfile(source, 'Profiles', { function: caller, roles: [role] }));
  };

  test.each([
    ['a parameter', ExternalId.fromParameter('/reports/external-id'), '{{resolve:ssm:/reports/external-id}}'],
    ['a secret', ExternalId.fromSecret('reports/external-id'), '{{resolve:secretsmanager:reports/external-id:SecretString}}'],
    ['a reference that is written by hand', '{{resolve:ssm:/reports/external-id}}', '{{resolve:ssm:/reports/external-id}}'],
  ])('is an external id from %s', (_, externalId, shown) => {
    const { source, target } = twoAccounts();
    const message = write(source, reader(target, { externalId }));
    expect(message).toContain(`externalId is only known at deployment, and a file cannot hold it, got "${shown}"; expected a text`);
    expect(message).toContain("write externalId: 'reports-2026' as text, or use the helper for Node.js or Python, which reads the environment [Source/Profiles]");
  });

  test('is a role ARN that is only known at deployment', () => {
    const app = new App();
    const stack = new Stack(app, 'Source');
    const message = write(stack, reader(stack));
    expect(message).toContain('roleArn is only known at deployment, and a file cannot hold it, got {"Fn::GetAtt":["ReaderC968FCB1","Arn"]}');
    expect(message).toContain('give both stacks an env: { account, region }');
  });

  test('is a session name that is a token', () => {
    const { source, target } = twoAccounts();
    expect(write(source, reader(target), new CfnParameter(source, 'Name').valueAsString)).toContain('sessionName is only known at deployment, and a file cannot hold it, got {"Ref":"Name"}');
  });

  test.each([
    ['sessionTags', { sessionTags: { Project: ['reports'] } }],
    ['sourceIdentities', { sourceIdentities: ['reports-team'] }],
  ])('is what the role asks for by %s', (prop, props) => {
    const { source, target } = twoAccounts();
    const message = write(source, reader(target, props));
    expect(message).toContain(`Target/Reader asks for ${prop}, which an AWS configuration file cannot send; expected a role without ${prop}`);
    expect(message).toContain('use the helper for Node.js or Python, or an AssumableRole of its own for this function [Source/Profiles]');
  });
});
