import type { Stack } from 'aws-cdk-lib';
import { messagesOf, statementsOf } from '../trigger/templates';

export const ANY_OF_ACCOUNT = 'cdk-cross-account-lambda:Source.anyOfAccount';
export const API_TIMEOUT = 'cdk-cross-account-lambda:Api.timeout';
export const CLOSED_METHODS = 'cdk-cross-account-lambda:CrossAccountApiAccess.closedMethods';

/** The beginning of what an API of account 111111111111 in eu-west-1 is to a function there. */
export const APIS = 'arn:aws:execute-api:eu-west-1:111111111111:';

interface Statement {
  readonly Sid: string;
  readonly Principal: unknown;
  readonly Condition: Record<string, Record<string, unknown>>;
}

/** The values of `aws:SourceArn` in the one statement of the stack, which is for API Gateway and has no other condition. */
export function sourceArnsOf(stack: Stack): unknown[] {
  const [statement, ...others] = statementsOf(stack) as Statement[];
  expect(others).toEqual([]);
  expect(statement).toMatchObject({ Sid: 'InvokeFunctionApigateway', Principal: { Service: 'apigateway.amazonaws.com' } });
  expect(Object.entries(statement.Condition).map(([operator, keys]) => [operator, Object.keys(keys)])).toEqual([['ArnLike', ['aws:SourceArn']]]);
  return [statement.Condition.ArnLike['aws:SourceArn']].flat();
}

/** The id of an API of the stack Source, as the stack of another account reads it. */
export function outputOf(logicalId: string): unknown {
  const readable = { StackName: 'Source', OutputName: expect.stringMatching(new RegExp(`^PublishOutputRef${logicalId}`)), Region: 'eu-west-1' };
  return { 'Fn::GetStackOutput': { ...readable, RoleArn: expect.stringMatching(/^arn:aws:iam::111111111111:role\//) } };
}

/** The texts of the messages with one id, and the constructs that have them. */
export function found(scope: Stack, level: 'info' | 'warning', id: string): [string, string][] {
  const end = ` [ack: ${id}]`;
  return messagesOf(scope, level).filter(({ text }) => text.endsWith(end)).map(({ path, text }) => [path, text.slice(0, -end.length)]);
}
