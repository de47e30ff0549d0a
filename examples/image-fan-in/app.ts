import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { Caller, CrossAccountAccessPlugin, CrossAccountBucketDestination, CrossAccountTarget } from '../../src';

const REGION = 'eu-west-1';

/**
 * Buckets of three accounts call the function `catalogue` in a fourth for every object that is put into them.
 *
 * Two of the buckets are in this app: one word makes the destination, and the stacks deploy in the right order. The third
 * belongs to a partner with a repository of its own, see `buildPartner`.
 *
 * To deploy it, put in four accounts and bucket names of yours: `npx cdk deploy --all`.
 */
export function build(app: App): void {
  const catalogueStack = new Stack(app, 'Catalogue', { env: { account: '222222222222', region: REGION } });
  const photosStack = new Stack(app, 'Photos', { env: { account: '111111111111', region: REGION } });
  const scansStack = new Stack(app, 'Scans', { env: { account: '333333333333', region: REGION } });

  // account 222222222222: the function, and the bucket that this app does not deploy
  const target = new CrossAccountTarget(catalogueStack, 'Catalogue', {
    function: new lambda.Function(catalogueStack, 'Function', {
      // the partner writes the ARN down, so the name must stay
      functionName: 'catalogue',
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(join(__dirname, 'handlers/catalogue')),
    }),
    callers: [Caller.bucket('arn:aws:s3:::partner-444444444444-eu-west-1', { account: '444444444444' })],
  });

  // accounts 111111111111 and 333333333333: S3 checks the permission when a notification is set, so both are deployed after Catalogue
  imageBucket(photosStack, 'photos-111111111111-eu-west-1')
    .addEventNotification(s3.EventType.OBJECT_CREATED, new CrossAccountBucketDestination(target));
  imageBucket(scansStack, 'scans-333333333333-eu-west-1')
    .addEventNotification(s3.EventType.OBJECT_CREATED, new CrossAccountBucketDestination(target), { prefix: 'done/' });

  buildPartner(app);
}

/**
 * Account 444444444444: what stands in the partner's repository, which knows the function by its ARN only.
 *
 * Synthesis hands over the statement that account 222222222222 needs; there it is the `Caller.bucket` above.
 */
export function buildPartner(app: App): void {
  const partnerStack = new Stack(app, 'Partner', { env: { account: '444444444444', region: REGION } });
  const target = CrossAccountTarget.fromTargetArn(partnerStack, 'Catalogue', 'arn:aws:lambda:eu-west-1:222222222222:function:catalogue:live');
  imageBucket(partnerStack, 'partner-444444444444-eu-west-1', {
    // no order can be kept between two repositories: whoever is first, the events arrive once both are there
    notificationsSkipDestinationValidation: true,
  }).addEventNotification(s3.EventType.OBJECT_CREATED, new CrossAccountBucketDestination(target));
}

/** @param name known before the bucket is there, so that the statement in the other account lets in this bucket only */
function imageBucket(scope: Construct, name: string, props?: s3.BucketProps): s3.Bucket {
  return new s3.Bucket(scope, 'Bucket', {
    bucketName: name,
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    ...props,
  });
}

if (require.main === module) {
  const app = new App();
  build(app);
  Validations.of(app).addPlugins(new CrossAccountAccessPlugin());
  app.synth();
}
