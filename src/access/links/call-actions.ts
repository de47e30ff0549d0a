import { matchesPattern } from '../values/pattern';

/**
 * The actions that make a call of their own, by service: those for which a missing half stops an application. Beside them
 * a grant has others (sqs:GetQueueUrl, kinesis:ListShards) that are convenient and often left out on purpose.
 */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'lambda': ['lambda:InvokeFunction', 'lambda:InvokeFunctionUrl'],
  'iam': ['sts:AssumeRole'],
  'sqs': ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'],
  'sns': ['sns:Publish'],
  'kinesis': ['kinesis:PutRecord', 'kinesis:PutRecords', 'kinesis:GetRecords', 'kinesis:SubscribeToShard'],
  'dynamodb': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:Query', 'dynamodb:Scan', 'dynamodb:GetRecords'],
  'kms': ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:Encrypt'],
  'execute-api': ['execute-api:Invoke'],
  'events': ['events:PutEvents'],
  'secretsmanager': ['secretsmanager:GetSecretValue'],
};

/** Actions that a wildcard declares too: whoever may do all to a function wants to call it. */
const BY_WILDCARD = new Set(['lambda:InvokeFunction', 'sts:AssumeRole']);

const BY_LOWER_CASE = new Map(Object.values(ACTIONS).flat().map((action) => [action.toLowerCase(), action]));

/** The calls that a statement's actions speak of, for resources of one service (the field of their ARN). */
export function callsOf(actions: readonly string[], service: string): string[] {
  const possible = Object.hasOwn(ACTIONS, service) ? ACTIONS[service] : [];
  if (possible.length === 0) { return []; }
  return possible.filter((action) => actions.some((pattern) => {
    const exact = BY_LOWER_CASE.get(pattern);
    return exact !== undefined ? exact === action : BY_WILDCARD.has(action) && pattern.includes('*') && matchesPattern(pattern, action.toLowerCase()) === true;
  }));
}
