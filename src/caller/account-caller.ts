import { Token } from 'aws-cdk-lib';
import type { CallerKind, CallerStatement, PermissionFields, TargetView } from './caller-kind';
import { accountRoot, requireAccount } from '../private/arns';
import { misuse } from '../private/errors';

/** Whole accounts; their administrators choose who calls, by identity policies. */
export class AccountCaller implements CallerKind {
  public readonly text: string;
  public readonly account?: string;
  private readonly accounts: string[];

  constructor(accounts: string[]) {
    if (Token.isUnresolved(accounts)) {
      throw misuse({
        problem: 'accountIds is a list that is only known at deployment',
        expected: 'a list with a known number of elements',
        fix: "write the ids: Caller.accounts(['111111111111', '333333333333'])",
      });
    }
    if (accounts.length === 0) {
      throw misuse({
        problem: 'accountIds is empty, so nobody may call',
        got: accounts,
        expected: 'at least one account id',
        fix: 'leave this caller out, or name an account',
      });
    }
    this.accounts = [...new Set(accounts.map((id) => requireAccount('accountId', id)))];
    this.account = this.accounts.length === 1 ? this.accounts[0] : undefined;
    this.text = `account${this.accounts.length > 1 ? 's' : ''} ${this.accounts.join(', ')}`;
  }

  public statement(target: TargetView): CallerStatement {
    return {
      shape: 'Accounts',
      sid: 'Accounts',
      principalType: 'AWS',
      principals: this.accounts.map((id) => accountRoot(target.partition, id)),
      conditions: [],
    };
  }

  public permissions(): PermissionFields[] {
    return this.accounts.map((principal) => ({ principal }));
  }
}
