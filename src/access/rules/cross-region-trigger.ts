import type { Rule } from './rule';
import { fieldsOf } from '../values/arn';
import { hasUnknown, readable } from '../values/unknown';

/**
 * The sources that reach another region, and those of which AWS does not say it (schedules, APIs): nothing is said of them.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-cross-account-lambda-integrations.html
 */
const CROSSING = /topic|api|authorizer|destination|schedule/;

/** An IoT rule reaches queues of other regions: https://docs.aws.amazon.com/iot/latest/developerguide/accessing-cross-account-resources-using-rules.html */
function crosses(kind: string, targetService: string): boolean {
  return CROSSING.test(kind) || (kind === 'iot-rule' && targetService === 'sqs');
}

export const CROSS_REGION_TRIGGER: Rule = {
  id: 'cross-region-trigger',
  severity: 'error',
  title: 'A source of this kind reaches only functions of its own region',
  check: ({ cloud }) => cloud.deliveries.flatMap(({ kind, site, sourceArn, sourceRegion, targetArn }) => {
    const { region, service } = fieldsOf(targetArn);
    if (crosses(kind, service) || region === sourceRegion || [region, sourceRegion].some((text) => text === '' || hasUnknown(text))) { return []; }
    return [{
      message: `${readable(sourceArn)} is in ${sourceRegion} and ${readable(targetArn)} in ${region}: a ${kind.replace(/-/g, ' ')} reaches only its own region`,
      fix: `deploy a function in ${sourceRegion} for it, which may call the one in ${region}; or send through an SNS topic, or an EventBridge bus of ${region}, which both cross regions`,
      site,
    }];
  }),
};
