import type { DestinationConfig, DestinationOptions, IDestination, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { roleHalves } from '../invoker/calling-role';
import { requireRegionOfTarget, requireStackOfSource } from '../link/source';
import { misuse, pathOf } from '../private/errors';
import type { ICrossAccountTarget } from '../target';

/**
 * A function of another account as the destination of a function's asynchronous invocations.
 *
 * In place of `LambdaDestination` of aws-cdk-lib, for `onSuccess` and `onFailure`. Calling
 * function's account: `lambda:InvokeFunction` on exactly this target in the one policy of the
 * function's role; a role without a name gets a stable one. Target's account: that role may invoke
 * the target; for a target of another app a hand-over. The stacks deploy in any order.
 *
 * AWS documents neither that a destination may be in another account nor that it may not, and nobody
 * has verified it for this library. A delivery that fails leaves no trace but the metric
 * `DestinationDeliveryFailures`: watch it. Documented ways: call the target with
 * `CrossAccountInvoker`, or send to an event bus of this account and let a rule call the target with
 * `CrossAccountRuleTarget`. A dead-letter queue (`deadLetterQueue`, `deadLetterTopic`) is a queue or a
 * topic, never a function.
 *
 * Both functions must be in one region, because AWS documents nothing else.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 *
 * @example
 * new lambda.Function(this, 'Import', {
 *   runtime: lambda.Runtime.NODEJS_24_X,
 *   handler: 'index.handler',
 *   code: lambda.Code.fromAsset('import'),
 *   onFailure: new CrossAccountLambdaDestination(target),
 * });
 */
export class CrossAccountLambdaDestination implements IDestination {
  private readonly target: ICrossAccountTarget;

  /**
   * @param target the function that gets the record, of this app or `CrossAccountTarget.fromTargetArn`
   */
  constructor(target: ICrossAccountTarget) {
    this.target = target;
  }

  /**
   * Called by `onSuccess` and `onFailure` of a function, an alias or a version.
   *
   * @param scope the construct that configures the asynchronous invocations
   * @param fn the function whose invocations have the destination
   * @param _options not used: success and failure need the same permissions
   * @throws if the role of the function is not known, or the target is in another region
   */
  public bind(scope: Construct, fn: IFunction, _options?: DestinationOptions): DestinationConfig {
    requireStackOfSource(scope, fn, 'destination');
    requireRegionOfTarget(scope, fn.env, { region: this.target.targetRegion }, 'AWS documents destinations within a region only',
      'send to an event bus in the target\'s region, and let a rule there call the target');
    if (!fn.role) {
      throw misuse({
        problem: `the execution role of function ${pathOf(fn)} is not known`,
        expected: 'a function with a role, which delivers the records',
        fix: 'import it with lambda.Function.fromFunctionAttributes(this, id, { functionArn, role })',
        at: scope,
      });
    }
    const { targetArn, before } = roleHalves(scope, this.target, fn.role);
    // whether Lambda looks at the role when the destination is set is not documented
    if (before) { scope.node.addDependency(before); }
    return { destination: targetArn };
  }
}
