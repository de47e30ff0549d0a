import type { At, Configured } from './configured';
import { delivery } from './configured';
import { knownTargets, sendByRole } from './send';
import { functionArn } from '../read/resources/function-arn';
import type { Properties } from '../read/template-reader';

/**
 * A schedule calls with its role. EventBridge Scheduler takes it on for the schedule's group.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
export const SCHEDULES: Readonly<Record<string, Configured>> = {
  'AWS::Scheduler::Schedule': (at, { Target, GroupName }) => {
    const { reader, id, setting } = at;
    const target = reader.object(Target);
    const [[targetArn], role] = [knownTargets(at, [targetOf(at, target)]), reader.text(target.RoleArn)];
    if (targetArn === undefined || role === undefined) { return []; }
    const { partition, region, account } = reader.stack;
    const group = reader.text(GroupName) ?? 'default';
    const source = { arn: `arn:${partition}:scheduler:${region}:${account}:schedule-group/${group}`, account };
    const sourceArn = `arn:${partition}:scheduler:${region}:${account}:schedule/${group}/${reader.ref(id)}`;
    return [delivery(at, { kind: 'schedule', sourceArn }, targetArn,
      sendByRole(setting, { who: 'the schedule', service: 'scheduler.amazonaws.com', source }, role, targetArn))];
  },
};

/** Also of the universal target: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html */
function targetOf({ reader }: At, { Arn, Input }: Properties): string | undefined {
  const arn = reader.text(Arn);
  if (arn === undefined || !arn.endsWith(':aws-sdk:lambda:invoke')) { return arn; }
  const { FunctionName, Qualifier } = jsonOf(reader.text(Input));
  return typeof FunctionName === 'string' ? functionArn(reader, FunctionName, typeof Qualifier === 'string' ? Qualifier : undefined) : undefined;
}

function jsonOf(text = '{}'): Properties {
  try {
    return Object(JSON.parse(text)) as Properties;
  } catch {
    return {};
  }
}
