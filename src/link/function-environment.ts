import { Annotations, Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct, IConstruct } from 'constructs';
import { display } from './publish-hand-over';
import { misuse, pathOf } from '../private/errors';
import { ownedFunction } from '../private/function-name';
import { ENVIRONMENT_NOT_SET } from '../private/warnings';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Environment.html: a letter, then letters, digits and underscores */
const PREFIX = /^[a-zA-Z][a-zA-Z0-9_]*$/;

/** The variables that tell a function's code whom to call, and how. */
export class FunctionEnvironment {
  private readonly variables = new Map<string, string>();

  /**
   * @param scope where messages point to
   * @param fn the function whose environment is set; without one the variables are only collected
   * @param otherPrefix how the user chooses another prefix, as code
   */
  constructor(private readonly scope: Construct, private readonly fn: IFunction | undefined, private readonly otherPrefix: string) {}

  public get all(): Record<string, string> {
    return Object.fromEntries(this.variables);
  }

  /** Variables without a value are not set. */
  public set(values: Record<string, string | undefined>): void {
    for (const [name, value] of Object.entries(values)) {
      if (value !== undefined) { this.setOne(name, value); }
    }
  }

  private setOne(name: string, value: string): void {
    const before = this.variables.get(name);
    if (before === value) { return; }
    if (before !== undefined) {
      throw misuse({
        problem: `two targets would share the environment variable ${name}`,
        got: value,
        expected: `${JSON.stringify(before)}, the value it has already`,
        fix: `give one of them a prefix: ${this.otherPrefix}`,
        at: this.scope,
      });
    }
    this.variables.set(name, value);
    if (!this.fn) { return; }
    const { addEnvironment } = this.fn as Partial<LambdaFunction>;
    if (addEnvironment) {
      requireFree(this.scope, this.fn, name, value, `choose another prefix: ${this.otherPrefix}`);
      addEnvironment.call(this.fn, name, value);
    } else {
      Annotations.of(this.scope).addInfoV2(ENVIRONMENT_NOT_SET,
        `the environment of ${pathOf(this.fn)} cannot be changed here; set ${name}=${display(this.scope, value)} where its function is created`);
    }
  }
}

/**
 * Somebody else may have set the variable: `addEnvironment` would overwrite it in silence.
 *
 * @param value what it may be already; undefined if it must not be set at all
 */
export function requireFree(at: IConstruct, fn: IFunction, name: string, value: string | undefined, fix: string): void {
  const stack = Stack.of(fn);
  const { variables } = (stack.resolve(ownedFunction(fn)?.environment) ?? {}) as { variables?: Record<string, unknown> };
  const before = variables?.[name];
  if (before === undefined || JSON.stringify(before) === JSON.stringify(stack.resolve(value))) { return; }
  throw misuse({
    problem: `the environment variable ${name} of ${pathOf(fn)} is set already`,
    got: before,
    expected: 'a variable that nobody else sets',
    fix,
    at,
  });
}

/**
 * The prefix of the variables of a target or role: what the user said, or its id in upper snake case.
 *
 * @param kind what is named, for messages
 * @param otherPrefix how the user chooses another prefix, as code
 */
export function environmentPrefix(at: IConstruct, kind: 'target' | 'role', id: string, given: string | undefined, otherPrefix: string): string {
  const prefix = given ?? id
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[^a-zA-Z0-9]+/g, '_')
    .toUpperCase();
  if (kind === 'role' && prefix === 'AWS') {
    throw misuse({
      problem: 'the prefix AWS would set AWS_ROLE_ARN, which the AWS SDKs read themselves',
      expected: 'another prefix',
      fix: `write ${otherPrefix}`,
      at,
    });
  }
  if (PREFIX.test(prefix)) { return prefix; }
  throw misuse({
    problem: given === undefined ? `no environment variable can be named after ${kind} id '${id}'` : 'environmentPrefix cannot start the name of an environment variable',
    got: prefix,
    expected: 'a letter, then letters, digits and underscores',
    fix: `write ${otherPrefix}`,
    at,
  });
}
