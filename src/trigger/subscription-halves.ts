import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnTopic, ITopic, TopicPolicy } from 'aws-cdk-lib/aws-sns';
import type { Half, HandOver } from '../link';
import { documentWith, pasteable } from '../link/hand-over-text';
import { display, publishHandOver, shellQuote } from '../link/publish-hand-over';
import { literalSourceArn } from '../link/source';
import { sourceHalf } from '../link/source-half';
import { accountRoot } from '../private/arns';
import { partitionOf } from '../private/environments';
import type { KnownEnvironment } from '../private/environments';
import { pathOf } from '../private/errors';
import { shortHash, topLevel } from '../private/names';
import { FIRST_POLICY } from '../private/warnings';
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

/**
 * The ARN as people of another account read it: where CloudFormation chooses the name, with a
 * placeholder for it that tells two topics apart.
 */
export function topicArnInText(topic: ITopic, env: KnownEnvironment): string {
  const placeholder = ownedTopic(topic)
    ? `arn:${env.partition}:sns:${env.region}:${env.account}:NAME_OF_${topic.node.path.replace(/\W+/g, '_')}`
    : 'TOPIC_ARN';
  return pasteable(topic, topicArnFor(topic, env), placeholder);
}

/** What to put for the placeholder in that ARN. */
function whereToFindTopic(topicArn: string): string {
  const placeholder = /TOPIC_ARN$|NAME_OF_\w+$/.exec(topicArn);
  return placeholder ? `; the ARN is only known at deployment: put that of the deployed topic for ${topicArn}` : '';
}

/** The topic's half: the target's account may subscribe the target, and nothing else. */
export function allowSubscribe(topic: ITopic, env: KnownEnvironment, target: ICrossAccountTarget): Half {
  const { account } = env;
  // both are in one partition; the region of an imported topic may be a token
  const partition = Token.isUnresolved(env.partition) ? partitionOf(target.targetRegion) : env.partition;
  const owned = ownedTopic(topic);
  const topicArn = topicArnInText(topic, env);
  const region = pasteable(topic, env.region, 'REGION');
  // a topic of another app is changed by people: they cannot read a reference
  const endpoint = target._arnIn(owned ? Stack.of(topic) : undefined);
  const text = (value: string) => display(topic, value);
  // resolved, because the text of a token differs from run to run and a Sid must not
  const id = shortHash(text(endpoint));
  const sid = `Subscribe${id}`;
  const half = sourceHalf({
    account,
    at: topic,
    statement: {
      sid,
      principals: [new ArnPrincipal(accountRoot(partition, target.targetAccount))],
      actions: ['sns:Subscribe'],
      resources: [owned ? topic.topicArn : topicArn],
      conditions: { StringEquals: { 'sns:Protocol': 'lambda', 'sns:Endpoint': endpoint } },
    },
    summary: `account ${text(account)}, which this app does not deploy, must let account ${text(target.targetAccount)} subscribe ${text(endpoint)} to ${topicArn} `
      + '(set-topic-attributes replaces the whole policy and names the targets of this app up to here: of several messages use the last, and add what is '
      + `there already; add-permission adds to it, but lets the account subscribe anything)${whereToFindTopic(topicArn)}`,
    commands: (statement) => [
      snsCommand('set-topic-attributes', { 'region': region, 'topic-arn': topicArn, 'attribute-name': 'Policy', 'attribute-value': documentWith(topic, sid, statement) }),
      snsCommand('add-permission', {
        'region': region,
        'topic-arn': topicArn,
        'label': `cross-account-${id}`,
        'aws-account-id': text(target.targetAccount),
        'action-name': 'Subscribe',
      }),
    ],
    add: (statement) => topic.addToResourcePolicy(statement),
  });
  informOfFirstPolicy(topic, half);
  return half;
}

function snsCommand(command: string, options: Record<string, string>): string {
  return `aws sns ${command} ${Object.entries(options).map(([option, value]) => `--${option} ${shellQuote(value)}`).join(' ')}`;
}

/**
 * A new topic has a policy that lets what acts for its owner's account publish (`AWS:SourceOwner`,
 * which AWS does not document); a policy that is set takes its place.
 *
 * @see https://github.com/awsdocs/iam-user-guide/issues/111
 * @see https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
 */
function informOfFirstPolicy(topic: ITopic, { construct }: Half): void {
  const policy = construct as TopicPolicy | undefined;
  if (policy?.document?.statementCount !== 1) { return; }
  Annotations.of(topic).addInfoV2(FIRST_POLICY,
    `${pathOf(topic)} gets a policy of its own, with which SNS drops the one that it gives a new topic; services of the topic's account that publish to it `
    + "(alarms, buckets, budgets) need a statement: topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'))");
}

/** The subscription that the other team must make. */
export function subscribeHandOver(topic: ITopic, env: KnownEnvironment, target: ICrossAccountTarget): HandOver {
  const { region } = env;
  const topicArn = topicArnInText(topic, env);
  const [account, endpoint] = [target.targetAccount, target._arnIn(undefined)].map((value) => display(topic, value));
  return publishHandOver(topic, {
    account: target.targetAccount,
    summary: `account ${account} must subscribe ${endpoint} to ${topicArn}: `
      + `a subscription that the topic's owner makes waits for a confirmation${whereToFindTopic(topicArn)}`,
    statement: JSON.stringify({
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: topicArn, Protocol: 'lambda', Endpoint: endpoint, Region: region },
    }),
    commands: [snsCommand('subscribe', { 'region': region, 'topic-arn': topicArn, 'protocol': 'lambda', 'notification-endpoint': endpoint })],
  });
}
