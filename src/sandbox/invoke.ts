import { request } from 'node:http';
import type { Session } from './credentials';
import { basic } from './signature';
import { signatureOf } from './sigv4';

/** What an Invoke request came to. */
export interface InvokeAnswer {
  /** Whether the function ran, and ended without an error. */
  readonly succeeded: boolean;
  /** Whether the request was answered with an error before any function ran. */
  readonly refused: boolean;
  /** JSON text. */
  readonly body: string;
}

/** Sends one Invoke request as an SDK would. */
export async function invoke(endpoint: string, session: Session, functionArn: string, payload: string): Promise<InvokeAnswer> {
  const { host } = new URL(endpoint);
  const path = `/2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`;
  const { accessKeyId, secretAccessKey, sessionToken } = session.credentials;
  const [date, region] = [basic(Date.now()), functionArn.split(':')[3]];
  const headers = { host, 'x-amz-date': date, ...sessionToken !== undefined && { 'x-amz-security-token': sessionToken } };
  const body = Buffer.from(payload);
  const signature = signatureOf({ method: 'POST', path, query: new URLSearchParams(), headers, body }, secretAccessKey, { date, region, service: 'lambda' });
  const authorization = [
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${date.slice(0, 8)}/${region}/lambda/aws4_request`,
    `SignedHeaders=${Object.keys(headers).sort().join(';')}`,
    `Signature=${signature}`,
  ].join(', ');
  return new Promise((resolve, reject) => {
    const sent = request(`${endpoint}${path}`, { method: 'POST', headers: { ...headers, authorization } }, (response) => {
      const chunks: string[] = [];
      response.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk)).on('end', () => {
        const refused = response.statusCode !== 200;
        resolve({ refused, succeeded: !refused && response.headers['x-amz-function-error'] === undefined, body: chunks.join('') });
      });
    });
    sent.on('error', reject).end(body);
  });
}
