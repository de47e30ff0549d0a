import { fieldsOf } from '../values/arn';
import { hasUnknown } from '../values/unknown';

/** What is wrong with a principal, to go on after its name, and what to write. */
export interface PrincipalProblem {
  readonly problem: string;
  readonly fix: string;
}

/** Whom AWS itself writes in the place of an account: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3-oai.html */
const OWN_ACCOUNTS = /^(\d{12}|cloudfront)$/;

/** People who come by IAM Identity Center have a session of their own name, which stays: https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html */
const SESSION_OF_A_PERSON = /^assumed-role\/AWSReservedSSO_/;

/**
 * Why a text is no principal that AWS accepts, or none that stays; undefined for a good one.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function problemOfPrincipal(principal: string): PrincipalProblem | undefined {
  if (principal === '*' || hasUnknown(principal) || /^\d{12}$/.test(principal)) { return undefined; }
  if (/^\d+$/.test(principal)) {
    return { problem: `is an account id of ${principal.length} digits`, fix: 'write all twelve digits of the account, as a text so that leading zeros stay' };
  }
  if (principal.includes('*') || principal.includes('?')) {
    return {
      problem: 'has a wildcard, which AWS refuses in a principal',
      fix: 'name the account as the principal and put the pattern into the condition ArnLike aws:PrincipalArn',
    };
  }
  if (/^A(ROA|IDA)[A-Z0-9]{12,}$/.test(principal)) {
    return { problem: 'is the unique id of a role or user, which AWS shows in the place of one that was deleted', fix: 'name the role or user by its ARN' };
  }
  return problemOfArn(principal);
}

function problemOfArn(principal: string): PrincipalProblem | undefined {
  const { service, account, resource } = fieldsOf(principal);
  if (service === '') {
    return /^[a-z0-9.-]+\.(amazonaws|amazon)\.com(\.cn)?$/.test(principal)
      ? { problem: 'is a service under the kind AWS, which is for accounts, roles and users', fix: `write { "Service": "${principal}" }` }
      : { problem: 'is neither an account id nor an ARN', fix: 'write the twelve digits of an account, or the ARN of a role' };
  }
  if (service !== 'iam' && service !== 'sts') {
    return { problem: `is a resource of ${service}, and only accounts, roles and users can be principals`, fix: 'name the role that it calls with: of a function its execution role' };
  }
  if (!OWN_ACCOUNTS.test(account)) {
    return { problem: `has the account '${account}', which is no account id`, fix: 'write all twelve digits of the account' };
  }
  return service === 'iam' ? problemOfIdentity(resource) : problemOfSession(principal, resource);
}

function problemOfIdentity(resource: string): PrincipalProblem | undefined {
  if (resource === 'root' || /^(role|user)\/./.test(resource)) { return undefined; }
  return resource.startsWith('group/')
    ? { problem: 'is a group, which cannot be a principal', fix: 'name its users, or the account with the condition aws:PrincipalArn' }
    : { problem: 'is no role, user or account', fix: 'write the ARN of a role (…:role/NAME), or that of the account (…:root)' };
}

function problemOfSession(principal: string, resource: string): PrincipalProblem | undefined {
  if (!resource.startsWith('assumed-role/') || SESSION_OF_A_PERSON.test(resource)) { return undefined; }
  return {
    problem: 'is one session of a role: nobody else who has the role is let in, and the name of a session is chosen by who assumes the role',
    fix: `name the role: ${principal.replace(':sts:', ':iam:').replace(/:assumed-role\/([^/]+).*$/, ':role/$1')}`,
  };
}
