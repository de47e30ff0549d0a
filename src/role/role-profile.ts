import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import { Code, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { IAssumableRole } from './assumable-role';
import { renderProfile } from './profile-text';
import { requireFree } from '../link/function-environment';
import { misuse, pathOf } from '../private/errors';

const DIRECTORY = 'cdk-cross-account-lambda';
const FILE = 'aws-config';

/** Which function uses which roles by profiles. */
export interface RoleProfileProps {
  /** The function that assumes the roles. It gets the layer and the variable `AWS_CONFIG_FILE`. */
  readonly function: LambdaFunction;

  /**
   * The roles, one profile each. The function is let in as by `role.grants.assume(function)`.
   *
   * For a session duration, a session name or another prefix call
   * `role.grants.assume(function, { … })` before: the file then says the same.
   */
  readonly roles: IAssumableRole[];
}

/**
 * An AWS configuration file with a named profile for each role, for functions in any language whose
 * SDK reads `role_arn` and `credential_source`.
 *
 * Caller's account: a layer with the file, `AWS_CONFIG_FILE` in the function's environment, and all
 * that `role.grants.assume` writes. Role's account: what `role.grants.assume` writes. The default
 * credentials of the function stay as they are: code names the profile where it creates a client.
 * A profile is named after the role's variables, in lower case with hyphens: `READER` gives
 * `reader`. For each SDK the second page below says how it is named, and what it ignores: some send
 * no external id.
 *
 * Container images have no layers and are refused: write such a file into the image yourself, set
 * `AWS_CONFIG_FILE`, and let the function in with `role.grants.assume`. That the settings work in Lambda functions follows from the documented
 * sources of credentials and is not verified on AWS.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
 * @see https://github.com/cdk-cross-account-lambda/cdk-cross-account-lambda/blob/main/docs/inside-functions.md
 *
 * @example
 * new RoleProfile(checkoutStack, 'Profiles', { function: checkoutFunction, roles: [reader] });
 */
export class RoleProfile extends Construct {
  /** Where the function finds the file: the value of `AWS_CONFIG_FILE`. */
  public readonly configFile = `/opt/${DIRECTORY}/${FILE}`;

  /** The text of the file. */
  public readonly content: string;

  /** The layer that holds the file. */
  public readonly layer: LayerVersion;

  /** The names of the profiles, in the order of `roles`. */
  public readonly profileNames: string[];

  constructor(scope: Construct, id: string, props: RoleProfileProps) {
    super(scope, id);
    requireRoles(this, props.roles);
    requireLayers(this, props.function);
    const render = () => props.roles.map((role) => renderProfile(this, role, props.function));
    const profiles = render();
    this.profileNames = profiles.map(({ name }) => name);
    requireDifferent(this, this.profileNames);
    this.content = profiles.map(({ text }) => text).join('\n');
    this.layer = new LayerVersion(this, 'Layer', {
      description: `AWS configuration with the profiles ${this.profileNames.join(', ')}`,
      code: Code.fromAsset(this.writeFile()),
    });
    // not even with the same value: of two layers with the same file one would hide the other's
    requireFree(this, props.function, 'AWS_CONFIG_FILE', undefined, 'use one RoleProfile with all roles for a function, or add the profiles to your own file');
    props.function.addEnvironment('AWS_CONFIG_FILE', this.configFile);
    props.function.addLayers(this.layer);
    this.node.addValidation({ validate: () => render().map(({ text }) => text).join('\n') === this.content ? [] : [optionsTooLate(this)] });
  }

  /** Beside the templates, so that nothing is left behind elsewhere; named by content, so that equal files are one. */
  private writeFile(): string {
    const hash = createHash('sha256').update(this.content).digest('hex').slice(0, 16);
    const root = join(Stage.of(this)!.outdir, `role-profile.${hash}`);
    mkdirSync(join(root, DIRECTORY), { recursive: true });
    writeFileSync(join(root, DIRECTORY, FILE), this.content);
    return root;
  }
}

function requireRoles(at: Construct, roles: IAssumableRole[]): void {
  if (roles.length > 0) { return; }
  throw misuse({ problem: 'roles is empty, so the file would hold no profile', expected: 'at least one role', fix: 'pass roles: [role]', at });
}

function requireLayers(at: Construct, fn: LambdaFunction): void {
  if (fn.runtime !== Runtime.FROM_IMAGE) { return; }
  throw misuse({
    problem: `function ${pathOf(fn)} is a container image, which has no layers`,
    expected: 'a function whose code is a zip archive',
    fix: 'write the file into the image and set AWS_CONFIG_FILE; let the function in with role.grants.assume(fn)',
    at,
  });
}

/** The file was written when the construct was made. */
function optionsTooLate(at: Construct): string {
  return misuse({
    problem: 'role.grants.assume changed what the function sends after its profiles were written',
    expected: 'options before the RoleProfile',
    fix: 'move role.grants.assume(fn, { … }) in front of it',
    at,
  }).message;
}

function requireDifferent(at: Construct, names: string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) { return; }
  throw misuse({
    problem: 'two roles would have a profile of one name',
    got: twice,
    expected: 'a name for each role',
    fix: "name each role once, and choose another prefix for one of them: role.grants.assume(fn, { environmentPrefix: 'OTHER' })",
    at,
  });
}
