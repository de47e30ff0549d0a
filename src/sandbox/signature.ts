import { createHash, timingSafeEqual } from 'node:crypto';
import type { CredentialStore, Session } from './credentials';
import { notAuthenticated } from './errors';
import type { AuthenticationFailure, ServiceError } from './errors';
import type { ReceivedRequest } from './http';
import type { ServiceApi } from './service-api';
import { signatureOf } from './sigv4';

/** Who sent a request, and the region the request was signed for. */
export interface Sender {
  readonly session: Session;
  readonly region: string;
}

/** The service that a request was signed for, whatever its address; undefined without a signature. */
export function signedFor({ headers: { authorization } }: ReceivedRequest): string | undefined {
  return authorization === undefined ? undefined : partOf(authorization, 'Credential').split('/')[3];
}

interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: string[];
  readonly signature: string;
}

const FIVE_MINUTES = 5 * 60_000;

type Service = Pick<ServiceApi, 'name' | 'authenticationCodes' | 'signsPathAsSent'>;

/**
 * Finds out who sent a request: signs it again with the secret of the named access key and compares.
 *
 * The checks come in the order in which AWS makes them, so a request with two faults gets AWS's error.
 */
export function authenticate(request: ReceivedRequest, service: Service, store: CredentialStore): Sender {
  const fail: Fail = (failure, message) => notAuthenticated(service.authenticationCodes, failure, message);
  const authorization = parseAuthorization(request, fail);
  const session = store.find(authorization.accessKeyId);
  if (!session || !sameText(request.headers['x-amz-security-token'] ?? '', session.credentials.sessionToken ?? '')) { throw fail('unknown'); }
  const { secretAccessKey, expiration } = session.credentials;
  if (expiration && expiration.getTime() <= Date.now()) { throw fail('expired'); }
  if (authorization.service !== service.name) { throw fail('mismatch', `Credential should be scoped to correct service: '${service.name}'.`); }
  const date = checkDate(request, authorization, fail);
  checkSignedHeaders(request, authorization, fail);
  const headers = Object.fromEntries(authorization.signedHeaders.map((name) => [name, request.headers[name] ?? '']));
  // over the hash of the body that arrived, whatever hash the sender states
  const expected = signatureOf({ ...request, headers }, secretAccessKey, { ...authorization, date, signsPathAsSent: service.signsPathAsSent });
  if (!sameText(authorization.signature, expected)) { throw fail('mismatch'); }
  return { session, region: authorization.region };
}

type Fail = (failure: AuthenticationFailure, message?: string) => ServiceError;

function parseAuthorization({ headers: { authorization } }: ReceivedRequest, fail: Fail): Authorization {
  if (authorization === undefined) { throw fail('missing'); }
  const scope = partOf(authorization, 'Credential').split('/');
  const signature = partOf(authorization, 'Signature');
  const signedHeaders = partOf(authorization, 'SignedHeaders');
  if (!authorization.startsWith('AWS4-HMAC-SHA256 ') || scope.length !== 5 || scope[4] !== 'aws4_request' || !signature || !signedHeaders) {
    throw fail('incomplete');
  }
  const [accessKeyId, date, region, service] = scope;
  return { accessKeyId, date, region, service, signedHeaders: signedHeaders.split(';'), signature };
}

function partOf(authorization: string, name: string): string {
  return new RegExp(`[ ,]${name}=([^, ]+)`).exec(authorization)?.[1] ?? '';
}

/** The time at which the request was signed, as it stands there. */
function checkDate({ headers }: ReceivedRequest, { date }: Authorization, fail: Fail): string {
  const text = headers['x-amz-date'] ?? '';
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) { throw fail('incomplete', `Date must be in ISO-8601 'basic format'. Got '${text}'.`); }
  const [, year, month, day, hour, minute, second] = match;
  const signed = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`).getTime();
  if (!text.startsWith(date)) {
    throw fail('mismatch', `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${text.slice(0, 8)}', from '${text}'.`);
  }
  const now = Date.now();
  if (signed < now - FIVE_MINUTES) {
    throw fail('mismatch', `Signature expired: ${text} is now earlier than ${basic(now - FIVE_MINUTES)} (${basic(now)} - 5 min.)`);
  }
  if (signed > now + FIVE_MINUTES) {
    throw fail('mismatch', `Signature not yet current: ${text} is still later than ${basic(now + FIVE_MINUTES)} (${basic(now)} + 5 min.)`);
  }
  return text;
}

/** An unsigned header could be changed on the way, so those that mean something to AWS must be signed. */
function checkSignedHeaders({ headers }: ReceivedRequest, { signedHeaders }: Authorization, fail: Fail): void {
  const unsigned = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))].find((name) => !signedHeaders.includes(name));
  if (unsigned !== undefined) { throw fail('mismatch', `'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`); }
}

/** Compares in constant time, also texts of different length. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** A time as signatures have it. */
export function basic(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}
