import assert from 'node:assert/strict';
import { ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { Account } from './account';
import type { PolicyStatement } from './account';
import type { Assembly } from './assemblies';
import { boto } from './boto';
import type { CdkCli } from './cdk-cli';
import type { Checks } from './checks';
import { aliasArn, assertAbsent, assertCallingRole, assertNoChanges, createdAt, inlinePolicies, onlyFunction } from './deployed';
import type { Emulator } from './emulator';
import { SOURCE_POLICIES } from './triggers-app';

export interface TriggersAssemblies {
  /** Sources 333333333333, function 444444444444. */
  readonly assembly: Assembly;
  /** The same app for 555555555555 and 666666666666, where nothing else is: a failed stack stays behind. */
  readonly wrongOrder: Assembly;
  /** The same app where one source lets nobody in: sources 700000000000 and so on, functions 800000000000 and so on. */
  readonly closedSources: Assembly[];
}

const READ_QUEUE = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const READ_STREAM = ['kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'];

/** Where everything is, once it is deployed. */
interface Deployed {
  readonly sources: Account;
  readonly jobs: Account;
  readonly target: string;
  readonly functionRole: string;
}

/** A source of each kind without a name, whose ARN the function's stack reads from an output. */
export async function checkTriggers(checks: Checks, emulator: Emulator, cdk: CdkCli, assemblies: TriggersAssemblies): Promise<void> {
  const { assembly } = assemblies;
  checks.section('test/emulator/triggers-app: topic, rule, HTTP API, queue and stream of another account');
  const sources = await Account.bootstrap(emulator, '333333333333');
  const jobs = await Account.bootstrap(emulator, '444444444444');
  if (!await checks.check('cdk deploy --all', async () => { await cdk.deploy(assembly); })) { return; }
  await checks.check("the sources' stack was created before the function's", async () => {
    const [first, second] = [await createdAt(sources, 'Sources'), await createdAt(jobs, 'Jobs')];
    assert.ok(first < second, `Sources ${first.toISOString()}, Jobs ${second.toISOString()}`);
  });
  const fn = await onlyFunction(jobs);
  const deployed = { sources, jobs, target: await aliasArn(jobs, fn.FunctionName!), functionRole: fn.Role! };
  await checkPush(checks, deployed);
  await checkPull(checks, deployed);
  await checks.check('the function lets in exactly the topic and the two roles', () => checkPolicy(deployed));
  await checks.check('a second deployment changes nothing', async () => assertNoChanges(await cdk.deploy(assembly), ['Sources', 'Jobs']));
  await checkRefusals(checks, emulator, cdk, assemblies);
}

async function checkPush(checks: Checks, { sources, jobs, target }: Deployed): Promise<void> {
  await checks.check('the subscription is confirmed, owned by 444444444444, and filters', async () => {
    const { Subscriptions: [{ SubscriptionArn }, ...more] } = await boto<{ Subscriptions: { SubscriptionArn: string }[] }>(jobs, 'sns', 'list_subscriptions');
    assert.deepEqual(more, []);
    const { Attributes } = await boto<{ Attributes: Record<string, string> }>(jobs, 'sns', 'get_subscription_attributes', { SubscriptionArn });
    const { Owner, Protocol, Endpoint, TopicArn, FilterPolicy, PendingConfirmation } = Attributes;
    assert.deepEqual({ Owner, Protocol, Endpoint, TopicArn, FilterPolicy: JSON.parse(FilterPolicy) as unknown, PendingConfirmation }, {
      Owner: jobs.id, Protocol: 'lambda', Endpoint: target, TopicArn: await topicArn(sources), FilterPolicy: { kind: ['job'] }, PendingConfirmation: 'false',
    });
  });
  await checks.check('the topic lets 444444444444 subscribe exactly this function', async () => {
    const TopicArn = await topicArn(sources);
    const { Attributes } = await boto<{ Attributes: { Policy: string } }>(sources, 'sns', 'get_topic_attributes', { TopicArn });
    assert.deepEqual(withoutSids(Attributes.Policy), [{
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::444444444444:root' },
      Action: 'sns:Subscribe',
      Resource: TopicArn,
      Condition: { StringEquals: { 'sns:Protocol': 'lambda', 'sns:Endpoint': target } },
    }]);
  });
  await checks.check('the rule calls the alias under a role that may call nothing else', async () => {
    const { Rules: [{ Name }] } = await boto<{ Rules: { Name: string }[] }>(sources, 'events', 'list_rules');
    const { Targets: [{ Arn, RoleArn }, ...more] } = await boto<{ Targets: { Arn: string; RoleArn: string }[] }>(sources, 'events', 'list_targets_by_rule', { Rule: Name });
    assert.deepEqual([Arn, more], [target, []]);
    await assertCallingRole(sources, RoleArn, 'events.amazonaws.com', target);
  });
  await checks.check('the HTTP API calls the alias under a role that may call nothing else', async () => {
    const { Items: [{ ApiId }] } = await boto<{ Items: { ApiId: string }[] }>(sources, 'apigatewayv2', 'get_apis');
    const { Items: [integration] } = await boto<{ Items: Record<string, string>[] }>(sources, 'apigatewayv2', 'get_integrations', { ApiId });
    const { IntegrationId, IntegrationType, IntegrationUri, CredentialsArn, PayloadFormatVersion } = integration;
    assert.deepEqual({ IntegrationType, IntegrationUri, PayloadFormatVersion }, { IntegrationType: 'AWS_PROXY', IntegrationUri: target, PayloadFormatVersion: '2.0' });
    await assertCallingRole(sources, CredentialsArn, 'apigateway.amazonaws.com', target);
    const { Items: routes } = await boto<{ Items: Record<string, string>[] }>(sources, 'apigatewayv2', 'get_routes', { ApiId });
    assert.deepEqual(routes.map(({ RouteKey, Target }) => ({ RouteKey, Target })), [{ RouteKey: 'PUT /jobs/{id}', Target: `integrations/${IntegrationId}` }]);
  });
}

async function checkPull(checks: Checks, deployed: Deployed): Promise<void> {
  const { sources, jobs, target } = deployed;
  await checks.check('the mappings read the queue and the stream, through the alias, and report failures of single records', async () => {
    const { EventSourceMappings = [] } = await jobs.lambda.send(new ListEventSourceMappingsCommand({}));
    const found = EventSourceMappings.map(({ EventSourceArn, FunctionArn, FunctionResponseTypes, StartingPosition }) =>
      ({ EventSourceArn, FunctionArn, FunctionResponseTypes, StartingPosition }));
    const shared = { FunctionArn: target, FunctionResponseTypes: ['ReportBatchItemFailures'] };
    assert.deepEqual(new Set(found), new Set([
      { ...shared, EventSourceArn: await queueArn(sources), StartingPosition: undefined },
      { ...shared, EventSourceArn: await streamArn(sources), StartingPosition: 'LATEST' },
    ]));
  });
  await checks.check("the queue lets exactly the function's role read", async () => checkReader(await queuePolicy(sources), READ_QUEUE, await queueArn(sources), deployed));
  await checks.check("the stream lets exactly the function's role read", async () => {
    const ResourceARN = await streamArn(sources);
    const { Policy } = await boto<{ Policy: string }>(sources, 'kinesis', 'get_resource_policy', { ResourceARN });
    checkReader(Policy, READ_STREAM, ResourceARN, deployed);
  });
  await checks.check("the stream's key lets the role decrypt", async () => {
    // moto answers with an object where AWS answers with text
    const { Policy } = await boto<{ Policy: object }>(sources, 'kms', 'get_key_policy', { KeyId: await keyArn(sources), PolicyName: 'default' });
    checkReader(JSON.stringify(Policy), 'kms:Decrypt', '*', deployed);
  });
  await checks.check('the role may read exactly these three, and see which streams there are', async () => {
    const allowed = (await inlinePolicies(jobs, deployed.functionRole.split('/').at(-1)!)).flat();
    assert.deepEqual(allowed.map(({ Effect, Action, Resource }) => ({ Effect, Action, Resource })), [
      { Effect: 'Allow', Action: READ_QUEUE, Resource: await queueArn(sources) },
      { Effect: 'Allow', Action: READ_STREAM, Resource: await streamArn(sources) },
      { Effect: 'Allow', Action: 'kinesis:ListStreams', Resource: '*' },
      { Effect: 'Allow', Action: 'kms:Decrypt', Resource: await keyArn(sources) },
    ]);
  });
}

/** Of what lets accounts in, exactly one statement is for the function's account, and it is for the role. */
function checkReader(document: string, actions: string | string[], resource: string, { sources, functionRole }: Deployed): void {
  const allowing = withoutSids(document).filter(({ Effect, Principal }) => Effect === 'Allow' && !JSON.stringify(Principal).includes(sources.id));
  assert.deepEqual(allowing, [{
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::444444444444:root' },
    Action: actions,
    Resource: resource,
    Condition: { ArnEquals: { 'aws:PrincipalArn': functionRole } },
  }]);
}

async function checkPolicy({ sources, jobs, target }: Deployed): Promise<void> {
  const { FunctionName } = await onlyFunction(jobs);
  const { Rules: [{ Name }] } = await boto<{ Rules: { Name: string }[] }>(sources, 'events', 'list_rules');
  const { Targets: [{ RoleArn }] } = await boto<{ Targets: { RoleArn: string }[] }>(sources, 'events', 'list_targets_by_rule', { Rule: Name });
  const { Items: [{ ApiId }] } = await boto<{ Items: { ApiId: string }[] }>(sources, 'apigatewayv2', 'get_apis');
  const { Items: [{ CredentialsArn }] } = await boto<{ Items: { CredentialsArn: string }[] }>(sources, 'apigatewayv2', 'get_integrations', { ApiId });
  const shared = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: target };
  const stored = (await jobs.resourcePolicy(FunctionName!, 'live')).map(({ Sid, ...statement }) => statement);
  assert.deepEqual(new Set(stored), new Set([
    { ...shared, Principal: { AWS: 'arn:aws:iam::333333333333:root' }, Condition: { ArnEquals: { 'aws:PrincipalArn': [CredentialsArn, RoleArn] } } },
    { ...shared, Principal: { Service: 'sns.amazonaws.com' }, Condition: { ArnLike: { 'aws:SourceArn': await topicArn(sources) } } },
  ]));
  await assertAbsent(jobs.resourcePolicy(FunctionName!));
}

/** What AWS refuses must fail here too: it is what the order and the sources' halves are for. */
async function checkRefusals(checks: Checks, emulator: Emulator, cdk: CdkCli, { wrongOrder, closedSources }: TriggersAssemblies): Promise<void> {
  for (const id of ['555555555555', '666666666666']) { await Account.bootstrap(emulator, id); }
  await checks.checkFails('the engine refuses the function before the sources', /Stack Sources does not exist in account 555555555555/,
    async () => { await cdk.deploy(wrongOrder, ['Jobs', '--exclusively']); });
  for (const [i, { type, refusal }] of SOURCE_POLICIES.entries()) {
    for (const id of [`70000000000${i}`, `80000000000${i}`]) { await Account.bootstrap(emulator, id); }
    await checks.checkFails(`the engine refuses the function where the ${type} lets nobody in`, refusal, async () => { await cdk.deploy(closedSources[i]); });
  }
}

function withoutSids(document: string): PolicyStatement[] {
  return (JSON.parse(document) as { Statement: PolicyStatement[] }).Statement.map(({ Sid, ...statement }) => statement);
}

async function topicArn(account: Account): Promise<string> {
  const { Topics: [{ TopicArn }] } = await boto<{ Topics: { TopicArn: string }[] }>(account, 'sns', 'list_topics');
  return TopicArn;
}

async function queueAttributes(account: Account): Promise<{ QueueArn: string; Policy: string }> {
  const { QueueUrls: [QueueUrl] } = await boto<{ QueueUrls: string[] }>(account, 'sqs', 'list_queues');
  return (await boto<{ Attributes: { QueueArn: string; Policy: string } }>(account, 'sqs', 'get_queue_attributes', { QueueUrl, AttributeNames: ['All'] })).Attributes;
}

const queueArn = async (account: Account) => (await queueAttributes(account)).QueueArn;
const queuePolicy = async (account: Account) => (await queueAttributes(account)).Policy;

async function streamArn(account: Account): Promise<string> {
  const { StreamNames: [StreamName] } = await boto<{ StreamNames: string[] }>(account, 'kinesis', 'list_streams');
  return (await boto<{ StreamDescription: { StreamARN: string } }>(account, 'kinesis', 'describe_stream', { StreamName })).StreamDescription.StreamARN;
}

async function keyArn(account: Account): Promise<string> {
  const { Keys: [{ KeyArn }] } = await boto<{ Keys: { KeyArn: string }[] }>(account, 'kms', 'list_keys');
  return KeyArn;
}
