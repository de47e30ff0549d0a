import { speaksOf } from '../evaluate/statement';
import type { Cloud } from '../model/cloud';
import type { Statement } from '../model/policy';
import { requestByIdentity } from '../requests';
import { functionOf } from '../values/arn';
import { hasUnknown } from '../values/unknown';

/** In lower case, as in statements. */
export const INVOKE = 'lambda:invokefunction';

interface Grant {
  readonly callerArn: string;
  readonly statement: Statement;
}

/** What the roles and users of one account may call, by the function where a statement names one. */
interface OfAccount {
  readonly byFunction: Map<string, Grant[]>;
  readonly byPattern: Grant[];
  isUnknown: boolean;
}

/** Whether an account has somebody who may call a function; whatever may be is taken for yes. */
export class InvokeGrants {
  private readonly accounts = new Map<string, OfAccount>();

  constructor({ identities }: Cloud) {
    for (const { arn, account, statements, unknownPolicies } of identities.values()) {
      const of = this.accounts.get(account) ?? { byFunction: new Map<string, Grant[]>(), byPattern: [], isUnknown: false };
      this.accounts.set(account, of);
      of.isUnknown ||= unknownPolicies.length > 0;
      for (const statement of statements) {
        if (statement.effect === 'Allow') { add(of, { callerArn: arn, statement }); }
      }
    }
  }

  public mayCall(account: string, resourceArn: string): boolean {
    const of = this.accounts.get(account);
    if (!of) { return false; }
    const named = of.byFunction.get(functionOf(resourceArn)!.functionArn) ?? [];
    return of.isUnknown || [...named, ...of.byPattern].some((grant) => allows(grant, resourceArn));
  }
}

function add({ byFunction, byPattern }: OfAccount, grant: Grant): void {
  const names = (grant.statement.resources ?? ['*']).map(functionNamed);
  if (names.some((name) => name === undefined)) { byPattern.push(grant); }
  for (const name of new Set(names)) {
    if (name === undefined) { continue; }
    const same = byFunction.get(name);
    if (same) { same.push(grant); } else { byFunction.set(name, [grant]); }
  }
}

/** Undefined for a pattern of functions, of which nobody knows without looking whether it fits; other resources are none of them. */
function functionNamed(resource: string): string | undefined {
  const name = functionOf(resource)?.functionArn ?? resource;
  return /[*?]/.test(name) || hasUnknown(name) || resource.includes('${') ? undefined : name;
}

function allows({ callerArn, statement }: Grant, resourceArn: string): boolean {
  return [{}, { 'lambda:InvokedViaFunctionUrl': 'true' }].some((keys) =>
    speaksOf(statement, requestByIdentity(callerArn, { action: 'lambda:InvokeFunction', resourceArn }, keys), INVOKE) !== false);
}
