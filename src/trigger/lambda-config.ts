import { Stack } from 'aws-cdk-lib';
import type { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import type { IConstruct } from 'constructs';
import { misuse, pathOf } from '../private/errors';
import { meaning } from '../private/references';

/** Lives on the pool's resource: the operations that have a function of another account, with its configuration. */
const TRIGGERS = Symbol.for('cdk-cross-account-lambda:userPoolTriggers');

/** What a pool is told of one operation. */
export interface TriggerConfig {
  /** The key of `CfnUserPool.LambdaConfigProperty`: `preSignUp`. */
  readonly operation: string;
  readonly targetArn: string;
  /** Only where the operation has one. */
  readonly lambdaVersion?: string;
  readonly kmsKeyArn?: string;
}

/** One function serves both: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LambdaConfigType.html */
const SAME_FUNCTION: Record<string, string | undefined> = {
  preTokenGeneration: 'preTokenGenerationConfig',
  preTokenGenerationConfig: 'preTokenGeneration',
};

/** The properties of `LambdaConfig` as CloudFormation and the API have them. */
export function renderLambdaConfig({ operation, targetArn, lambdaVersion, kmsKeyArn }: TriggerConfig): Record<string, unknown> {
  return {
    [propertyOf(operation)]: lambdaVersion === undefined ? targetArn : { LambdaArn: targetArn, LambdaVersion: lambdaVersion },
    ...kmsKeyArn === undefined ? {} : { KMSKeyID: kmsKeyArn },
  };
}

/**
 * Sets one trigger of a pool beside what its L2 sets.
 *
 * @param at the construct that wants it, for messages
 */
export function setTrigger(at: IConstruct, pool: CfnUserPool & { [TRIGGERS]?: Map<string, TriggerConfig> }, config: TriggerConfig): void {
  if (!pool[TRIGGERS]) { Object.defineProperty(pool, TRIGGERS, { value: new Map<string, TriggerConfig>() }); }
  const triggers = pool[TRIGGERS]!;
  for (const [operation, other] of triggers) {
    if (clash(operation, config.operation)) { throw twice(at, pool, config.operation, operation); }
    const [before, now] = [other.kmsKeyArn, config.kmsKeyArn].map((key) => key && meaning(pool, key));
    requireOneKey(at, pool, before, now);
  }
  triggers.set(config.operation, config);
  for (const [property, value] of Object.entries(renderLambdaConfig(config))) { pool.addPropertyOverride(`LambdaConfig.${property}`, value); }
  at.node.addValidation({ validate: () => messagesOf(() => checkBesideL2(at, pool, config)) });
}

/** What the L2 sets is only known at synthesis: `addTrigger` may come later. */
function checkBesideL2(at: IConstruct, pool: CfnUserPool, { operation, kmsKeyArn }: TriggerConfig): void {
  const own = (Stack.of(pool).resolve(pool.lambdaConfig) ?? {}) as Record<string, unknown>;
  const clashing = Object.keys(own).find((other) => clash(other, operation));
  if (clashing !== undefined) { throw twice(at, pool, operation, clashing); }
  requireOneKey(at, pool, own.kmsKeyId && JSON.stringify(own.kmsKeyId), kmsKeyArn && JSON.stringify(Stack.of(pool).resolve(kmsKeyArn)));
}

function requireOneKey(at: IConstruct, pool: CfnUserPool, before: unknown, now: unknown): void {
  if (before === undefined || now === undefined || before === now) { return; }
  throw misuse({
    problem: `customSenderKey is not the key that ${pathOf(pool)} has already, and a pool has one for all custom senders`,
    expected: 'one key',
    fix: 'pass the same key as customSenderKmsKey of the UserPool and to all of its custom senders',
    at,
  });
}

function clash(one: string, other: string): boolean {
  return one === other || SAME_FUNCTION[one] === other;
}

function twice(at: IConstruct, pool: CfnUserPool, operation: string, before: string): Error {
  return misuse({
    problem: `${pathOf(pool)} has a function for ${before} already${before === operation ? '' : `, which must be the same as that for ${operation}`}`,
    expected: 'one function for an operation',
    fix: 'remove one of them: the addTrigger or lambdaTriggers of the UserPool, or a CrossAccountUserPoolTrigger',
    at,
  });
}

function messagesOf(check: () => void): string[] {
  try {
    check();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

function propertyOf(operation: string): string {
  return operation === 'customSmsSender' ? 'CustomSMSSender' : operation[0].toUpperCase() + operation.slice(1);
}
