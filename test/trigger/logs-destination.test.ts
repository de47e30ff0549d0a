import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { handOverTexts, onlyOne } from './pull-apps';
import { ordersTarget } from './templates';
import { CrossAccountLogsDestination, CrossAccountTarget } from '../../src';
import type { CrossAccountLogsDestinationProps } from '../../src';
import { errorOf, fn, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const ARN = `arn:aws:logs:${REGION}:${TARGET_ACCOUNT}:destination:orders-logs`;
const FILTER = 'AWS::Logs::SubscriptionFilter';
const ORGANIZATION = 'o-a1b2c3d4e5';

const destinationOf = (stack: Stack, props: Partial<CrossAccountLogsDestinationProps> = {}) =>
  new CrossAccountLogsDestination(stack, 'Logs', { target: ordersTarget(stack), destinationName: 'orders-logs', ...props });

function subscribe(stack: Stack, destination: logs.ILogSubscriptionDestination, id = 'Filter'): void {
  new logs.SubscriptionFilter(stack, id, {
    logGroup: new logs.LogGroup(stack, `${id}Group`, { logGroupName: `/${id}` }),
    destination,
    filterPattern: logs.FilterPattern.allEvents(),
  });
}

/** Who may send, and for whom the role may be assumed. */
function senders(stack: Stack): { policy: unknown; trust: unknown } {
  const { DestinationPolicy } = onlyOne(stack, 'AWS::Logs::Destination');
  const roles = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Role')).filter(([id]) => id.startsWith('LogsRole'));
  const { Properties } = roles[0][1] as { Properties: { AssumeRolePolicyDocument: { Statement: unknown[] } } };
  const { Statement } = JSON.parse(DestinationPolicy as string) as { Statement: unknown };
  return { policy: Statement, trust: Properties.AssumeRolePolicyDocument.Statement };
}

const trusting = (...accounts: string[]) => [{
  Effect: 'Allow',
  Principal: { Service: 'logs.amazonaws.com' },
  Action: 'sts:AssumeRole',
  Condition: { StringLike: { 'aws:SourceArn': accounts.map((account) => `arn:aws:logs:${REGION}:${account}:*`) } },
}];
const allowing = (accounts: string | string[]) => ({
  Sid: 'Accounts', Effect: 'Allow', Action: 'logs:PutSubscriptionFilter', Resource: ARN, Principal: { AWS: accounts },
});

describe('a destination for the logs of other accounts', () => {
  test('takes the logs of a log group of this app', () => {
    const { source, target } = twoAccounts();
    const destination = destinationOf(target);
    subscribe(source, destination);
    expect(onlyOne(source, FILTER)).toEqual({ DestinationArn: ARN, FilterPattern: '', LogGroupName: { Ref: 'FilterGroupD4E38552' } });
    expect(senders(target)).toEqual({ policy: [allowing(SOURCE_ACCOUNT)], trust: trusting(SOURCE_ACCOUNT, TARGET_ACCOUNT) });
    expect(onlyOne(target, 'AWS::Logs::Destination')).toEqual({
      DestinationName: 'orders-logs',
      DestinationPolicy: expect.stringContaining('logs:PutSubscriptionFilter'),
      RoleArn: { 'Fn::GetAtt': ['LogsRoleC590A9D2', 'Arn'] },
      TargetArn: { 'Fn::GetAtt': ['LogsStream1126FCE3', 'Arn'] },
    });
    Template.fromStack(target).hasResource('AWS::Logs::Destination', { DependsOn: ['LogsRoleDefaultPolicyA68BEE21', 'LogsRoleC590A9D2'] });
    Template.fromStack(target).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'kinesis:PutRecord', Resource: { 'Fn::GetAtt': ['LogsStream1126FCE3', 'Arn'] } }] },
    });
    expect([source.dependencies, target.dependencies]).toEqual([[target], []]);
    Template.fromStack(source).resourceCountIs('AWS::IAM::Role', 0);
  });

  test('is read by the alias of the target, from the oldest record', () => {
    const { target } = twoAccounts();
    destinationOf(target, { sourceAccounts: [SOURCE_ACCOUNT] });
    const mapping = onlyOne(target, 'AWS::Lambda::EventSourceMapping');
    expect(mapping).toEqual({
      BatchSize: 100,
      EventSourceArn: { 'Fn::GetAtt': ['LogsStream1126FCE3', 'Arn'] },
      FunctionName: expect.objectContaining({ 'Fn::Join': expect.anything() as unknown }),
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      StartingPosition: 'TRIM_HORIZON',
    });
    expect(JSON.stringify(mapping.FunctionName)).toContain('OrdersAliasFA69D35F');
    expect(onlyOne(target, 'AWS::Kinesis::Stream').StreamModeDetails).toEqual({ StreamMode: 'ON_DEMAND' });
  });

  test('takes accounts that other apps deploy, in one order', () => {
    const { source, target } = twoAccounts();
    const destination = destinationOf(target, { sourceAccounts: [OTHER_ACCOUNT] });
    subscribe(source, destination);
    expect(senders(target)).toEqual({
      policy: [allowing([SOURCE_ACCOUNT, OTHER_ACCOUNT])],
      trust: trusting(SOURCE_ACCOUNT, TARGET_ACCOUNT, OTHER_ACCOUNT),
    });
  });

  test('takes an organization, whose accounts are not known', () => {
    const { target } = twoAccounts();
    destinationOf(target, { organizationId: ORGANIZATION });
    expect(senders(target)).toEqual({
      policy: [{
        Sid: 'Organization',
        Effect: 'Allow',
        Action: 'logs:PutSubscriptionFilter',
        Resource: ARN,
        Principal: '*',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } },
      }],
      trust: [{ ...trusting()[0], Condition: { StringLike: { 'aws:SourceArn': [`arn:aws:logs:${REGION}:*:*`] } } }],
    });
  });

  test('writes to a given stream with its key, and reads it as asked', () => {
    const { target } = twoAccounts();
    const stream = new kinesis.Stream(target, 'Stream', { encryption: kinesis.StreamEncryption.KMS });
    const destination = destinationOf(target, {
      sourceAccounts: [SOURCE_ACCOUNT],
      stream,
      eventSource: { startingPosition: lambda.StartingPosition.LATEST, batchSize: 7, reportBatchItemFailures: false },
    });
    expect(destination.stream).toBe(stream);
    Template.fromStack(target).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          { Effect: 'Allow', Action: 'kinesis:PutRecord', Resource: { 'Fn::GetAtt': ['Stream790BDEE4', 'Arn'] } },
          { Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: { 'Fn::GetAtt': ['StreamKey238BEC37', 'Arn'] } },
        ],
      },
    });
    const { StartingPosition, BatchSize, FunctionResponseTypes } = onlyOne(target, 'AWS::Lambda::EventSourceMapping');
    expect([StartingPosition, BatchSize, FunctionResponseTypes]).toEqual(['LATEST', 7, undefined]);
  });

  test('is named after its construct', () => {
    const { target } = twoAccounts();
    const { destinationArn } = destinationOf(target, { destinationName: undefined, sourceAccounts: [SOURCE_ACCOUNT] });
    expect(destinationArn).toMatch(/^arn:aws:logs:eu-west-1:222222222222:destination:Target-Logs-[0-9a-f]{8}$/);
  });

  test('gives a log group of its own account the stream', () => {
    const { target, app } = twoAccounts();
    const other = new Stack(app, 'Own', { env: TARGET_ENV });
    const destination = destinationOf(target, { sourceAccounts: [SOURCE_ACCOUNT] });
    subscribe(target, destination);
    subscribe(other, destination);
    expect(onlyOne(target, FILTER)).toEqual({
      DestinationArn: { 'Fn::GetAtt': ['LogsStream1126FCE3', 'Arn'] },
      FilterPattern: '',
      LogGroupName: { Ref: 'FilterGroupD4E38552' },
      RoleArn: { 'Fn::GetAtt': ['LogsRoleC590A9D2', 'Arn'] },
    });
    expect(onlyOne(other, FILTER).RoleArn).toEqual({ 'Fn::ImportValue': expect.stringMatching(/LogsRoleC590A9D2/) as unknown });
    expect(senders(target).policy).toEqual([allowing(SOURCE_ACCOUNT)]);
  });
});

describe('synthesis fails', () => {
  test('if nobody may send', () => {
    const { app, target } = twoAccounts();
    destinationOf(target);
    expect(errorOf(() => app.synth())).toContain('no account may send logs to this destination; expected sourceAccounts, organizationId, or a subscription '
      + "filter of this app; write sourceAccounts: ['111111111111'] [Target/Logs]");
  });

  test('if too many may send', () => {
    const { app, target } = twoAccounts();
    destinationOf(target, { sourceAccounts: Array.from({ length: 400 }, (_, i) => String(100_000_000_000 + i)) });
    expect(errorOf(() => app.synth())).toMatch(/the destination's policy has about 6,\d{3} characters for 400 accounts; expected at most 5,120, which CloudWatch Logs stores/);
  });

  test('for what is no account, organization or name', () => {
    const { target } = twoAccounts();
    const props = { target: ordersTarget(target) };
    expect(errorOf(() => new CrossAccountLogsDestination(target, 'A', { ...props, sourceAccounts: ['1'] }))).toContain('sourceAccounts is not an AWS account id');
    expect(errorOf(() => new CrossAccountLogsDestination(target, 'B', { ...props, organizationId: 'orders' }))).toContain('is not the id of an organization');
    expect(errorOf(() => new CrossAccountLogsDestination(target, 'C', { ...props, destinationName: 'a:b' }))).toBe(
      'destinationName is not a name that CloudWatch Logs takes, got "a:b"; expected 1 to 512 characters without : and *; '
      + "write destinationName: 'orders-logs' [Target/C]");
  });

  test('if target, stream and destination are not in one place', () => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(target);
    expect(errorOf(() => new CrossAccountLogsDestination(source, 'Logs', { target: orders }))).toBe(
      'target Target/Orders is in account 222222222222, region eu-west-1, the destination in account 111111111111, region eu-west-1; expected target, '
      + "stream and destination in one account and region; create the CrossAccountLogsDestination in the target's stack [Source/Logs]");
    const stream = kinesis.Stream.fromStreamArn(target, 'Stream', 'arn:aws:kinesis:us-east-1:222222222222:stream/orders');
    expect(errorOf(() => new CrossAccountLogsDestination(target, 'Logs', { target: orders, stream })))
      .toContain('stream Target/Stream is in account 222222222222, region us-east-1');
  });

  test('between regions', () => {
    const { source, target } = twoAccounts({ source: { env: { account: SOURCE_ACCOUNT, region: 'us-east-1' } } });
    expect(errorOf(() => subscribe(source, destinationOf(target)))).toBe(
      'the source is in region us-east-1, the target in eu-west-1; CloudWatch Logs sends to a destination of the log group\'s region only; expected both in '
      + 'one region; create a CrossAccountLogsDestination in a target of that region [Source/Filter]');
  });

  test('if an account is not known', () => {
    const apps = [twoAccounts({ source: { env: { region: REGION } } }), twoAccounts({ target: { env: { region: REGION } } })];
    const [sourceText, targetText] = apps.map(({ source, target }) => errorOf(() => subscribe(source, destinationOf(target))));
    expect(sourceText).toContain('the account of Source/FilterGroup is not known at synthesis');
    expect(targetText).toBe('the account or region of Target/Logs is not known at synthesis, and another stack must name it; expected both as literals; '
      + 'give stack Target an env: { account, region } [Source/Filter]');
  });

  test('if the two stacks need each other', () => {
    const { source, target } = twoAccounts();
    target.addDependency(source);
    expect(errorOf(() => subscribe(source, destinationOf(target)))).toMatch(
      /^no order of deployment exists: Source\/Filter sends to Target\/Logs, .*name the account in sourceAccounts, and the destination by CrossAccountLogsDestination/);
  });

  test('if the log group is of another account than the filter', () => {
    const { source, target } = twoAccounts();
    const logGroup = logs.LogGroup.fromLogGroupArn(source, 'Group', `arn:aws:logs:${REGION}:${OTHER_ACCOUNT}:log-group:x:*`);
    const destination = destinationOf(target);
    const filterPattern = logs.FilterPattern.allEvents();
    expect(errorOf(() => new logs.SubscriptionFilter(source, 'Filter', { logGroup, destination, filterPattern })))
      .toContain(`Source/Group belongs to account ${OTHER_ACCOUNT}, its subscription filter to a stack of account ${SOURCE_ACCOUNT}`);
  });
});

test('works in one stack without env', () => {
  const stack = new Stack(new App(), 'Stack');
  const target = new CrossAccountTarget(stack, 'Orders', { function: fn(stack, 'Function') });
  subscribe(stack, new CrossAccountLogsDestination(stack, 'Logs', { target, organizationId: ORGANIZATION }));
  expect(onlyOne(stack, FILTER).DestinationArn).toEqual({ 'Fn::GetAtt': ['LogsStream1126FCE3', 'Arn'] });
  expect(JSON.stringify(onlyOne(stack, 'AWS::Logs::Destination').DestinationPolicy)).toContain('{"Ref":"AWS::AccountId"}');
});

describe('a destination of another app', () => {
  test('is named by its ARN, and its half is handed over once for an account', () => {
    const { source } = twoAccounts();
    const destination = CrossAccountLogsDestination.fromDestinationArn(source, 'Imported', ARN);
    subscribe(source, destination, 'One');
    subscribe(source, destination, 'Two');
    for (const filter of Object.values(Template.fromStack(source).findResources(FILTER))) {
      expect([filter.Properties.DestinationArn, filter.Properties.RoleArn]).toEqual([ARN, undefined]);
    }
    const texts = handOverTexts(source);
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain(`account ${TARGET_ACCOUNT}, which this app does not deploy, must let account ${SOURCE_ACCOUNT} send logs to ${ARN}`);
    expect(texts[0]).toContain(`Statement: ${JSON.stringify(allowing(SOURCE_ACCOUNT))}`);
    expect(texts[0]).toContain(`aws logs put-destination-policy --region ${REGION} --destination-name orders-logs --access-policy '{"Version":"2012-10-17"`);
  });

  test('that lets an organization in needs a role', () => {
    const { source } = twoAccounts();
    const destination = CrossAccountLogsDestination.fromDestinationAttributes(source, 'Imported', { destinationArn: ARN, viaOrganization: true });
    subscribe(source, destination, 'One');
    subscribe(source, destination, 'Two');
    expect(handOverTexts(source)).toEqual([]);
    expect(onlyOne(source, 'AWS::IAM::Role').AssumeRolePolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'logs.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    });
    const { PolicyDocument } = onlyOne(source, 'AWS::IAM::Policy') as { PolicyDocument: { Statement: { Action: string; Resource: unknown }[] } };
    const groupArn = (id: string) => ({ 'Fn::Join': ['', [`arn:aws:logs:${REGION}:${SOURCE_ACCOUNT}:log-group:`, { Ref: id }, ':*']] });
    expect(PolicyDocument.Statement.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      ['logs:PutLogEvents', groupArn('OneGroup4D1373AE')],
      ['logs:PutLogEvents', groupArn('TwoGroup9B20D600')],
    ]);
    Template.fromStack(source).allResources(FILTER, { DependsOn: [Match.stringLikeRegexp('^ImportedRoleDefaultPolicy'), Match.stringLikeRegexp('^ImportedRole')] });
  });

  test('must be in the region of the log group, and be a destination', () => {
    const { source } = twoAccounts();
    const destination = CrossAccountLogsDestination.fromDestinationArn(source, 'Imported', ARN.replace(REGION, 'us-east-1'));
    expect(errorOf(() => subscribe(source, destination))).toContain('the source is in region eu-west-1, the target in us-east-1');
    expect(errorOf(() => CrossAccountLogsDestination.fromDestinationArn(source, 'Wrong', 'arn:aws:logs:eu-west-1:222222222222:log-group:x'))).toBe(
      'destinationArn is not the ARN of a destination of CloudWatch Logs, got "arn:aws:logs:eu-west-1:222222222222:log-group:x"; expected an ARN such as '
      + "'arn:aws:logs:eu-west-1:222222222222:destination:orders-logs'; copy destinationArn of the CrossAccountLogsDestination in the other account, as text "
      + '[Source/Wrong]');
  });
});
