import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as EventBusTarget, LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ScoredApp } from '../parts';
import {
  assuming, checkout, CHECKOUT_ROLE, fn, invoking, ORDERS, orders, ORGANIZATION, REGION, roleOfAccount, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoStacks,
} from '../parts';

export const right: ScoredApp = {
  title: 'Calls of an alias and of a version, a role with an external id, and a bus that sends to a bus, with aws-cdk-lib alone',
  build(app) {
    const { source, target } = twoStacks(app);
    const ordersFunction = orders(target);
    ordersFunction.addAlias('live').grantInvoke(new iam.ArnPrincipal(CHECKOUT_ROLE));
    target.addDependency(source);
    fn(target, 'Prices', { functionName: 'prices' }).currentVersion
      .addPermission('Company', { principal: new iam.OrganizationPrincipal(ORGANIZATION) });
    const reader = new iam.Role(target, 'Reader', {
      roleName: 'reader',
      assumedBy: roleOfAccount(SOURCE_ACCOUNT, 'checkout').withConditions({ StringEquals: { 'sts:ExternalId': 'reports-2026' } }),
    });
    new Bucket(target, 'Reports').grantRead(reader);
    const readerArn = `arn:aws:iam::${TARGET_ACCOUNT}:role/reader`;
    checkout(source, invoking(`${ORDERS}:live`), {
      environment: { ORDERS_ARN: `${ORDERS}:live`, READER_ROLE_ARN: readerArn, READER_EXTERNAL_ID: 'reports-2026' },
    }).addToRolePolicy(new iam.PolicyStatement(assuming(readerArn)));

    const bus = new EventBus(target, 'Bus', { eventBusName: 'orders' });
    bus.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'Shop', principals: [new iam.AccountPrincipal(SOURCE_ACCOUNT)], actions: ['events:PutEvents'], resources: [bus.eventBusArn],
    }));
    new Rule(target, 'Placed', { eventBus: bus, eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(ordersFunction)] });
    const there = EventBus.fromEventBusArn(source, 'Orders', `arn:aws:events:${REGION}:${TARGET_ACCOUNT}:event-bus/orders`);
    new Rule(source, 'Forward', { eventPattern: { source: ['shop'] }, targets: [new EventBusTarget(there)] });
  },
};
