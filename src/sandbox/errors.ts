/** An error as a service answers it; each API renders it in its own protocol. */
export class ServiceError extends Error {
  constructor(public readonly status: number, public readonly code: string, message: string) {
    super(message);
  }
}

export type AuthenticationFailure = 'missing' | 'incomplete' | 'unknown' | 'expired' | 'mismatch';

const MESSAGES: Record<AuthenticationFailure, string> = {
  missing: 'Missing Authentication Token',
  incomplete: "Authorization header requires 'Credential', 'Signature' and 'SignedHeaders' parameters.",
  unknown: 'The security token included in the request is invalid.',
  expired: 'The security token included in the request is expired',
  mismatch: 'The request signature we calculated does not match the signature you provided. '
    + 'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
};

/** The same failure has another code in each protocol. */
export type AuthenticationCodes = Readonly<Record<AuthenticationFailure, string>>;

/** The request does not prove who sent it. */
export function notAuthenticated(codes: AuthenticationCodes, failure: AuthenticationFailure, message = MESSAGES[failure]): ServiceError {
  return new ServiceError(403, codes[failure], message);
}
