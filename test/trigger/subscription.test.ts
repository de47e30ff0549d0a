import { App, Aspects, Aws, CfnParameter, NestedStack, PhysicalName, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ALIAS, handOversOf, LIVE, messagesOf, neededBy, only, ordersTarget, permissionsOf, resourcesOf, statementsOf, threeAccounts } from './templates';
import { CrossAccountSubscription, CrossAccountTarget, ResourcePolicyType } from '../../src';
import type { CrossAccountSubscriptionProps } from '../../src';
import { errorOf, fn, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const SUBSCRIPTION = 'AWS::SNS::Subscription';
const POLICY = 'AWS::SNS::TopicPolicy';
const TOPIC_ARN = `arn:aws:sns:${REGION}:${SOURCE_ACCOUNT}:orders`;

const UNKNOWN = "the account of Source/Topic is not known at synthesis, and the target's stack must name it; expected the account as a literal; "
  + 'give stack Source an env: { account, region }, or import the source with its account and region [Source/Topic]';

/** A topic to which the target is subscribed. */
function topic(scope: Stack, target: CrossAccountTarget, props: sns.TopicProps = {}, subscription: CrossAccountSubscriptionProps = {}, id = 'Topic'): sns.Topic {
  const made = new sns.Topic(scope, id, props);
  made.addSubscription(new CrossAccountSubscription(target, subscription));
  return made;
}

const maySubscribe = (resource: unknown, endpoint: unknown = LIVE, account = TARGET_ACCOUNT) => ({
  Sid: expect.stringMatching(/^Subscribe[0-9a-f]{8}$/),
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: 'sns:Subscribe',
  Resource: resource,
  Condition: { StringEquals: { 'sns:Protocol': 'lambda', 'sns:Endpoint': endpoint } },
});
const mayCall = (...arns: unknown[]) => ({
  Sid: 'InvokeFunctionSns',
  Effect: 'Allow',
  Principal: { Service: 'sns.amazonaws.com' },
  Action: 'lambda:InvokeFunction',
  Resource: ALIAS,
  Condition: { ArnLike: { 'aws:SourceArn': arns.length === 1 ? arns[0] : arns } },
});
const topicPolicyOf = (stack: Stack) => (only(stack, POLICY).Properties.PolicyDocument as { Statement: unknown[] }).Statement;
const topicId = (stack: Stack) => Object.keys(resourcesOf(stack, 'AWS::SNS::Topic'))[0];
const policyId = (stack: Stack) => Object.keys(resourcesOf(stack, 'AWS::Lambda::ResourcePolicy'))[0];
const byReference = (output: string, stack = 'Source') => ({
  'Fn::GetStackOutput': {
    StackName: stack, Region: REGION, RoleArn: expect.stringMatching(new RegExp(`^arn:aws:iam::\\d{12}:role/${stack}PublishGetStackOutputRole`)), OutputName: expect.stringContaining(output),
  },
});

describe('CrossAccountSubscription', () => {
  test('lets the target\'s account subscribe, and makes the subscription there', () => {
    const { source, target } = twoAccounts();
    topic(source, ordersTarget(target), { topicName: 'orders' });
    expect(topicPolicyOf(source)).toEqual([maySubscribe({ Ref: topicId(source) })]);
    expect(resourcesOf(source, SUBSCRIPTION)).toEqual({});
    expect(only(target, SUBSCRIPTION)).toEqual({
      Type: SUBSCRIPTION,
      Properties: { TopicArn: TOPIC_ARN, Protocol: 'lambda', Endpoint: LIVE },
      DependsOn: [policyId(target)],
    });
    expect(statementsOf(target)).toEqual([mayCall(TOPIC_ARN)]);
    expect([neededBy(source), neededBy(target)]).toEqual([[], ['Source']]);
  });

  test('writes a permission for a target with that policy type', () => {
    const { source, target } = twoAccounts();
    topic(source, ordersTarget(target, { policyType: ResourcePolicyType.PERMISSIONS }), { topicName: 'orders' });
    expect(permissionsOf(target)).toEqual([{ Action: 'lambda:InvokeFunction', FunctionName: ALIAS, Principal: 'sns.amazonaws.com', SourceArn: TOPIC_ARN }]);
    expect(only(target, SUBSCRIPTION).DependsOn).toEqual(Object.keys(resourcesOf(target, 'AWS::Lambda::Permission')));
  });

  test('takes topics of several accounts with one construct id', () => {
    const { one, other, target } = threeAccounts();
    const orders = ordersTarget(target);
    topic(one, orders, { topicName: 'orders' });
    topic(other, orders, { topicName: 'orders' });
    const arns = [TOPIC_ARN, `arn:aws:sns:${REGION}:${OTHER_ACCOUNT}:orders`];
    expect(Object.values(resourcesOf(target, SUBSCRIPTION)).map(({ Properties }) => Properties.TopicArn).sort()).toEqual(arns);
    expect(statementsOf(target)).toEqual([mayCall(...arns)]);
    expect([topicPolicyOf(one), topicPolicyOf(other)]).toEqual([[maySubscribe({ Ref: topicId(one) })], [maySubscribe({ Ref: topicId(other) })]]);
    expect([neededBy(one), neededBy(other)]).toEqual([[], []]);
    expect(neededBy(target)).toEqual(['One', 'Other']);
  });

  test('gives one topic a statement for each target', () => {
    const { source, target } = twoAccounts();
    const orders = new sns.Topic(source, 'Topic', { topicName: 'orders' });
    orders.addSubscription(new CrossAccountSubscription(ordersTarget(target)));
    orders.addSubscription(new CrossAccountSubscription(new CrossAccountTarget(target, 'Mail', { function: fn(target, 'Mailer', { functionName: 'mail' }) })));
    const policy = topicPolicyOf(source) as { Sid: string }[];
    expect(policy).toEqual([maySubscribe({ Ref: topicId(source) }), maySubscribe({ Ref: topicId(source) }, LIVE.replace('orders', 'mail'))]);
    expect(policy[0].Sid).not.toBe(policy[1].Sid);
  });

  test('keeps what is in the policy of the topic already', () => {
    const { source, target } = twoAccounts();
    const orders = new sns.Topic(source, 'Topic', { topicName: 'orders', enforceSSL: true });
    orders.addSubscription(new CrossAccountSubscription(ordersTarget(target)));
    expect(topicPolicyOf(source)).toEqual([
      { Sid: 'AllowPublishThroughSSLOnly', Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: { Ref: topicId(source) }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      maySubscribe({ Ref: topicId(source) }),
    ]);
  });

  test('between nested stacks orders the stacks around them', () => {
    const { app, source, target } = twoAccounts();
    topic(new NestedStack(source, 'Nested'), ordersTarget(new NestedStack(target, 'Nested')), { topicName: 'orders' });
    expect([neededBy(source), neededBy(target)]).toEqual([[], ['Source']]);
    expect(app.synth().stacks.map(({ stackName }) => stackName)).toEqual(['Source', 'Target']);
  });

  test('fails for a second subscription of one target to one topic', () => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(target);
    const made = topic(source, orders);
    expect(errorOf(() => made.addSubscription(new CrossAccountSubscription(orders)))).toBe(
      'Target/Orders is subscribed to Source/Topic already, and SNS keeps one subscription of an endpoint to a topic; expected one subscription for both; '
      + 'write one filter policy that lets both through, or subscribe a second CrossAccountTarget of the function, with another aliasName [Source/Topic]',
    );
    expect(topicPolicyOf(source)).toHaveLength(1);
  });

  test.each([
    ['a FIFO topic', (stack: Stack) => new sns.Topic(stack, 'Topic', { fifo: true })],
    ['an imported FIFO topic', (stack: Stack) => sns.Topic.fromTopicArn(stack, 'Topic', `${TOPIC_ARN}.fifo`)],
  ])('fails for %s', (_, make) => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(target);
    const made = make(source);
    const message = 'Source/Topic is a FIFO topic, which calls no functions; expected a standard topic; '
      + 'subscribe an SQS queue to it, and let the function read the queue (CrossAccountQueueEventSource) [Source/Topic]';
    expect(errorOf(() => made.addSubscription(new CrossAccountSubscription(orders)))).toBe(message);
    expect(errorOf(() => CrossAccountSubscription.allowSubscription(made, CrossAccountTarget.fromTargetArn(source, 'Imported', LIVE)))).toBe(message);
  });
});

describe('the first statement in the policy of a topic', () => {
  const FIRST_POLICY = {
    path: 'Source/Topic',
    text: "Source/Topic gets a policy of its own, with which SNS drops the one that it gives a new topic; services of the topic's account that publish to it "
      + "(alarms, buckets, budgets) need a statement: topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com')) "
      + '[ack: cdk-cross-account-lambda:CrossAccountSubscription.firstPolicy]',
  };
  const second = (stack: Stack) => new CrossAccountTarget(stack, 'Mail', { function: fn(stack, 'Mailer', { functionName: 'mail' }) });

  test('leaves one message for each topic', () => {
    const { app, source, target } = twoAccounts();
    const made = topic(source, ordersTarget(target));
    made.addSubscription(new CrossAccountSubscription(second(target)));
    expect(messagesOf(source, 'info')).toEqual([FIRST_POLICY]);
    topic(source, second(new Stack(app, 'Third', { env: TARGET_ENV })), {}, {}, 'Other');
    expect(messagesOf(source, 'info').map(({ path }) => path)).toEqual(['Source/Topic', 'Source/Other']);
  });

  test('is somebody else\'s: no message', () => {
    const { source, target } = twoAccounts();
    const made = new sns.Topic(source, 'Topic');
    made.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));
    made.addSubscription(new CrossAccountSubscription(ordersTarget(target)));
    expect(topicPolicyOf(source)).toHaveLength(2);
    expect(messagesOf(source, 'info')).toEqual([]);
  });

  test('is not written within one account', () => {
    const { target } = twoAccounts();
    topic(target, ordersTarget(target));
    expect(resourcesOf(target, POLICY)).toEqual({});
    expect(messagesOf(target, 'info')).toEqual([]);
  });
});

describe('the name of a topic', () => {
  test('that CloudFormation chooses is read from the stack that is deployed first', () => {
    const { source, target } = twoAccounts();
    topic(source, ordersTarget(target));
    expect(only(source, 'AWS::SNS::Topic').Properties).toBeUndefined();
    expect(only(target, SUBSCRIPTION).Properties).toEqual({ TopicArn: byReference(topicId(source)), Protocol: 'lambda', Endpoint: LIVE });
    expect(statementsOf(target)).toEqual([mayCall(byReference(topicId(source)))]);
    expect(neededBy(target)).toEqual(['Source']);
  });

  test('that aws-cdk-lib generates when asked is text', () => {
    const { source, target } = twoAccounts();
    topic(source, ordersTarget(target), { topicName: PhysicalName.GENERATE_IF_NEEDED });
    const name = String(only(source, 'AWS::SNS::Topic').Properties.TopicName);
    expect(name).toMatch(/^[a-z0-9]+$/);
    expect(only(target, SUBSCRIPTION).Properties).toEqual({ TopicArn: TOPIC_ARN.replace('orders', name), Protocol: 'lambda', Endpoint: LIVE });
    expect(statementsOf(target)).toEqual([mayCall(TOPIC_ARN.replace('orders', name))]);
  });

  test('that is a parameter is a reference', () => {
    const { source, target } = twoAccounts();
    topic(source, ordersTarget(target), { topicName: new CfnParameter(source, 'Name').valueAsString });
    expect(only(target, SUBSCRIPTION).Properties).toMatchObject({ TopicArn: byReference(topicId(source)) });
  });

  test('with the region of its own stack in it is text', () => {
    const { source, target } = twoAccounts();
    topic(source, ordersTarget(target), { topicName: `orders-${Aws.REGION}` });
    expect(only(target, SUBSCRIPTION).Properties).toMatchObject({ TopicArn: `${TOPIC_ARN}-eu-west-1` });
  });

  test('may not be changed once the other template has it', () => {
    const { app, source, target } = twoAccounts();
    topic(source, ordersTarget(target), { topicName: 'orders' });
    Aspects.of(app).add({ visit(node) { if (node instanceof sns.CfnTopic) { node.topicName = 'prod'; } } });
    expect(errorOf(() => app.synth())).toContain('TopicName was changed after another template had named it, got "prod"; expected "orders", the TopicName that the other account names');
  });

  test('by reference needs a stack that can read another account\'s outputs', () => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(new NestedStack(target, 'Nested'));
    const message = errorOf(() => topic(source, orders));
    expect(message).toContain('nested stack');
    expect(message).toContain('topicName');
    expect(message).toMatch(/\[[^\]]*(Source\/Topic|Target\/Nested\/Orders)\]$/);
  });
});

describe('regions', () => {
  const inRegions = (from: string, to: string) =>
    twoAccounts({ source: { env: { account: SOURCE_ACCOUNT, region: from } }, target: { env: { account: TARGET_ACCOUNT, region: to } } });

  /** https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html */
  test.each([
    ['us-east-1', 'eu-west-1', ['sns.amazonaws.com']],
    ['eu-west-1', 'af-south-1', ['sns.af-south-1.amazonaws.com']],
    ['af-south-1', 'eu-west-1', ['sns.af-south-1.amazonaws.com']],
    ['af-south-1', 'ap-east-1', ['sns.ap-east-1.amazonaws.com']],
  ])('a topic in %s calls a function in %s', (from, to, principals) => {
    const { source, target } = inRegions(from, to);
    topic(source, ordersTarget(target), { topicName: 'orders' });
    const arn = `arn:aws:sns:${from}:${SOURCE_ACCOUNT}:orders`;
    expect(statementsOf(target)).toMatchObject([{ Principal: { Service: principals[0] }, Condition: { ArnLike: { 'aws:SourceArn': arn } } }]);
    expect(only(target, SUBSCRIPTION).Properties).toEqual({ TopicArn: arn, Protocol: 'lambda', Endpoint: LIVE.replace(REGION, to), Region: from });
    expect(topicPolicyOf(source)).toEqual([maySubscribe({ Ref: topicId(source) }, LIVE.replace(REGION, to))]);
  });

  test('in one opt-in region both principals may call', () => {
    const { source, target } = inRegions('af-south-1', 'af-south-1');
    topic(source, ordersTarget(target), { topicName: 'orders' });
    expect(statementsOf(target)).toMatchObject([{ Principal: { Service: ['sns.af-south-1.amazonaws.com', 'sns.amazonaws.com'] } }]);
    expect(only(target, SUBSCRIPTION).Properties).not.toHaveProperty('Region');
  });

  test('an unnamed topic of another region is read from there', () => {
    const { source, target } = twoAccounts({ source: { env: { account: SOURCE_ACCOUNT, region: 'af-south-1' } } });
    topic(source, ordersTarget(target));
    expect(only(target, SUBSCRIPTION).Properties).toMatchObject({ Region: 'af-south-1', TopicArn: { 'Fn::GetStackOutput': { StackName: 'Source', Region: 'af-south-1' } } });
    expect(statementsOf(target)).toMatchObject([{ Sid: 'InvokeFunctionSnsafsouth1', Principal: { Service: 'sns.af-south-1.amazonaws.com' } }]);
  });
});

describe('filters and the dead-letter queue', () => {
  test('are those of the subscription', () => {
    const { source, target } = twoAccounts();
    const queue = new sqs.Queue(target, 'Queue');
    topic(source, ordersTarget(target), { topicName: 'orders' }, {
      filterPolicy: { kind: sns.SubscriptionFilter.stringFilter({ allowlist: ['new', 'paid'] }) },
      deadLetterQueue: queue,
    });
    const [queueId] = Object.keys(resourcesOf(target, 'AWS::SQS::Queue'));
    const queueArn = { 'Fn::GetAtt': [queueId, 'Arn'] };
    expect(only(target, SUBSCRIPTION).Properties).toEqual({
      TopicArn: TOPIC_ARN, Protocol: 'lambda', Endpoint: LIVE, FilterPolicy: { kind: ['new', 'paid'] }, RedrivePolicy: { deadLetterTargetArn: queueArn },
    });
    Template.fromStack(target).hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [{
          Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: queueArn, Condition: { ArnEquals: { 'aws:SourceArn': TOPIC_ARN } },
        }],
      },
    });
    Template.fromStack(source).resourceCountIs('AWS::SQS::QueuePolicy', 0);
  });

  test('filter the body as well', () => {
    const { source, target } = twoAccounts();
    topic(source, ordersTarget(target), { topicName: 'orders' }, {
      filterPolicyWithMessageBody: { kind: sns.FilterOrPolicy.filter(sns.SubscriptionFilter.stringFilter({ allowlist: ['new'] })) },
    });
    expect(only(target, SUBSCRIPTION).Properties).toMatchObject({ FilterPolicy: { kind: ['new'] }, FilterPolicyScope: 'MessageBody' });
  });

  test('the queue may be in the topic\'s region in another stack of the target\'s account', () => {
    const { app, source, target } = twoAccounts({ source: { env: { account: SOURCE_ACCOUNT, region: 'us-east-1' } } });
    const queue = new sqs.Queue(new Stack(app, 'Queues', { env: { account: TARGET_ACCOUNT, region: 'us-east-1' } }), 'Queue', { queueName: 'dead' });
    topic(source, ordersTarget(target), { topicName: 'orders' }, { deadLetterQueue: queue });
    expect(only(target, SUBSCRIPTION).Properties).toMatchObject({ Region: 'us-east-1', RedrivePolicy: { deadLetterTargetArn: `arn:aws:sqs:us-east-1:${TARGET_ACCOUNT}:dead` } });
  });

  test.each([
    ['of another account', SOURCE_ENV, "a queue in account 222222222222, which owns the subscription, and in the topic's region eu-west-1"],
    ['of another region', { account: TARGET_ACCOUNT, region: 'us-east-1' }, "in the topic's region eu-west-1"],
  ])('fail for a queue %s', (_, env, expected) => {
    const { app, source, target } = twoAccounts();
    const orders = ordersTarget(target);
    const queue = new sqs.Queue(new Stack(app, 'Queues', { env }), 'Queue', { queueName: 'dead' });
    const message = errorOf(() => topic(source, orders, {}, { deadLetterQueue: queue }));
    expect(message).toContain(`deadLetterQueue Queues/Queue is in account ${env.account} and region ${env.region}; expected`);
    expect(message).toContain(expected);
    expect(message).toMatch(/make the queue in a stack of the target's account.* \[Source\/Topic\]$/);
    expect(resourcesOf(source, POLICY)).toEqual({});
  });
});

describe('a topic of another app', () => {
  const FOREIGN = `arn:aws:sns:us-east-1:${OTHER_ACCOUNT}:orders`;

  test.each(['Source', 'Target'])('imported into stack %s has its half handed over', (importer) => {
    const { app, source, target } = twoAccounts();
    const stack = importer === 'Source' ? source : target;
    const orders = ordersTarget(target);
    sns.Topic.fromTopicArn(stack, 'Topic', FOREIGN).addSubscription(new CrossAccountSubscription(orders));
    const [{ account, summary, statement, commands }] = handOversOf(app);
    expect(handOversOf(app)).toHaveLength(1);
    expect(account).toBe(OTHER_ACCOUNT);
    expect(summary).toBe(`account ${OTHER_ACCOUNT}, which this app does not deploy, must let account ${TARGET_ACCOUNT} subscribe ${LIVE} to ${FOREIGN} `
      + '(set-topic-attributes replaces the whole policy and names the targets of this app up to here: of several messages use the last, and add what is '
      + 'there already; add-permission adds to it, but lets the account subscribe anything)');
    expect(JSON.parse(statement)).toEqual(maySubscribe(FOREIGN));
    expect(commands.map((command) => command.replace(/cross-account-[0-9a-f]{8}/, 'LABEL'))).toEqual([
      `aws sns set-topic-attributes --region us-east-1 --topic-arn ${FOREIGN} --attribute-name Policy --attribute-value `
        + `'${JSON.stringify({ Version: '2012-10-17', Statement: [JSON.parse(statement)] })}'`,
      `aws sns add-permission --region us-east-1 --topic-arn ${FOREIGN} --label LABEL --aws-account-id ${TARGET_ACCOUNT} --action-name Subscribe`,
    ]);
    expect(only(target, SUBSCRIPTION).Properties).toEqual({ TopicArn: FOREIGN, Protocol: 'lambda', Endpoint: LIVE, Region: 'us-east-1' });
    expect(statementsOf(target)).toEqual([mayCall(FOREIGN)]);
    expect([neededBy(source), neededBy(target)]).toEqual([[], []]);
  });

  test('gets one policy for all targets of this app', () => {
    const { app, target } = twoAccounts();
    const foreign = sns.Topic.fromTopicArn(target, 'Topic', FOREIGN);
    foreign.addSubscription(new CrossAccountSubscription(ordersTarget(target)));
    foreign.addSubscription(new CrossAccountSubscription(new CrossAccountTarget(target, 'Mail', { function: fn(target, 'Mailer', { functionName: 'mail' }) })));
    const policies = handOversOf(app).map(({ commands }) => JSON.parse(/--attribute-value '(.*)'$/.exec(commands[0])![1]) as { Statement: unknown[] });
    expect(policies.map(({ Statement }) => Statement)).toEqual([[maySubscribe(FOREIGN)], [maySubscribe(FOREIGN), maySubscribe(FOREIGN, LIVE.replace('orders', 'mail'))]]);
  });

  // an app without feature flags writes partitions as references
  test('is told literals only, also without feature flags and for a function without a name', () => {
    const app = new App();
    const target = new Stack(app, 'Target', { env: TARGET_ENV });
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    sns.Topic.fromTopicArn(target, 'Topic', FOREIGN).addSubscription(new CrossAccountSubscription(orders));
    const { FunctionName } = only(target, 'AWS::Lambda::Function').Properties;
    const [{ statement, commands }] = handOversOf(app);
    expect(FunctionName).toMatch(/^Target-Function-[0-9a-f]{8}$/);
    expect(JSON.parse(statement)).toEqual(maySubscribe(FOREIGN, LIVE.replace('orders', String(FunctionName))));
    expect(commands.join()).not.toMatch(/Fn::|Ref/);
  });

  test('of the target\'s own account needs no half', () => {
    const { app, target } = twoAccounts();
    const arn = TOPIC_ARN.replace(SOURCE_ACCOUNT, TARGET_ACCOUNT);
    sns.Topic.fromTopicArn(target, 'Topic', arn).addSubscription(new CrossAccountSubscription(ordersTarget(target)));
    expect(handOversOf(app)).toEqual([]);
    expect(only(target, SUBSCRIPTION).Properties).toMatchObject({ TopicArn: arn });
    expect(statementsOf(target)).toEqual([mayCall(arn)]);
  });

  test('with an ARN that is a token is handed over without a token\'s text', () => {
    const { app, target } = twoAccounts();
    const arn = new CfnParameter(target, 'TopicArn').valueAsString;
    sns.Topic.fromTopicArn(target, 'Topic', arn).addSubscription(new CrossAccountSubscription(ordersTarget(target)));
    expect(handOversOf(app)).toHaveLength(1);
    const [{ summary, statement, commands }] = handOversOf(app);
    expect(JSON.parse(statement)).toEqual(maySubscribe('TOPIC_ARN'));
    expect(summary).toMatch(/; the ARN is only known at deployment: put that of the deployed topic for TOPIC_ARN$/);
    expect(commands.map((command) => command.split(' ').slice(0, 7).join(' '))).toEqual([
      'aws sns set-topic-attributes --region REGION --topic-arn TOPIC_ARN', 'aws sns add-permission --region REGION --topic-arn TOPIC_ARN',
    ]);
    expect(only(target, SUBSCRIPTION).Properties).toMatchObject({ TopicArn: { Ref: 'TopicArn' } });
    expect(statementsOf(target)).toEqual([mayCall({ Ref: 'TopicArn' })]);
  });

  test('with an ARN that is a token of another stack is refused', () => {
    const { source, target } = twoAccounts();
    const made = sns.Topic.fromTopicArn(source, 'Topic', new CfnParameter(source, 'TopicArn').valueAsString);
    const orders = ordersTarget(target);
    expect(errorOf(() => made.addSubscription(new CrossAccountSubscription(orders)))).toContain("the account of Source/Topic is not known at synthesis, and the target's stack must name it");
  });
});

describe('a target of another app', () => {
  test('cannot be subscribed here', () => {
    const { source } = twoAccounts();
    const made = new sns.Topic(source, 'Topic');
    const orders = CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE);
    expect(errorOf(() => made.addSubscription(new CrossAccountSubscription(orders)))).toBe(
      'Source/Orders is a function of another app, whose account must make the subscription; expected a target of this app; '
      + "write the topic's half with CrossAccountSubscription.allowSubscription(topic, target), which hands the rest over [Source/Topic]",
    );
  });

  test.each(['Source', 'Target'])('imported into stack %s may subscribe, and is told how', (importer) => {
    const { app, source, target } = twoAccounts();
    const made = new sns.Topic(source, 'Topic', { topicName: 'orders' });
    const orders = CrossAccountTarget.fromTargetArn(importer === 'Source' ? source : target, 'Orders', LIVE);
    const halves = CrossAccountSubscription.allowSubscription(made, orders);
    expect(halves.map(({ written }) => written)).toEqual([true, false, false]);
    expect(halves.map(({ account }) => account)).toEqual([SOURCE_ACCOUNT, TARGET_ACCOUNT, TARGET_ACCOUNT]);
    expect(halves[0].construct!.node.path).toBe('Source/Topic/Policy');
    expect(topicPolicyOf(source)).toEqual([maySubscribe({ Ref: topicId(source) })]);
    const [invoke, subscribe] = [halves[1].handOver!, halves[2].handOver!];
    expect(handOversOf(app)).toEqual(expect.arrayContaining([invoke, subscribe]));
    expect(JSON.parse(invoke.statement)).toEqual({ ...mayCall(TOPIC_ARN), Resource: LIVE });
    expect(JSON.parse(subscribe.statement)).toEqual({ Type: SUBSCRIPTION, Properties: { TopicArn: TOPIC_ARN, Protocol: 'lambda', Endpoint: LIVE, Region: REGION } });
    expect(subscribe.summary).toBe(`account ${TARGET_ACCOUNT} must subscribe ${LIVE} to ${TOPIC_ARN}: a subscription that the topic's owner makes waits for a confirmation`);
    expect(subscribe.commands).toEqual([`aws sns subscribe --region ${REGION} --topic-arn ${TOPIC_ARN} --protocol lambda --notification-endpoint ${LIVE}`]);
    Template.fromStack(source).resourceCountIs(SUBSCRIPTION, 0);
    expect([neededBy(source), neededBy(target)]).toEqual([[], []]);
  });

  test('is told nothing by a stack without env: its account would mean the reader\'s', () => {
    const stack = new Stack(new App(), 'Source');
    const made = new sns.Topic(stack, 'Topic', { topicName: 'orders' });
    const orders = CrossAccountTarget.fromTargetArn(stack, 'Orders', LIVE);
    expect(errorOf(() => CrossAccountSubscription.allowSubscription(made, orders))).toBe(UNKNOWN);
    expect(handOversOf(stack)).toEqual([]);
  });

  test('is told an unnamed topic with a placeholder for its name', () => {
    const { source } = twoAccounts();
    const halves = CrossAccountSubscription.allowSubscription(new sns.Topic(source, 'Topic'), CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE));
    const [invoke, subscribe] = halves.slice(1).map(({ handOver }) => handOver!);
    const TopicArn = TOPIC_ARN.replace('orders', 'NAME_OF_Source_Topic');
    expect(topicPolicyOf(source)).toEqual([maySubscribe({ Ref: topicId(source) })]);
    expect(JSON.parse(subscribe.statement)).toEqual({ Type: SUBSCRIPTION, Properties: { TopicArn, Protocol: 'lambda', Endpoint: LIVE, Region: REGION } });
    expect(subscribe.summary).toMatch(new RegExp(`; the ARN is only known at deployment: put that of the deployed topic for ${TopicArn}$`));
    expect(subscribe.commands).toEqual([`aws sns subscribe --region ${REGION} --topic-arn ${TopicArn} --protocol lambda --notification-endpoint ${LIVE}`]);
    expect(JSON.parse(invoke.statement)).toEqual({ ...mayCall(TopicArn), Resource: LIVE });
    expect(JSON.stringify([invoke, subscribe])).not.toMatch(/Token\[|Fn::|Ref/);
  });

  test('and a topic of another app: all is handed over', () => {
    const { source } = twoAccounts();
    const halves = CrossAccountSubscription.allowSubscription(sns.Topic.fromTopicArn(source, 'Topic', TOPIC_ARN), CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE));
    expect(halves.map(({ written, account, construct }) => ({ written, account, construct }))).toEqual([
      { written: false, account: SOURCE_ACCOUNT }, { written: false, account: TARGET_ACCOUNT }, { written: false, account: TARGET_ACCOUNT },
    ]);
    expect(JSON.parse(halves[0].handOver!.statement)).toEqual(maySubscribe(TOPIC_ARN));
    expect(handOversOf(source)).toHaveLength(3);
  });

  test('is not one of this app', () => {
    const { source, target } = twoAccounts();
    const made = new sns.Topic(source, 'Topic');
    const orders = ordersTarget(target);
    expect(errorOf(() => CrossAccountSubscription.allowSubscription(made, orders))).toBe(
      'Target/Orders is a target of this app, which can be subscribed at once; expected a target of another app; '
      + 'write topic.addSubscription(new CrossAccountSubscription(target)) [Source/Topic]',
    );
  });
});

describe('accounts that are not known, or the same', () => {
  test.each([[{}, {}], [{}, { env: TARGET_ENV }]])('fails for a topic in a stack without env (%p to %p)', (from, to) => {
    const app = new App();
    const [source, target] = [new Stack(app, 'Source', from), new Stack(app, 'Target', to)];
    const orders = ordersTarget(target);
    expect(errorOf(() => topic(source, orders))).toBe(UNKNOWN);
  });

  test('fails for a target in a stack without env', () => {
    const app = new App();
    const [source, target] = [new Stack(app, 'Source', { env: SOURCE_ENV }), new Stack(app, 'Target')];
    const orders = ordersTarget(target);
    expect(errorOf(() => topic(source, orders))).toContain('give stack Target an env: { account, region }, or pass account and region to CrossAccountTarget [Target/Orders]');
  });

  test.each([
    ['without a name', {}, {}], ['without a name and env', {}, undefined], ['with a name', { topicName: 'orders' }, {}],
  ])('in one stack %s is a reference, which orders', (_, props, env) => {
    const stack = new Stack(new App(), 'Target', env ? { env: TARGET_ENV } : {});
    topic(stack, new CrossAccountTarget(stack, 'Orders', { function: fn(stack, 'Function') }), props);
    expect(only(stack, SUBSCRIPTION)).toEqual({
      Type: SUBSCRIPTION, Properties: { TopicArn: { Ref: topicId(stack) }, Protocol: 'lambda', Endpoint: ALIAS }, DependsOn: [policyId(stack)],
    });
    expect(statementsOf(stack)).toEqual([mayCall({ Ref: topicId(stack) })]);
    expect(resourcesOf(stack, POLICY)).toEqual({});
  });

  test.each([{}, { topicName: 'orders' }])('in one account and two stacks waits for the topic (%p)', (props) => {
    const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
    const [source, target] = [new Stack(app, 'Source', { env: TARGET_ENV }), new Stack(app, 'Target', { env: TARGET_ENV })];
    topic(source, ordersTarget(target), props);
    expect(app.synth().stacks.map(({ stackName }) => stackName)).toEqual(['Source', 'Target']);
    expect([neededBy(source), neededBy(target)]).toEqual([[], ['Source']]);
    const arn = 'topicName' in props
      ? `arn:aws:sns:${REGION}:${TARGET_ACCOUNT}:orders`
      : { 'Fn::ImportValue': expect.stringMatching(new RegExp(`^Source:ExportsOutputRef${topicId(source)}[0-9A-F]{8}$`)) };
    expect(only(target, SUBSCRIPTION).Properties.TopicArn).toEqual(arn);
    expect(statementsOf(target)).toEqual([mayCall(arn)]);
    expect(resourcesOf(source, POLICY)).toEqual({});
  });

  test.each(['the topic', 'the target'])('in one stack with %s in a nested stack is a reference', (nestedPart) => {
    const { app, target } = twoAccounts();
    const nested = new NestedStack(target, 'Nested');
    const [from, to] = nestedPart === 'the topic' ? [nested, target] : [target, nested];
    topic(from, ordersTarget(to), { topicName: 'orders' });
    const arn = only(to, SUBSCRIPTION).Properties.TopicArn;
    expect(arn).toEqual(nestedPart === 'the topic'
      ? { 'Fn::GetAtt': [Object.keys(resourcesOf(target, 'AWS::CloudFormation::Stack'))[0], expect.stringMatching(/^Outputs\.\w+Ref$/)] }
      : { Ref: expect.stringMatching(/^referenceto\w+Ref$/) });
    expect(statementsOf(to)).toEqual([mayCall(arn)]);
    expect(() => app.synth()).not.toThrow();
  });

  test('the Sid does not change with what stands before it in the program', () => {
    const sids = [0, 3].map((before) => {
      const { source, target } = twoAccounts();
      for (let i = 0; i < before; i++) { new sns.Topic(source, `Other${i}`); }
      topic(source, ordersTarget(target), { topicName: 'orders' });
      return (topicPolicyOf(source) as { Sid: string }[])[0].Sid;
    });
    expect(sids[0]).toBe(sids[1]);
  });
});
