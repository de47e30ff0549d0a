import { createHash, timingSafeEqual } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { CredentialStore, Session, SessionCredentials } from './credentials';
import { notAuthenticated } from './errors';
import type { Service } from './errors';
import type { ReceivedRequest } from './http';

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

/**
 * Finds out who sent a request: signs it again with the secret of the named access key and compares.
 *
 * The checks come in the order in which AWS makes them, so a request with two faults gets AWS's error.
 */
export async function authenticate(request: ReceivedRequest, service: Service, store: CredentialStore): Promise<Sender> {
  const authorization = parseAuthorization(request, service);
  const session = store.find(authorization.accessKeyId);
  if (!session || !sameText(request.headers['x-amz-security-token'] ?? '', session.credentials.sessionToken)) {
    throw notAuthenticated(service, 'unknown');
  }
  if (session.credentials.expiration.getTime() <= Date.now()) { throw notAuthenticated(service, 'expired'); }
  if (authorization.service !== service) {
    throw notAuthenticated(service, 'mismatch', `Credential should be scoped to correct service: '${service}'.`);
  }
  const signingDate = checkDate(request, authorization, service);
  checkSignedHeaders(request, authorization, service);
  checkPayloadHash(request, service);
  const expected = await signatureOf(request, authorization, session.credentials, signingDate);
  if (!sameText(authorization.signature, expected)) { throw notAuthenticated(service, 'mismatch'); }
  return { session, region: authorization.region };
}

function parseAuthorization({ headers: { authorization } }: ReceivedRequest, service: Service): Authorization {
  if (authorization === undefined) { throw notAuthenticated(service, 'missing'); }
  const scope = partOf(authorization, 'Credential').split('/');
  const signature = partOf(authorization, 'Signature');
  const signedHeaders = partOf(authorization, 'SignedHeaders');
  if (!authorization.startsWith('AWS4-HMAC-SHA256 ') || scope.length !== 5 || scope[4] !== 'aws4_request' || !signature || !signedHeaders) {
    throw notAuthenticated(service, 'incomplete');
  }
  const [accessKeyId, date, region, scopeService] = scope;
  return { accessKeyId, date, region, service: scopeService, signedHeaders: signedHeaders.split(';'), signature };
}

function partOf(authorization: string, name: string): string {
  return new RegExp(`[ ,]${name}=([^, ]+)`).exec(authorization)?.[1] ?? '';
}

function checkDate({ headers }: ReceivedRequest, { date }: Authorization, service: Service): Date {
  const text = headers['x-amz-date'] ?? '';
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) {
    throw notAuthenticated(service, 'incomplete', `Date must be in ISO-8601 'basic format'. Got '${text}'.`);
  }
  const [, year, month, day, hour, minute, second] = match;
  const signingDate = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (!text.startsWith(date)) {
    throw notAuthenticated(service, 'mismatch', `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${text.slice(0, 8)}', from '${text}'.`);
  }
  const now = Date.now();
  if (signingDate.getTime() < now - FIVE_MINUTES) {
    throw notAuthenticated(service, 'mismatch', `Signature expired: ${text} is now earlier than ${basic(now - FIVE_MINUTES)} (${basic(now)} - 5 min.)`);
  }
  if (signingDate.getTime() > now + FIVE_MINUTES) {
    throw notAuthenticated(service, 'mismatch', `Signature not yet current: ${text} is still later than ${basic(now + FIVE_MINUTES)} (${basic(now)} + 5 min.)`);
  }
  return signingDate;
}

/** An unsigned header could be changed on the way, so those that mean something to AWS must be signed. */
function checkSignedHeaders({ headers }: ReceivedRequest, { signedHeaders }: Authorization, service: Service): void {
  const unsigned = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))].find((name) => !signedHeaders.includes(name));
  if (unsigned !== undefined) {
    throw notAuthenticated(service, 'mismatch', `'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`);
  }
}

/** The signature covers the hash that the sender states; this ties the stated hash to the body that arrived. */
function checkPayloadHash({ headers, body }: ReceivedRequest, service: Service): void {
  const stated = headers['x-amz-content-sha256'];
  if (stated !== undefined && !sameText(stated, createHash('sha256').update(body).digest('hex'))) { throw notAuthenticated(service, 'mismatch'); }
}

async function signatureOf(
  request: ReceivedRequest,
  { region, service, signedHeaders }: Authorization,
  credentials: SessionCredentials,
  signingDate: Date,
): Promise<string> {
  // S3 alone signs the path as it is sent: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256, applyChecksum: false, uriEscapePath: service !== 's3' });
  const names = new Set(signedHeaders);
  const signed = await signer.sign({
    method: request.method,
    protocol: 'http:',
    hostname: request.headers.host,
    path: request.path,
    query: queryOf(request.query),
    headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => names.has(name))),
    body: request.body,
  }, { signingDate, signableHeaders: names });
  return /Signature=(\w+)$/.exec(signed.headers.authorization)![1];
}

function queryOf(query: URLSearchParams): Record<string, string[]> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
}

/** Compares in constant time, also texts of different length. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function basic(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}
