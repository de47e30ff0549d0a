import { Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ICrossAccountTarget } from './cross-account-target';
import type { CrossAccountTargetAttributes } from './cross-account-target-props';
import type { PolicyLevel } from './function-actions';
import { requireOneAuthType, urlFields } from './function-url';
import type { GrantOwner } from './grant-owner';
import { TargetGrants } from './target-grants';
import { checkCaller, viewOf } from './target-view';
import type { Caller } from '../caller';
import type { CallerKind, PermissionFields, TargetView } from '../caller/caller-kind';
import { StatementSet } from '../caller/statement-set';
import type { RenderedDocument } from '../caller/statement-set';
import type { Half } from '../link/half';
import type { Permission } from '../link/permission';
import { display, publishHandOver, shellQuote } from '../link/publish-hand-over';
import { parseFunctionArn, requireAccount, requireRegion } from '../private/arns';
import type { FunctionArn } from '../private/arns';
import { partitionOf } from '../private/environments';
import { misuse } from '../private/errors';
import { shortHash } from '../private/names';
import { meaning } from '../private/references';

/** A target that another app deploys: it creates nothing, and hands every grant over. */
export class ImportedTarget extends Construct implements ICrossAccountTarget, GrantOwner {
  public readonly targetArn: string;
  public readonly targetAccount: string;
  public readonly targetRegion: string;
  public readonly grants: TargetGrants;
  private readonly partition: string;
  private readonly urlAuthTypes = new Set<string>();
  /** All callers so far, because put-resource-policy replaces the whole policy. */
  private readonly documents = new Map<PolicyLevel, StatementSet>();

  constructor(scope: Construct, id: string, attributes: CrossAccountTargetAttributes) {
    super(scope, id);
    this.targetArn = attributes.targetArn;
    const parsed = Token.isUnresolved(this.targetArn) ? undefined : requireQualifiedArn(this, this.targetArn);
    if (attributes.account !== undefined) { requireAccount('account', attributes.account, this); }
    if (attributes.region !== undefined) { requireRegion(attributes.region, this); }
    const account = this.requireConsistent('account', parsed?.account, attributes.account);
    if (account === undefined) { throw this.accountMissing(); }
    this.targetAccount = account;
    this.targetRegion = this.requireConsistent('region', parsed?.region, attributes.region) ?? Stack.of(this).region;
    this.partition = parsed?.partition ?? partitionOf(this.targetRegion);
    this.grants = TargetGrants._of(this);
  }

  /** @internal */
  public _arnIn(_callerStack: Stack | undefined): string {
    return this.targetArn;
  }

  /** @internal */
  public _grant(caller: Caller, level: PolicyLevel, permissions: Permission[]): Half {
    const env = { account: this.targetAccount, region: this.targetRegion, partition: this.partition };
    const view = viewOf(caller._kind, env);
    checkCaller(this, caller, view);
    requireOneAuthType(this, this.urlAuthTypes, permissions);
    const arn = level === 'target' ? this.targetArn : this.functionArn();
    const [own, whole] = [new StatementSet(), this.documents.get(level) ?? new StatementSet()];
    this.documents.set(level, whole);
    for (const permission of permissions) {
      own.add(permission, caller._kind.statement(view));
      whole.add(permission, caller._kind.statement(view));
    }
    const render = (statements: StatementSet) => statements.render(arn, (token) => meaning(this, token));
    const { Statement } = render(own);
    const handOver = publishHandOver(this, {
      account: this.targetAccount,
      summary: this.summary(caller, view, permissions.map(({ action }) => action), arn),
      statement: display(this, Statement.length === 1 ? Statement[0] : Statement),
      commands: [
        this.putResourcePolicyLine(arn, render(whole)),
        ...permissions.flatMap((permission) => this.addPermissionLines(permission, level, caller._kind, view)),
      ],
    });
    return { written: false, account: this.targetAccount, handOver };
  }

  private summary(caller: Caller, view: TargetView, actions: string[], arn: string): string {
    const who = display(this, caller.toString());
    const what = `do ${actions.join(', ')} on ${display(this, arn)}`;
    const need = view.sameAccount === 'same'
      ? `${who} is in the function's own account, where its identity policy is enough to ${what}; a statement on the function is optional`
      : `account ${display(this, this.targetAccount)}, which this app does not deploy, must let ${who} ${what}`;
    return `${need} (put-resource-policy replaces the whole policy and names the callers of this app up to here: of several messages use the last; add-permission adds one)`;
  }

  private putResourcePolicyLine(arn: string, document: RenderedDocument): string {
    const options = [['--region', this.targetRegion], ['--resource-arn', arn], ['--policy', document]];
    return `aws lambda put-resource-policy ${options.map(([option, value]) => `${option} ${shellQuote(display(this, value))}`).join(' ')}`;
  }

  private addPermissionLines(permission: Permission, level: PolicyLevel, caller: CallerKind, view: TargetView): string[] {
    const [name, qualifier] = this.splitQualifier();
    const { action } = permission;
    return caller.permissions(view).map((own) => {
      const fields = { ...own, ...urlFields(permission) };
      const shown = Object.entries(fields).filter(([, value]) => value !== undefined);
      const options: [string, string | true][] = [
        ['--region', this.targetRegion],
        ['--function-name', name],
        ...level === 'target' && qualifier !== undefined ? [['--qualifier', qualifier] as [string, string]] : [],
        ['--statement-id', `cross-account-${shortHash(meaning(this, { action, ...fields }))}`],
        ['--action', action],
        ...shown.map(([field, value]) => [OPTION[field as keyof PermissionFields], value] as [string, string | true]),
      ];
      return `aws lambda add-permission ${options.map(([option, value]) => value === true ? option : `${option} ${shellQuote(display(this, value))}`).join(' ')}`;
    });
  }

  private splitQualifier(): [string, string | undefined] {
    const parsed = parseFunctionArn(this.targetArn);
    return parsed ? [this.targetArn.slice(0, -parsed.qualifier!.length - 1), parsed.qualifier] : [this.targetArn, undefined];
  }

  private functionArn(): string {
    const [arn, qualifier] = this.splitQualifier();
    if (qualifier === undefined) {
      throw misuse({
        problem: "the function's own ARN cannot be taken from a target ARN that is a token",
        expected: 'a literal ARN for actions that are authorized on the function',
        fix: 'pass the literal ARN to CrossAccountTarget.fromTargetArn',
        at: this,
      });
    }
    return arn;
  }

  private requireConsistent(prop: 'account' | 'region', fromArn: string | undefined, given: string | undefined): string | undefined {
    if (fromArn !== undefined && given !== undefined && !Token.isUnresolved(given) && given !== fromArn) {
      throw misuse({
        problem: `${prop} contradicts targetArn`,
        got: given,
        expected: `'${fromArn}', the ${prop} in ${this.targetArn}`,
        fix: `leave ${prop} out: it is only needed when targetArn is a token`,
        at: this,
      });
    }
    return fromArn ?? given;
  }

  private accountMissing(): Error {
    return misuse({
      problem: 'targetArn is a token, so its account is not known at synthesis',
      expected: 'the account beside it',
      fix: "write CrossAccountTarget.fromTargetAttributes(this, id, { targetArn, account: '222222222222' })",
      at: this,
    });
  }
}

const OPTION: Record<keyof PermissionFields, string> = {
  principal: '--principal',
  principalOrgId: '--principal-org-id',
  sourceArn: '--source-arn',
  sourceAccount: '--source-account',
  functionUrlAuthType: '--function-url-auth-type',
  invokedViaFunctionUrl: '--invoked-via-function-url',
};

function requireQualifiedArn(at: Construct, arn: string): FunctionArn {
  const parsed = parseFunctionArn(arn);
  if (parsed?.qualifier !== undefined && parsed.qualifier !== '$LATEST') { return parsed; }
  throw misuse({
    problem: parsed ? 'targetArn names no alias or version' : 'targetArn is not the ARN of a function',
    got: arn,
    expected: "a qualified ARN such as 'arn:aws:lambda:eu-west-1:222222222222:function:orders:live'",
    fix: parsed
      ? 'ask the other team for an alias and append it (Lambda checks the policy of exactly the ARN that is called)'
      : 'copy the ARN of the alias from the other account (a CrossAccountTarget there has it as targetArn)',
    at,
  });
}
