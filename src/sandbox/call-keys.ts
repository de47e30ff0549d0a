import type { Call } from './authorizer';
import type { Keys } from '../access/requests';

/**
 * The condition keys that a request in the sandbox has, or is known not to have.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
export function keysOf({ session, path, keys, externalId, sessionName, sessionTags, sourceIdentity }: Call): Keys {
  const now = new Date();
  const endpoint = path.kind === 'endpoint' ? path.endpoint : undefined;
  return {
    'aws:CurrentTime': now.toISOString(),
    'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
    'aws:userid': session.userId,
    'aws:username': session.kind === 'user' ? session.principalArn.split('/').pop() : undefined,
    'aws:SourceIdentity': session.sourceIdentity,
    'aws:SourceVpc': endpoint?.vpcId,
    'aws:SourceVpce': endpoint?.id,
    'lambda:SourceFunctionArn': session.sourceFunctionArn,
    'sts:ExternalId': externalId,
    'sts:RoleSessionName': sessionName,
    'sts:SourceIdentity': sourceIdentity,
    'aws:TagKeys': sessionTags && Object.keys(sessionTags),
    ...prefixed('aws:PrincipalTag/', session.tags),
    ...prefixed('aws:RequestTag/', sessionTags),
    ...keys,
  };
}

function prefixed(prefix: string, tags: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]));
}
