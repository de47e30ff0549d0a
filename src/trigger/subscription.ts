import { Stack } from 'aws-cdk-lib';
import { AccountPrincipal } from 'aws-cdk-lib/aws-iam';
import { SubscriptionProtocol } from 'aws-cdk-lib/aws-sns';
import type { CfnTopic, ITopic, ITopicSubscription, TopicSubscriptionConfig } from 'aws-cdk-lib/aws-sns';
import type { LambdaSubscriptionProps } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Caller } from '../caller';
import type { Half, HandOver } from '../link';
import { deployAfterResource } from '../link/order';
import { display, publishHandOver, shellQuote } from '../link/publish-hand-over';
import { literalSourceArn, sourceEnvironment } from '../link/source';
import { sourceHalf } from '../link/source-half';
import { compareAccounts, isOtherRegion } from '../private/environments';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { shortHash, topLevel } from '../private/names';
import { CrossAccountTarget } from '../target';
import type { ICrossAccountTarget } from '../target';

/** How a function of another account is subscribed: filters, and the queue for what cannot be delivered. */
export interface CrossAccountSubscriptionProps extends LambdaSubscriptionProps {}

/**
 * A topic in one account that calls a function in another, also in another region.
 *
 * In place of `LambdaSubscription` of aws-cdk-lib, which forgets the topic's policy. Topic's
 * account: a statement of the topic's policy with which the target's account may subscribe exactly
 * this function. Target's account: the subscription, since SNS asks only a foreign subscriber for a
 * confirmation; and `sns.amazonaws.com` may invoke the target, for this topic. The target's stack is
 * deployed after the topic's. A topic of another app: its half is handed over.
 *
 * The first statement in a topic's policy replaces the policy that SNS gives a new topic, with which
 * services of the topic's own account publish (alarms, buckets): grant them with
 * `topic.grantPublish`, as with any statement that aws-cdk-lib adds.
 *
 * `deadLetterQueue` must be in the account of the subscription, the target's, and in the topic's
 * region (not verified for topics of another account).
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns-example.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html
 *
 * @example
 * topic.addSubscription(new CrossAccountSubscription(target));
 */
export class CrossAccountSubscription implements ITopicSubscription {
  /**
   * The topic's half alone, for a target that another app deploys: the target's account may
   * subscribe the target. The subscription and the permission are handed over.
   *
   * @param topic the topic
   * @param target the function that will be subscribed
   * @returns the topic's half, and what the target's account must contain
   * @throws if the topic's account is not known
   */
  public static allow(topic: ITopic, target: ICrossAccountTarget): Half[] {
    if (target instanceof CrossAccountTarget) {
      throw misuse({
        problem: `${pathOf(target)} is a target of this app, which can be subscribed at once`,
        expected: 'a target of another app',
        fix: 'write topic.addSubscription(new CrossAccountSubscription(target))',
        at: topic,
      });
    }
    const env = sourceEnvironment(topic, topic, Stack.of(target));
    requireStandard(topic);
    const halves = [allowSubscribe(topic, env, target), target.grants.invoke(Caller.topic(topic.topicArn, { region: env.region }))];
    return [...halves, { written: false, account: target.targetAccount, handOver: subscribeHandOver(topic, env, target) }];
  }

  private readonly target: ICrossAccountTarget;
  private readonly props: CrossAccountSubscriptionProps;

  /**
   * @param target the function that is called, of this app
   * @param props filters, and the queue for what cannot be delivered
   */
  constructor(target: ICrossAccountTarget, props: CrossAccountSubscriptionProps = {}) {
    this.target = target;
    this.props = props;
  }

  /**
   * Called by `topic.addSubscription`.
   *
   * @param topic the topic, of this app or imported
   * @throws if the target is of another app (use `CrossAccountSubscription.allow`), if the topic is
   * a FIFO topic, or its account is not known at synthesis
   */
  public bind(topic: ITopic): TopicSubscriptionConfig {
    if (!(this.target instanceof CrossAccountTarget)) {
      throw misuse({
        problem: `${pathOf(this.target)} is a function of another app, whose account must make the subscription`,
        expected: 'a target of this app',
        fix: "write the topic's half with CrossAccountSubscription.allow(topic, target), which hands the rest over",
        at: topic,
      });
    }
    requireStandard(topic);
    const own = Stack.of(this.target);
    const env = sourceEnvironment(topic, topic, own);
    this.requireDeadLetterQueue(topic, env);
    const topicArn = arnFor(topic, env, own);
    // within one account the policy of whoever deploys is enough
    const half = compareAccounts(env.account, this.target.targetAccount) === 'same' || Stack.of(topic) === own ? undefined : allowSubscribe(topic, env, this.target);
    const permission = this.target.grants.invoke(Caller.topic(topicArn, { region: env.region }));
    if (half?.construct) {
      deployAfterResource(
        this.target,
        half.construct,
        [],
        `${pathOf(this.target)} subscribes to ${pathOf(topic)}, whose policy must allow it first`,
        'let one of the two be called by an event bus, which needs no order (CrossAccountRuleTarget)',
      );
    }
    const config: TopicSubscriptionConfig & { topic: Pick<ITopic, 'topicArn'> } = {
      // the subscription's own prop: an L2 topic without a name does not let other accounts write its ARN
      topic: { topicArn },
      subscriberScope: this.target,
      subscriberId: `Subscription${shortHash(topic.node.path)}`,
      endpoint: this.target._arnIn(own),
      protocol: SubscriptionProtocol.LAMBDA,
      region: isOtherRegion(env.region, this.target.targetRegion) ? env.region : undefined,
      subscriptionDependency: permission.construct,
      ...this.props,
    };
    return config;
  }

  /** https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html */
  private requireDeadLetterQueue(topic: ITopic, { region }: KnownEnvironment): void {
    const queue = this.props.deadLetterQueue;
    if (!queue) { return; }
    const elsewhere = compareAccounts(queue.env.account, this.target.targetAccount) === 'different' || isOtherRegion(queue.env.region, region);
    if (!elsewhere) { return; }
    throw misuse({
      problem: `deadLetterQueue ${pathOf(queue)} is in account ${queue.env.account} and region ${queue.env.region}`,
      expected: `a queue in account ${this.target.targetAccount}, which owns the subscription, and in the topic's region ${region}`,
      fix: "make the queue in a stack of the target's account",
      at: topic,
    });
  }
}

/** Literal where the topic has a name; else a reference, since the topic's stack is deployed first anyway. */
function arnFor(topic: ITopic, { account, region, partition }: KnownEnvironment, own: Stack): string {
  const reference = (topic.node.defaultChild as CfnTopic | undefined)?.ref ?? topic.topicArn;
  // within what is deployed as one, the reference also orders
  if (topLevel(Stack.of(topic)) === topLevel(own)) { return reference; }
  return literalSourceArn(topic, topic.topicArn, 'TopicName', (name) => `arn:${partition}:sns:${region}:${account}:${name}`) ?? reference;
}

function allowSubscribe(topic: ITopic, { account, region }: KnownEnvironment, target: ICrossAccountTarget): Half {
  const endpoint = target._arnIn(Stack.of(topic));
  const text = (value: string) => display(topic, value);
  // resolved, because the text of a token differs from run to run and a Sid must not
  const id = shortHash(text(endpoint));
  const options = {
    'region': region,
    'topic-arn': topic.topicArn,
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
    summary: `account ${text(account)}, which this app does not deploy, must let account ${text(target.targetAccount)} subscribe ${text(endpoint)} to ${text(topic.topicArn)}`,
    commands: () => [`aws sns add-permission ${Object.entries(options).map(([option, value]) => `--${option} ${shellQuote(text(value))}`).join(' ')}`],
    add: (statement) => topic.addToResourcePolicy(statement),
  });
}

function subscribeHandOver(topic: ITopic, { region }: KnownEnvironment, target: ICrossAccountTarget): HandOver {
  const text = (value: string) => display(topic, value);
  const endpoint = target._arnIn(Stack.of(topic));
  const options = { 'region': region, 'topic-arn': topic.topicArn, 'protocol': 'lambda', 'notification-endpoint': endpoint };
  return publishHandOver(topic, {
    account: target.targetAccount,
    summary: `account ${text(target.targetAccount)} must subscribe ${text(endpoint)} to ${text(topic.topicArn)}: `
      + "a subscription that the topic's owner makes waits for a confirmation",
    statement: display(topic, {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: topic.topicArn, Protocol: 'lambda', Endpoint: endpoint, Region: region },
    }),
    commands: [`aws sns subscribe ${Object.entries(options).map(([option, value]) => `--${option} ${shellQuote(text(value))}`).join(' ')}`],
  });
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-lambda-as-subscriber.html */
function requireStandard(topic: ITopic): void {
  if (!topic.fifo) { return; }
  throw misuse({
    problem: `${pathOf(topic)} is a FIFO topic, which calls no functions`,
    expected: 'a standard topic',
    fix: 'subscribe an SQS queue to it, and let the function read the queue (CrossAccountQueueEventSource)',
    at: topic,
  });
}
