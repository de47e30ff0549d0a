import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SnsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { ScoredApp } from '../parts';
import { fn, invoking, SOURCE_ACCOUNT } from '../parts';

export const right: ScoredApp = {
  title: 'One account in two regions: a call and a topic across',
  build(app) {
    const ireland = new Stack(app, 'Ireland', { env: { account: SOURCE_ACCOUNT, region: 'eu-west-1' } });
    const virginia = new Stack(app, 'Virginia', { env: { account: SOURCE_ACCOUNT, region: 'us-east-1' } });
    const orders = fn(ireland, 'Orders', { functionName: 'orders' });
    fn(virginia, 'Checkout').addToRolePolicy(new PolicyStatement(invoking(`arn:aws:lambda:eu-west-1:${SOURCE_ACCOUNT}:function:orders`)));
    orders.addEventSource(new SnsEventSource(new Topic(virginia, 'Placed', { topicName: 'placed' })));
  },
};
