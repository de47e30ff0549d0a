import { Annotations, Lazy, Stack, Token } from 'aws-cdk-lib';
import type { CfnUrl, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { IConstruct } from 'constructs';
import type { CrossAccountTargetAttributes, CrossAccountTargetProps } from './cross-account-target-props';
import { DocumentPolicy } from './document-policy';
import type { PolicyLevel } from './function-actions';
import { checkAuthTypes, createUrl, requireOneAuthType } from './function-url';
import { ImportedTarget } from './imported-target';
import { PermissionPolicy } from './permission-policy';
import { watchPolicyConflicts } from './policy-conflicts';
import type { PolicyWriter } from './policy-writer';
import { arnNotKnown, literalArn, localArn, qualify } from './qualified-function';
import type { QualifiedFunction } from './qualified-function';
import { ResourcePolicyType } from './resource-policy-type';
import { TargetGrants } from './target-grants';
import { checkCaller, viewOf } from './target-view';
import type { TargetUrlOptions } from './url-options';
import type { Caller } from '../caller';
import type { Half } from '../link/half';
import type { Permission } from '../link/permission';
import { parseFunctionArn } from '../private/arns';
import { compareAccounts, environmentOf } from '../private/environments';
import type { KnownEnvironment } from '../private/environments';
import { misuse } from '../private/errors';
import { nameFunction } from '../private/function-name';
import { VERSION_TARGET } from '../private/warnings';

/**
 * A function that is called from other accounts, always by a qualified ARN.
 *
 * Made by `CrossAccountTarget`; not meant to be implemented by users.
 */
export interface ICrossAccountTarget extends IConstruct {
  /**
   * The qualified ARN that callers use: `arn:aws:lambda:eu-west-1:222222222222:function:orders:live`.
   *
   * In the target's own stack it is a reference, in any other a literal.
   */
  readonly targetArn: string;

  /** The account that owns the function: twelve digits, or a token where the stack does not know it. */
  readonly targetAccount: string;

  /** The function's region, or a token where the stack does not know it. */
  readonly targetRegion: string;

  /** Lets callers use the target. */
  readonly grants: TargetGrants;

  /**
   * The ARN as a caller's stack can write it; names the function if it must.
   *
   * @param callerStack undefined for a reader outside this app
   * @internal
   */
  _arnIn(callerStack: Stack | undefined): string;
}

/** What a target is made of before its alias. */
interface MadeFunction {
  readonly function: IFunction;
}

/**
 * A function that other accounts may call: the target's half of every link.
 *
 * Target's account: an alias (unless one is given), and one resource policy with exactly the
 * callers named, on exactly that alias. Caller's account: nothing; `CrossAccountInvoker` or the
 * other team writes that half.
 *
 * @example
 * const target = new CrossAccountTarget(ordersStack, 'Orders', { function: ordersFunction });
 * target.grants.invoke(Caller.role('arn:aws:iam::111111111111:role/checkout'));
 */
export class CrossAccountTarget extends Construct implements ICrossAccountTarget {
  /**
   * A target of another app, by the ARN of its alias or version.
   *
   * Nothing is written in the target's account: each grant becomes a hand-over, as construct
   * metadata and as a message with the statement and the AWS CLI line.
   *
   * @param scope the caller's stack
   * @param id names the target; the invoker's environment variables are named after it
   * @param targetArn for example `arn:aws:lambda:eu-west-1:222222222222:function:orders:live`
   * @throws if the ARN is not a function's, has no qualifier, or is a token (use `fromTargetAttributes`)
   */
  public static fromTargetArn(scope: Construct, id: string, targetArn: string): ICrossAccountTarget {
    return new ImportedTarget(scope, id, { targetArn });
  }

  /**
   * A target of another app, with the account where the ARN is a token.
   *
   * @param scope the caller's stack
   * @param id names the target; the invoker's environment variables are named after it
   * @param attributes the ARN and where it is
   * @throws if the ARN is not a qualified function ARN, or contradicts the account or region
   */
  public static fromTargetAttributes(scope: Construct, id: string, attributes: CrossAccountTargetAttributes): ICrossAccountTarget {
    return new ImportedTarget(scope, id, attributes);
  }

  /** The account that owns the function: twelve digits, or a token where the stack does not know it. */
  public readonly targetAccount: string;

  /** The function's region, or a token where the stack does not know it. */
  public readonly targetRegion: string;

  /** Lets callers use the target. */
  public readonly grants: TargetGrants;

  /** The alias or version that is called: the one that was given, or the alias that was made. */
  public readonly callable: IFunction;

  /** @internal */
  protected readonly _made: MadeFunction;

  private readonly target: QualifiedFunction;
  private readonly env: KnownEnvironment;
  private readonly policyType: ResourcePolicyType;
  private readonly policies = new Map<PolicyLevel, PolicyWriter>();
  private readonly urlAuthTypes = new Set<string>();
  private url?: CfnUrl;

  constructor(scope: Construct, id: string, props: CrossAccountTargetProps) {
    super(scope, id);
    this.env = environmentOf(this, props);
    this._made = this._make(props);
    this.requireOwnAccount(this._made.function);
    this.target = qualify(this, this._made.function, props.aliasName);
    this.callable = this.target.callable;
    this.targetAccount = this.env.account;
    this.targetRegion = this.env.region;
    this.policyType = props.policyType ?? ResourcePolicyType.DOCUMENT;
    this.grants = TargetGrants._of(this);
    if (this.target.isVersion) {
      Annotations.of(this).addWarningV2(VERSION_TARGET,
        'the target is one version, so callers lose access when the next one is published; pass the function or an alias');
    }
    watchPolicyConflicts(this);
    for (const caller of props.callers ?? []) { this.grants.invoke(caller); }
  }

  /**
   * The qualified ARN that callers use.
   *
   * In the target's own stack a reference, in any other a literal.
   *
   * @throws at synthesis, if another stack uses it and account, region, name or qualifier are not known
   */
  public get targetArn(): string {
    const own = Stack.of(this);
    return Lazy.uncachedString({
      produce: ({ scope }) => Stack.of(scope) === own ? localArn(this.callable) : this.requireLiteralArn(),
    });
  }

  /**
   * Gives the target's alias a function URL.
   *
   * Target's account: an `AWS::Lambda::Url` on the alias; nobody may call it before
   * `grants.invokeUrl`. Caller's account: nothing. Lambda chooses the URL at deployment, so another
   * account learns it from an output of this stack.
   *
   * @param options how the URL answers
   * @returns the URL, as a reference: `https://….lambda-url.eu-west-1.on.aws/`
   * @throws if the target is a version, or has a URL; at synthesis, if the auth type is `NONE`
   * without a grant to `Caller.anyone`
   * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html
   */
  public addUrl(options: TargetUrlOptions = {}): string {
    if (this.url) {
      throw misuse({ problem: 'the target has a function URL already', expected: 'one URL for an alias', fix: 'keep what the first addUrl() returns', at: this });
    }
    const url = createUrl(this, this.target, options);
    this.url = url;
    this.node.addValidation({ validate: () => checkAuthTypes(this, url, this.urlAuthTypes) });
    return url.attrFunctionUrl;
  }

  /** @internal */
  public _arnIn(callerStack: Stack | undefined): string {
    // literal where possible: functions of one stack may call each other, and references would make a circle
    if (callerStack === Stack.of(this)) { return literalArn(this.target, this.env) ?? localArn(this.callable); }
    nameFunction(this.target.function);
    return this.requireLiteralArn();
  }

  /** @internal */
  public _grant(caller: Caller, level: PolicyLevel, permissions: Permission[]): Half {
    const view = viewOf(caller._kind, this.env, Stack.of(this));
    checkCaller(this, caller, view, Stack.of(this));
    const policy = this.policies.get(level) ?? this.newPolicy(level);
    requireOneAuthType(this, this.urlAuthTypes, permissions);
    const written = permissions.map((permission) => policy.write(permission, caller._kind, view));
    return { written: true, account: this.targetAccount, construct: written[0] };
  }

  /**
   * The function that is called; `VpcLambdaTarget` makes one in its place.
   *
   * @internal
   */
  protected _make(props: CrossAccountTargetProps): MadeFunction {
    return props;
  }

  private newPolicy(level: PolicyLevel): PolicyWriter {
    const id = level === 'target' ? '' : 'Function';
    const arn = localArn(level === 'target' ? this.callable : this.target.function);
    const policy = this.policyType === ResourcePolicyType.DOCUMENT
      ? new DocumentPolicy(this, `${id}Policy`, arn)
      : new PermissionPolicy(this, `${id}Permission`, arn);
    this.policies.set(level, policy);
    return policy;
  }

  private requireLiteralArn(): string {
    const arn = literalArn(this.target, this.env);
    if (arn === undefined) { throw arnNotKnown(this.target, this.env, this); }
    return arn;
  }

  /** The resource half changes the function, so it must stand in the account that owns the function. */
  private requireOwnAccount(fn: IFunction): void {
    // an imported alias or version has the env of the stack that imports it: only its ARN tells where it is
    const { account, region } = (fn.node.defaultChild ? undefined : parseFunctionArn(fn.functionArn)) ?? fn.env;
    this.requireOwnRegion(region);
    const sameStack = Stack.of(fn) === Stack.of(this) && Token.isUnresolved(account);
    if (sameStack || compareAccounts(account, this.env.account) === 'same') { return; }
    throw misuse({
      problem: `function belongs to account ${Token.isUnresolved(account) ? 'that is not known at synthesis' : account}, its target to a stack of account ${Token.isUnresolved(this.env.account) ? 'that is not known at synthesis' : this.env.account}`,
      expected: 'a CrossAccountTarget in a stack of the account that owns the function',
      fix: "create it in the function's stack; for a function of another app write CrossAccountTarget.fromTargetArn in the caller's stack",
      at: this,
    });
  }

  private requireOwnRegion(region: string): void {
    if (Token.isUnresolved(region) || Token.isUnresolved(this.env.region) || region === this.env.region) { return; }
    throw misuse({
      problem: `function is in region ${region}, its target in a stack of region ${this.env.region}`,
      expected: 'a CrossAccountTarget in the region of the function, where CloudFormation can change its policy',
      fix: "create it in the function's stack",
      at: this,
    });
  }
}
