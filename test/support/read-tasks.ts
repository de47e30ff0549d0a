import type { Call } from './authorizer';
import { INVOKE, isFunction } from './delivery';
import type { Sent } from './delivery';
import type { Properties, TemplateReader } from './template-reader';

interface State {
  readonly Resource?: string;
  readonly Parameters?: { readonly FunctionName?: string };
  readonly Arguments?: { readonly FunctionName?: string };
  readonly Credentials?: { readonly RoleArn?: string };
}

/**
 * The tasks of a state machine that invoke functions, with its own role or with one it assumes.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
 */
export function readTasks(reader: TemplateReader, props: Properties): Sent[] {
  const definition = JSON.parse(reader.intrinsics.text(props.DefinitionString)) as { States: Record<string, State> };
  const machineRole = reader.intrinsics.text(props.RoleArn);
  return Object.values(definition.States).flatMap((state) => {
    const name = state.Parameters?.FunctionName ?? state.Arguments?.FunctionName;
    const { Resource: resource = '' } = state;
    const functionArn = resource.includes(':lambda:invoke') ? name : resource;
    if (!isFunction(functionArn)) { return []; }
    const start: Call = { principalArn: 'states.amazonaws.com', action: 'sts:AssumeRole', resourceArn: machineRole };
    const taskRole = state.Credentials?.RoleArn;
    const assume: Call[] = taskRole ? [{ principalArn: machineRole, action: 'sts:AssumeRole', resourceArn: taskRole }] : [];
    return [{ functionArn, calls: [start, ...assume, { principalArn: taskRole ?? machineRole, action: INVOKE, resourceArn: functionArn }] }];
  });
}
