import type { Stage } from 'aws-cdk-lib';
import { CallerAccess } from './caller-access';
import { textOf } from './token-text';
import { evaluatorOf } from '../evaluate/evaluate';
import { linkOptionsOf } from '../links/link-options';
import { linksOf } from '../links/links-of';
import type { LinkOptions } from '../links/links-of';
import type { Cloud } from '../model/cloud';
import { readAssembly } from '../read/assembly';
import { readCloud } from '../read/read-cloud';
import { readersOf } from '../read/readers';
import type { Readers } from '../read/readers';

/** What the templates do not say of the calls that a test asks about. */
export interface AccessAssertionsOptions {
  /**
   * Files with the service control policies of the organization, in the form that the access plugin takes.
   *
   * @default - no service control policy denies a call
   */
  readonly serviceControlPolicies?: string[];

  /**
   * Files with the resource control policies of the organization, in the same form.
   *
   * @default - no resource control policy denies a call
   */
  readonly resourceControlPolicies?: string[];

  /**
   * The organization of all accounts, `o-a1b2c3d4e5`: the value of `aws:PrincipalOrgID`.
   *
   * @default - not known: a call that depends on it is neither allowed nor denied
   */
  readonly organizationId?: string;

  /**
   * The values of further condition keys of the calls, `{ 'sts:ExternalId': 'reports-2026' }`.
   *
   * @default - not known: a call that depends on one of them is neither allowed nor denied
   */
  readonly context?: { readonly [key: string]: string };
}

/**
 * Asserts in a test who can call what, from the synthesized templates of all accounts: what AWS would decide after the
 * deployment. A failed assertion throws an error with the whole chain: every policy that was asked, and what lacks.
 *
 * It changes nothing in any account, and works for constructs of any library.
 *
 * @example
 *
 * const access = AccessAssertions.fromApp(app);
 * access.role('arn:aws:iam::111111111111:role/checkout')
 *   .canInvoke('arn:aws:lambda:eu-west-1:222222222222:function:orders:live')
 *   .cannotInvoke('arn:aws:lambda:eu-west-1:222222222222:function:orders');
 */
export class AccessAssertions {
  /**
   * Synthesizes an app, or a stage, and reads what it would deploy.
   *
   * @param app the app with the stacks of both accounts
   * @param options what the templates do not say
   */
  public static fromApp(app: Stage, options: AccessAssertionsOptions = {}): AccessAssertions {
    return new AccessAssertions(app.synth().directory, options, app);
  }

  /**
   * Reads an assembly that was synthesized before.
   *
   * @param directory the directory of the assembly, `cdk.out`
   * @param options what the templates do not say
   */
  public static fromAssembly(directory: string, options: AccessAssertionsOptions = {}): AccessAssertions {
    return new AccessAssertions(directory, options);
  }

  private readonly readers: Readers;
  private readonly cloud: Cloud;
  private readonly options: LinkOptions;

  private constructor(directory: string, options: AccessAssertionsOptions, private readonly app?: Stage) {
    const templates = readAssembly(directory);
    this.readers = readersOf(templates);
    this.cloud = readCloud(templates, {}, this.readers);
    const { surroundings, keys } = linkOptionsOf(options);
    this.options = { surroundings, keys: (callerArn) => ({ ...keys?.(callerArn), ...options.context }) };
  }

  /**
   * What a role may call.
   *
   * @param role its ARN (also `role.roleArn`, which is only known at deployment), its name or its construct path
   * @throws if no role of these templates, or several, have that name
   */
  public role(role: string): CallerAccess {
    return this.caller(role);
  }

  /**
   * What anything may call: a role, a function (by its execution role), or a resource for which a service calls.
   *
   * @param caller an ARN (also one that is only known at deployment), a name or a construct path; `s3.amazonaws.com` for a service
   * @throws if nothing in these templates, or several things, have that name
   */
  public caller(caller: string): CallerAccess {
    const { cloud, options } = this;
    const known = { cloud, options, evaluatorOf, links: linksOf(cloud, evaluatorOf, options) };
    return CallerAccess._of(known, textOf(caller, this.readers, this.app), (text) => textOf(text, this.readers, this.app));
  }
}
