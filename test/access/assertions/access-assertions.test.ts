import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Lazy, Stack, Stage } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { AccessAssertions, Caller, CrossAccountBucketDestination, CrossAccountInvoker, CrossAccountTarget } from '../../../src';

const SOURCE = { account: '111111111111', region: 'eu-west-1' };
const TARGET = { account: '222222222222', region: 'eu-west-1' };
const ORDERS = 'arn:aws:lambda:eu-west-1:222222222222:function:orders';

const created: string[] = [];
afterAll(() => created.forEach((path) => rmSync(path, { recursive: true, force: true })));

function emptyApp(): App {
  const outdir = mkdtempSync(join(tmpdir(), 'assertions-'));
  created.push(outdir);
  return new App({ outdir });
}

const code = { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => 1;') };

/** A function that calls another account's, one of a partner, and a role for a third party. */
function shop(scope: App | Stage) {
  const source = new Stack(scope, 'Source', { env: SOURCE });
  const target = new Stack(scope, 'Target', { env: TARGET });
  const checkout = new lambda.Function(source, 'Checkout', code);
  const orders = new CrossAccountTarget(target, 'Orders', { function: new lambda.Function(target, 'Function', { ...code, functionName: 'orders' }) });
  const invoker = new CrossAccountInvoker(source, 'Invoker', { function: checkout, targets: [orders] });
  const bucket = new Bucket(source, 'Images', { bucketName: 'images-of-111111111111' });
  bucket.addEventNotification(EventType.OBJECT_CREATED, new CrossAccountBucketDestination(orders));
  const reader = new Role(target, 'Reader', {
    roleName: 'reader',
    assumedBy: new AccountPrincipal('111111111111'),
    externalIds: ['reports-2026'],
  });
  checkout.addToRolePolicy(new PolicyStatement({ actions: ['sts:AssumeRole'], resources: ['arn:aws:iam::222222222222:role/reader'] }));
  const idle = new Role(source, 'Idle', { roleName: 'idle', assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  return { source, target, checkout, orders, invoker, reader, idle };
}

describe('what is allowed and what is denied', () => {
  const app = emptyApp();
  const { checkout, orders, idle, invoker } = shop(app);
  const access = AccessAssertions.fromApp(app);

  test('by ARN, name, construct path, and references that are only known at deployment', () => {
    const role = invoker.role.roleArn;
    for (const name of [role, checkout.role!.roleArn, 'Source/Checkout/ServiceRole', 'Source/Checkout']) {
      access.caller(name).canInvoke(`${ORDERS}:live`).cannotInvoke(ORDERS);
    }
    access.role(checkout.role!.roleArn).canInvoke(orders.targetArn).canInvoke('orders:live');
    access.role('idle').cannotInvoke(orders.targetArn).cannot('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:222222222222:placed').cannotAssume('reader');
    access.role(idle.roleArn).cannotInvoke(`${ORDERS}:live`);
  });

  test('a service, for the resource that sends', () => {
    access.caller('arn:aws:s3:::images-of-111111111111').canInvoke('orders:live');
    expect(() => access.caller('arn:aws:s3:::images-of-111111111111').cannotInvoke('orders:live')).toThrow(/^expected that s3.amazonaws.com for arn:aws:s3:::images-of-111111111111 cannot call lambda:InvokeFunction/);
  });

  test('from an assembly that was synthesized before', () => {
    AccessAssertions.fromAssembly(app.outdir).caller('Source/Checkout').canInvoke('orders:live');
  });

  test('a failure tells the whole chain', () => {
    expect(() => access.role('idle').canInvoke('orders:live')).toThrow([
      'expected that arn:aws:iam::111111111111:role/idle can call lambda:InvokeFunction on arn:aws:lambda:eu-west-1:222222222222:function:orders:live, and it is denied',
      '',
      'denied lambda:InvokeFunction',
      '  from  arn:aws:iam::111111111111:role/idle (Source/Idle/Resource)',
    ].join('\n'));
    expect(() => access.caller('Source/Checkout').cannotInvoke('orders:live')).toThrow(/and it is allowed\n\nallowed lambda:InvokeFunction[^]*✓ resource policy allows[^]*Target\/Orders/);
  });

  test('an unknown name', () => {
    expect(() => access.role('nobody')).not.toThrow();
    expect(() => access.role('nobody').canInvoke('orders:live')).toThrow(/'nobody'/);
  });
});

describe('what the templates do not say', () => {
  test('is neither allowed nor denied, until the test says it', () => {
    const app = emptyApp();
    shop(app);
    const unsaid = AccessAssertions.fromApp(app);
    expect(() => unsaid.caller('Source/Checkout').canAssume('reader')).toThrow('it is not known: it depends on sts:ExternalId');
    expect(() => unsaid.caller('Source/Checkout').cannotAssume('reader')).toThrow('it is not known: it depends on sts:ExternalId');
    AccessAssertions.fromApp(app, { context: { 'sts:ExternalId': 'reports-2026' } }).caller('Source/Checkout').canAssume('reader');
    AccessAssertions.fromApp(app, { context: { 'sts:ExternalId': 'another' } }).caller('Source/Checkout').cannotAssume('reader');
  });

  test('an organization', () => {
    const app = emptyApp();
    const { source, orders } = shop(app);
    orders.grants.invoke(Caller.organization('o-a1b2c3d4e5'));
    const role = new Role(source, 'Batch', { roleName: 'batch', assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [`${ORDERS}:live`] }));
    expect(() => AccessAssertions.fromApp(app).role('batch').canInvoke('orders:live')).toThrow('aws:PrincipalOrgID');
    AccessAssertions.fromApp(app, { organizationId: 'o-a1b2c3d4e5' }).role('batch').canInvoke('orders:live');
    AccessAssertions.fromApp(app, { organizationId: 'o-zzzzzzzzzz' }).role('batch').cannotInvoke('orders:live');
  });

  test('a name of which no template says what it will be', () => {
    const app = emptyApp();
    const { source } = shop(app);
    const access = AccessAssertions.fromApp(app);
    const late = Lazy.string({ produce: () => 'idle' });
    access.role(late).cannotInvoke('orders:live');
    expect(() => AccessAssertions.fromAssembly(app.outdir).role(late)).toThrow(/only known at deployment, and no template here says it/);
    const other = new Stack(emptyApp(), 'Elsewhere', { env: SOURCE });
    const stranger = new Role(other, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    expect(() => access.role(stranger.roleArn)).toThrow(/only known at deployment/);
    expect(() => access.role(`${stranger.roleArn}${source.partition}`)).toThrow(/only known at deployment/);
  });
});

test('a stage of several with stacks of the same names', () => {
  const app = emptyApp();
  const prod = new Stage(app, 'Prod');
  const test = new Stage(app, 'Test');
  const [{ checkout }] = [shop(prod), shop(test)];
  AccessAssertions.fromApp(prod).role(checkout.role!.roleArn).canInvoke('orders:live');
});
