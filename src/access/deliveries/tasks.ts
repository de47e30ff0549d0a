/** A task that calls a function, or that takes on a role for whatever it does. */
export interface Task {
  /** A name or an ARN; undefined for a task that calls something else. */
  readonly functionName?: string;
  readonly qualifier?: string;
  readonly roleArn?: string;
}

/** A state, as far as it matters here; whatever is in it was written by somebody. */
type State = Readonly<Record<string, unknown>>;

/** What calls a function by its name in the parameters, also with a task token. */
const INVOKE = /:states:[^:]*:[^:]*:(?:lambda:invoke|aws-sdk:lambda:invoke)(?:\.waitForTaskToken)?$/;

/**
 * The tasks of a definition in the Amazon States Language, at any depth: within branches and maps too.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
 */
export function tasksOf(definition: unknown): Task[] {
  const { States } = object(definition);
  return Object.values(object(States)).map(object).flatMap((state) => [
    ...state.Type === 'Task' ? taskOf(state) : [],
    ...list(state.Branches).flatMap(tasksOf),
    ...tasksOf(state.Iterator),
    ...tasksOf(state.ItemProcessor),
  ]);
}

function taskOf(state: State): Task[] {
  const resource = text(state.Resource) ?? '';
  const { FunctionName, Qualifier } = { ...object(state.Parameters), ...object(state.Arguments) };
  const functionName = INVOKE.test(resource) ? text(FunctionName) : resource.includes(':function:') ? resource : undefined;
  const roleArn = text(object(state.Credentials).RoleArn);
  return functionName === undefined && roleArn === undefined ? [] : [{ functionName, qualifier: text(Qualifier), roleArn }];
}

function object(value: unknown): State {
  return typeof value === 'object' && value !== null ? value as State : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A JSONata expression is only known when the machine runs. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' && !value.startsWith('{%') ? value : undefined;
}
