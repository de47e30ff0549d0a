import { Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import type { ScoredApp } from '../parts';
import { fn } from '../parts';

export const right: ScoredApp = {
  title: 'One stack without account and region: an API, a schedule and a bucket call functions beside them',
  build(app) {
    const stack = new Stack(app, 'Shop');
    const prices = fn(stack, 'Prices');
    const orders = fn(stack, 'Orders', { environment: { PRICES: prices.functionName } });
    prices.grantInvoke(orders);
    new RestApi(stack, 'Api', { cloudWatchRole: false }).root.addMethod('POST', new LambdaIntegration(orders));
    new Rule(stack, 'Nightly', { schedule: Schedule.cron({ hour: '2', minute: '0' }), targets: [new LambdaFunction(orders)] });
    new Bucket(stack, 'Images').addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(fn(stack, 'Thumbnails')));
  },
};
