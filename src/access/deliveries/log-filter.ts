import type { At, Configured } from './configured';
import { delivery } from './configured';
import { knownTargets, sendAsService, sendByRole } from './send';
import { deployerStep } from './steps';
import type { Delivery, DeliveryRequest } from '../model/delivery';
import { fieldsOf } from '../values/arn';

/**
 * Subscription filters: to a function of the same account, to a stream with a role, or to a destination of another account.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export const LOG_FILTERS: Readonly<Record<string, Configured>> = {
  'AWS::Logs::SubscriptionFilter': (at, { LogGroupName, DestinationArn, RoleArn }) => {
    const { reader } = at;
    const target = reader.text(DestinationArn);
    if (target === undefined) { return []; }
    const { partition, region, account } = reader.stack;
    const sourceArn = `arn:${partition}:logs:${region}:${account}:log-group:${reader.text(LogGroupName)}:*`;
    return filter(at, sourceArn, target, requestsOf(at, sourceArn, target, reader.text(RoleArn)));
  },
};

function filter(at: At, sourceArn: string, target: string, requests: readonly DeliveryRequest[]): Delivery[] {
  return requests.length === 0 ? [] : [delivery(at, { kind: 'log-group', sourceArn }, target, requests)];
}

function requestsOf(at: At, sourceArn: string, target: string, role: string | undefined): DeliveryRequest[] {
  const { reader, setting } = at;
  const { service, resource } = fieldsOf(target);
  if (service === 'logs' && resource.startsWith('destination:')) {
    return [deployerStep('stream', 'whoever deploys sets the filter on the destination', reader.stack, { action: 'logs:PutSubscriptionFilter', resourceArn: target }, {})];
  }
  if (knownTargets(at, [target]).length === 0) { return []; }
  const sender = { who: 'the log group', service: 'logs.amazonaws.com', source: { arn: sourceArn, account: reader.stack.account } };
  return role === undefined ? sendAsService(setting, sender, target) : sendByRole(setting, sender, role, target);
}
