import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import type { IApiCall } from '@aws-cdk/integ-tests-alpha';
import { Duration, Stack } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SOURCE } from './environment';
import { ANSWER } from './functions';

/** A function of the source account is invoked, calls the target account, and says how that went. */
export interface Call {
  readonly caller: IFunction;
  readonly event: Record<string, unknown>;
  readonly result: Record<string, unknown>;
}

/** `callingFunction` reaches the target with this prefix of environment variables. */
export function allowed(caller: IFunction, target: string): Call {
  return { caller, event: { target }, result: { answer: ANSWER } };
}

/** `callingFunction` is turned away at the target's alias. */
export function denied(caller: IFunction, target: string): Call {
  return { caller, event: { target }, result: { error: 'AccessDeniedException' } };
}

/** `callingFunction` is turned away at the function behind the target's alias. */
export function deniedUnqualified(caller: IFunction, target: string): Call {
  return { caller, event: { target, unqualified: true }, result: { error: 'AccessDeniedException' } };
}

/** What a `roleCallingFunction` does: which role it assumes, whom it calls, and what it sends to STS instead of its variables. */
export interface RoleCall {
  readonly role: string;
  readonly target: string;
  readonly sent?: Record<string, unknown>;
}

/** `roleCallingFunction` reaches the target as the role with this prefix of environment variables. */
export function allowedAs(caller: IFunction, call: RoleCall): Call {
  return { caller, event: { ...call }, result: { answer: ANSWER } };
}

/** `roleCallingFunction` is turned away by STS, whose error has another name than Lambda's. */
export function deniedAs(caller: IFunction, call: RoleCall): Call {
  return { caller, event: { ...call }, result: { error: 'AccessDenied' } };
}

/** The stacks of both accounts, and the calls that must and must not get through. */
export interface TwoAccountTestProps {
  /** All stacks of the test: integ-runner compares no others. */
  readonly stacks: Stack[];
  readonly allowed: Call[];
  readonly denied: Call[];
}

/**
 * Deploys the stacks, then lets the functions call.
 *
 * The denied calls come last: a denial proves something only when the calls beside it get through,
 * so that it is not merely a policy that IAM has not spread yet.
 */
export function twoAccountTest(app: App, id: string, props: TwoAccountTestProps): void {
  // where the functions are that it invokes
  const assertionStack = new Stack(app, `${id}Assertions`, { env: SOURCE });
  for (const stack of props.stacks) { assertionStack.addDependency(stack, 'the calls need both halves'); }

  const { assertions } = new IntegTest(app, id, {
    testCases: props.stacks,
    assertionStack,
    // it would deploy the snapshot, which names placeholder accounts
    stackUpdateWorkflow: false,
  });
  const invoke = ({ caller, event, result }: Call): IApiCall => assertions
    .invokeFunction({ functionName: caller.functionName, payload: JSON.stringify(event) })
    .expect(ExpectedResult.objectLike({ StatusCode: 200, Payload: Match.serializedJson(result) }));

  const calls = [
    ...props.allowed.map((call) => invoke(call).waitForAssertions({ interval: Duration.seconds(5), totalTimeout: Duration.minutes(2) })),
    ...props.denied.map(invoke),
  ];
  calls.reduce((before, after) => before.next(after));
}
