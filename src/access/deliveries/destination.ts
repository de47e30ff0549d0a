import type { Configured } from './configured';
import { delivery, textsIn } from './configured';
import { knownTargets, sendWithRole } from './send';
import { functionArn, unqualified } from '../read/resources/function-arn';
import { readable } from '../values/unknown';

/**
 * Where Lambda takes what came of asynchronous calls: to destinations and dead-letter queues, with the function's role.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export const DESTINATIONS: Readonly<Record<string, Configured>> = {
  'AWS::Lambda::EventInvokeConfig': (at, { FunctionName, DestinationConfig }) => {
    const { reader, id, setting } = at;
    const targets = knownTargets(at, textsIn(reader.object(DestinationConfig)));
    const sourceArn = functionArn(reader, reader.text(FunctionName) ?? '');
    const role = setting.known.functions.get(unqualified(sourceArn))?.roleArn;
    if (role === undefined) {
      if (targets.length > 0) { reader.note(id, `who sends to ${targets.map(readable).join(', ')} is not known: no template here creates the function ${readable(sourceArn)}`); }
      return [];
    }
    return targets.map((target) => delivery(at, { kind: 'destination', sourceArn }, target, sendWithRole(setting, 'the function', role, target)));
  },
  'AWS::Lambda::Function': (at, { DeadLetterConfig, Role }) => {
    const { reader, setting } = at;
    const [[target], role] = [knownTargets(at, [reader.text(reader.object(DeadLetterConfig).TargetArn)]), reader.text(Role)];
    return target === undefined || role === undefined ? []
      : [delivery(at, { kind: 'dead-letter', sourceArn: reader.arn(at.id) }, target, sendWithRole(setting, 'the function', role, target))];
  },
};
