import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AUTHORIZERS } from './authorizers';
import { publish, PUBLISHED, REPORT, synthesizeSharedReports, withExternalId, withoutTrust } from './shared-reports';
import type { Publication, SharedReports } from './shared-reports';
import { withoutIdentityHalf } from '../support/change-cloud';
import type { Cloud, FunctionModel } from '../support/cloud';
import { pythonWithBoto3 } from '../support/python';

// several processes load an SDK in each test
jest.setTimeout(30_000);

const directory = mkdtempSync(join(tmpdir(), 'shared-reports-test-'));
let example: SharedReports;

beforeAll(() => { example = synthesizeSharedReports(directory); });
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const PUBLISHERS: [string, boolean, (reports: SharedReports) => FunctionModel][] = [
  ['Node.js', true, ({ nodePublisher }) => nodePublisher],
  ['Python', pythonWithBoto3() !== undefined, ({ pythonPublisher }) => pythonPublisher],
];

function lines({ decisions }: Publication): string[] {
  return decisions.map(({ caller, action, resource, allowed }) => `${allowed ? '' : 'no '}${action} ${resource} as ${caller}`);
}

describe.each(AUTHORIZERS)('decided by %s', (_name, authorizerOf) => {
  describe.each(PUBLISHERS)('the publisher in %s', (_, runs, of) => {
    const testIt = runs ? test : test.skip;
    const assume = () => `sts:AssumeRole ${example.reader.arn} as ${of(example).roleArn}`;

    testIt('reads the bucket and calls the function through the role, which it assumes once for three calls', async () => {
      const publication = await publish(example, example.cloud, of(example), authorizerOf, 3);
      expect(publication.answers).toEqual(Array.from({ length: 3 }, () => ({ failed: false, payload: PUBLISHED })));
      const used = [
        `s3:GetObject arn:aws:s3:::${example.bucketName}/${REPORT} as ${example.reader.arn}`,
        `lambda:InvokeFunction ${example.summary.arn}:live as ${example.reader.arn}`,
      ];
      expect(lines(publication)).toEqual([assume(), ...used, ...used, ...used]);
    });

    const changes: [string, (cloud: Cloud) => Cloud][] = [
      ['the trust policy', (cloud) => withoutTrust(cloud, example.reader)],
      ['the policy of its own role', (cloud) => withoutIdentityHalf(cloud, of(example).roleArn)],
      ['the right external id', (cloud) => withExternalId(cloud, of(example), 'another-customer')],
      ['any external id', (cloud) => withExternalId(cloud, of(example))],
    ];
    testIt.each(changes)('may not assume the role without %s', async (__, change) => {
      const publication = await publish(example, change(example.cloud), of(example), authorizerOf);
      const payload = { errorType: 'NotAllowedError', errorMessage: expect.stringContaining(`the trust policy of ${example.reader.arn}, in account 222222222222`) };
      expect(publication.answers).toEqual([{ failed: true, payload: expect.objectContaining(payload) }]);
      expect(lines(publication)).toEqual([`no ${assume()}`]);
    });

    testIt('may not use the bucket or the function with a role that has no permissions', async () => {
      const publication = await publish(example, withoutIdentityHalf(example.cloud, example.reader.arn), of(example), authorizerOf);
      expect(publication.answers).toEqual([{
        failed: true,
        payload: expect.objectContaining({
          errorType: 'AccessDenied',
          errorMessage: expect.stringContaining('because no identity-based policy allows the s3:GetObject action'),
        }),
      }]);
      expect(lines(publication)).toEqual([assume(), `no s3:GetObject arn:aws:s3:::${example.bucketName}/${REPORT} as ${example.reader.arn}`]);
    });
  });
});
