import type { At, Configured } from './configured';
import { delivery } from './configured';
import { knownTargets, sendWithRole } from './send';
import { assumeStep, roleStep } from './steps';
import { tasksOf } from './tasks';
import type { Task } from './tasks';
import type { Delivery } from '../model/delivery';
import { functionArn } from '../read/resources/function-arn';
import type { Properties } from '../read/template-reader';
import { fieldsOf } from '../values/arn';
import { readable } from '../values/unknown';

/**
 * The tasks of a state machine that call functions, under the machine's role or one that it takes on. For the machine's own
 * role Step Functions sends the machine and its account, and for the role of a task the machine as external id.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
 */
export const STATE_MACHINES: Readonly<Record<string, Configured>> = {
  'AWS::StepFunctions::StateMachine': (at, props) => {
    const { reader, id } = at;
    const role = reader.text(props.RoleArn);
    const definition = definitionOf(at, props);
    if (definition === undefined || role === undefined) {
      reader.note(id, 'what the state machine calls is not known: its definition is not in the template');
      return [];
    }
    return tasksOf(definition).flatMap((task) => taskOf(at, role, task));
  },
};

function taskOf(at: At, machineRole: string, { functionName, qualifier, roleArn }: Task): Delivery[] {
  const { reader, id, setting } = at;
  const machine = reader.arn(id);
  const start = assumeStep('states.amazonaws.com', machineRole, { arn: machine, account: fieldsOf(machine).account });
  const assume = roleArn === undefined ? [] : [roleStep('assume', 'the state machine assumes the role of the task', setting.identity(machineRole),
    { action: 'sts:AssumeRole', resourceArn: roleArn }, { 'sts:ExternalId': machine })];
  const [target] = knownTargets(at, functionName === undefined ? [] : [functionArn(reader, functionName, qualifier)]);
  const call = target === undefined ? [] : sendWithRole(setting, roleArn === undefined ? 'the state machine' : 'the task', roleArn ?? machineRole, target);
  const reached = target ?? roleArn;
  return reached === undefined ? [] : [delivery(at, { kind: 'state-machine', sourceArn: machine }, reached, [start, ...assume, ...call])];
}

/** The definition as an object; `undefined` where it lies in a file on S3, or is no JSON. */
function definitionOf({ reader, id }: At, { Definition, DefinitionString, DefinitionSubstitutions }: Properties): Properties | undefined {
  if (Definition !== undefined) { return reader.object(Definition); }
  const text = reader.text(DefinitionString);
  if (text === undefined) { return undefined; }
  const substitutions = reader.object(DefinitionSubstitutions);
  try {
    return Object(JSON.parse(text.replace(/\$\{([^}]+)\}/g, (whole, name: string) => reader.text(substitutions[name]) ?? whole))) as Properties;
  } catch {
    reader.note(id, `the definition is no JSON: ${readable(text.slice(0, 60))}`);
    return undefined;
  }
}
