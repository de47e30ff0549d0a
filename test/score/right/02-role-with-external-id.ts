import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AssumableRole, Caller, CrossAccountInvoker, CrossAccountTarget } from '../../../src';
import type { ScoredApp } from '../parts';
import { fn, twoStacks } from '../parts';

export const right: ScoredApp = {
  title: 'A role with an external id, through which a function calls another and reads a bucket',
  build(app) {
    const { source, target } = twoStacks(app);
    const summary = new CrossAccountTarget(target, 'Summary', { function: fn(target, 'Function') });
    const reader = new AssumableRole(target, 'Reader', {
      externalId: 'reports-2026',
      targets: [summary],
      callers: [Caller.role('arn:aws:iam::333333333333:role/partner')],
    });
    new Bucket(target, 'Reports', { bucketName: 'reports-of-222222222222' }).grantRead(reader);
    new CrossAccountInvoker(source, 'Publisher', { function: fn(source, 'Publisher-Function'), via: reader, targets: [summary] });
    reader.grants.assume(fn(source, 'Archive'));
  },
};
