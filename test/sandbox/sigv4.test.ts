import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { signatureOf } from '../../src/sandbox/sigv4';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const SIGNED = new Date('2026-03-04T05:06:07Z');

/** The signature that the signer of the AWS SDK makes of the same request. */
async function bySdk(path: string, query: Record<string, string[]>, headers: Record<string, string>, body: string, service: string): Promise<string> {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET };
  const signer = new SignatureV4({ credentials, region: 'eu-west-1', service, sha256: Sha256, applyChecksum: false, uriEscapePath: service !== 's3' });
  const request = { method: 'POST', protocol: 'http:', hostname: 'x', path, query, headers, body };
  const { headers: { authorization } } = await signer.sign(request, { signingDate: SIGNED });
  return /Signature=(\w+)$/.exec(authorization)![1];
}

const ARN_PATH = `/2015-03-31/functions/${encodeURIComponent('arn:aws:lambda:eu-west-1:111111111111:function:orders')}/invocations`;

test.each<[string, string, string, Record<string, string[]>, Record<string, string>, string]>([
  ['a form', 'sts', '/', {}, {}, 'Action=GetCallerIdentity&Version=2011-06-15'],
  ['an encoded path', 'lambda', ARN_PATH, {}, {}, '{}'],
  ['a query with letters that are encoded', 'lambda', ARN_PATH, { 'Qualifier': ['$LATEST'], 'a': ["it's (all)*!"], 'a-b': ['1'], 'A': ['ü €'] }, {}, ''],
  ['a parameter with several values', 'lambda', '/', { tag: ['b', 'a', 'b c'] }, {}, ''],
  ['headers with inner spaces', 'lambda', '/', {}, { 'x-amz-client-context': '  one   two ', 'x-amz-log-type': 'Tail' }, '{"a":1}'],
  ['a path that is sent as it is signed', 's3', '/reports/a%20b%2Bc', { 'list-type': ['2'] }, {}, ''],
])('the signature of %s is the one of the AWS SDK', async (_, service, path, query, others, body) => {
  const headers = { 'host': '127.0.0.1:4000', 'x-amz-date': '20260304T050607Z', ...others };
  const parameters = new URLSearchParams(Object.entries(query).flatMap(([name, values]) => values.map((value): [string, string] => [name, value])));
  const own = signatureOf(
    { method: 'POST', path, query: parameters, headers, body: Buffer.from(body) },
    SECRET, { date: '20260304T050607Z', region: 'eu-west-1', service, signsPathAsSent: service === 's3' },
  );
  expect(own).toBe(await bySdk(path, query, headers, body, service));
});
