import { App, Aspects, Aws, CfnParameter, NestedStack, PhysicalName, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ALIAS, handOversOf, LIVE, messagesOf, neededBy, only, ordersTarget, permissionsOf, resourcesOf, statementsOf, threeAccounts } from './templates';
import { CrossAccountBucketDestination, CrossAccountTarget, ResourcePolicyType } from '../../src';
import type { ICrossAccountTarget } from '../../src';
import { errorOf, fn, OTHER_ACCOUNT, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const CREATED = s3.EventType.OBJECT_CREATED;
const NOTIFICATION = 'Custom::S3BucketNotifications';
const ANY_OF_ACCOUNT = '[ack: cdk-cross-account-lambda:Source.anyOfAccount]';

const UNKNOWN = 'the account of Source/Images is not known at synthesis, and the target\'s stack must name it; expected the account as a literal; '
  + 'give stack Source an env: { account, region }, or import the source with its account and region [Source/Images/Notifications]';

/** A bucket that notifies the target. */
function bucket(scope: Stack, target: ICrossAccountTarget, props: s3.BucketProps = {}, id = 'Images'): s3.Bucket {
  const made = new s3.Bucket(scope, id, props);
  made.addEventNotification(CREATED, new CrossAccountBucketDestination(target));
  return made;
}

const statement = (account: string, ...arns: string[]) => ({
  Sid: `InvokeFunctionS3${account}`,
  Effect: 'Allow',
  Principal: { Service: 's3.amazonaws.com' },
  Action: 'lambda:InvokeFunction',
  Resource: ALIAS,
  Condition: { ArnLike: { 'aws:SourceArn': arns.length === 1 ? arns[0] : arns }, StringEquals: { 'aws:SourceAccount': account } },
});

/** The ARNs in the one statement of a stack. */
const arnsIn = (target: Stack) => (statementsOf(target) as { Condition: { ArnLike: { 'aws:SourceArn': unknown } } }[]).map(({ Condition }) => Condition.ArnLike['aws:SourceArn']);
const targets = (stack: Stack) => Object.values(resourcesOf(stack, NOTIFICATION)).map(({ Properties }) => Properties.NotificationConfiguration);
const calls = (arn: unknown) => ({ LambdaFunctionConfigurations: [{ Events: ['s3:ObjectCreated:*'], LambdaFunctionArn: arn }] });

describe('CrossAccountBucketDestination', () => {
  test('writes the notification in the bucket\'s account and the permission in the target\'s', () => {
    const { source, target } = twoAccounts();
    bucket(source, ordersTarget(target), { bucketName: 'images' });
    expect(statementsOf(target)).toEqual([statement(SOURCE_ACCOUNT, 'arn:aws:s3:::images')]);
    expect(targets(source)).toEqual([calls(LIVE)]);
    expect(resourcesOf(source, 'AWS::Lambda::Permission')).toEqual({});
    expect(resourcesOf(target, NOTIFICATION)).toEqual({});
    expect([neededBy(source), neededBy(target)]).toEqual([['Target'], []]);
    expect([...messagesOf(source, 'info'), ...messagesOf(target, 'info')]).toEqual([]);
  });

  test('writes permissions for a target with that policy type', () => {
    const { source, target } = twoAccounts();
    bucket(source, ordersTarget(target, { policyType: ResourcePolicyType.PERMISSIONS }), { bucketName: 'images' });
    expect(permissionsOf(target)).toEqual([{
      Action: 'lambda:InvokeFunction', FunctionName: ALIAS, Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::images', SourceAccount: SOURCE_ACCOUNT,
    }]);
    expect(neededBy(source)).toEqual(['Target']);
  });

  test('passes filters and event types through', () => {
    const { source, target } = twoAccounts();
    new s3.Bucket(source, 'Images').addEventNotification(s3.EventType.OBJECT_REMOVED, new CrossAccountBucketDestination(ordersTarget(target)), { prefix: 'in/', suffix: '.png' });
    expect(targets(source)).toEqual([{
      LambdaFunctionConfigurations: [{
        Events: ['s3:ObjectRemoved:*'],
        Filter: { Key: { FilterRules: [{ Name: 'suffix', Value: '.png' }, { Name: 'prefix', Value: 'in/' }] } },
        LambdaFunctionArn: LIVE,
      }],
    }]);
  });

  test('one destination serves many buckets and events', () => {
    const { source, target } = twoAccounts();
    const destination = new CrossAccountBucketDestination(ordersTarget(target));
    const images = new s3.Bucket(source, 'Images', { bucketName: 'images' });
    images.addEventNotification(CREATED, destination);
    images.addEventNotification(s3.EventType.OBJECT_REMOVED, destination);
    new s3.Bucket(source, 'Videos', { bucketName: 'videos' }).addEventNotification(CREATED, destination);
    expect(statementsOf(target)).toEqual([statement(SOURCE_ACCOUNT, 'arn:aws:s3:::images', 'arn:aws:s3:::videos')]);
    expect(targets(source)).toEqual([
      { LambdaFunctionConfigurations: [{ Events: ['s3:ObjectCreated:*'], LambdaFunctionArn: LIVE }, { Events: ['s3:ObjectRemoved:*'], LambdaFunctionArn: LIVE }] },
      calls(LIVE),
    ]);
  });

  test('takes buckets of several accounts, each with its owner', () => {
    const { app, one, other, target } = threeAccounts();
    const orders = ordersTarget(target);
    bucket(one, orders, { bucketName: 'images-one' });
    bucket(other, orders, { bucketName: 'images-other' });
    bucket(new Stack(app, 'Own', { env: TARGET_ENV }), orders, { bucketName: 'images-own' });
    expect(statementsOf(target)).toEqual([
      statement(SOURCE_ACCOUNT, 'arn:aws:s3:::images-one'),
      statement(TARGET_ACCOUNT, 'arn:aws:s3:::images-own'),
      statement(OTHER_ACCOUNT, 'arn:aws:s3:::images-other'),
    ]);
    expect([neededBy(one), neededBy(other), neededBy(target)]).toEqual([['Target'], ['Target'], []]);
  });

  test('needs no order if the bucket skips the validation', () => {
    const { source, target } = twoAccounts();
    bucket(source, ordersTarget(target), { bucketName: 'images', notificationsSkipDestinationValidation: true });
    expect(only(source, NOTIFICATION).Properties).toMatchObject({ SkipDestinationValidation: true, NotificationConfiguration: calls(LIVE) });
    expect(statementsOf(target)).toEqual([statement(SOURCE_ACCOUNT, 'arn:aws:s3:::images')]);
    expect([neededBy(source), neededBy(target)]).toEqual([[], []]);
  });

  test('needs the order with the validation turned on in words', () => {
    const { source, target } = twoAccounts();
    bucket(source, ordersTarget(target), { notificationsSkipDestinationValidation: false });
    expect(neededBy(source)).toEqual(['Target']);
  });

  test('between nested stacks orders the stacks around them', () => {
    const { app, source, target } = twoAccounts();
    bucket(new NestedStack(source, 'Nested'), ordersTarget(new NestedStack(target, 'Nested')), { bucketName: 'images' });
    expect([neededBy(source), neededBy(target)]).toEqual([['Target'], []]);
    expect(app.synth().stacks.map(({ stackName }) => stackName)).toEqual(['Target', 'Source']);
  });

  test('in another region is refused', () => {
    const { source, target } = twoAccounts({ source: { env: { account: SOURCE_ACCOUNT, region: 'us-east-1' } } });
    const orders = ordersTarget(target);
    expect(errorOf(() => bucket(source, orders))).toBe(
      'the source is in region us-east-1, the target in eu-west-1; S3 notifies within a region only; expected both in one region; '
      + "move one of them, or notify a topic in the bucket's region: SNS delivers to other regions (CrossAccountSubscription) [Source/Images/Notifications]",
    );
  });
});

describe('the name of a bucket', () => {
  test('that CloudFormation chooses is any of its account, and a message says so', () => {
    const { source, target } = twoAccounts();
    bucket(source, ordersTarget(target));
    expect(statementsOf(target)).toEqual([statement(SOURCE_ACCOUNT, 'arn:aws:s3:::*')]);
    expect(targets(source)).toEqual([calls(LIVE)]);
    expect(messagesOf(source, 'info')).toEqual([{
      path: 'Source/Images/Notifications',
      text: 'Source/Images has no name that another stack can write, so every bucket of account 111111111111 may call Target/Orders; '
        + `give a new bucket a bucketName to let in this one only (a bucket that is deployed already would be replaced) ${ANY_OF_ACCOUNT}`,
    }]);
    expect(only(source, 'AWS::S3::Bucket').Properties).toBeUndefined();
  });

  test('that aws-cdk-lib generates when asked is exact', () => {
    const { source, target } = twoAccounts();
    bucket(source, ordersTarget(target), { bucketName: PhysicalName.GENERATE_IF_NEEDED });
    const [arn] = arnsIn(target);
    expect(arn).toMatch(/^arn:aws:s3:::[a-z0-9]+$/);
    expect(arn).toBe(`arn:aws:s3:::${String(only(source, 'AWS::S3::Bucket').Properties.BucketName)}`);
    expect(neededBy(target)).toEqual([]);
  });

  test('that would be generated, but not within one account and region, is any of the account', () => {
    const app = new App();
    const [source, target] = [new Stack(app, 'Source', { env: TARGET_ENV }), new Stack(app, 'Target', { env: TARGET_ENV })];
    bucket(source, ordersTarget(target), { bucketName: PhysicalName.GENERATE_IF_NEEDED });
    expect(arnsIn(target)).toEqual(['arn:aws:s3:::*']);
    expect(messagesOf(source, 'info')).toHaveLength(1);
    expect([neededBy(source), neededBy(target)]).toEqual([['Target'], []]);
  });

  test('that is a parameter is any of the account', () => {
    const { source, target } = twoAccounts();
    bucket(source, ordersTarget(target), { bucketName: new CfnParameter(source, 'Name').valueAsString });
    expect(arnsIn(target)).toEqual(['arn:aws:s3:::*']);
    expect(messagesOf(source, 'info')).toHaveLength(1);
  });

  test('with account and region of its own stack in it is exact', () => {
    const { source, target } = twoAccounts();
    bucket(source, ordersTarget(target), { bucketName: `images-${Aws.ACCOUNT_ID}-${Aws.REGION}` });
    expect(arnsIn(target)).toEqual(['arn:aws:s3:::images-111111111111-eu-west-1']);
    expect(messagesOf(source, 'info')).toEqual([]);
  });

  test('may not be changed once the other template has it', () => {
    const { app, source, target } = twoAccounts();
    bucket(source, ordersTarget(target), { bucketName: 'images' });
    Aspects.of(app).add({
      visit(node) { if (node instanceof s3.CfnBucket) { node.bucketName = `prod-${node.bucketName}`; } },
    });
    expect(errorOf(() => app.synth())).toContain(
      'BucketName was changed after another template had named it, got "prod-images"; expected "images", the BucketName that the other account names',
    );
  });

  test('may be changed if no template has it', () => {
    const { app, source, target } = twoAccounts();
    const images = bucket(source, ordersTarget(target));
    (images.node.defaultChild as s3.CfnBucket).bucketName = 'images';
    expect(arnsIn(target)).toEqual(['arn:aws:s3:::*']);
    expect(() => app.synth()).not.toThrow();
  });
});

describe('an imported bucket', () => {
  // an app without feature flags writes partitions as references
  test.each([{}, { '@aws-cdk/core:enablePartitionLiterals': true }])('by its name is exact, with context %p', (context) => {
    const app = new App({ context });
    const [source, target] = [new Stack(app, 'Source', { env: SOURCE_ENV }), new Stack(app, 'Target', { env: TARGET_ENV })];
    s3.Bucket.fromBucketName(source, 'Images', 'images').addEventNotification(CREATED, new CrossAccountBucketDestination(ordersTarget(target)));
    expect(statementsOf(target)).toEqual([statement(SOURCE_ACCOUNT, 'arn:aws:s3:::images')]);
    expect(only(source, NOTIFICATION).Properties).toMatchObject({ BucketName: 'images', Managed: false, NotificationConfiguration: calls(LIVE) });
    expect(neededBy(source)).toEqual(['Target']);
    expect(messagesOf(source, 'info')).toEqual([]);
  });

  test('with a name that is a token is any of its account', () => {
    const { source, target } = twoAccounts();
    s3.Bucket.fromBucketName(source, 'Images', new CfnParameter(source, 'Name').valueAsString)
      .addEventNotification(CREATED, new CrossAccountBucketDestination(ordersTarget(target)));
    expect(arnsIn(target)).toEqual(['arn:aws:s3:::*']);
  });

  test('without an account counts as one of the target\'s account, and says so once', () => {
    const { target } = twoAccounts();
    const [images, orders] = [s3.Bucket.fromBucketName(target, 'Images', 'images'), ordersTarget(target)];
    images.addEventNotification(CREATED, new CrossAccountBucketDestination(orders));
    images.addEventNotification(s3.EventType.OBJECT_REMOVED, new CrossAccountBucketDestination(orders));
    expect(statementsOf(target)).toEqual([statement(TARGET_ACCOUNT, 'arn:aws:s3:::images')]);
    expect(messagesOf(target, 'info')).toEqual([{
      path: 'Target/Images',
      text: `Target/Images is imported, and counts as a bucket of account ${TARGET_ACCOUNT}, which is that of Target/Orders; if the bucket is of another account, `
        + 'remove this notification (Target/Images/Notifications) and write target.grants.invoke(Caller.bucket(arn, { account })) instead '
        + '[ack: cdk-cross-account-lambda:CrossAccountTarget.sameAccount]',
    }]);
  });

  test('of another account cannot be configured here', () => {
    const { source, target } = twoAccounts();
    const images = s3.Bucket.fromBucketAttributes(source, 'Images', { bucketArn: 'arn:aws:s3:::images', account: OTHER_ACCOUNT });
    const destination = new CrossAccountBucketDestination(ordersTarget(target));
    expect(errorOf(() => images.addEventNotification(CREATED, destination))).toBe(
      'Source/Images belongs to account 333333333333, its notification to a stack of account 111111111111; '
      + 'expected the notification in a stack of the account that owns the source; '
      + "declare it there; here, write the target's half alone with target.grants.invoke(Caller.…) [Source/Images/Notifications]",
    );
  });
});

describe('a target of another app', () => {
  test('gets a hand-over with the bucket as text, and needs no order', () => {
    const { source } = twoAccounts();
    bucket(source, CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE), { bucketName: 'images' });
    expect(targets(source)).toEqual([calls(LIVE)]);
    const [{ account, summary, statement: text, commands }] = handOversOf(source);
    expect(handOversOf(source)).toHaveLength(1);
    expect(account).toBe(TARGET_ACCOUNT);
    expect(summary).toContain(`account 222222222222, which this app does not deploy, must let service s3.amazonaws.com for arn:aws:s3:::images do lambda:InvokeFunction on ${LIVE}`);
    expect(JSON.parse(text)).toEqual({ ...statement(SOURCE_ACCOUNT, 'arn:aws:s3:::images'), Resource: LIVE });
    expect(commands[1].replace(/cross-account-[0-9a-f]{8}/, 'ID')).toBe(
      `aws lambda add-permission --region eu-west-1 --function-name ${LIVE.replace(':live', '')} --qualifier live --statement-id ID --action lambda:InvokeFunction `
      + '--principal s3.amazonaws.com --source-arn arn:aws:s3:::images --source-account 111111111111',
    );
    expect(resourcesOf(source, 'AWS::Lambda::Permission')).toEqual({});
    expect(neededBy(source)).toEqual([]);
  });

  test('is told of all buckets of the account if the name is not known', () => {
    const { source } = twoAccounts();
    bucket(source, CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE));
    const [{ statement: text }] = handOversOf(source);
    expect(JSON.parse(text)).toEqual({ ...statement(SOURCE_ACCOUNT, 'arn:aws:s3:::*'), Resource: LIVE });
    expect(messagesOf(source, 'info').map(({ text: message }) => message).filter((message) => message.includes(ANY_OF_ACCOUNT))).toHaveLength(1);
  });

  test('is told nothing by a stack without env: its account would mean the reader\'s', () => {
    const stack = new Stack(new App(), 'Source');
    const orders = CrossAccountTarget.fromTargetArn(stack, 'Orders', LIVE);
    expect(errorOf(() => bucket(stack, orders, { bucketName: 'images' }))).toBe(UNKNOWN);
    expect(handOversOf(stack)).toEqual([]);
  });
});

describe('accounts that are not known, or the same', () => {
  test.each([[{}, {}], [{}, { env: TARGET_ENV }]])('fails for a bucket in a stack without env (%p to %p)', (from, to) => {
    const app = new App();
    const [source, target] = [new Stack(app, 'Source', from), new Stack(app, 'Target', to)];
    const orders = ordersTarget(target);
    expect(errorOf(() => bucket(source, orders, { bucketName: 'images' }))).toBe(UNKNOWN);
  });

  test('fails for a target in a stack without env', () => {
    const app = new App();
    const [source, target] = [new Stack(app, 'Source', { env: SOURCE_ENV }), new Stack(app, 'Target')];
    const orders = ordersTarget(target);
    expect(errorOf(() => bucket(source, orders, { bucketName: 'images' }))).toContain(
      "the target's ARN is used in another stack, but is not known at synthesis; expected an account, a region, a function name and a qualifier that are literals; "
      + 'give stack Target an env: { account, region }, or pass account and region to CrossAccountTarget [Target/Orders]',
    );
  });

  test.each([{}, { env: TARGET_ENV }])('in one stack names the bucket by reference, and lets the notification wait (%p)', (props) => {
    const stack = new Stack(new App(), 'Target', props);
    bucket(stack, new CrossAccountTarget(stack, 'Orders', { function: fn(stack, 'Function') }));
    const [bucketId] = Object.keys(resourcesOf(stack, 'AWS::S3::Bucket'));
    const [policyId] = Object.keys(resourcesOf(stack, 'AWS::Lambda::ResourcePolicy'));
    expect(arnsIn(stack)).toEqual([{ 'Fn::GetAtt': [bucketId, 'Arn'] }]);
    expect(targets(stack)).toEqual([calls(ALIAS)]);
    expect(only(stack, NOTIFICATION).DependsOn).toContain(policyId);
    expect(messagesOf(stack, 'info')).toEqual([]);
  });

  test('in one stack waits for its own permission only', () => {
    const { target } = twoAccounts();
    const orders = ordersTarget(target, { policyType: ResourcePolicyType.PERMISSIONS });
    bucket(target, orders, { bucketName: 'images' });
    bucket(target, orders, { bucketName: 'videos' }, 'Videos');
    const permissions = Object.keys(resourcesOf(target, 'AWS::Lambda::Permission'));
    expect(permissions).toHaveLength(2);
    const waits = Object.values(resourcesOf(target, NOTIFICATION)).map(({ DependsOn }) => DependsOn!.filter((id) => permissions.includes(id)));
    expect(waits.map((ids) => ids.length)).toEqual([1, 1]);
    expect(new Set(waits.flat()).size).toBe(2);
  });

  test('in one account and two stacks is ordered as between accounts', () => {
    const app = new App();
    const [source, target] = [new Stack(app, 'Source', { env: TARGET_ENV }), new Stack(app, 'Target', { env: TARGET_ENV })];
    bucket(source, ordersTarget(target), { bucketName: 'images' });
    expect(statementsOf(target)).toEqual([statement(TARGET_ACCOUNT, 'arn:aws:s3:::images')]);
    expect([neededBy(source), neededBy(target)]).toEqual([['Target'], []]);
  });

  test.each(['the bucket', 'the target'])('in one stack with %s in a nested stack waits for that part', (nestedPart) => {
    const { app, target } = twoAccounts();
    const nested = new NestedStack(target, 'Nested');
    const [from, to] = nestedPart === 'the bucket' ? [nested, target] : [target, nested];
    bucket(from, ordersTarget(to), { bucketName: 'images' });
    expect(arnsIn(to)).toEqual(['arn:aws:s3:::images']);
    const [policyId] = Object.keys(resourcesOf(to, 'AWS::Lambda::ResourcePolicy'));
    const [nestedId] = Object.keys(resourcesOf(target, 'AWS::CloudFormation::Stack'));
    if (nestedPart === 'the bucket') {
      expect(Template.fromStack(target).toJSON().Resources[nestedId].DependsOn).toEqual([policyId]);
    } else {
      expect(only(target, NOTIFICATION).DependsOn).toContain(nestedId);
    }
    expect(() => app.synth()).not.toThrow();
  });
});
