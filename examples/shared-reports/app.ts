import { join } from 'node:path';
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AssumableRole, CrossAccountAccessPlugin, CrossAccountInvoker, CrossAccountTarget, PythonHelperLayer } from '../../src';

/**
 * Functions in one account read a bucket and call the function `summary` in another, all through one role there.
 *
 * A role is the way to what has no resource policy of its own for other accounts, or where the owner wants one place that says
 * who may use everything. The two publishers do the same, one in TypeScript and one in Python.
 *
 * `npm run demo:roles` runs it offline. To deploy it, put in two accounts and a bucket name of yours: `npx cdk deploy --all`, in
 * any order of the stacks.
 */
export function build(app: App): void {
  const reportsStack = new Stack(app, 'Reports', { env: { account: '222222222222', region: 'eu-west-1' } });
  const publisherStack = new Stack(app, 'Publisher', { env: { account: '111111111111', region: 'eu-west-1' } });

  // account 222222222222: what there is, and the role that opens it
  const bucket = new s3.Bucket(reportsStack, 'Bucket', {
    // the publishers must know it, and no template can refer to another account
    bucketName: 'reports-222222222222-eu-west-1',
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
  });
  const summaryFunction = new lambda.Function(reportsStack, 'SummaryFunction', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(join(__dirname, 'handlers/summary')),
  });
  const summary = new CrossAccountTarget(reportsStack, 'Summary', { function: summaryFunction });
  const reader = new AssumableRole(reportsStack, 'Reader', { externalId: 'publisher-of-reports', targets: [summary] });
  bucket.grantRead(reader);

  // account 111111111111: two functions that take the role
  const nodeFunction = new NodejsFunction(publisherStack, 'NodeFunction', {
    runtime: lambda.Runtime.NODEJS_24_X,
    entry: join(__dirname, 'handlers/publisher/index.ts'),
    // the runtime has the AWS SDK; the helper is bundled
    bundling: { externalModules: ['@aws-sdk/*', '@smithy/*'], logLevel: LogLevel.WARNING },
    environment: { REPORTS_BUCKET: bucket.bucketName },
    // two cold starts, one behind the other
    timeout: Duration.seconds(30),
  });
  const pythonFunction = new lambda.Function(publisherStack, 'PythonFunction', {
    runtime: lambda.Runtime.PYTHON_3_14,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(join(__dirname, 'handlers/publisher-python')),
    layers: [new PythonHelperLayer(publisherStack, 'PythonHelper')],
    environment: { REPORTS_BUCKET: bucket.bucketName },
    timeout: Duration.seconds(30),
  });

  // both halves: the role trusts the functions, and the functions may assume it and know how
  new CrossAccountInvoker(publisherStack, 'NodePublisher', { function: nodeFunction, via: reader, targets: [summary] });
  new CrossAccountInvoker(publisherStack, 'PythonPublisher', { function: pythonFunction, via: reader, targets: [summary] });
}

if (require.main === module) {
  const app = new App();
  build(app);
  Validations.of(app).addPlugins(new CrossAccountAccessPlugin());
  app.synth();
}
