import { createHash } from 'node:crypto';
import { listKeys } from './buckets';
import type { Bucket, Buckets } from './buckets';
import type { Arrival } from '../../src/sandbox/authorizer';
import { denialMessage } from '../../src/sandbox/denial';
import { ServiceError } from '../../src/sandbox/errors';
import type { AuthenticationCodes } from '../../src/sandbox/errors';
import type { Gatekeeper } from '../../src/sandbox/gatekeeper';
import type { ReceivedRequest, Response } from '../../src/sandbox/http';
import type { ServiceApi, Subject } from '../../src/sandbox/service-api';
import type { Sender } from '../../src/sandbox/signature';
import { element, textElement } from '../../src/sandbox/xml';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
/** One fixed time: a bucket here never changes. */
const LAST_MODIFIED = new Date('2026-01-01T00:00:00Z');
const MOST_KEYS = 1000;

/** What the two operations understand; a request with anything else is refused rather than half answered. */
const OBJECT_QUERY = ['x-id'];
const LIST_QUERY = ['list-type', 'prefix', 'start-after', 'continuation-token', 'max-keys', 'encoding-type', 'x-id'];

/** GetObject and ListObjectsV2 of S3, in path style: the SDKs use it where the endpoint is an IP address. */
export class S3Api implements ServiceApi {
  public readonly name = 's3';
  public readonly fault = 'InternalError';
  public readonly signsPathAsSent = true;
  public readonly authenticationCodes: AuthenticationCodes = {
    missing: 'AccessDenied',
    incomplete: 'AuthorizationHeaderMalformed',
    unknown: 'InvalidAccessKeyId',
    expired: 'ExpiredToken',
    mismatch: 'SignatureDoesNotMatch',
  };

  constructor(private readonly gatekeeper: Gatekeeper, private readonly buckets: Buckets) {}

  public async handle(request: ReceivedRequest, arrival: Arrival): Promise<Response> {
    const [, name, key] = /^\/([^/]+)\/?(.*)$/.exec(request.path) ?? [];
    if (request.method !== 'GET' || name === undefined) { throw notImplemented(`${request.method} ${request.path}`); }
    if (!Object.hasOwn(this.buckets, name)) { throw new ServiceError(404, 'NoSuchBucket', 'The specified bucket does not exist'); }
    const place: Place = { arrival, bucket: this.buckets[name], arn: `arn:${arrival.session.partition}:s3:::${name}`, name };
    return key ? this.getObject(place, decodeURIComponent(key), request) : this.listObjects(place, request);
  }

  public subjectOf({ path }: ReceivedRequest, { session: { partition } }: Sender): Subject {
    const [, bucket, key] = /^\/([^/]*)\/?(.*)$/.exec(path)!;
    return { action: key ? 's3:GetObject' : 's3:ListBucket', resource: `arn:${partition}:s3:::${bucket}${key ? `/${decodeURIComponent(key)}` : ''}` };
  }

  /** In the REST-XML protocol of S3: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
  public errorResponse({ status, code, message }: ServiceError, requestId: string): Response {
    return xml(status, element('Error', textElement('Code', code) + textElement('Message', message) + textElement('RequestId', requestId)));
  }

  private async getObject(place: Place, key: string, { query, headers }: ReceivedRequest): Promise<Response> {
    requireKnown(query, OBJECT_QUERY);
    const conditional = Object.keys(headers).find((name) => name === 'range' || name.startsWith('if-'));
    if (conditional !== undefined) { throw notImplemented(`the header ${conditional}`); }
    await this.authorize(place, 's3:GetObject', `${place.arn}/${key}`);
    const { objects } = place.bucket;
    if (!Object.hasOwn(objects, key)) {
      // who may not list a bucket does not learn what it does not have:
      // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
      await this.authorize(place, 's3:ListBucket', place.arn);
      throw new ServiceError(404, 'NoSuchKey', 'The specified key does not exist.');
    }
    const body = objects[key];
    return {
      status: 200,
      headers: {
        'content-type': 'binary/octet-stream',
        'content-length': String(Buffer.byteLength(body)),
        'etag': etag(body),
        'last-modified': LAST_MODIFIED.toUTCString(),
      },
      body,
    };
  }

  private async listObjects(place: Place, { query }: ReceivedRequest): Promise<Response> {
    if (query.get('list-type') !== '2') { throw notImplemented('a request for a bucket that is not ListObjectsV2'); }
    requireKnown(query, LIST_QUERY);
    const prefix = query.get('prefix') ?? '';
    const token = query.get('continuation-token');
    await this.authorize(place, 's3:ListBucket', place.arn, { 's3:prefix': query.get('prefix') ?? undefined });
    const maxKeys = Math.min(Number(query.get('max-keys') ?? MOST_KEYS), MOST_KEYS);
    const { keys, truncated } = listKeys(place.bucket, { prefix, after: token === null ? query.get('start-after') ?? '' : fromToken(token), maxKeys });
    const encoded = query.get('encoding-type') === 'url' ? (text: string) => encodeURIComponent(text).replace(/%2F/g, '/') : (text: string) => text;
    const content = textElement('Name', place.name) + textElement('Prefix', encoded(prefix))
      + element('KeyCount', String(keys.length)) + element('MaxKeys', String(maxKeys)) + element('IsTruncated', String(truncated))
      + (query.has('encoding-type') ? element('EncodingType', 'url') : '')
      + (truncated ? textElement('NextContinuationToken', toToken(keys[keys.length - 1])) : '')
      + keys.map((key) => element('Contents', contentsOf(encoded(key), place.bucket.objects[key]))).join('');
    return xml(200, `<ListBucketResult xmlns="${NAMESPACE}">${content}</ListBucketResult>`);
  }

  private async authorize({ arrival, bucket }: Place, action: string, arn: string, keys: Record<string, string | undefined> = {}): Promise<void> {
    const { allowed, reason } = await this.gatekeeper.decide(arrival, action, arn, { keys, resourceAccount: bucket.account });
    if (!allowed) { throw new ServiceError(403, 'AccessDenied', denialMessage(arrival.session.callerArn, action, `"${arn}"`, reason)); }
  }
}

/** Where a request goes, and who sent it. */
interface Place {
  readonly arrival: Arrival;
  readonly bucket: Bucket;
  readonly arn: string;
  readonly name: string;
}

function contentsOf(key: string, body: string): string {
  return textElement('Key', key) + textElement('LastModified', LAST_MODIFIED.toISOString()) + textElement('ETag', etag(body))
    + element('Size', String(Buffer.byteLength(body))) + element('StorageClass', 'STANDARD');
}

function requireKnown(query: URLSearchParams, known: string[]): void {
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) { throw notImplemented(`the parameter ${unknown}`); }
}

function notImplemented(what: string): ServiceError {
  return new ServiceError(501, 'NotImplemented', `the sandbox knows only GetObject and ListObjectsV2 of S3: not ${what}`);
}

function xml(status: number, content: string): Response {
  return { status, headers: { 'content-type': 'application/xml' }, body: `<?xml version="1.0" encoding="UTF-8"?>\n${content}` };
}

function etag(body: string): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

function toToken(key: string): string {
  return Buffer.from(key).toString('base64');
}

function fromToken(token: string): string {
  return Buffer.from(token, 'base64').toString();
}
