import { Stack } from 'aws-cdk-lib';
import { SubscriptionProtocol } from 'aws-cdk-lib/aws-sns';
import type { ITopic, ITopicSubscription, TopicSubscriptionConfig } from 'aws-cdk-lib/aws-sns';
import type { LambdaSubscriptionProps } from 'aws-cdk-lib/aws-sns-subscriptions';
import { allowSubscribe, ownedTopic, subscribeHandOver, topicArnFor, topicArnInText } from './subscription-halves';
import { Caller } from '../caller';
import type { Half } from '../link';
import { deployAfterResource } from '../link/order';
import { requireReadable } from '../link/readable';
import { sourceEnvironment } from '../link/source';
import { compareAccounts, isOtherRegion } from '../private/environments';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { shortHash } from '../private/names';
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
 * `topic.grantPublish`, as with any statement that aws-cdk-lib adds; a message says so.
 *
 * `deadLetterQueue` must be in the account of the subscription, the target's, and in the topic's
 * region (not verified for topics of another account). One with a key of yours: let the service use
 * it, with `key.grantEncryptDecrypt(new iam.ServicePrincipal('sns.amazonaws.com'))`.
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
  public static allowSubscription(topic: ITopic, target: ICrossAccountTarget): Half[] {
    if (target instanceof CrossAccountTarget) {
      throw misuse({
        problem: `${pathOf(target)} is a target of this app, which can be subscribed at once`,
        expected: 'a target of another app',
        fix: 'write topic.addSubscription(new CrossAccountSubscription(target))',
        at: topic,
      });
    }
    const env = sourceEnvironment(topic, topic, undefined);
    requireStandard(topic);
    const caller = Caller.topic(topicArnInText(topic, env), { region: env.region });
    const halves = [allowSubscribe(topic, env, target), target.grants.invoke(caller)];
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
   * @throws if the target is of another app (use `CrossAccountSubscription.allowSubscription`), if the topic is
   * a FIFO topic, or its account is not known at synthesis
   */
  public bind(topic: ITopic): TopicSubscriptionConfig {
    if (!(this.target instanceof CrossAccountTarget)) {
      throw misuse({
        problem: `${pathOf(this.target)} is a function of another app, whose account must make the subscription`,
        expected: 'a target of this app',
        fix: "write the topic's half with CrossAccountSubscription.allowSubscription(topic, target), which hands the rest over",
        at: topic,
      });
    }
    requireStandard(topic);
    const subscriberId = `Subscription${shortHash(topic.node.path)}`;
    requireFirst(topic, this.target, subscriberId);
    const own = Stack.of(this.target);
    const env = sourceEnvironment(topic, topic, own);
    this.requireDeadLetterQueue(topic, env);
    const ownTopic = ownedTopic(topic);
    const topicArn = topicArnFor(topic, env, own);
    requireReadable({ reader: this.target, text: topicArn, part: 'the ARN', source: topic, remedy: 'give a new topic a topicName' });
    // within one account the policy of whoever deploys is enough
    const sameAccount = compareAccounts(env.account, this.target.targetAccount) === 'same' || ownTopic?.stack === own;
    const first = sameAccount ? ownTopic : allowSubscribe(topic, env, this.target).construct;
    const permission = this.target.grants.invoke(Caller.topic(topicArn, { region: env.region }));
    if (first) {
      deployAfterResource(
        this.target,
        first,
        [],
        `${pathOf(this.target)} subscribes to ${pathOf(topic)}, which must be there, and allow it, first`,
        'let one of the two be called by an event bus, which needs no order (CrossAccountRuleTarget)',
      );
    }
    const config: TopicSubscriptionConfig & { topic: Pick<ITopic, 'topicArn'> } = {
      // the subscription's own prop: an L2 topic without a name does not let other accounts write its ARN
      topic: { topicArn },
      subscriberScope: this.target,
      subscriberId,
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

/** SNS refuses a second one, "Subscription already exists with different attributes": https://github.com/localstack/localstack/issues/8816 */
function requireFirst(topic: ITopic, target: CrossAccountTarget, subscriberId: string): void {
  if (!target.node.tryFindChild(subscriberId)) { return; }
  throw misuse({
    problem: `${pathOf(target)} is subscribed to ${pathOf(topic)} already, and SNS keeps one subscription of an endpoint to a topic`,
    expected: 'one subscription for both',
    fix: 'write one filter policy that lets both through, or subscribe a second CrossAccountTarget of the function, with another aliasName',
    at: topic,
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
