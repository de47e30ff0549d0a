import type { AssemblySandbox } from './assembly-sandbox';
import type { Session } from './credentials';
import type { Decision } from './gatekeeper';
import { outcomeOf } from './reporter';
import type { Reporter } from './reporter';
import type { Cloud, UnknownValue } from '../access/model/cloud';

/** One JSON object a line, each with its time and its event. */
export class JsonReporter implements Reporter {
  constructor(private readonly write: (text: string) => void) {}

  public ready(sandbox: AssemblySandbox): void {
    const { configFile, credentialsFile } = sandbox.writeProfiles();
    this.line('ready', { endpoint: sandbox.endpoint, configFile, credentialsFile, profiles: sandbox.profiles });
  }

  public decision(decision: Decision, { callerArn, sourceFunctionArn }: Session): void {
    const { caller, action, resource, reason } = decision;
    this.line('decision', { verdict: outcomeOf(decision), caller, session: callerArn, function: sourceFunctionArn, action, resource, reason });
  }

  public functionLog(functionName: string, text: string): void {
    this.line('log', { function: functionName, text });
  }

  public unknown(value: UnknownValue): void {
    this.line('unknown', value);
  }

  public reloaded({ stacks, functions }: Cloud): void {
    this.line('reloaded', { stacks: stacks.length, functions: functions.size });
  }

  public notReloaded({ message }: Error): void {
    this.line('not reloaded', { error: message });
  }

  private line(event: string, fields: object): void {
    this.write(`${JSON.stringify({ time: new Date().toISOString(), event, ...fields })}\n`);
  }
}
