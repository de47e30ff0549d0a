import { Duration, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import {
  AuthorizationType, ConnectionType, Deployment, LambdaRestApi, PassthroughBehavior, ResponseTransferMode, RestApi, Stage as ApiStage,
} from 'aws-cdk-lib/aws-apigateway';
import type { CfnStage, RestApiProps } from 'aws-cdk-lib/aws-apigateway';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ANY_OF_ACCOUNT, APIS, found, outputOf, sourceArnsOf } from './apis';
import { ApiPermission, Caller, CrossAccountRestIntegration, CrossAccountTarget, ResourcePolicyType } from '../../src';
import type { CrossAccountRestIntegrationOptions } from '../../src';
import { errorOf, fn, OTHER_ACCOUNT, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoAccounts } from '../support/apps';
import { handOversOf, LIVE, neededBy, only, ordersTarget, permissionsOf, resourcesOf, statementsOf, threeAccounts } from '../trigger/templates';

const URI = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${LIVE}/invocations`;
const BY_ROLE = { permission: ApiPermission.CREDENTIALS_ROLE };

const apiOf = (stack: Stack, props: RestApiProps = {}, id = 'Api') => new RestApi(stack, id, { cloudWatchRole: false, ...props });
const importedApi = (stack: Stack) => RestApi.fromRestApiAttributes(stack, 'Api', { restApiId: 'abc123', rootResourceId: 'root' });
const integrationOf = (stack: Stack) => only(stack, 'AWS::ApiGateway::Method').Properties.Integration as Record<string, unknown>;

/** An API with one method. */
function setUp(options: CrossAccountRestIntegrationOptions = {}, stacks: { source?: StackProps; target?: StackProps } = {}) {
  const both = twoAccounts(stacks);
  const target = ordersTarget(both.target);
  const api = apiOf(both.source);
  const method = api.root.addMethod('GET', new CrossAccountRestIntegration(target, options));
  return { ...both, api, method, orders: target };
}

describe('by the resource policy', () => {
  test('writes the integration in the one account, and a statement for every API of it in the other', () => {
    const { source, target } = setUp();
    expect(integrationOf(source)).toEqual({ Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: URI });
    expect(sourceArnsOf(target)).toEqual([`${APIS}*/*/*/*`]);
    expect(resourcesOf(source, 'AWS::Lambda::Permission')).toEqual({});
    expect(resourcesOf(source, 'AWS::IAM::Role')).toEqual({});
    expect([neededBy(source), neededBy(target)]).toEqual([[], []]);
    expect(found(source, 'info', ANY_OF_ACCOUNT)).toEqual([['Source/Api',
      'the id of Source/Api is chosen at deployment, so every API of account 111111111111 may call Target/Orders; '
      + "exactSource: true lets in this one only, and deploys the target's stack after the API's; "
      + 'permission: ApiPermission.CREDENTIALS_ROLE lets in one role only, in any order']]);
  });

  test('forty methods of one integration, or of forty, are one statement and one message', () => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(target);
    const grant = jest.spyOn(orders.grants, 'invoke');
    const api = apiOf(source, { defaultIntegration: new CrossAccountRestIntegration(orders) });
    for (let i = 0; i < 20; i++) { api.root.addResource(`a${i}`).addMethod('GET'); }
    for (let i = 0; i < 20; i++) { api.root.addResource(`b${i}`).addMethod('GET', new CrossAccountRestIntegration(orders)); }
    expect(grant).toHaveBeenCalledTimes(1);
    expect(sourceArnsOf(target)).toEqual([`${APIS}*/*/*/*`]);
    expect(found(source, 'info', ANY_OF_ACCOUNT)).toHaveLength(1);
    const uris = Object.values(resourcesOf(source, 'AWS::ApiGateway::Method')).map(({ Properties }) => (Properties.Integration as { Uri: string }).Uri);
    expect(uris).toEqual(Array(40).fill(URI));
  });

  test('names the API with exactSource, and deploys the target afterwards', () => {
    const { source, target } = setUp({ exactSource: true });
    expect(sourceArnsOf(target)).toEqual([{ 'Fn::Join': ['', [APIS, outputOf('Api'), '/*/*/*']] }]);
    expect([neededBy(source), neededBy(target)]).toEqual([[], ['Source']]);
    expect(found(source, 'info', ANY_OF_ACCOUNT)).toEqual([]);
  });

  test('names the API whose id is known', () => {
    const { source, target } = twoAccounts();
    importedApi(source).root.addMethod('GET', new CrossAccountRestIntegration(ordersTarget(target)));
    expect(sourceArnsOf(target)).toEqual([`${APIS}abc123/*/*/*`]);
    expect(neededBy(target)).toEqual([]);
    expect(found(source, 'info', ANY_OF_ACCOUNT)).toEqual([]);
  });

  test('names the API of its own stack', () => {
    const { target } = twoAccounts();
    apiOf(target).root.addMethod('GET', new CrossAccountRestIntegration(ordersTarget(target)));
    expect(sourceArnsOf(target)).toEqual([{ 'Fn::Join': ['', [`arn:aws:execute-api:eu-west-1:${TARGET_ACCOUNT}:`, { Ref: 'ApiF70053CD' }, '/*/*/*']] }]);
    expect(integrationOf(target).Uri).toBe(URI);
    expect(found(target, 'info', ANY_OF_ACCOUNT)).toEqual([]);
  });

  test('serves another stack of its own account', () => {
    const { target } = setUp({}, { source: { env: { account: TARGET_ACCOUNT, region: 'eu-west-1' } } });
    expect(sourceArnsOf(target)).toEqual([`arn:aws:execute-api:eu-west-1:${TARGET_ACCOUNT}:*/*/*/*`]);
  });

  test('uses the region of the function, on both sides', () => {
    const { source, target } = setUp({}, { source: { env: { account: SOURCE_ACCOUNT, region: 'us-east-1' } } });
    expect(integrationOf(source).Uri).toBe(URI);
    expect(sourceArnsOf(target)).toEqual([`${APIS}*/*/*/*`]);
  });

  test('lets APIs of several accounts call one target', () => {
    const { one, other, target } = threeAccounts();
    const integration = new CrossAccountRestIntegration(ordersTarget(target));
    apiOf(one).root.addMethod('GET', integration);
    apiOf(other).root.addMethod('GET', integration);
    expect(sourceArnsOf(target)).toEqual([`${APIS}*/*/*/*`, `arn:aws:execute-api:eu-west-1:${OTHER_ACCOUNT}:*/*/*/*`]);
  });

  test('writes permissions of the other type', () => {
    const { source, target } = twoAccounts();
    apiOf(source).root.addMethod('ANY', new CrossAccountRestIntegration(ordersTarget(target, { policyType: ResourcePolicyType.PERMISSIONS })));
    expect(permissionsOf(target)).toEqual([{
      Action: 'lambda:InvokeFunction', FunctionName: { Ref: 'OrdersAliasFA69D35F' }, Principal: 'apigateway.amazonaws.com', SourceArn: `${APIS}*/*/*/*`,
    }]);
  });

  test('hands the half of another app over, once for all methods', () => {
    const { source } = twoAccounts();
    const orders = CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE);
    const api = apiOf(source, { defaultIntegration: new CrossAccountRestIntegration(orders) });
    for (const method of ['GET', 'PUT']) { api.root.addMethod(method); }
    const [handOver, ...others] = handOversOf(source);
    expect(others).toEqual([]);
    expect(handOver.account).toBe(TARGET_ACCOUNT);
    expect(JSON.parse(handOver.statement)).toEqual({
      Sid: 'InvokeFunctionApigateway',
      Effect: 'Allow',
      Principal: { Service: 'apigateway.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: LIVE,
      Condition: { ArnLike: { 'aws:SourceArn': `${APIS}*/*/*/*` } },
    });
    expect(handOver.commands[1]).toMatch(/^aws lambda add-permission .* --principal apigateway.amazonaws.com --source-arn 'arn:aws:execute-api:eu-west-1:111111111111:\*\/\*\/\*\/\*'$/);
  });

  test('fails with exactSource, whose reference nobody else could read', () => {
    const { source } = twoAccounts();
    const integration = new CrossAccountRestIntegration(CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE), { exactSource: true });
    expect(errorOf(() => apiOf(source).root.addMethod('GET', integration))).toBe(
      'exactSource is set, but the id of Source/Api is chosen at deployment, and what is handed over for Source/Orders must name it; '
      + 'expected an id that is known at synthesis; write permission: ApiPermission.CREDENTIALS_ROLE, which names a role instead, or leave exactSource out '
      + '[Source/Api/Default/GET]');
  });
});

describe('scopePermissionToMethod', () => {
  const SCOPED = { scopePermissionToMethod: true };

  test('names methods and paths, at every stage', () => {
    const { source, target } = twoAccounts();
    const api = apiOf(source, { defaultIntegration: new CrossAccountRestIntegration(ordersTarget(target), SCOPED) });
    api.root.addMethod('GET');
    const users = api.root.addResource('users');
    users.addMethod('ANY');
    users.addResource('{id}').addResource('orders').addMethod('PUT');
    users.addProxy();
    expect(sourceArnsOf(target)).toEqual(['*/users', '*/users/*', 'GET/', 'PUT/users/*/orders'].map((part) => `${APIS}*/*/${part}`));
    expect(found(source, 'info', ANY_OF_ACCOUNT)).toHaveLength(1);
  });

  test('without allowTestInvoke names the stage', () => {
    const { target } = setUp({ ...SCOPED, allowTestInvoke: false });
    expect(sourceArnsOf(target)).toEqual([`${APIS}*/prod/GET/`]);
  });
});

describe('allowTestInvoke: false', () => {
  test('names the stage of the whole API', () => {
    const { target } = setUp({ allowTestInvoke: false });
    expect(sourceArnsOf(target)).toEqual([`${APIS}*/prod/*/*`]);
  });

  test('takes a stage that was set, also an imported one', () => {
    const { source, target } = twoAccounts();
    const integration = new CrossAccountRestIntegration(ordersTarget(target), { allowTestInvoke: false });
    const own = apiOf(source, { deploy: false }, 'Own');
    own.deploymentStage = new ApiStage(source, 'Stage', { deployment: new Deployment(source, 'Deployment', { api: own }), stageName: 'beta' });
    own.root.addMethod('GET', integration);
    const other = apiOf(source, { deploy: false }, 'Other');
    other.deploymentStage = ApiStage.fromStageAttributes(source, 'Imported', { restApi: other, stageName: 'gamma' }) as ApiStage;
    other.root.addMethod('GET', integration);
    expect(sourceArnsOf(target)).toEqual([`${APIS}*/beta/*/*`, `${APIS}*/gamma/*/*`]);
  });

  test.each([
    ['no stage yet', (api: RestApi) => api],
    ['a stage with a token for a name', (api: RestApi) => {
      const deployment = new Deployment(api, 'D', { api });
      api.deploymentStage = new ApiStage(api, 'S', { deployment });
      (api.deploymentStage.node.defaultChild as CfnStage).stageName = Stack.of(api).stackId;
      return api;
    }],
  ])('fails for %s', (_, change) => {
    const { source, target } = twoAccounts();
    const api = change(apiOf(source, { deploy: false }));
    expect(errorOf(() => api.root.addMethod('GET', new CrossAccountRestIntegration(ordersTarget(target), { allowTestInvoke: false })))).toBe(
      "allowTestInvoke is false, but the stage of Source/Api is not known; expected a deploymentStage with a literal name, which the target's statement then names; "
      + 'set api.deploymentStage before the methods are added, or leave allowTestInvoke out [Source/Api/Default/GET]');
  });
});

describe('by a role', () => {
  const ROLE_NAME = expect.stringMatching(/^Source-CrossAccountApis[0-9a-f]{8}-[0-9a-f]{8}$/);

  test('all APIs of a stack share one, which may call this target only', () => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(target);
    const grant = jest.spyOn(orders.grants, 'invoke');
    for (const id of ['Api', 'Api2']) {
      const api = apiOf(source, { defaultIntegration: new CrossAccountRestIntegration(orders, BY_ROLE) }, id);
      for (const method of ['GET', 'PUT']) { api.root.addMethod(method); }
    }
    const role = only(source, 'AWS::IAM::Role').Properties;
    expect(role).toMatchObject({ RoleName: ROLE_NAME });
    expect(role.AssumeRolePolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' } }],
    });
    expect(only(source, 'AWS::IAM::Policy').Properties.PolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [{ Sid: 'InvokeTargets', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: LIVE }],
    });
    expect(grant).toHaveBeenCalledTimes(1);
    expect(statementsOf(target)).toEqual([{
      Sid: 'InvokeFunctionRoles',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` },
      Action: 'lambda:InvokeFunction',
      Resource: { Ref: 'OrdersAliasFA69D35F' },
      Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${SOURCE_ACCOUNT}:role/${role.RoleName}` } },
    }]);
    expect([neededBy(source), neededBy(target)]).toEqual([[], []]);
    const [policyId] = Object.keys(resourcesOf(source, 'AWS::IAM::Policy'));
    const [roleId] = Object.keys(resourcesOf(source, 'AWS::IAM::Role'));
    for (const { Properties, DependsOn } of Object.values(resourcesOf(source, 'AWS::ApiGateway::Method'))) {
      expect(Properties.Integration).toMatchObject({ Credentials: { 'Fn::GetAtt': [roleId, 'Arn'] }, Uri: URI });
      expect(DependsOn).toEqual([policyId]);
    }
    expect(found(source, 'info', ANY_OF_ACCOUNT)).toEqual([]);
  });

  test('one that was given is used without more words', () => {
    const { source, target } = twoAccounts();
    const credentialsRole = new Role(source, 'Mine', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com'), roleName: 'mine' });
    apiOf(source).root.addMethod('GET', new CrossAccountRestIntegration(ordersTarget(target), { credentialsRole }));
    expect(only(source, 'AWS::IAM::Policy').Properties).toMatchObject({
      Roles: [{ Ref: 'MineC1B42D3A' }],
      PolicyDocument: { Statement: [{ Action: 'lambda:InvokeFunction', Resource: LIVE }] },
    });
    expect(statementsOf(target)).toMatchObject([{ Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${SOURCE_ACCOUNT}:role/mine` } } }]);
    expect(integrationOf(source).Credentials).toEqual({ 'Fn::GetAtt': ['MineC1B42D3A', 'Arn'] });
  });

  test('an imported one of the same account is handed over', () => {
    const { source, target } = twoAccounts();
    const credentialsRole = Role.fromRoleArn(source, 'Mine', `arn:aws:iam::${SOURCE_ACCOUNT}:role/mine`, { mutable: false });
    apiOf(source).root.addMethod('GET', new CrossAccountRestIntegration(ordersTarget(target), { credentialsRole }));
    expect(handOversOf(source).map(({ account, statement }) => [account, JSON.parse(statement).Resource])).toEqual([[SOURCE_ACCOUNT, LIVE]]);
    expect(integrationOf(source).Credentials).toBe(`arn:aws:iam::${SOURCE_ACCOUNT}:role/mine`);
    expect(only(source, 'AWS::ApiGateway::Method').DependsOn).toBeUndefined();
  });

  test('a role of another account is refused', () => {
    const { source, target } = twoAccounts();
    const credentialsRole = Role.fromRoleArn(source, 'Mine', `arn:aws:iam::${TARGET_ACCOUNT}:role/mine`);
    expect(errorOf(() => apiOf(source).root.addMethod('GET', new CrossAccountRestIntegration(ordersTarget(target), { credentialsRole })))).toBe(
      "credentialsRole Source/Mine belongs to account 222222222222, the API to 111111111111; expected a role of the API's account, which alone can be passed to API Gateway; "
      + 'leave credentialsRole out and write permission: ApiPermission.CREDENTIALS_ROLE: a role is made [Source/Api/Default/GET]');
  });

  test('a role beside RESOURCE_POLICY is refused', () => {
    const { source, target } = twoAccounts();
    const credentialsRole = new Role(source, 'Mine', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
    const options = { credentialsRole, permission: ApiPermission.RESOURCE_POLICY };
    expect(errorOf(() => apiOf(source).root.addMethod('GET', new CrossAccountRestIntegration(ordersTarget(target), options)))).toBe(
      'credentialsRole is set, but permission says that API Gateway calls without a role; expected one of the two; '
      + 'remove credentialsRole, or write permission: ApiPermission.CREDENTIALS_ROLE [Source/Api/Default/GET]');
  });

  test.each([{ exactSource: true }, { allowTestInvoke: false }, { scopePermissionToMethod: true }])('%j is refused', (options) => {
    expect(errorOf(() => setUp({ ...BY_ROLE, ...options }))).toBe(
      'the target is called under a role, whose statement names no API, stage or method; expected exactSource, allowTestInvoke and scopePermission… only with '
      + 'ApiPermission.RESOURCE_POLICY; remove them: the role may call this target only, and nobody but this account can hand it to API Gateway [Source/Api/Default/GET]');
  });
});

describe('options of the L2', () => {
  test('are passed on', () => {
    const { source } = setUp({
      proxy: false,
      timeout: Duration.seconds(5),
      passthroughBehavior: PassthroughBehavior.NEVER,
      requestTemplates: { 'application/json': '{}' },
      integrationResponses: [{ statusCode: '200' }],
    });
    expect(integrationOf(source)).toEqual({
      Type: 'AWS',
      IntegrationHttpMethod: 'POST',
      Uri: URI,
      TimeoutInMillis: 5000,
      PassthroughBehavior: 'NEVER',
      RequestTemplates: { 'application/json': '{}' },
      IntegrationResponses: [{ StatusCode: '200' }],
    });
  });

  test('streaming uses its own address', () => {
    const { source } = setUp({ responseTransferMode: ResponseTransferMode.STREAM });
    expect(integrationOf(source)).toMatchObject({
      ResponseTransferMode: 'STREAM',
      Uri: `arn:aws:apigateway:eu-west-1:lambda:path/2021-11-15/functions/${LIVE}/response-streaming-invocations`,
    });
  });

  test('credentialsPassthrough is refused', () => {
    expect(errorOf(() => setUp({ credentialsPassthrough: true }))).toBe(
      "credentialsPassthrough calls the function with the identity of the API's client, which API Gateway does not do across accounts; "
      + 'expected RESOURCE_POLICY or CREDENTIALS_ROLE; remove credentialsPassthrough; '
      + 'let methods ask for AuthorizationType.IAM, and read the client from requestContext.identity [Target/Orders]');
    expect(integrationOf(setUp({ credentialsPassthrough: false }).source)).not.toHaveProperty('Credentials');
  });

  test('mistakes are found by the L2', () => {
    expect(errorOf(() => setUp({ connectionType: ConnectionType.VPC_LINK }))).toContain("requires 'vpcLink'");
  });

  test('it is the handler of a LambdaRestApi as well', () => {
    const { source, target } = twoAccounts();
    new LambdaRestApi(source, 'Api', {
      handler: fn(source, 'Unused'), cloudWatchRole: false, proxy: false, integrationOptions: {},
    }).root.addMethod('GET', new CrossAccountRestIntegration(ordersTarget(target)));
    expect(integrationOf(source).Uri).toBe(URI);
  });
});

test('other callers of the target stay', () => {
  const { target, orders } = setUp();
  orders.grants.invoke(Caller.account(OTHER_ACCOUNT));
  expect(statementsOf(target)).toMatchObject([{ Sid: 'InvokeFunctionAccounts' }, { Sid: 'InvokeFunctionApigateway' }]);
});

test('methods keep their authorization', () => {
  const { source, target } = twoAccounts();
  apiOf(source).root.addMethod('GET', new CrossAccountRestIntegration(ordersTarget(target)), { authorizationType: AuthorizationType.IAM });
  expect(only(source, 'AWS::ApiGateway::Method').Properties.AuthorizationType).toBe('AWS_IAM');
});
