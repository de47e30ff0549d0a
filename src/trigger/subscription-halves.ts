import { Stack } from 'aws-cdk-lib';
import { AccountPrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnTopic, ITopic } from 'aws-cdk-lib/aws-sns';
import type { Half, HandOver } from '../link';
import { display, publishHandOver, shellQuote } from '../link/publish-hand-over';
import { literalSourceArn } from '../link/source';
import { sourceHalf } from '../link/source-half';
import type { KnownEnvironment } from '../private/environments';
import { shortHash, topLevel } from '../private/names';
import type { ICrossAccountTarget } from '../target';

/** The resource behind a topic of this app. */
export function ownedTopic(topic: ITopic): CfnTopic | undefined {
  return topic.node.defaultChild as CfnTopic | undefined;
}

/**
 * Literal where the topic has a name; else a reference, since the topic's stack is deployed first anyway.
 *
 * @param reader the stack that names it; undefined for what people read
 */
export function topicArnFor(topic: ITopic, { account, region, partition }: KnownEnvironment, reader?: Stack): string {
  const reference = ownedTopic(topic)?.ref ?? topic.topicArn;
  // within what is deployed as one, the reference also orders
  if (reader && topLevel(Stack.of(topic)) === topLevel(reader)) { return reference; }
  return literalSourceArn(topic, topic.topicArn, 'TopicName', (name) => `arn:${partition}:sns:${region}:${account}:${name}`) ?? reference;
}

/** The topic's half: the target's account may subscribe the target, and nothing else. */
export function allowSubscribe(topic: ITopic, env: KnownEnvironment, target: ICrossAccountTarget): Half {
  const { account, region } = env;
  const topicArn = topicArnFor(topic, env);
  const endpoint = target._arnIn(Stack.of(topic));
  const text = (value: string) => display(topic, value);
  // resolved, because the text of a token differs from run to run and a Sid must not
  const id = shortHash(text(endpoint));
  const options = {
    'region': region,
    'topic-arn': topicArn,
    'label': `cross-account-${id}`,
    'aws-account-id': target.targetAccount,
    'action-name': 'Subscribe',
  };
  return sourceHalf({
    account,
    at: topic,
    statement: {
      sid: `Subscribe${id}`,
      principals: [new AccountPrincipal(target.targetAccount)],
      actions: ['sns:Subscribe'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'sns:Protocol': 'lambda', 'sns:Endpoint': endpoint } },
    },
    summary: `account ${text(account)}, which this app does not deploy, must let account ${text(target.targetAccount)} subscribe ${text(endpoint)} to ${text(topicArn)}`,
    commands: () => [`aws sns add-permission ${Object.entries(options).map(([option, value]) => `--${option} ${shellQuote(text(value))}`).join(' ')}`],
    add: (statement) => topic.addToResourcePolicy(statement),
  });
}

/** The subscription that the other team must make. */
export function subscribeHandOver(topic: ITopic, env: KnownEnvironment, target: ICrossAccountTarget): HandOver {
  const text = (value: string) => display(topic, value);
  const { region } = env;
  const topicArn = topicArnFor(topic, env);
  const endpoint = target._arnIn(Stack.of(topic));
  const options = { 'region': region, 'topic-arn': topicArn, 'protocol': 'lambda', 'notification-endpoint': endpoint };
  return publishHandOver(topic, {
    account: target.targetAccount,
    summary: `account ${text(target.targetAccount)} must subscribe ${text(endpoint)} to ${text(topicArn)}: `
      + "a subscription that the topic's owner makes waits for a confirmation",
    statement: display(topic, {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: topicArn, Protocol: 'lambda', Endpoint: endpoint, Region: region },
    }),
    commands: [`aws sns subscribe ${Object.entries(options).map(([option, value]) => `--${option} ${shellQuote(text(value))}`).join(' ')}`],
  });
}
