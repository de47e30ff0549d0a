import { assumedRoleCredentials } from './assumed-role-credentials';
import { roleSettings } from './role-settings';
import type { AssumedRole } from './role-settings';

/** The class of any client of the AWS SDK. */
export type ClientClass = new (config: never) => object;

/** The client's own configuration, and the role. */
export type AssumedRoleClientConfig<Class extends ClientClass> = Omit<NonNullable<ConstructorParameters<Class>[0]>, 'credentials'> & {
  /**
   * The prefix of the role's variables (`'READER'`), or what they would say.
   *
   * @default - the only role in the environment
   */
  readonly role?: string | AssumedRole;
};

/**
 * A client of the AWS SDK that acts as a role of another account.
 *
 * Its region is the one in `config`, else that of the role's variables (`READER_ROLE_REGION`), else the function's.
 */
export function assumedRoleClient<Class extends ClientClass>(clientClass: Class, config?: AssumedRoleClientConfig<Class>): InstanceType<Class> {
  const { role, region, ...rest }: { role?: string | AssumedRole; region?: unknown } = config ?? {};
  const where = region ?? roleSettings(role).region;
  const all = { ...rest, ...(where !== undefined && { region: where }), credentials: assumedRoleCredentials(role) };
  // the type of `config` says that the rest fits the class
  return new clientClass(all as never) as InstanceType<Class>;
}
