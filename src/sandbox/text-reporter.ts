import type { AssemblySandbox } from './assembly-sandbox';
import type { Session } from './credentials';
import type { Decision } from './gatekeeper';
import { nameOf } from './names';
import { outcomeOf } from './reporter';
import type { Names, Outcome, Reporter } from './reporter';
import { welcome } from './welcome';
import type { Cloud, UnknownValue } from '../access/model/cloud';
import type { Paint, Style } from '../access/report/text/paint';
import { readable } from '../access/values/unknown';

const WORDS: Record<Outcome, readonly [Style, string]> = {
  allowed: ['green', 'ALLOWED'],
  denied: ['red', 'DENIED '],
  unreachable: ['yellow', 'NO WAY '],
};

/** Lines for people. */
export class TextReporter implements Reporter {
  constructor(private readonly write: (text: string) => void, private readonly paint: Paint) {}

  public ready(sandbox: AssemblySandbox): void {
    this.write(welcome(sandbox, this.paint));
  }

  /** `12:00:00 DENIED  Checkout/Function (111111111111) → Orders/Function:live (222222222222) lambda:InvokeFunction: no…` */
  public decision(decision: Decision, session: Session, names: Names): void {
    const { action, resource, reason } = decision;
    const [style, word] = WORDS[outcomeOf(decision)];
    // a function's own role is known by the function
    const caller = nameOf(names, session.sourceFunctionArn ?? session.principalArn);
    this.line(`${this.paint(style, word)} ${caller} → ${nameOf(names, resource)} ${action}: ${readable(reason).replace(`the ${action} action`, 'it')}`);
  }

  public functionLog(functionName: string, text: string): void {
    for (const line of text.trimEnd().split('\n')) { this.line(this.paint('dim', `[${functionName}] ${line}`)); }
  }

  public unknown({ path, what }: UnknownValue): void {
    this.line(`${this.paint('yellow', 'not known')} ${path}: ${readable(what)}`);
  }

  public reloaded({ stacks, functions }: Cloud): void {
    this.line(`reloaded: ${counted(stacks.length, 'stack')}, ${counted(functions.size, 'function')}`);
  }

  public notReloaded({ message }: Error): void {
    this.line(`${this.paint('red', 'not reloaded')}, the assembly before goes on: ${message}`);
  }

  private line(text: string): void {
    this.write(`${new Date().toTimeString().slice(0, 8)} ${text}\n`);
  }
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
