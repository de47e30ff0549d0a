import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CONSUMER, handOverTexts, identityStatements, onlyOne, ordersFunction, ORDERS_ROLE, outputOf, reader, withoutSids } from './pull-apps';
import { Caller, CrossAccountQueueEventSource, CrossAccountTarget } from '../../src';
import { CHECKOUT_ROLE, errorOf, fn, ORDERS_FUNCTION, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ENV, twoAccounts } from '../support/apps';

const ACTIONS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const MAPPING = 'AWS::Lambda::EventSourceMapping';
const QUEUE_ARN = `arn:aws:sqs:${REGION}:${SOURCE_ACCOUNT}:orders`;

const statementsOf = (policy: Record<string, unknown>, property = 'PolicyDocument') =>
  withoutSids((policy[property] as { Statement: Record<string, unknown>[] }).Statement);

describe('a queue of another account', () => {
  test('lets the role read in its own account, and is mapped in the function\'s', () => {
    const { source, target } = twoAccounts();
    ordersFunction(target).addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(source, 'Queue', { queueName: 'orders' })));
    const { statements, sids } = statementsOf(onlyOne(source, 'AWS::SQS::QueuePolicy'));
    expect(statements).toEqual([{ ...reader(), Action: ACTIONS, Resource: { 'Fn::GetAtt': ['Queue4A7E3555', 'Arn'] } }]);
    expect(sids).toEqual([expect.stringMatching(/^ReceiveMessages[0-9a-f]{8}$/)]);
    expect(identityStatements(target)).toEqual([{ Effect: 'Allow', Action: ACTIONS, Resource: QUEUE_ARN }]);
    expect(onlyOne(target, MAPPING)).toEqual({
      EventSourceArn: QUEUE_ARN,
      FunctionName: { Ref: 'Function76856677' },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    Template.fromStack(target).hasResource(MAPPING, { DependsOn: ['OrdersRoleDefaultPolicy22AF105D'] });
    Template.fromStack(source).resourceCountIs('AWS::IAM::Policy', 0);
    expect([target.dependencies, source.dependencies]).toEqual([[source], []]);
  });

  test('without a name is referred to from the function\'s stack only', () => {
    const { source, target } = twoAccounts();
    ordersFunction(target).addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(source, 'Queue')));
    const arn = outputOf('Queue4A7E3555', 'Arn');
    expect(onlyOne(target, MAPPING).EventSourceArn).toEqual(arn);
    expect(identityStatements(target)).toEqual([{ Effect: 'Allow', Action: ACTIONS, Resource: arn }]);
    Template.fromStack(source).hasResource('AWS::SQS::Queue', { Properties: Match.absent() });
    expect(JSON.stringify(Template.fromStack(source).toJSON().Resources)).not.toContain('GetStackOutput"');
    expect([target.dependencies, source.dependencies]).toEqual([[source], []]);
  });

  test('names an unnamed role, and takes an alias', () => {
    const { source, target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: 'orders' }) });
    const events = new CrossAccountQueueEventSource(new sqs.Queue(source, 'Queue', { queueName: 'orders' }));
    expect(() => events.eventSourceMappingId).toThrow('SqsEventSource is not yet bound to an event source mapping');
    orders.callable.addEventSource(events);
    const { RoleName } = onlyOne(target, 'AWS::IAM::Role');
    expect(RoleName).toMatch(/^Target-Function-ServiceRole-[0-9a-f]{8}$/);
    const { statements } = statementsOf(onlyOne(source, 'AWS::SQS::QueuePolicy'));
    expect(statements).toEqual([expect.objectContaining(reader(`arn:aws:iam::222222222222:role/${RoleName as string}`))]);
    expect(JSON.stringify(onlyOne(target, MAPPING).FunctionName)).toContain(':live');
    expect(target.resolve(events.eventSourceMappingId)).toEqual({ Ref: expect.stringMatching(/^OrdersAliasSqsEventSource/) });
    expect(JSON.stringify(target.resolve(events.eventSourceMappingArn))).toContain('event-source-mapping:');
  });

  test('passes every option on', () => {
    const { source, target } = twoAccounts();
    const key = new kms.Key(target, 'FilterKey');
    ordersFunction(target).addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(source, 'Queue', { queueName: 'orders' }), {
      batchSize: 500,
      maxBatchingWindow: Duration.seconds(10),
      maxConcurrency: 5,
      reportBatchItemFailures: false,
      enabled: false,
      filters: [lambda.FilterCriteria.filter({ body: lambda.FilterRule.exists() })],
      filterEncryption: key,
      metricsConfig: { metrics: [lambda.MetricType.EVENT_COUNT] },
    }));
    expect(onlyOne(target, MAPPING)).toEqual({
      BatchSize: 500,
      Enabled: false,
      EventSourceArn: QUEUE_ARN,
      FilterCriteria: { Filters: [{ Pattern: '{"body":[{"exists":true}]}' }] },
      FunctionName: { Ref: 'Function76856677' },
      KmsKeyArn: { 'Fn::GetAtt': ['FilterKey466DEF5B', 'Arn'] },
      MaximumBatchingWindowInSeconds: 10,
      MetricsConfig: { Metrics: ['EventCount'] },
      ScalingConfig: { MaximumConcurrency: 5 },
    });
  });

  test('keeps the checks of aws-cdk-lib for FIFO queues', () => {
    const { source } = twoAccounts();
    const queue = new sqs.Queue(source, 'Queue', { queueName: 'orders.fifo' });
    expect(errorOf(() => new CrossAccountQueueEventSource(queue, { maxBatchingWindow: Duration.seconds(1) })))
      .toBe('Batching window is not supported for FIFO queues');
  });

  test('is read by several functions, each once', () => {
    const { source, target, app } = twoAccounts();
    const other = new Stack(app, 'Other', { env: { account: OTHER_ACCOUNT, region: REGION } });
    const queue = new sqs.Queue(source, 'Queue', { queueName: 'orders' });
    const role = new iam.Role(target, 'Shared', { roleName: 'orders', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    for (const id of ['One', 'Two']) { fn(target, id, { role }).addEventSource(new CrossAccountQueueEventSource(queue)); }
    fn(other, 'Function').addEventSource(new CrossAccountQueueEventSource(queue));
    const { statements, sids } = statementsOf(onlyOne(source, 'AWS::SQS::QueuePolicy'));
    expect(statements).toHaveLength(2);
    expect(new Set(sids).size).toBe(2);
    expect([target.dependencies, other.dependencies]).toEqual([[source], [source]]);
  });

  test('one function reads queues of several accounts', () => {
    const { source, target, app } = twoAccounts();
    const other = new Stack(app, 'Other', { env: { account: OTHER_ACCOUNT, region: REGION } });
    const orders = ordersFunction(target);
    for (const stack of [source, other]) { orders.addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(stack, 'Queue', { queueName: 'orders' }))); }
    for (const stack of [source, other]) { expect(statementsOf(onlyOne(stack, 'AWS::SQS::QueuePolicy')).statements).toEqual([expect.objectContaining(reader())]); }
    expect(target.dependencies).toEqual([source, other]);
    Template.fromStack(target).resourceCountIs(MAPPING, 2);
  });
});

describe('a role in another stack than the function', () => {
  const elsewhere = (queueProps: sqs.QueueProps, order: (stacks: { roles: Stack; source: Stack }) => void = () => undefined) => {
    const { app, source, target } = twoAccounts();
    const roles = new Stack(app, 'Roles', { env: TARGET_ENV });
    const role = new iam.Role(roles, 'Role', { roleName: 'orders', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    order({ roles, source });
    fn(target, 'Function', { role }).addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(source, 'Queue', queueProps)));
    app.synth();
    return { source, roles, target };
  };

  test('reads an unnamed queue after it is there', () => {
    const { source, roles, target } = elsewhere({});
    expect(identityStatements(roles)).toEqual([{ Effect: 'Allow', Action: ACTIONS, Resource: outputOf('Queue4A7E3555', 'Arn') }]);
    expect([roles.dependencies, target.dependencies]).toEqual([[source], expect.arrayContaining([source, roles])]);
  });

  test('needs no order for a queue with a name', () => {
    const { source, roles, target } = elsewhere({ queueName: 'orders' });
    expect([roles.dependencies, target.dependencies]).toEqual([[], expect.arrayContaining([source, roles])]);
  });

  test('fails if the queue comes after it', () => {
    expect(errorOf(() => elsewhere({}, ({ roles, source }) => source.addDependency(roles)))).toBe(
      'no order of deployment exists: Roles/Role names Source/Queue, whose ARN is known at deployment; yet Source already depends on Roles; '
      + 'expected needs that point one way; put the queue into a stack of its own, which is deployed before the function\'s; or move one of the two into a third '
      + 'stack [Roles/Role]');
  });
});

describe('the key of a queue', () => {
  test('lets the role decrypt, and the role is allowed to', () => {
    const { source, target } = twoAccounts();
    const queue = new sqs.Queue(source, 'Queue', { queueName: 'orders', encryption: sqs.QueueEncryption.KMS });
    ordersFunction(target).addEventSource(new CrossAccountQueueEventSource(queue));
    const { statements } = statementsOf(onlyOne(source, 'AWS::KMS::Key'), 'KeyPolicy');
    expect(statements[1]).toEqual({ ...reader(), Action: 'kms:Decrypt', Resource: '*' });
    expect(identityStatements(target)[1]).toEqual({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: outputOf('QueueKey39FCBAE6', 'Arn') });
  });

  test('may be of a third stack, whose alias was given', () => {
    const { source, target, app } = twoAccounts();
    const keys = new Stack(app, 'Keys', { env: SOURCE_ENV });
    const alias = new kms.Alias(keys, 'Alias', { aliasName: 'orders', targetKey: new kms.Key(keys, 'Key') });
    const queue = new sqs.Queue(source, 'Queue', { queueName: 'orders', encryptionMasterKey: alias });
    ordersFunction(target).addEventSource(new CrossAccountQueueEventSource(queue));
    expect(statementsOf(onlyOne(keys, 'AWS::KMS::Key'), 'KeyPolicy').statements[1]).toEqual({ ...reader(), Action: 'kms:Decrypt', Resource: '*' });
    expect(target.dependencies).toEqual([source, keys]);
  });

  test('of AWS cannot be shared', () => {
    const { source, target } = twoAccounts();
    const queue = new sqs.Queue(source, 'Queue', { encryption: sqs.QueueEncryption.KMS_MANAGED });
    expect(errorOf(() => ordersFunction(target).addEventSource(new CrossAccountQueueEventSource(queue)))).toBe(
      'Source/Queue is encrypted with the key that AWS manages for its account (alias/aws/sqs), which no other account can use; '
      + 'expected a queue without encryption by KMS, or with a key of yours; write encryption: sqs.QueueEncryption.SQS_MANAGED, or KMS with an '
      + 'encryptionMasterKey [Source/Queue]');
  });

  test('must be known to the construct', () => {
    const { source, target } = twoAccounts();
    const queue = new sqs.Queue(source, 'Queue');
    (queue.node.defaultChild as sqs.CfnQueue).kmsMasterKeyId = 'arn:aws:kms:eu-west-1:111111111111:key/1';
    expect(errorOf(() => ordersFunction(target).addEventSource(new CrossAccountQueueEventSource(queue))))
      .toContain('Source/Queue is encrypted with a key that its construct does not know; expected a key whose policy can let the role decrypt');
  });

  test('behind an imported alias cannot be named', () => {
    const { source, target } = twoAccounts();
    const queue = new sqs.Queue(source, 'Queue', { encryptionMasterKey: kms.Alias.fromAliasName(source, 'Alias', 'alias/orders') });
    expect(errorOf(() => ordersFunction(target).addEventSource(new CrossAccountQueueEventSource(queue)))).toBe(
      'Source/Queue is encrypted under an alias, and policies cannot name the key behind it; expected the key itself; '
      + 'pass kms.Key.fromKeyArn(this, id, keyArn) as its encryption key [Source/Queue]');
  });
});

describe('an imported queue', () => {
  const KEY = `arn:aws:kms:${REGION}:${SOURCE_ACCOUNT}:key/1`;
  const imported = (stack: Stack) => sqs.Queue.fromQueueAttributes(stack, 'Queue', { queueArn: QUEUE_ARN, keyArn: KEY });

  test('is mapped, and its halves are handed over', () => {
    const { target } = twoAccounts();
    ordersFunction(target).addEventSource(new CrossAccountQueueEventSource(imported(target)));
    expect(onlyOne(target, MAPPING).EventSourceArn).toBe(QUEUE_ARN);
    expect(identityStatements(target)).toEqual([
      { Effect: 'Allow', Action: ACTIONS, Resource: QUEUE_ARN },
      { Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY },
    ]);
    const [queueText, keyText] = handOverTexts(target);
    expect(queueText).toContain(`account ${SOURCE_ACCOUNT}, which this app does not deploy, must let role ${ORDERS_ROLE} read queue ${QUEUE_ARN} `
      + '(set-queue-attributes replaces the whole policy and names the roles of this app up to here: of several messages use the last)');
    expect(queueText).toContain(`aws sqs set-queue-attributes --region ${REGION} --queue-url https://sqs.${REGION}.amazonaws.com/${SOURCE_ACCOUNT}/orders `
      + '--attributes \'{"Policy":"{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Action\\":[\\"sqs:ReceiveMessage\\"');
    expect(keyText).toContain(`aws kms create-grant --region ${REGION} --key-id ${KEY} --grantee-principal ${ORDERS_ROLE} --operations Decrypt`);
  });

  test('gets one policy for all roles of this app', () => {
    const { target } = twoAccounts();
    const queue = imported(target);
    ordersFunction(target).addEventSource(new CrossAccountQueueEventSource(queue));
    fn(target, 'Second').addEventSource(new CrossAccountQueueEventSource(queue));
    const texts = handOverTexts(target).filter((text) => text.includes('set-queue-attributes'));
    const statementsIn = (text: string) => text.split('Apply with')[1].split('ReceiveMessage\\"').length - 1;
    expect(texts.map(statementsIn)).toEqual([1, 2]);
  });

  test('may have an ARN that is only known at deployment', () => {
    const { target } = twoAccounts();
    const queueArn = new CfnParameter(target, 'QueueArn').valueAsString;
    ordersFunction(target).addEventSource(new CrossAccountQueueEventSource(sqs.Queue.fromQueueArn(target, 'Queue', queueArn)));
    expect(onlyOne(target, MAPPING).EventSourceArn).toEqual(target.resolve(queueArn));
    const [text] = handOverTexts(target);
    expect(text).toContain(`must let role ${ORDERS_ROLE} read queue QUEUE_ARN (`);
    expect(text).toContain('; the ARN is only known at deployment: put that of the deployed resource for QUEUE_ARN\nStatement: {');
    expect(text).toContain('"Resource":"QUEUE_ARN"');
    expect(text).toContain('aws sqs set-queue-attributes --region REGION --queue-url QUEUE_URL --attributes ');
    expect(text.split('Statement: ')[1]).not.toContain('Fn::');
  });

  test('of the function\'s own account works as with aws-cdk-lib', () => {
    const { target } = twoAccounts();
    const queue = sqs.Queue.fromQueueArn(target, 'Queue', `arn:aws:sqs:${REGION}:222222222222:orders`);
    ordersFunction(target).addEventSource(new CrossAccountQueueEventSource(queue));
    expect(identityStatements(target)[0].Action).toContain('sqs:ChangeMessageVisibility');
    expect(handOverTexts(target)).toEqual([]);
  });
});

describe('within one account', () => {
  test('the templates are those of aws-cdk-lib, but for the partial failures', () => {
    const templates = [true, false].map((ours) => {
      const { target } = twoAccounts();
      const queue = new sqs.Queue(target, 'Queue', { encryption: sqs.QueueEncryption.KMS_MANAGED });
      const plain = new SqsEventSource(queue, { reportBatchItemFailures: true });
      ordersFunction(target).addEventSource(ours ? new CrossAccountQueueEventSource(queue) : plain);
      return Template.fromStack(target).toJSON() as unknown;
    });
    expect(templates[0]).toEqual(templates[1]);
  });

  test('needs no env in one stack', () => {
    const stack = new Stack(new App(), 'Stack');
    fn(stack, 'Function').addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(stack, 'Queue')));
    expect(onlyOne(stack, MAPPING).EventSourceArn).toEqual({ 'Fn::GetAtt': ['Queue4A7E3555', 'Arn'] });
  });
});

describe('the halves of the function', () => {
  test('are handed over for a role that cannot be changed', () => {
    const { source, target } = twoAccounts();
    const role = iam.Role.fromRoleArn(target, 'Role', ORDERS_ROLE, { mutable: false });
    fn(target, 'Function', { role }).addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(source, 'Queue', { queueName: 'orders' })));
    Template.fromStack(target).resourceCountIs('AWS::IAM::Policy', 0);
    const [text] = handOverTexts(target);
    expect(text).toContain(`role orders cannot be changed by this app; it must be allowed to read ${QUEUE_ARN}\nStatement: `
      + `{"Sid":"ReceiveMessages","Effect":"Allow","Action":${JSON.stringify(ACTIONS)},"Resource":"${QUEUE_ARN}"}`);
    expect(text).toMatch(/aws iam put-role-policy --role-name orders --policy-name cross-account-read-[0-9a-f]{8} --policy-document '\{"Version"/);
  });

  test('are handed over for a role of this app that is protected', () => {
    const { source, target } = twoAccounts();
    const role = new iam.Role(target, 'Role', { roleName: 'orders', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }).withoutPolicyUpdates();
    fn(target, 'Function', { role }).addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(source, 'Queue', { queueName: 'orders' })));
    expect(handOverTexts(target)[0]).toContain(`it must be allowed to read ${QUEUE_ARN}`);
  });

  test('are written for an imported role that can be changed, and an imported function', () => {
    const { source, target } = twoAccounts();
    const role = iam.Role.fromRoleArn(target, 'Role', ORDERS_ROLE);
    const imported = lambda.Function.fromFunctionAttributes(target, 'Function', { functionArn: ORDERS_FUNCTION, role });
    imported.addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(source, 'Queue', { queueName: 'orders' })));
    expect(identityStatements(target)).toEqual([{ Effect: 'Allow', Action: ACTIONS, Resource: QUEUE_ARN }]);
    Template.fromStack(target).hasResource(MAPPING, { DependsOn: ['RolePolicy72E7D967'] });
    expect(handOverTexts(target)).toEqual([]);
  });

  test('need a role that this app knows', () => {
    const { source, target } = twoAccounts();
    const imported = lambda.Function.fromFunctionArn(target, 'Function', 'arn:aws:lambda:eu-west-1:222222222222:function:orders');
    expect(errorOf(() => imported.addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(source, 'Queue')))))
      .toContain('grantee has no role that this app knows');
  });
});

describe('allow', () => {
  test('writes the queue\'s half and hands over the function\'s', () => {
    const { source } = twoAccounts();
    const queue = new sqs.Queue(source, 'Queue', { queueName: 'orders', encryption: sqs.QueueEncryption.KMS });
    const halves = CrossAccountQueueEventSource.allowConsumer(queue, CONSUMER);
    expect(halves.map(({ written, account, construct }) => [written, account, construct?.node.path])).toEqual([
      [true, SOURCE_ACCOUNT, 'Source/Queue/Policy'],
      [true, SOURCE_ACCOUNT, 'Source/Queue/Key'],
      [false, '222222222222', undefined],
      [false, '222222222222', undefined],
    ]);
    expect(statementsOf(onlyOne(source, 'AWS::SQS::QueuePolicy')).statements).toEqual([expect.objectContaining({ ...reader(), Action: ACTIONS })]);
    const [identity, mapping] = halves.slice(2).map(({ handOver }) => handOver!);
    expect(identity.summary).toBe(`role ${ORDERS_ROLE} is of account 222222222222, which this app does not deploy; it must be allowed to read `
      + `${QUEUE_ARN} and KEY_ARN; the ARN is only known at deployment: put that of the deployed resource for KEY_ARN`);
    expect(JSON.parse(identity.statement)).toEqual([
      { Sid: 'ReceiveMessages', Effect: 'Allow', Action: ACTIONS, Resource: QUEUE_ARN },
      { Sid: 'Decrypt', Effect: 'Allow', Action: 'kms:Decrypt', Resource: 'KEY_ARN' },
    ]);
    expect(JSON.parse(mapping.statement)).toEqual({
      Type: MAPPING,
      Properties: { EventSourceArn: QUEUE_ARN, FunctionName: 'FUNCTION_NAME', FunctionResponseTypes: ['ReportBatchItemFailures'] },
    });
    expect(mapping.commands).toEqual([`aws lambda create-event-source-mapping --region ${REGION} --function-name FUNCTION_NAME `
      + `--event-source-arn ${QUEUE_ARN} --function-response-types ReportBatchItemFailures`]);
  });

  test('says where to find an ARN that is not known', () => {
    const { source } = twoAccounts();
    const halves = CrossAccountQueueEventSource.allowConsumer(new sqs.Queue(source, 'Queue'), CONSUMER);
    const [identity, mapping] = halves.slice(1).map(({ handOver }) => handOver!);
    for (const { summary } of [identity, mapping]) {
      expect(summary).toMatch(/; the ARN is only known at deployment: put that of the deployed resource for QUEUE_ARN$/);
    }
    expect(JSON.parse(identity.statement)).toMatchObject({ Resource: 'QUEUE_ARN' });
    expect(JSON.parse(mapping.statement)).toMatchObject({ Properties: { EventSourceArn: 'QUEUE_ARN' } });
    expect(mapping.commands[0]).toContain(' --event-source-arn QUEUE_ARN ');
  });

  test('works in a stack without env', () => {
    const stack = new Stack(new App(), 'Stack');
    const [half] = CrossAccountQueueEventSource.allowConsumer(new sqs.Queue(stack, 'Queue'), CONSUMER);
    expect(half.written).toBe(true);
    expect(stack.resolve(half.account)).toEqual({ Ref: 'AWS::AccountId' });
  });

  test('takes roles of other accounts only', () => {
    const { source } = twoAccounts();
    const queue = new sqs.Queue(source, 'Queue');
    expect(errorOf(() => CrossAccountQueueEventSource.allowConsumer(queue, Caller.account('222222222222')))).toBe(
      'account 222222222222 cannot read a queue: Lambda does, under the execution role of one function; expected a role; '
      + "write CrossAccountQueueEventSource.allowConsumer(queue, Caller.role('arn:aws:iam::222222222222:role/orders')) [Source/Queue]");
    expect(errorOf(() => CrossAccountQueueEventSource.allowConsumer(queue, Caller.role(CHECKOUT_ROLE)))).toBe(
      `role ${CHECKOUT_ROLE} is in the account of Source/Queue, where its own policy alone lets it read; expected a role of another account; `
      + 'add SqsEventSource of aws-cdk-lib to the function [Source/Queue]');
  });
});
