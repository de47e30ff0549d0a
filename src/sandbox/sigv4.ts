import { createHash, createHmac } from 'node:crypto';

/** What version 4 of AWS's signature covers. */
export interface Signable {
  readonly method: string;
  /** As it is sent, encoded once. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Those that are signed, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a signature holds for. */
export interface Scope {
  /** `20260101T120000Z` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** S3 alone does not encode the path a second time. */
  readonly signsPathAsSent?: boolean;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export function signatureOf(request: Signable, secretAccessKey: string, scope: Scope): string {
  const { date, region, service } = scope;
  const parts = [date.slice(0, 8), region, service, 'aws4_request'];
  const key = parts.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
  const text = ['AWS4-HMAC-SHA256', date, parts.join('/'), hash(canonical(request, scope))].join('\n');
  return hmac(key, text).toString('hex');
}

function canonical({ method, path, query, headers, body }: Signable, { signsPathAsSent }: Scope): string {
  const names = Object.keys(headers).sort();
  const pairs = [...query].map((pair) => pair.map(encode)).sort(byNameThenValue);
  return [
    method,
    signsPathAsSent ? path : path.split('/').map(encode).join('/'),
    pairs.map((pair) => pair.join('=')).join('&'),
    ...names.map((name) => `${name}:${headers[name].trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    hash(body),
  ].join('\n');
}

/** As RFC 3986 has it: JavaScript leaves five characters more as they are. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

function byNameThenValue(a: string[], b: string[]): number {
  const i = a[0] === b[0] ? 1 : 0;
  return a[i] < b[i] ? -1 : 1;
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function hash(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
