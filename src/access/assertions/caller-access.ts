import type { Outcome } from '../evaluate/verdict';
import type { Known } from '../queries/decide-call';
import { explain } from '../queries/explain';
import { explainText } from '../report/text/explain-text';
import { withoutColour } from '../report/text/paint';
import { explainView } from '../report/views/answer-views';
import { readable } from '../values/unknown';

const INVOKE = 'lambda:InvokeFunction';
const ASSUME = 'sts:AssumeRole';
const PAGE = { columns: 100, paint: withoutColour };

/** What one caller may call: every method returns itself, so assertions can follow one another. */
export class CallerAccess {
  /** @internal */
  public static _of(known: Known, from: string, textOf: (text: string) => string): CallerAccess {
    return new CallerAccess(known, from, textOf);
  }

  private constructor(private readonly known: Known, private readonly from: string, private readonly textOf: (text: string) => string) {}

  /**
   * Asserts that AWS lets the caller invoke a function: both accounts allow it, for exactly this ARN.
   *
   * @param targetArn the ARN with the qualifier that is called, a name such as `orders:live`, or a construct path
   * @throws if the call is denied, or depends on something that the templates do not say
   */
  public canInvoke(targetArn: string): CallerAccess {
    return this.can(INVOKE, targetArn);
  }

  /**
   * Asserts that AWS denies the caller to invoke a function.
   *
   * @param targetArn the ARN with the qualifier that is called, a name such as `orders:live`, or a construct path
   * @throws if the call is allowed, or depends on something that the templates do not say
   */
  public cannotInvoke(targetArn: string): CallerAccess {
    return this.cannot(INVOKE, targetArn);
  }

  /**
   * Asserts that the caller can assume a role. Where its trust policy asks for an external id, give it in
   * `AccessAssertionsOptions.context`.
   *
   * @param roleArn the ARN, name or construct path of the role
   * @throws if it is denied, or depends on something that the templates do not say
   */
  public canAssume(roleArn: string): CallerAccess {
    return this.can(ASSUME, roleArn);
  }

  /**
   * Asserts that the caller cannot assume a role.
   *
   * @param roleArn the ARN, name or construct path of the role
   * @throws if it is allowed, or depends on something that the templates do not say
   */
  public cannotAssume(roleArn: string): CallerAccess {
    return this.cannot(ASSUME, roleArn);
  }

  /**
   * Asserts that the caller can do something with a resource.
   *
   * @param action `sqs:SendMessage`
   * @param resourceArn the ARN, name or construct path of the resource
   * @throws if it is denied, or depends on something that the templates do not say
   */
  public can(action: string, resourceArn: string): CallerAccess {
    return this.expect('allowed', action, resourceArn);
  }

  /**
   * Asserts that the caller cannot do something with a resource.
   *
   * @param action `sqs:SendMessage`
   * @param resourceArn the ARN, name or construct path of the resource
   * @throws if it is allowed, or depends on something that the templates do not say
   */
  public cannot(action: string, resourceArn: string): CallerAccess {
    return this.expect('denied', action, resourceArn);
  }

  private expect(expected: Outcome, action: string, resource: string): CallerAccess {
    const explanations = explain(this.known, { from: this.from, to: this.textOf(resource), action });
    const others = explanations.filter(({ link }) => link.verdict.outcome !== expected);
    if (others.length === 0) { return this; }
    const [{ link }] = others;
    const can = expected === 'allowed' ? 'can' : 'cannot';
    throw new Error(`expected that ${readable(link.from)} ${can} call ${action} on ${readable(link.to)}, and it is ${verdictText(link.verdict)}\n\n${explainText(explainView(others), PAGE)}`);
  }
}

function verdictText({ outcome, dependsOn }: { outcome: Outcome; dependsOn: readonly string[] }): string {
  return outcome === 'depends' ? `not known: it depends on ${dependsOn.map(readable).join(', ')}` : outcome;
}
