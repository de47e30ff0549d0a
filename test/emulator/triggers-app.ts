import assert from 'node:assert/strict';
import { CfnResource, Stack } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as events from 'aws-cdk-lib/aws-events';
import { Stream, StreamEncryption } from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { REGION } from './account';
import {
  ApiPermission, CrossAccountHttpIntegration, CrossAccountQueueEventSource, CrossAccountRuleTarget, CrossAccountKinesisEventSource,
  CrossAccountSubscription, CrossAccountTarget,
} from '../../src';

/**
 * One function with a source of each kind in another account. None of them has a name, so the function's stack reads what
 * it must know from the outputs of the sources' stack; the stack of the function comes first in the code and in the
 * alphabet, so nothing but the dependency puts it second.
 */
export function buildTriggersApp(app: App, accounts: { readonly sources: string; readonly target: string }): void {
  const jobs = new Stack(app, 'Jobs', { env: { account: accounts.target, region: REGION } });
  const sources = new Stack(app, 'Sources', { env: { account: accounts.sources, region: REGION } });

  const target = new CrossAccountTarget(jobs, 'Jobs', {
    function: new lambda.Function(jobs, 'Function', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => ({ batchItemFailures: [] });'),
    }),
  });

  new sns.Topic(sources, 'Topic').addSubscription(new CrossAccountSubscription(target, {
    filterPolicy: { kind: sns.SubscriptionFilter.stringFilter({ allowlist: ['job'] }) },
  }));
  new events.Rule(sources, 'Rule', { eventPattern: { source: ['jobs'] } }).addTarget(new CrossAccountRuleTarget(target));
  new HttpApi(sources, 'Api').addRoutes({
    path: '/jobs/{id}',
    methods: [HttpMethod.PUT],
    integration: new CrossAccountHttpIntegration('Jobs', target, { permission: ApiPermission.CREDENTIALS_ROLE }),
  });
  target.callable.addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(sources, 'Queue', { enforceSSL: true })));
  target.callable.addEventSource(new CrossAccountKinesisEventSource(new Stream(sources, 'Stream', { encryption: StreamEncryption.KMS }), {
    startingPosition: lambda.StartingPosition.LATEST,
  }));
}

/** The source's half of each kind, and what the engine says without it. */
export const SOURCE_POLICIES = [
  { type: 'AWS::SNS::TopicPolicy', property: 'PolicyDocument', refusal: /is not authorized to perform: SNS:Subscribe/ },
  { type: 'AWS::SQS::QueuePolicy', property: 'PolicyDocument', refusal: /The policy of arn:aws:sqs:\S+ does not let/ },
  { type: 'AWS::Kinesis::ResourcePolicy', property: 'ResourcePolicy', refusal: /The policy of arn:aws:kinesis:\S+ does not let/ },
];

/** Lets a source let nobody in: the engine must then refuse the function, or our checks would prove nothing. */
export function closeSource(app: App, { type, property }: { type: string; property: string }): void {
  const [policy, ...others] = app.node.findAll()
    .filter((node): node is CfnResource => CfnResource.isCfnResource(node) && node.cfnResourceType === type);
  assert.deepEqual(others, []);
  policy.addPropertyOverride(`${property}.Statement`, [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }]);
}
