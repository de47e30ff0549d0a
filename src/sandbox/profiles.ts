import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionCredentials } from './credentials';
import { isDeveloper } from './developers';
import { pathOfSite } from './names';
import type { Sandbox } from './sandbox';
import type { Cloud } from '../access/model/cloud';
import type { Identity } from '../access/model/identity';

/** A role or user that people may act as. */
export interface Profile {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
}

/** The names of the file format: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html */
const NOT_IN_NAMES = /[^\w/.@:+-]/g;

/** One for each role and user, by its construct path; first those that stand for a developer. */
export function profilesOf({ identities }: Pick<Cloud, 'identities'>): Profile[] {
  const all = [...identities.values()];
  const ordered = [...all.filter(isDeveloper), ...all.filter((identity) => !isDeveloper(identity))];
  return ordered.map((identity) => ({ name: profileName(identity), arn: identity.arn, region: identity.site.stack.region }));
}

export function profileName(identity: Identity): string {
  return isDeveloper(identity) ? `developer-${identity.account}` : pathOfSite(identity.site).replace(NOT_IN_NAMES, '-');
}

/**
 * The files that the AWS CLI and all SDKs read credentials from, with one profile for each role.
 *
 * Every profile names the sandbox as the endpoint of all services, for tools that read it there: the AWS CLI and boto3 do, the
 * SDK for JavaScript only for the profile in AWS_PROFILE. All of them read AWS_ENDPOINT_URL.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export class ProfileFiles {
  public readonly configFile: string;
  public readonly credentialsFile: string;

  private readonly directory = mkdtempSync(join(tmpdir(), 'sandbox-profiles-'));
  private readonly issued = new Map<string, SessionCredentials>();

  constructor(private readonly sandbox: Sandbox) {
    this.configFile = join(this.directory, 'config');
    this.credentialsFile = join(this.directory, 'credentials');
  }

  /** The credentials of a role stay the same from one writing to the next. */
  public write(profiles: readonly Profile[]): void {
    const config = profiles.map(({ name, region }) => `[profile ${name}]\nregion = ${region}\nendpoint_url = ${this.sandbox.endpoint}\n`);
    const credentials = profiles.map(({ name, arn }) => {
      const { accessKeyId, secretAccessKey, sessionToken } = this.credentialsOf(arn);
      const token = sessionToken === undefined ? '' : `aws_session_token = ${sessionToken}\n`;
      return `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n${token}`;
    });
    writeFileSync(this.configFile, config.join('\n'), { mode: 0o600 });
    writeFileSync(this.credentialsFile, credentials.join('\n'), { mode: 0o600 });
  }

  public remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private credentialsOf(arn: string): SessionCredentials {
    const credentials = this.issued.get(arn) ?? this.sandbox.credentialsFor(arn, { expiration: NEVER });
    this.issued.set(arn, credentials);
    return credentials;
  }
}

/** They are worth nothing once the sandbox has ended. */
const NEVER = new Date(8.64e15);
