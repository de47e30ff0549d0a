import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { At, Configured } from './configured';
import { delivery } from './configured';
import { knownTargets, sendAsService } from './send';
import { deployerStep } from './steps';
import type { Delivery } from '../model/delivery';
import { fieldsOf } from '../values/arn';

/**
 * Subscriptions of functions and queues. Whoever deploys the subscription subscribes; SNS then sends the topic, and to
 * functions no account: a permission with a source account is of no use, said
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html in 2023. What it sends to queues besides the topic is not documented.
 */
export const TOPICS: Readonly<Record<string, Configured>> = {
  'AWS::SNS::Subscription': (at, { TopicArn, Protocol, Endpoint }) =>
    subscription(at, at.reader.text(TopicArn), at.reader.text(Protocol), at.reader.text(Endpoint)),
  'AWS::SNS::Topic': (at, { Subscription }) => at.reader.objects(Subscription).flatMap(({ Protocol, Endpoint }) =>
    subscription(at, at.reader.ref(at.id), at.reader.text(Protocol), at.reader.text(Endpoint))),
};

function subscription(at: At, topicArn: string | undefined, protocol: string | undefined, endpoint: string | undefined): Delivery[] {
  const { reader, setting } = at;
  if (topicArn === undefined || (protocol !== 'lambda' && protocol !== 'sqs')) { return []; }
  return knownTargets(at, [endpoint]).map((target) => {
    const subscribe = deployerStep('topic', 'whoever deploys subscribes to the topic', reader.stack,
      { action: 'sns:Subscribe', resourceArn: topicArn }, { 'sns:Protocol': protocol, 'sns:Endpoint': target });
    const source = protocol === 'lambda' ? { arn: topicArn, account: null } : { arn: topicArn };
    const sender = { who: 'the topic', service: snsPrincipal(fieldsOf(topicArn).region, fieldsOf(target).region), source };
    return delivery(at, { kind: 'topic', sourceArn: topicArn }, target, [subscribe, ...sendAsService(setting, sender, target)]);
  });
}

/**
 * Where an opt-in region takes part, SNS calls under the principal of that region.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html
 */
function snsPrincipal(topicRegion: string, targetRegion: string): string {
  if (topicRegion === targetRegion) { return 'sns.amazonaws.com'; }
  const optIn = [targetRegion, topicRegion].find((region) => RegionInfo.get(region).isOptInRegion);
  return optIn === undefined ? 'sns.amazonaws.com' : `sns.${optIn}.amazonaws.com`;
}
