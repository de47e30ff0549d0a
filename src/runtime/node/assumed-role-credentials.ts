import { explained } from './explained';
import { roleSettings } from './role-settings';
import type { AssumedRole, RoleSettings } from './role-settings';
import { credentialsSdk } from './sdk';
import { variable } from './variables';

/** Temporary credentials, in the shape that every client of the AWS SDK takes. */
export interface AssumedRoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Gives valid credentials each time; to be passed as `credentials` to a client. */
export type AssumedRoleProvider = (options?: { readonly forceRefresh?: boolean }) => Promise<AssumedRoleCredentials>;

/** Clients of the SDK ask again from here on: https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html */
const MARGIN = 5 * 60_000;
/** A session of 15 minutes is renewed after 12.5; one of half an hour or more 5 minutes before it ends. */
const SHARE_OF_LIFETIME = 1 / 6;
/** STS gives no session that is shorter. */
const SHORTEST_SESSION = 900_000;

/** One session for each role and each way to assume it; they live as long as the execution environment. */
const sessions = new Map<string, RoleSession>();

/**
 * Credentials of an assumed role, shared by all clients in this execution environment: one AssumeRole for each lifetime.
 *
 * @param role the prefix of its variables (`'READER'`), or what they would say; by default the only role in the environment
 */
export function assumedRoleCredentials(role?: string | AssumedRole): AssumedRoleProvider {
  const settings = roleSettings(role);
  const { roleArn, externalId, sessionName, sourceIdentity, sessionSeconds } = settings;
  const key = JSON.stringify([roleArn, externalId, sessionName, sourceIdentity, sessionSeconds, sortedTags(settings)]);
  const session = sessions.get(key) ?? new RoleSession(settings);
  sessions.set(key, session);
  return async (options) => session.credentials(options?.forceRefresh);
}

/** What STS answered, with the times at which to ask again and at which it ends. */
interface Held {
  readonly credentials: AssumedRoleCredentials;
  readonly endsAt: number;
  readonly margin: number;
  askAgainAt: number;
}

class RoleSession {
  private held?: Held;
  /** The request under way, which all callers share. */
  private pending?: Promise<AssumedRoleCredentials>;
  private provider?: () => Promise<AssumedRoleCredentials>;

  constructor(private readonly settings: RoleSettings) {}

  public async credentials(forceRefresh = false): Promise<AssumedRoleCredentials> {
    const { held } = this;
    if (held && !forceRefresh && Date.now() < held.askAgainAt) { return held.credentials; }
    try {
      return await (this.pending ??= this.assume());
    } catch (error) {
      const now = Date.now();
      // asked early, so that there is time for another attempt; but not with each call
      if (!held || forceRefresh || now >= held.endsAt) { throw error; }
      held.askAgainAt = now + held.margin / 10;
      return held.credentials;
    }
  }

  private async assume(): Promise<AssumedRoleCredentials> {
    try {
      this.provider ??= await providerOf(this.settings);
      const credentials = await this.provider();
      const now = Date.now();
      const endsAt = credentials.expiration?.getTime() ?? now + SHORTEST_SESSION;
      const margin = Math.min(MARGIN, (endsAt - now) * SHARE_OF_LIFETIME);
      this.held = { credentials, endsAt, margin, askAgainAt: endsAt - margin };
      return credentials;
    } catch (error) {
      throw explained(error);
    } finally {
      this.pending = undefined;
    }
  }
}

async function providerOf(settings: RoleSettings): Promise<() => Promise<AssumedRoleCredentials>> {
  const { fromTemporaryCredentials } = await credentialsSdk();
  const tags = sortedTags(settings);
  return fromTemporaryCredentials({
    params: {
      RoleArn: settings.roleArn,
      RoleSessionName: settings.sessionName,
      ExternalId: settings.externalId,
      DurationSeconds: settings.sessionSeconds,
      SourceIdentity: settings.sourceIdentity,
      Tags: tags.length === 0 ? undefined : tags.map(([Key, Value]) => ({ Key, Value })),
    },
    // never the target's region: the function may reach STS only through an endpoint in its own
    clientConfig: { region: variable('AWS_REGION') },
  });
}

function sortedTags({ sessionTags = {} }: RoleSettings): [string, string][] {
  return Object.entries(sessionTags).sort(([a], [b]) => (a < b ? -1 : 1));
}
