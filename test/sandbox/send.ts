import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { SessionCredentials } from '../../src/sandbox/credentials';

export interface Sent {
  path: string;
  readonly headers: Record<string, string>;
  body: string;
}

/** Signs a request as the AWS SDK would, sends what the test makes of it, and gives the answer as it came. */
export async function send(
  endpoint: string,
  credentials: SessionCredentials,
  service: string,
  path: string,
  body: string,
  headers: Record<string, string> = {},
  change: (request: Sent) => void = () => {},
) {
  const signer = new SignatureV4({ credentials, region: 'eu-west-1', service, sha256: Sha256 });
  const { host, hostname } = new URL(endpoint);
  const signed = await signer.sign({ method: 'POST', protocol: 'http:', hostname, path, headers: { host, ...headers }, body });
  const request = { path, headers: { ...signed.headers }, body };
  change(request);
  const response = await fetch(endpoint + request.path, { method: 'POST', headers: request.headers, body: request.body });
  return { status: response.status, type: response.headers.get('x-amzn-errortype'), body: await response.text() };
}
