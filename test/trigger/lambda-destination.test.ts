import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ALIAS, handOversOf, LIVE, only, ordersTarget, resourcesOf, statementsOf } from './templates';
import { CrossAccountLambdaDestination, CrossAccountTarget } from '../../src';
import { errorOf, fn, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

describe('CrossAccountLambdaDestination', () => {
  test('writes both halves for the role of the function, in any order', () => {
    const { source, target } = twoAccounts();
    const destination = new CrossAccountLambdaDestination(ordersTarget(target));
    fn(source, 'Import', { onFailure: destination, onSuccess: destination });
    const { RoleName } = only(source, 'AWS::IAM::Role').Properties;
    expect(RoleName).toMatch(/^Source-Import-ServiceRole-[0-9a-f]{8}$/);
    expect(statementsOf(target)).toEqual([{
      Sid: 'InvokeFunctionRoles',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` },
      Action: 'lambda:InvokeFunction',
      Resource: ALIAS,
      Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${SOURCE_ACCOUNT}:role/${RoleName}` } },
    }]);
    expect(only(source, 'AWS::IAM::Policy').Properties.PolicyDocument).toEqual({
      Version: '2012-10-17', Statement: [{ Sid: 'InvokeTargets', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: LIVE }],
    });
    const { Properties, DependsOn } = only(source, 'AWS::Lambda::EventInvokeConfig');
    expect(Properties.DestinationConfig).toEqual({ OnFailure: { Destination: LIVE }, OnSuccess: { Destination: LIVE } });
    expect(DependsOn).toEqual(Object.keys(resourcesOf(source, 'AWS::IAM::Policy')));
    expect([source.dependencies, target.dependencies]).toEqual([[], []]);
  });

  test('an imported target is handed over', () => {
    const { source } = twoAccounts();
    const imported = CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE);
    fn(source, 'Import').configureAsyncInvoke({ onFailure: new CrossAccountLambdaDestination(imported) });
    expect(handOversOf(source).map(({ account }) => account)).toEqual([TARGET_ACCOUNT]);
    expect(only(source, 'AWS::Lambda::EventInvokeConfig').Properties.DestinationConfig).toEqual({ OnFailure: { Destination: LIVE } });
  });

  test('a role that this app may not change is handed over', () => {
    const { source, target } = twoAccounts();
    const role = iam.Role.fromRoleArn(source, 'Role', `arn:aws:iam::${SOURCE_ACCOUNT}:role/import`, { mutable: false });
    fn(source, 'Import', { role, onFailure: new CrossAccountLambdaDestination(ordersTarget(target)) });
    expect(handOversOf(source).map(({ account, statement }) => [account, JSON.parse(statement)])).toEqual([
      [SOURCE_ACCOUNT, { Sid: 'InvokeTargets', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: LIVE }],
    ]);
    expect(only(source, 'AWS::Lambda::EventInvokeConfig').DependsOn).toBeUndefined();
  });

  test('fails for a function without a known role, of another account, or in another region', () => {
    const app = new App();
    const source = new Stack(app, 'Source', { env: SOURCE_ENV });
    const far = new Stack(app, 'Far', { env: { ...SOURCE_ENV, region: 'us-east-1' } });
    const destination = new CrossAccountLambdaDestination(ordersTarget(new Stack(app, 'Target', { env: TARGET_ENV })));
    const imported = (id: string, account: string) => lambda.Function.fromFunctionArn(source, id, `arn:aws:lambda:${REGION}:${account}:function:import`);
    expect(errorOf(() => imported('Import', SOURCE_ACCOUNT).configureAsyncInvoke({ onFailure: destination }))).toBe(
      'the execution role of function Source/Import is not known; expected a function with a role, which delivers the records; '
      + 'import it with lambda.Function.fromFunctionAttributes(this, id, { functionArn, role }) [Source/Import/EventInvokeConfig]',
    );
    expect(errorOf(() => imported('Foreign', OTHER_ACCOUNT).configureAsyncInvoke({ onFailure: destination })))
      .toContain(`Source/Foreign belongs to account ${OTHER_ACCOUNT}, its destination to a stack of account ${SOURCE_ACCOUNT}`);
    expect(errorOf(() => fn(far, 'Import', { onFailure: destination })))
      .toContain('the source is in region us-east-1, the target in eu-west-1; AWS documents destinations within a region only');
  });
});
