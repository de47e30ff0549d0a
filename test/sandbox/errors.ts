import type { Verdict } from '../support/authorizer';

export type Service = 'lambda' | 'sts' | 's3';

/** An error as a service answers it; each API renders it in its own protocol. */
export class ServiceError extends Error {
  constructor(public readonly status: number, public readonly code: string, message: string) {
    super(message);
  }
}

export type AuthenticationFailure = 'missing' | 'incomplete' | 'unknown' | 'expired' | 'mismatch';

/** The same failure has another code in each protocol: Lambda's JSON, the query protocol of STS, the XML of S3. */
const CODES: Record<AuthenticationFailure, Record<Service, string>> = {
  missing: { lambda: 'MissingAuthenticationTokenException', sts: 'MissingAuthenticationToken', s3: 'AccessDenied' },
  incomplete: { lambda: 'IncompleteSignatureException', sts: 'IncompleteSignature', s3: 'AuthorizationHeaderMalformed' },
  unknown: { lambda: 'UnrecognizedClientException', sts: 'InvalidClientTokenId', s3: 'InvalidAccessKeyId' },
  expired: { lambda: 'ExpiredTokenException', sts: 'ExpiredToken', s3: 'ExpiredToken' },
  mismatch: { lambda: 'InvalidSignatureException', sts: 'SignatureDoesNotMatch', s3: 'SignatureDoesNotMatch' },
};

const MESSAGES: Record<AuthenticationFailure, string> = {
  missing: 'Missing Authentication Token',
  incomplete: "Authorization header requires 'Credential', 'Signature' and 'SignedHeaders' parameters.",
  unknown: 'The security token included in the request is invalid.',
  expired: 'The security token included in the request is expired',
  mismatch: 'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
};

/** The request does not prove who sent it. The messages are those of Lambda and STS; those of S3 differ. */
export function notAuthenticated(service: Service, failure: AuthenticationFailure, message = MESSAGES[failure]): ServiceError {
  return new ServiceError(403, CODES[failure][service], message);
}

/** True for the codes that Lambda's front end answers, before the service itself sees the request. */
export function isAuthenticationCode(code: string): boolean {
  return Object.values(CODES).some(({ lambda }) => lambda === code);
}

/**
 * The sentence AWS ends an access-denied message with: which kind of policy is missing.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function denialClause(action: string, { reason }: Verdict): string {
  if (reason.includes('explicit deny in a VPC endpoint policy')) { return ' with an explicit deny in a VPC endpoint policy'; }
  if (reason.includes('VPC endpoint policy')) { return ` because no VPC endpoint policy allows the ${action} action`; }
  if (reason.includes('explicit deny')) { return ' with an explicit deny'; }
  if (reason.includes('resource-based')) { return ` because no resource-based policy allows the ${action} action`; }
  if (reason.includes('permissions boundary')) { return ` because no permissions boundary allows the ${action} action`; }
  // within one account AWS names the identity half when both are missing
  return ` because no identity-based policy allows the ${action} action`;
}

export function notAuthorized(sessionArn: string, action: string, resourceArn: string): string {
  return `User: ${sessionArn} is not authorized to perform: ${action} on resource: ${resourceArn}`;
}
