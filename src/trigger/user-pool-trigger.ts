import { Annotations, Aws, Stack, Token } from 'aws-cdk-lib';
import type { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { letDecrypt } from './custom-sender-key';
import { renderLambdaConfig, setTrigger } from './lambda-config';
import type { TriggerConfig } from './lambda-config';
import type { CrossAccountUserPoolTriggerProps } from './user-pool-trigger-props';
import { Caller } from '../caller';
import type { Half } from '../link';
import { anyOfAccount } from '../link/any-of-account';
import { deployAfterResource } from '../link/order';
import { display, publishHandOver, shellQuote } from '../link/publish-hand-over';
import { requireReadable } from '../link/readable';
import { requireRegionOfTarget, sourceEnvironment } from '../link/source';
import { parseFunctionArn } from '../private/arns';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { functionBehind, ownedFunction } from '../private/function-name';
import { TRIGGER_TIMEOUT } from '../private/warnings';
import { CrossAccountTarget } from '../target';
import type { ICrossAccountTarget } from '../target';
import { stackOfTarget } from '../target/stack-of-target';

/** Operations whose function is set together with the version of its event. */
const VERSIONED = ['customEmailSender', 'customSmsSender', 'preTokenGenerationConfig', 'inboundFederation'];
const CUSTOM_SENDERS = ['customEmailSender', 'customSmsSender'];
/** "not changeable": https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html */
const PATIENCE = 5;

/**
 * A trigger of a user pool in one account that calls a function in another.
 *
 * In place of `userPool.addTrigger`, which writes no permission for a function of another account.
 * Pool's account: the target's ARN in the pool's `LambdaConfig`, beside what the `UserPool` sets
 * itself; for an imported pool handed over. Target's account: `cognito-idp.amazonaws.com` may invoke
 * the target, for user pools of this account; for a target of another app a hand-over. For a custom
 * sender also the use of the key. The stacks deploy in any order (whether Cognito looks at the
 * function when the pool is set up is not verified).
 *
 * Cognito waits five seconds for an answer and tries three times. Pool and function must be in one
 * region, because AWS documents nothing else; the target is an alias, since Cognito takes no version.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 *
 * @example
 * new CrossAccountUserPoolTrigger(this, 'SignUp', {
 *   userPool,
 *   operation: cognito.UserPoolOperation.PRE_SIGN_UP,
 *   target,
 * });
 */
export class CrossAccountUserPoolTrigger extends Construct {
  /** The target's account: the statement that lets the pool call, or its hand-over. */
  public readonly resourceHalf: Half;

  /** The pool's account: the pool's configuration, or its hand-over. */
  public readonly sourceHalf: Half;

  constructor(scope: Construct, id: string, props: CrossAccountUserPoolTriggerProps) {
    super(scope, id);
    const { userPool, target } = props;
    const env = sourceEnvironment(this, userPool, stackOfTarget(target));
    requireRegionOfTarget(this, env, { region: target.targetRegion }, 'AWS documents user pools with functions of their region only',
      "create the function in the pool's region");
    const config = this.configFor(props);
    this.requireAlias(target, config.targetArn);
    this.warnOfTimeout(props);
    this.sourceHalf = this.configure(props, env, config);
    this.resourceHalf = target.grants.invoke(this.callerFor(props, env));
    if (props.customSenderKey) { letDecrypt(this, props.customSenderKey, env, props); }
    this.order(props);
  }

  private configFor(props: CrossAccountUserPoolTriggerProps): TriggerConfig {
    const { userPool, operation: { operationName: operation }, target, lambdaVersion, customSenderKey } = props;
    const versioned = VERSIONED.includes(operation);
    if (lambdaVersion !== undefined && lambdaVersion !== 'V1_0' && operation !== 'preTokenGenerationConfig') {
      throw misuse({
        problem: `lambdaVersion is set, but ${operation} knows one version of its event`,
        got: lambdaVersion,
        expected: 'no lambdaVersion, or UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG',
        fix: 'remove lambdaVersion',
        at: this,
      });
    }
    if (CUSTOM_SENDERS.includes(operation) !== (customSenderKey !== undefined)) {
      throw misuse({
        problem: customSenderKey ? `customSenderKey is set, but ${operation} gets no codes` : `${operation} gets codes that are encrypted, and no key is given`,
        expected: 'a customSenderKey for CUSTOM_EMAIL_SENDER and CUSTOM_SMS_SENDER, and for no other operation',
        fix: customSenderKey ? 'remove customSenderKey' : 'write customSenderKey: key, with a symmetric key of the account of the pool',
        at: this,
      });
    }
    if (props.functionRoleArn !== undefined && !customSenderKey) {
      throw misuse({
        problem: 'functionRoleArn is set, but only custom senders need it, to decrypt',
        got: props.functionRoleArn,
        expected: 'no functionRoleArn',
        fix: 'remove functionRoleArn',
        at: this,
      });
    }
    return {
      operation,
      targetArn: target._arnIn(Stack.of(userPool)),
      lambdaVersion: versioned ? lambdaVersion ?? 'V1_0' : undefined,
      kmsKeyArn: customSenderKey?.keyArn,
    };
  }

  private configure(props: CrossAccountUserPoolTriggerProps, { account, region }: KnownEnvironment, config: TriggerConfig): Half {
    const { userPool, exactSource } = props;
    const pool = userPool.node.defaultChild as CfnUserPool | undefined;
    if (pool) {
      setTrigger(this, pool, config);
      return { written: true, account, construct: pool };
    }
    if (exactSource) { this.requireKnownArn(userPool.userPoolArn); }
    const lambdaConfig = display(this, renderLambdaConfig(config));
    const poolId = display(this, userPool.userPoolId);
    return {
      written: false,
      account,
      handOver: publishHandOver(this, {
        account,
        summary: `user pool ${poolId}, which this app does not deploy, must call ${display(this, config.targetArn)} for ${config.operation} `
          + '(update-user-pool sets every option that is not given back to its default, other triggers too: give all that the pool has)',
        statement: `{"LambdaConfig":${lambdaConfig}}`,
        commands: [`aws cognito-idp update-user-pool --region ${region} --user-pool-id ${shellQuote(poolId)} --lambda-config ${shellQuote(lambdaConfig)}`],
      }),
    };
  }

  private callerFor({ userPool, target, exactSource }: CrossAccountUserPoolTriggerProps, { account, region, partition }: KnownEnvironment): Caller {
    const pool = userPool.node.defaultChild as CfnUserPool | undefined;
    const importedArn = userPool.userPoolArn.replaceAll(Aws.PARTITION, partition);
    let sourceArn = pool ? undefined : importedArn;
    // within one stack a reference needs no order
    if (pool && (exactSource || stackOfTarget(target) === Stack.of(pool))) { sourceArn = pool.attrArn; }
    if (sourceArn === undefined || (!pool && Token.isUnresolved(importedArn))) {
      sourceArn = `arn:${partition}:cognito-idp:${region}:${account}:userpool/*`;
      // on the pool: aws-cdk-lib says one text once for each construct, so that several triggers have one message
      anyOfAccount(userPool, {
        source: userPool,
        kind: 'user pool',
        account,
        target,
        remedy: "pass exactSource: true to let in this one only; the target's stack is then deployed after the pool's",
      });
    }
    return Caller.service({ service: 'cognito-idp.amazonaws.com', sourceArn, sourceAccount: account });
  }

  private order({ userPool, target, exactSource }: CrossAccountUserPoolTriggerProps): void {
    const pool = userPool.node.defaultChild as CfnUserPool | undefined;
    if (!exactSource || !pool || !this.resourceHalf.written) { return; }
    requireReadable({ reader: target, text: pool.attrArn, part: 'the ARN', source: userPool, remedy: 'leave exactSource out', at: this });
    deployAfterResource(target, pool, [], `exactSource lets in exactly ${pathOf(userPool)}, whose ARN is known at deployment`, 'leave exactSource out');
  }

  private requireKnownArn(arn: string): void {
    if (!Token.isUnresolved(arn.replaceAll(Aws.PARTITION, ''))) { return; }
    throw misuse({
      problem: 'exactSource is set, but the ARN of the imported pool is a token',
      expected: 'a literal ARN',
      fix: "import the pool with cognito.UserPool.fromUserPoolArn(this, id, 'arn:aws:cognito-idp:…')",
      at: this,
    });
  }

  private requireAlias(target: ICrossAccountTarget, targetArn: string): void {
    const isVersion = target instanceof CrossAccountTarget ? 'edgeArn' in target.callable : /^\d+$/.test(parseFunctionArn(targetArn)?.qualifier ?? '');
    if (!isVersion) { return; }
    throw misuse({
      problem: `${pathOf(target)} is a version, which Cognito does not take`,
      expected: 'an alias',
      fix: 'pass the function to CrossAccountTarget, which makes an alias',
      at: this,
    });
  }

  private warnOfTimeout({ operation, target }: CrossAccountUserPoolTriggerProps): void {
    if (!(target instanceof CrossAccountTarget) || CUSTOM_SENDERS.includes(operation.operationName)) { return; }
    const timeout = ownedFunction(functionBehind(target.callable))?.timeout;
    if (timeout === undefined || Token.isUnresolved(timeout) || timeout <= PATIENCE) { return; }
    Annotations.of(this).addWarningV2(TRIGGER_TIMEOUT,
      `${pathOf(functionBehind(target.callable))} may run for ${timeout} seconds, but Cognito waits ${PATIENCE} for ${operation.operationName} and then calls again; `
      + `set its timeout to ${PATIENCE} seconds or less`);
  }
}
