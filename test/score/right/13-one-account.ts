import { Stack } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SnsEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { ScoredApp } from '../parts';
import { fn, REGION, SOURCE_ACCOUNT } from '../parts';

export const right: ScoredApp = {
  title: 'Two stacks of one account: API, authorizer, queue with a key, topic, table',
  build(app) {
    const env = { account: SOURCE_ACCOUNT, region: REGION };
    const data = new Stack(app, 'Data', { env });
    const shop = new Stack(app, 'Shop', { env });
    const table = new Table(data, 'Carts', { partitionKey: { name: 'id', type: AttributeType.STRING }, stream: StreamViewType.NEW_IMAGE });
    const queue = new Queue(data, 'Placed', { encryptionMasterKey: new Key(data, 'Key') });
    const orders = fn(shop, 'Orders', { environment: { TABLE: table.tableName } });
    table.grantReadWriteData(orders);
    orders.addEventSource(new SqsEventSource(queue));
    orders.addEventSource(new SnsEventSource(new Topic(shop, 'News')));
    fn(shop, 'Changes').addEventSource(new DynamoEventSource(table, { startingPosition: StartingPosition.LATEST }));
    new HttpApi(shop, 'Api').addRoutes({
      path: '/orders',
      integration: new HttpLambdaIntegration('Orders', orders),
      authorizer: new HttpLambdaAuthorizer('Tokens', fn(shop, 'Tokens')),
    });
  },
};
