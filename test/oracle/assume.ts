import { TwoJudges } from './two-judges';
import type { Call } from '../support/authorizer';
import { withRole } from '../support/change-cloud';
import type { Cloud } from '../support/cloud';

export const ASSUME = 'sts:AssumeRole';

/**
 * The actions that one AssumeRole request needs: STS authorizes tags and a source identity beside it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 */
export function actionsOf({ sessionTags, sourceIdentity }: Partial<Call>): string[] {
  return [ASSUME, ...sessionTags ? ['sts:TagSession'] : [], ...sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']];
}

/** Whether STS would give a session: every action of the request must be allowed. */
export async function mayAssume(cloud: Cloud, request: Call): Promise<boolean> {
  const oracle = new TwoJudges(cloud);
  for (const action of actionsOf(request)) {
    if (!(await oracle.decide({ ...request, action })).allowed) { return false; }
  }
  return true;
}

/** The same cloud without anybody in the trust policy of a role. */
export function withoutTrustHalf(cloud: Cloud, roleArn: string): Cloud {
  return { ...cloud, roles: cloud.roles.map((role) => role.arn === roleArn ? { ...role, trustPolicy: { Version: '2012-10-17', Statement: [] } } : role) };
}

/** The same cloud with one role whose trust policy is the given one. */
export function withTrust(cloud: Cloud, roleArn: string, ...Statement: Record<string, unknown>[]): Cloud {
  const whole = cloud.roles.some(({ arn }) => arn === roleArn) ? cloud : withRole(cloud, roleArn);
  return { ...whole, roles: whole.roles.map((role) => role.arn === roleArn ? { ...role, trustPolicy: { Version: '2012-10-17', Statement } } : role) };
}

/** A role that lets the caller's whole account in, so that only the caller's side can deny, also within that account. */
export function withOpenRole(cloud: Cloud, roleArn: string, callerArn: string): Cloud {
  const root = callerArn.replace(/:role\/.*$/, ':root');
  const open = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'].map((Action) => ({ Effect: 'Allow', Principal: { AWS: root }, Action }));
  return withTrust(cloud, roleArn, ...open);
}
