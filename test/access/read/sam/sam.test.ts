import { join } from 'node:path';
import type { Cloud } from '../../../../src/access/model/cloud';
import type { Statement } from '../../../../src/access/model/policy';
import { cloudOfTemplates } from '../../../../src/access/read/read-cloud';
import { readTemplateFiles } from '../../../../src/access/read/template-file';
import { readable } from '../../../../src/access/values/unknown';
import { filesOf } from '../../assembly-of';

const PLACE = { account: '111111111111', region: 'eu-west-1', stackName: 'shop' };
const file = (name: string) => [{ path: join(__dirname, name), ...PLACE }];

/** shop.json is what aws-sam-translator 1.110.0, the code behind the SAM transform, makes of shop.yaml. */
describe('shop.yaml is read like what SAM makes of it', () => {
  const [ours, theirs] = [cloudOfTemplates(file('shop.yaml')), cloudOfTemplates(file('shop.json'))];

  test.each<[what: string, of: (cloud: Cloud) => unknown[]]>([
    ['roles', ({ identities }) => [...identities.values()].map(({ arn, statements, trust, unknownPolicies }) => [arn, said(statements), said(trust), unknownPolicies])],
    ['functions', ({ functions }) => [...functions.values()].map(({ arn, roleArn, qualifiers, urls, vpc, code }) =>
      [
        arn, roleArn, qualifiers.map((one) => one.arn), urls.map(({ targetArn, authType }) => [targetArn, authType]), vpc,
        code.runtime, code.environment, code.timeoutSeconds, code.inline,
      ])],
    ['resource policies', ({ resourcePolicies }) => [...resourcePolicies.values()].map(({ resourceArn, statements }) => [resourceArn, said(statements)])],
    ['deliveries', ({ deliveries }) => deliveries.map(({ kind, sourceArn, targetArn, requests }) => [kind, sourceArn, targetArn, requests.map(({ request }) => request.action)])],
  ])('%s', (_, of) => {
    expect(texts(of(ours))).toEqual(texts(of(theirs)));
    expect(of(ours).length).toBeGreaterThan(2);
  });

  test('logical ids but for their hashes', () => {
    const ids = (name: string) => Object.keys(readTemplateFiles(file(name))[0].template.Resources!).map(withoutHash).sort();

    expect(ids('shop.yaml')).toEqual(ids('shop.json'));
  });

  test('and nothing is unknown', () => {
    expect(ours.unknowns).toEqual([]);
  });
});

test('references to what SAM makes', () => {
  const read = (name: string) => {
    const { Outputs } = readTemplateFiles(file(name))[0].template;
    return JSON.parse(withoutHash(JSON.stringify(Outputs)));
  };

  expect(read('shop.yaml')).toEqual(read('shop.json'));
});

const only = (resources: object, more: object = {}) => {
  const directory = filesOf({ 'shop.json': { Transform: ['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31'], Resources: resources, ...more } });
  const files = [{ path: join(directory, 'shop.json'), ...PLACE }];
  return { resources: readTemplateFiles(files)[0].template.Resources!, cloud: cloudOfTemplates(files), directory };
};
const worker = (props: object) => ({ Worker: { Type: 'AWS::Serverless::Function', Properties: { InlineCode: 'x', ...props } } });

describe('what is not read is noted', () => {
  test.each<[resources: object, id: string, what: string]>([
    [{ Graph: { Type: 'AWS::Serverless::GraphQLApi' } }, 'Graph', 'AWS::Serverless::GraphQLApi is not read: what it would create is missing here'],
    [{ Table: { Type: 'AWS::Serverless::SimpleTable', Connectors: {} } }, 'Table', 'the connectors of SAM are not read: what they would allow is missing here'],
    [worker({ DeploymentPreference: { Type: 'AllAtOnce' } }), 'Worker', 'DeploymentPreference is not read: what CodeDeploy may do is missing here'],
    [worker({ Policies: [{ AthenaQueryPolicy: {} }] }), 'Worker', 'the policy template AthenaQueryPolicy of SAM is not known here'],
    [worker({ Policies: [7] }), 'Worker', 'the policy template  of SAM is not known here'],
    [worker({ EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: 'SQS' } } } }), 'Worker', 'a destination that SAM itself would create is not read'],
    [worker({ Events: { Ask: { Type: 'AlexaSkill' } } }), 'Worker', 'the event Ask of type AlexaSkill is not read'],
    [worker({ Events: { Up: { Type: 'S3', Properties: { Bucket: 'images' } } } }), 'Worker', 'the bucket of the event WorkerUp is not in the template'],
    [worker({ Events: { Up: { Type: 'SNS', Properties: { SqsSubscription: true } } } }), 'Worker', 'SqsSubscription of the event WorkerUp is not read'],
    [worker({ Events: { Up: { Type: 'Cognito', Properties: { UserPool: 'x' } } } }), 'Worker', 'the user pool of the event WorkerUp is not in the template'],
    [worker({ Events: { Up: { Type: 'Api', Properties: { Path: { Ref: 'P' }, Method: 'get' } } } }), 'Worker', 'the API, path or method of the event WorkerUp is not known here'],
    [worker({ Events: { Up: { Type: 'Api', Properties: { RestApiId: { Ref: 'Gone' }, Path: '/', Method: 'get' } } } }), 'Worker', 'the API Gone of an event is not in the template: its path / is not read'],
    [{ Api: { Type: 'AWS::Serverless::Api', Properties: { StageName: { Ref: 'S' }, DefinitionUri: 'api.yaml' } } }, 'Api', 'the definition of the API is in another file, which is not read'],
    [{ Api: { Type: 'AWS::Serverless::HttpApi', Properties: { Auth: {} } } }, 'Api', 'Auth of the API is not read: its authorizers and resource policy are missing here'],
    [{ Machine: { Type: 'AWS::Serverless::StateMachine', Properties: { Role: 'r', DefinitionUri: 'm.json' } } }, 'Machine', 'the definition is in another file, which is not read'],
    [{ Machine: { Type: 'AWS::Serverless::StateMachine', Properties: { Role: 'r', Events: {} } } }, 'Machine', 'the events of a state machine are not read: who may start it is missing here'],
    [{ App: { Type: 'AWS::Serverless::Application', Properties: { Location: { ApplicationId: 'x' } } } }, 'App', 'an application of the Serverless Application Repository is not read: what it would create is missing here'],
  ])('%j', (resources, id, what) => {
    expect(only(resources).cloud.unknowns).toContainEqual({ path: `shop/${id}`, what });
  });

  test('a policy template that is not known may allow anything', () => {
    const [role] = only(worker({ Policies: [{ AthenaQueryPolicy: {} }] })).cloud.identities.values();

    expect(role.statements.map(({ source }) => source.unknown)).toContain('policy template AthenaQueryPolicy of Worker');
  });
});

describe('functions', () => {
  test('with code beside the template, in a bucket or in an image', () => {
    const { resources, cloud, directory } = only({
      Local: { Type: 'AWS::Serverless::Function', Properties: { CodeUri: '.' } },
      InBucket: { Type: 'AWS::Serverless::Function', Properties: { CodeUri: { Bucket: 'b', Key: 'k' } } },
      ByAddress: { Type: 'AWS::Serverless::Function', Properties: { CodeUri: 's3://b/k' } },
      Image: { Type: 'AWS::Serverless::Function', Properties: { ImageUri: 'i' } },
      Nowhere: { Type: 'AWS::Serverless::Function', Metadata: { Own: 1 } },
    });
    const local = [...cloud.functions.values()].find(({ name }) => name.startsWith('shop-Local-'));

    expect(local?.code.directory).toBe(directory);
    expect(['InBucket', 'ByAddress', 'Image', 'Nowhere'].map((id) => resources[id].Properties!.Code)).toEqual([
      { S3Bucket: 'b', S3Key: 'k' }, { S3Bucket: 'b', S3Key: 'k' }, { ImageUri: 'i' }, {},
    ]);
    expect(resources.Nowhere.Metadata).toEqual({ Own: 1 });
  });

  test('with destinations and a dead letter queue, which the role may reach', () => {
    const queue = 'arn:aws:sqs:eu-west-1:111111111111:dead';
    const other = 'arn:aws:lambda:eu-west-1:222222222222:function:other';
    const { resources, cloud } = only(worker({
      DeadLetterQueue: { Type: 'SQS', TargetArn: queue },
      EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: 'Lambda', Destination: other }, OnFailure: { Destination: queue } } },
      VpcConfig: { SubnetIds: ['subnet-1'] },
      RolePath: '/team/',
    }));
    const [role] = cloud.identities.values();

    expect(resources.Worker.Properties!.DeadLetterConfig).toEqual({ TargetArn: queue });
    expect(resources.WorkerEventInvokeConfig.Properties).toEqual({
      FunctionName: { Ref: 'Worker' }, Qualifier: '$LATEST', DestinationConfig: { OnSuccess: { Destination: other }, OnFailure: { Destination: queue } },
    });
    expect(role.arn).toMatch(/:role\/team\/shop-WorkerRole-/);
    expect(said(role.statements)).toEqual(expect.arrayContaining([
      expect.objectContaining({ actions: ['sqs:sendmessage'], resources: [queue] }),
      expect.objectContaining({ actions: ['lambda:invokefunction'], resources: [other] }),
    ]));
    expect(resources.WorkerRole.Properties!.ManagedPolicyArns).toContainEqual({ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole' });
  });

  test('with managed policies by name, reference and ARN', () => {
    const { resources } = only(worker({ Policies: ['AWSLambdaRole', 'NobodyKnowsThis', { Ref: 'Own' }, 'arn:aws:iam::111111111111:policy/own'] }));

    expect((resources.WorkerRole.Properties!.ManagedPolicyArns as unknown[]).slice(1)).toEqual([
      { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaRole' },
      { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/NobodyKnowsThis' },
      { Ref: 'Own' },
      'arn:aws:iam::111111111111:policy/own',
    ]);
  });

  test('with a condition, which what is made of them has too', () => {
    const { resources } = only({ Worker: { Type: 'AWS::Serverless::Function', Condition: 'C', Properties: { InlineCode: 'x', AutoPublishAlias: 'live' } } });

    expect(Object.values(resources).map(({ Type, Condition }) => [Type, Condition])).toEqual([
      ['AWS::Lambda::Function', 'C'], ['AWS::Lambda::Version', 'C'], ['AWS::Lambda::Alias', 'C'], ['AWS::IAM::Role', 'C'],
    ]);
  });

  test('with a URL that asks for credentials', () => {
    expect(Object.keys(only(worker({ FunctionUrlConfig: { AuthType: 'AWS_IAM' } })).resources)).toEqual(['Worker', 'WorkerUrl', 'WorkerRole']);
  });

  test('that read a Kafka topic', () => {
    const { resources } = only(worker({ Events: { Topic: { Type: 'MSK', Properties: { Stream: 'arn:aws:kafka:eu-west-1:111111111111:cluster/c/1', Topics: ['t'] } } } }));

    expect(resources.WorkerTopic.Properties).toEqual({ Topics: ['t'], FunctionName: { Ref: 'Worker' }, EventSourceArn: 'arn:aws:kafka:eu-west-1:111111111111:cluster/c/1' });
    expect(resources.WorkerRole.Properties!.ManagedPolicyArns).toContainEqual({ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaMSKExecutionRole' });
  });

  test('with a schedule that has a role', () => {
    const { resources } = only(worker({ Events: { Tick: { Type: 'ScheduleV2', Properties: { RoleArn: 'r' } } } }));

    expect(resources.WorkerTick.Properties!.Target).toMatchObject({ RoleArn: 'r' });
    expect(Object.keys(resources)).not.toContain('WorkerTickRole');
  });

  test('with what Globals say for all', () => {
    const globals = {
      Function: { Timeout: 9, Layers: ['a'], Environment: { Variables: { A: '1', B: '1' } }, Role: { Ref: 'Common' }, VpcConfig: { 'Fn::If': ['C', 1, 2] } },
    };
    const { resources } = only(worker({ Layers: ['b'], Environment: { Variables: { B: '2' } }, VpcConfig: { SubnetIds: [] } }), { Globals: globals });

    expect(resources.Worker.Properties).toMatchObject({
      Timeout: 9, Layers: ['a', 'b'], Environment: { Variables: { A: '1', B: '2' } }, Role: { Ref: 'Common' }, VpcConfig: { SubnetIds: [] },
    });
  });
});

test('an API with a version of OpenAPI has no stage that nobody asked for', () => {
  const { resources } = only({ Api: { Type: 'AWS::Serverless::Api', Properties: { StageName: 'live', OpenApiVersion: '3.0.1' } } });

  expect(resources.ApiDeployment.Properties).toEqual({ RestApiId: { Ref: 'Api' } });
});

test('an API with a definition of its own gets the permission, but no path', () => {
  const { resources } = only({
    Api: { Type: 'AWS::Serverless::Api', Properties: { StageName: 'live', DefinitionBody: { swagger: '2.0' } } },
    ...worker({ Events: { Get: { Type: 'Api', Properties: { RestApiId: { Ref: 'Api' }, Path: '/', Method: 'get' } } } }),
  });

  expect(resources.Api.Properties!.Body).toEqual({ swagger: '2.0' });
  expect(resources.WorkerGetPermissionlive.Properties!.Principal).toBe('apigateway.amazonaws.com');
});

test('references in text to what SAM makes', () => {
  const { resources } = only({
    ...worker({ AutoPublishAlias: 'live' }),
    Param: { Type: 'AWS::SSM::Parameter', Properties: { A: { 'Fn::Sub': '${Worker.Alias} ${Worker.Version.Version} ${Worker.Arn} ${Other}' }, B: { 'Fn::Sub': ['${Worker.Alias}', {}] } } },
    Third: { Type: 'AWS::SSM::Parameter', Properties: { A: { 'Fn::GetAtt': 'Worker.Version.Version' }, B: { 'Fn::GetAtt': ['Worker', 'Arn'] }, C: { 'Fn::Sub': { A: 1 } }, D: { 'Fn::GetAtt': 7 } } },
  });

  expect(resources.Param.Properties).toEqual({
    A: { 'Fn::Sub': '${WorkerAliaslive} ${WorkerVersion.Version} ${Worker.Arn} ${Other}' }, B: { 'Fn::Sub': ['${WorkerAliaslive}', {}] },
  });
  expect(resources.Third.Properties).toEqual({
    A: { 'Fn::GetAtt': ['WorkerVersion', 'Version'] }, B: { 'Fn::GetAtt': ['Worker', 'Arn'] }, C: { 'Fn::Sub': { A: 1 } }, D: { 'Fn::GetAtt': 7 },
  });
});

test('an application beside the template is a nested stack', () => {
  const directory = filesOf({
    'shop.json': { Transform: 'AWS::Serverless-2016-10-31', Resources: { Inner: { Type: 'AWS::Serverless::Application', Properties: { Location: './parts/inner.yaml', Parameters: { Name: 'orders' } } } } },
    'parts/inner.yaml': 'Parameters: { Name: { Type: String } }\nResources:\n  Orders: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref Name } }\n',
  });
  const [, inner] = readTemplateFiles([{ path: join(directory, 'shop.json'), ...PLACE }]);

  expect(inner.stack.id).toBe('shop/Inner');
  expect(inner.given).toEqual({ Name: 'orders' });
});

function said(statements: readonly Statement[]): object[] {
  const told = statements.map(({ effect, actions, resources, principals, conditions }) =>
    ({ effect, actions: [...actions ?? []].sort(), resources, principals, conditions }));
  return told.sort((one, other) => JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);
}

function texts(values: unknown[]): string[] {
  return values.map((value) => withoutHash(readable(JSON.stringify(value)))).sort();
}

function withoutHash(text: string): string {
  return text.replace(/(Version|Shared|Deployment)[0-9a-f]{10}/g, '$1');
}
