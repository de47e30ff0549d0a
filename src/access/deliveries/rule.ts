import type { At, Configured } from './configured';
import { delivery } from './configured';
import { knownTargets, sendAsService, sendByRole } from './send';
import type { Delivery } from '../model/delivery';
import { fieldsOf } from '../values/arn';
import { readable } from '../values/unknown';

/**
 * The targets of a rule. With a role EventBridge takes that on, without one it calls as itself for the rule. Whether it
 * also sends the account is not sure: AWS lists the key (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html),
 * and calls with it were seen to fail (https://github.com/awsdocs/aws-cloudformation-user-guide/pull/481).
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-cross-account.html
 */
export const RULES: Readonly<Record<string, Configured>> = {
  'AWS::Events::Rule': (at, { Targets }) => at.reader.objects(Targets).flatMap(({ Arn, RoleArn }) => {
    const [target, role] = [at.reader.text(Arn), at.reader.text(RoleArn)];
    noteBus(at, target);
    return knownTargets(at, [target]).map((known) => toTarget(at, known, role));
  }),
};

function toTarget(at: At, target: string, role: string | undefined): Delivery {
  const { reader, id, setting } = at;
  const arn = reader.arn(id);
  const requests = role === undefined
    ? sendAsService(setting, { who: 'the rule', service: 'events.amazonaws.com', source: { arn } }, target)
    // what EventBridge says of the rule when it takes on a role is not documented
    : sendByRole(setting, { who: 'the rule', service: 'events.amazonaws.com', source: {} }, role, target);
  return delivery(at, { kind: 'rule', sourceArn: arn }, target, requests);
}

function noteBus({ reader, id }: At, target = ''): void {
  const { service, account } = fieldsOf(target);
  if (service === 'events' && account !== reader.stack.account) {
    reader.note(id, `whether its events reach the bus ${readable(target)} is not checked: the rules of that bus decide what becomes of them`);
  }
}
