import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ScoredApp } from '../parts';
import { executionRole, fn, orders, REGION, roleOfAccount, SOURCE_ACCOUNT, twoStacks } from '../parts';

export const right: ScoredApp = {
  title: 'Callers whose permission comes from an AWS-managed and a customer-managed policy, within a boundary',
  build(app) {
    const { source, target } = twoStacks(app);
    const boundary = new iam.ManagedPolicy(source, 'Boundary', {
      statements: [
        new iam.PolicyStatement({ actions: ['lambda:*', 'logs:*', 's3:*', 'sts:AssumeRole'], resources: ['*'] }),
        new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['iam:*'], resources: ['*'] }),
      ],
    });
    const runs = executionRole(source, 'batch');
    runs.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaRole'));
    fn(source, 'Batch', { role: runs });
    const invokes = new iam.ManagedPolicy(source, 'InvokesOrders', {
      statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: ['arn:aws:lambda:*:222222222222:function:orders'] })],
    });
    const role = executionRole(source, 'checkout');
    role.addManagedPolicy(invokes);
    fn(source, 'Checkout', { role });
    iam.PermissionsBoundary.of(source).apply(boundary);
    orders(target).addPermission('Callers', { principal: new iam.AccountPrincipal(SOURCE_ACCOUNT) });

    const audits = new Stack(app, 'Audits', { env: { account: '333333333333', region: REGION } });
    new iam.Role(audits, 'Auditor', {
      roleName: 'auditor',
      assumedBy: roleOfAccount(SOURCE_ACCOUNT, 'batch'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')],
    });
    runs.addToPolicy(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: ['arn:aws:iam::333333333333:role/auditor'] }));
  },
};
