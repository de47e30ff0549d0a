import { Annotations, Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { display } from '../link/publish-hand-over';
import { misuse, pathOf } from '../private/errors';
import { ENVIRONMENT_NOT_SET } from '../private/warnings';
import { ownedFunction } from '../target/qualified-function';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Environment.html: a letter, then letters, digits and underscores */
const PREFIX = /^[a-zA-Z][a-zA-Z0-9_]*$/;

/** The variables that tell the function's code whom to call. */
export class InvokerEnvironment {
  private readonly variables = new Map<string, string>();

  constructor(private readonly scope: Construct, private readonly fn?: IFunction) {}

  public get all(): Record<string, string> {
    return Object.fromEntries(this.variables);
  }

  public set(prefix: string, targetArn: string, region: string | undefined): void {
    this.setOne(`${prefix}_TARGET_ARN`, targetArn);
    if (region !== undefined) { this.setOne(`${prefix}_TARGET_REGION`, region); }
  }

  private setOne(name: string, value: string): void {
    const before = this.variables.get(name);
    if (before === value) { return; }
    if (before !== undefined) {
      throw misuse({
        problem: `two targets would share the environment variable ${name}`,
        got: value,
        expected: `${JSON.stringify(before)}, the value it has already`,
        fix: "give one of them a prefix: invoker.addTarget(target, { environmentPrefix: 'OTHER' })",
        at: this.scope,
      });
    }
    this.variables.set(name, value);
    if (!this.fn) { return; }
    const { addEnvironment } = this.fn as Partial<LambdaFunction>;
    if (addEnvironment) {
      this.requireFree(this.fn, name, value);
      addEnvironment.call(this.fn, name, value);
    } else {
      Annotations.of(this.scope).addInfoV2(ENVIRONMENT_NOT_SET,
        `the environment of ${pathOf(this.fn)} cannot be changed here; set ${name}=${display(this.scope, value)} where its function is created`);
    }
  }

  /** Another invoker, or the user, may have set the variable: `addEnvironment` would overwrite it in silence. */
  private requireFree(fn: IFunction, name: string, value: string): void {
    const stack = Stack.of(fn);
    const { variables } = (stack.resolve(ownedFunction(fn)?.environment) ?? {}) as { variables?: Record<string, unknown> };
    const before = variables?.[name];
    if (before === undefined || JSON.stringify(before) === JSON.stringify(stack.resolve(value))) { return; }
    throw misuse({
      problem: `the environment variable ${name} of ${pathOf(fn)} is set already`,
      got: before,
      expected: 'a variable that nobody else sets',
      fix: "choose another prefix: invoker.addTarget(target, { environmentPrefix: 'OTHER' })",
      at: this.scope,
    });
  }
}

/** The prefix of a target's variables: what the user said, or the target's id in upper snake case. */
export function environmentPrefix(at: Construct, targetId: string, given?: string): string {
  const prefix = given ?? targetId
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[^a-zA-Z0-9]+/g, '_')
    .toUpperCase();
  if (PREFIX.test(prefix)) { return prefix; }
  throw misuse({
    problem: given === undefined ? `no environment variable can be named after target id '${targetId}'` : 'environmentPrefix cannot start the name of an environment variable',
    got: prefix,
    expected: 'a letter, then letters, digits and underscores',
    fix: "write invoker.addTarget(target, { environmentPrefix: 'ORDERS' })",
    at,
  });
}
