import { Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { IAssumableRole } from './assumable-role';
import type { ImportedRoleOptions } from './assumable-role-props';
import type { AssumeOwner } from './assume-owner';
import { requireOneAccount } from './one-account';
import { RoleGrants } from './role-grants';
import type { RoleRequirements } from './role-requirements';
import { checkRequirements } from './trust-permissions';
import { TrustPolicy } from './trust-policy';
import type { Caller } from '../caller';
import type { Half } from '../link/half';
import { identityHandOver } from '../link/identity-policy';
import { display, publishHandOver, shellQuote } from '../link/publish-hand-over';
import { parseRoleArn, requireAccount, requireRegion } from '../private/arns';
import type { RoleArn } from '../private/arns';
import { partitionOf } from '../private/environments';
import { misuse } from '../private/errors';
import type { ICrossAccountTarget } from '../target';
import { INVOKE } from '../target/function-actions';
import { requireReachable } from '../target/target-view';

/** A role that another app deploys: it creates nothing, and hands over what its account must contain. */
export class ImportedRole extends Construct implements IAssumableRole, AssumeOwner {
  public readonly roleAccount: string;
  public readonly grants: RoleGrants;
  /** @internal */
  public readonly _requirements: RoleRequirements;
  /** @internal */
  public readonly _region?: string;
  private readonly partition: string;
  /** All callers so far, because update-assume-role-policy replaces the whole trust policy. */
  private readonly trust: TrustPolicy;
  private readonly targets = new Map<ICrossAccountTarget, Half>();

  constructor(scope: Construct, id: string, public readonly roleArn: string, options: ImportedRoleOptions) {
    super(scope, id);
    const parsed = Token.isUnresolved(roleArn) ? undefined : requireRoleArn(this, roleArn);
    if (options.account !== undefined) { requireAccount('account', options.account, this); }
    if (options.region !== undefined) { requireRegion(options.region, this); }
    checkRequirements(this, options);
    this.roleAccount = this.requireKnownAccount(parsed?.account, options.account);
    this.partition = parsed?.partition ?? partitionOf(Stack.of(this).region);
    this._requirements = options;
    this._region = options.region;
    this.trust = new TrustPolicy(this, options, this.partition);
    this.grants = RoleGrants._of(this);
  }

  public addTarget(target: ICrossAccountTarget): Half {
    const before = this.targets.get(target);
    if (before) { return before; }
    requireOneAccount(this, this.roleAccount, target);
    const targetArn = target._arnIn(Stack.of(this));
    const handOver = publishHandOver(this, identityHandOver(this, {
      account: this.roleAccount,
      roleName: this.roleName(),
      summary: `account ${display(this, this.roleAccount)}, which this app does not deploy, must let ${display(this, this.roleArn)} do ${INVOKE.action} on ${display(this, targetArn)}`,
      permission: INVOKE,
      resourceArn: targetArn,
    }));
    const half = { written: false, account: this.roleAccount, handOver };
    this.targets.set(target, half);
    return half;
  }

  /** @internal */
  public _arnIn(_callerStack: Stack): string {
    return this.roleArn;
  }

  /** @internal */
  public _trust(caller: Caller): Half {
    requireReachable(this, caller._kind, 'role', this.partition);
    const own = new TrustPolicy(this, this._requirements, this.partition);
    own.allow(caller);
    this.trust.allow(caller);
    const { Statement } = own.render();
    const document = display(this, this.trust.render());
    const handOver = publishHandOver(this, {
      account: this.roleAccount,
      summary: `account ${display(this, this.roleAccount)}, which this app does not deploy, must let ${display(this, caller.toString())} assume ${display(this, this.roleArn)} `
        + '(update-assume-role-policy replaces the whole trust policy and names all callers of this app: add what is there already)',
      statement: display(this, Statement.length === 1 ? Statement[0] : Statement),
      commands: [`aws iam update-assume-role-policy --role-name ${shellQuote(this.roleName())} --policy-document ${shellQuote(document)}`],
    });
    return { written: false, account: this.roleAccount, handOver };
  }

  /** IAM's commands take the name without its path. */
  private roleName(): string {
    return parseRoleArn(this.roleArn)?.roleName ?? `the name in ${display(this, this.roleArn)}`;
  }

  private requireKnownAccount(fromArn: string | undefined, given: string | undefined): string {
    if (fromArn !== undefined && given !== undefined && !Token.isUnresolved(given) && given !== fromArn) {
      throw misuse({
        problem: 'account contradicts roleArn',
        got: given,
        expected: `'${fromArn}', the account in ${this.roleArn}`,
        fix: 'leave account out: it is only needed when roleArn is a token',
        at: this,
      });
    }
    const account = fromArn ?? given;
    if (account !== undefined) { return account; }
    throw misuse({
      problem: 'roleArn is a token, so its account is not known at synthesis',
      expected: 'the account beside it',
      fix: "write AssumableRole.fromRoleArn(this, id, roleArn, { account: '222222222222' })",
      at: this,
    });
  }
}

function requireRoleArn(at: Construct, roleArn: string): RoleArn {
  const parsed = parseRoleArn(roleArn);
  if (parsed) { return parsed; }
  throw misuse({
    problem: 'roleArn is not the ARN of a role',
    got: roleArn,
    expected: "a role ARN such as 'arn:aws:iam::222222222222:role/reader'",
    fix: 'copy the ARN of the role from the other account (an AssumableRole there has it as roleArn)',
    at,
  });
}
