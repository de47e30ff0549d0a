import { App, Aws, CfnParameter, PhysicalName, Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { literalSourceArn, requireRegionOfTarget, requireStackOfSource, sourceEnvironment } from '../../src/link/source';
import { errorOf, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const arnOf = (name: string) => `arn:aws:sqs:${REGION}:${SOURCE_ACCOUNT}:${name}`;

describe('where a source is', () => {
  test('is what its stack says', () => {
    const { source, target } = twoAccounts();
    const queue = new sqs.Queue(source, 'Queue');
    for (const given of [{}, SOURCE_ENV]) {
      expect(sourceEnvironment(queue, queue, target, given)).toEqual({ account: SOURCE_ACCOUNT, region: REGION, partition: 'aws' });
    }
  });

  test('is what the user says where the stack does not know', () => {
    const source = new Stack(new App(), 'Source');
    const queue = new sqs.Queue(source, 'Queue');
    expect(sourceEnvironment(queue, queue, undefined, { account: SOURCE_ACCOUNT, region: 'cn-north-1' }))
      .toEqual({ account: SOURCE_ACCOUNT, region: 'cn-north-1', partition: 'aws-cn' });
  });

  test.each([
    [{ account: OTHER_ACCOUNT }, "account contradicts the source, got \"333333333333\"; expected '111111111111', the account of Source/Queue; leave account out [Source/Queue]"],
    [{ region: 'us-east-1' }, "region contradicts the source, got \"us-east-1\"; expected 'eu-west-1', the region of Source/Queue; leave region out [Source/Queue]"],
  ])('is never two things (%p)', (given, message) => {
    const { source, target } = twoAccounts();
    const queue = new sqs.Queue(source, 'Queue');
    expect(errorOf(() => sourceEnvironment(queue, queue, target, given))).toBe(message);
  });

  test.each([
    [{}, 'account'],
    [{ account: SOURCE_ACCOUNT }, 'region'],
  ])('must be known to another stack (%p)', (env, prop) => {
    const app = new App();
    const queue = new sqs.Queue(new Stack(app, 'Source', { env }), 'Queue');
    for (const other of [new Stack(app, 'Target', { env: TARGET_ENV }), undefined]) {
      expect(errorOf(() => sourceEnvironment(queue, queue, other))).toBe(
        `the ${prop} of Source/Queue is not known at synthesis, and the target's stack must name it; expected the ${prop} as a literal; `
        + 'give stack Source an env: { account, region }, or import the source with its account and region [Source/Queue]',
      );
    }
  });

  test('is a token in its own stack', () => {
    const stack = new Stack(new App(), 'Source');
    const queue = new sqs.Queue(stack, 'Queue');
    expect(stack.resolve(sourceEnvironment(queue, queue, stack)))
      .toEqual({ account: { Ref: 'AWS::AccountId' }, region: { Ref: 'AWS::Region' }, partition: { Ref: 'AWS::Partition' } });
  });
});

describe('the ARN of a source in another template', () => {
  const named = (queueName?: string) => {
    const { source, target } = twoAccounts();
    const queue = new sqs.Queue(source, 'Queue', { queueName });
    const namer = { stack: target, account: TARGET_ACCOUNT, region: REGION };
    return { source, target, queue, literal: (from?: typeof namer) => literalSourceArn(queue, queue.queueArn, 'QueueName', arnOf, from), namer };
  };

  test('is text if the name is', () => {
    const { literal, namer } = named('orders');
    expect([literal(), literal(namer)]).toEqual([arnOf('orders'), arnOf('orders')]);
  });

  test('is not known without a name, and the name is not set', () => {
    const { literal, namer, queue } = named();
    expect([literal(), literal(namer)]).toEqual([undefined, undefined]);
    expect(queue.stack.resolve((queue.node.defaultChild as sqs.CfnQueue).queueName)).toBeUndefined();
  });

  test('is not known with a name that is a parameter', () => {
    const { source } = twoAccounts();
    for (const name of [new CfnParameter(source, 'Name').valueAsString, `orders-${new CfnParameter(source, 'Stage').valueAsString}`]) {
      const queue = new sqs.Queue(source, `Queue${name.length}`, { queueName: name });
      expect(literalSourceArn(queue, queue.queueArn, 'QueueName', arnOf)).toBeUndefined();
    }
  });

  test('is text if the name has only its own account, region and partition in it', () => {
    const { literal } = named(`orders-${Aws.ACCOUNT_ID}-${Aws.REGION}-${Aws.PARTITION}`);
    expect(literal()).toBe(arnOf('orders-111111111111-eu-west-1-aws'));
  });

  test('is not known if the name has the account of a stack without env in it', () => {
    const stack = new Stack(new App(), 'Source');
    const queue = new sqs.Queue(stack, 'Queue', { queueName: `orders-${Aws.ACCOUNT_ID}` });
    expect(literalSourceArn(queue, queue.queueArn, 'QueueName', arnOf)).toBeUndefined();
  });

  test.each([
    ['another account', { account: TARGET_ACCOUNT, region: REGION }, true],
    ['another region', { account: SOURCE_ACCOUNT, region: 'us-east-1' }, true],
    ['the same account and region', SOURCE_ENV, false],
    ['an unknown account', { account: Aws.ACCOUNT_ID, region: REGION }, false],
  ])('is generated by aws-cdk-lib for %s: %p', (_, env, generated) => {
    const { queue, target, source } = named(PhysicalName.GENERATE_IF_NEEDED);
    const arn = literalSourceArn(queue, queue.queueArn, 'QueueName', arnOf, { stack: target, ...env });
    if (generated) {
      expect(arn).toBe(queue.queueArn);
      expect(target.resolve(arn)).toMatch(/^arn:aws:sqs:eu-west-1:111111111111:[a-z0-9]+$/);
    } else {
      expect(arn).toBeUndefined();
      expect(source.resolve((queue.node.defaultChild as sqs.CfnQueue).queueName)).toBeUndefined();
    }
  });

  test('is a reference in the source\'s own stack', () => {
    const { source, queue, literal } = named('orders');
    const arn = literal({ stack: source, account: SOURCE_ACCOUNT, region: REGION });
    expect(arn).toBe(queue.queueArn);
    expect(source.resolve(arn)).toEqual({ 'Fn::GetAtt': [source.getLogicalId(queue.node.defaultChild as sqs.CfnQueue), 'Arn'] });
  });

  test('is that of an imported source, with its partition as text', () => {
    const source = new Stack(new App(), 'Source', { env: SOURCE_ENV });
    const bucket = s3.Bucket.fromBucketName(source, 'Bucket', `images-${Aws.ACCOUNT_ID}`);
    expect(source.resolve(bucket.bucketArn)).not.toEqual(expect.any(String));
    expect(literalSourceArn(bucket, bucket.bucketArn, 'BucketName', arnOf)).toBe(`arn:aws:s3:::images-${SOURCE_ACCOUNT}`);
    const unknown = kinesis.Stream.fromStreamArn(source, 'Unknown', new CfnParameter(source, 'StreamArn').valueAsString);
    expect(literalSourceArn(unknown, unknown.streamArn, 'Name', arnOf)).toBeUndefined();
  });

  test('is kept: an override of the name fails synthesis', () => {
    const { queue, literal } = named('orders');
    literal();
    (queue.node.defaultChild as sqs.CfnQueue).addPropertyOverride('QueueName', 'renamed');
    expect(queue.node.defaultChild!.node.validate()).toEqual([expect.stringMatching(
      /^QueueName was changed after another template had named it, got "renamed"; expected "orders", .* \[Source\/Queue\/Resource\]$/,
    )]);
  });
});

describe('what a service does not do', () => {
  test('is refused for another region, and only if both are known', () => {
    const { source } = twoAccounts();
    const check = (from: string, to: string) => () => requireRegionOfTarget(source, { region: from }, { region: to }, 'it stays at home', 'move it');
    expect(errorOf(check('eu-west-1', 'us-east-1'))).toBe('the source is in region eu-west-1, the target in us-east-1; it stays at home; expected both in one region; move it [Source]');
    for (const [from, to] of [['eu-west-1', 'eu-west-1'], [Aws.REGION, 'eu-west-1'], ['eu-west-1', Aws.REGION]]) { expect(check(from, to)).not.toThrow(); }
  });

  test('is refused for a source of another account than the stack, and only if both are known', () => {
    const { source, target } = twoAccounts();
    const queue = new sqs.Queue(source, 'Queue');
    expect(errorOf(() => requireStackOfSource(target, queue, 'mapping'))).toContain('Source/Queue belongs to account 111111111111, its mapping to a stack of account 222222222222');
    expect(() => requireStackOfSource(source, queue, 'mapping')).not.toThrow();
    expect(() => requireStackOfSource(new Stack(new App(), 'Unknown'), queue, 'mapping')).not.toThrow();
  });
});
