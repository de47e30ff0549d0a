import { rmSync } from 'node:fs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Effect } from 'aws-cdk-lib/aws-iam';
import { AUTHORIZERS } from './authorizers';
import { Sandbox } from './sandbox';
import { BUCKET, HOST, interfaceEndpoint, ISOLATED_VPC, NAT_VPC, OBJECT, pass, READER, synthesizeVisitors, visit, VISITOR, VISITOR_ROLE } from './visitors';
import type { Furnish } from './visitors';
import type { Decision } from '../../src/sandbox/gatekeeper';
import { REGION, SOURCE_ACCOUNT, TARGET_ACCOUNT } from '../support/apps';

// several processes load an SDK in each test
jest.setTimeout(30_000);

const { LAMBDA, STS } = ec2.InterfaceVpcEndpointAwsService;
const TO_HOST = { functionArn: HOST };
const THROUGH_READER = { functionArn: HOST, roleArn: READER };
const TO_BUCKET = { bucket: BUCKET, key: 'may.txt' };
const OTHER_FUNCTION = HOST.replace('host', 'other');
const OTHER_ROLE = READER.replace('reader', 'other');
const VISITOR_SESSION = `arn:aws:sts::${SOURCE_ACCOUNT}:assumed-role/visitor/visitor`;
const READER_SESSION = `arn:aws:sts::${TARGET_ACCOUNT}:assumed-role/reader/visitor`;

const invoke = { caller: VISITOR_ROLE, action: 'lambda:InvokeFunction', resource: HOST };
const assume = { caller: VISITOR_ROLE, action: 'sts:AssumeRole', resource: READER };
const secondHop = { caller: READER, action: 'lambda:InvokeFunction', resource: HOST };
const ALLOWED = { allowed: true };

function blocked(action: string) {
  return { allowed: false, reason: `no VPC endpoint policy allows the ${action} action` };
}

describe.each(AUTHORIZERS)('a network, calls decided by %s', (_name, authorizerOf) => {
/** How the visitor fares where an isolated VPC has these endpoints. */
  async function visitFrom(furnish: Furnish, event: Record<string, string>, vpc = ISOLATED_VPC, group: Partial<ec2.SecurityGroupProps> = {}) {
    return visit(synthesizeVisitors(vpc, furnish, group), event, authorizerOf);
  }

  const lambdaFor = (...statements: Parameters<typeof pass>[]): Furnish => (vpc) => {
    interfaceEndpoint(vpc, LAMBDA, ...statements.map((one) => pass(...one)));
  };

  describe('Invoke', () => {
    test('arrives without a VPC', async () => {
      expect(await visit(synthesizeVisitors('no vpc'), TO_HOST, authorizerOf)).toMatchObject({ payload: 'welcome', decisions: [{ ...invoke, ...ALLOWED }] });
    });

    test.each<[string, Furnish]>([
      ['without a policy', lambdaFor()],
      ['whose policy names the function', lambdaFor(['lambda:InvokeFunction', HOST])],
      ['whose policy names the account of the caller', lambdaFor(['lambda:InvokeFunction', HOST, { StringEquals: { 'aws:PrincipalAccount': SOURCE_ACCOUNT } }])],
    ])('arrives through an endpoint %s', async (_, furnish) => {
      expect(await visitFrom(furnish, TO_HOST)).toMatchObject({ payload: 'welcome', decisions: [{ ...invoke, ...ALLOWED }] });
    });

    test.each<[string, Furnish]>([
      ['names another function', lambdaFor(['lambda:InvokeFunction', OTHER_FUNCTION])],
      ['names the function with a qualifier', lambdaFor(['lambda:InvokeFunction', `${HOST}:*`])],
      ['names another action', lambdaFor(['lambda:GetFunction', HOST])],
      ['names another account', lambdaFor(['lambda:InvokeFunction', HOST, { StringEquals: { 'aws:PrincipalAccount': TARGET_ACCOUNT } }])],
    ])('is denied in the words of AWS when the endpoint policy %s', async (_, furnish) => {
      expect(await visitFrom(furnish, TO_HOST)).toMatchObject({
        failed: true,
        payload: {
          errorType: 'AccessDeniedException',
          errorMessage: `User: ${VISITOR_SESSION} is not authorized to perform: lambda:InvokeFunction on resource: ${HOST} because no VPC endpoint policy allows the lambda:InvokeFunction action`,
        },
        decisions: [{ ...invoke, ...blocked('lambda:InvokeFunction') }],
      });
    });

    test('is denied in the words of AWS when the endpoint policy denies it', async () => {
      const furnish = lambdaFor(['*', '*'], ['lambda:*', HOST, undefined, Effect.DENY]);
      expect(await visitFrom(furnish, TO_HOST)).toMatchObject({
        payload: { errorMessage: `User: ${VISITOR_SESSION} is not authorized to perform: lambda:InvokeFunction on resource: ${HOST} with an explicit deny in a VPC endpoint policy` },
        decisions: [{ ...invoke, allowed: false, reason: 'with an explicit deny in a VPC endpoint policy' }],
      });
    });

    test('goes over NAT to the internet, where no endpoint policy is asked', async () => {
      expect(await visitFrom(() => {}, TO_HOST, NAT_VPC)).toMatchObject({ payload: 'welcome', decisions: [{ ...invoke, ...ALLOWED }] });
    });

    test('goes through the endpoint although there is NAT', async () => {
      expect(await visitFrom(lambdaFor(['lambda:InvokeFunction', OTHER_FUNCTION]), TO_HOST, NAT_VPC)).toMatchObject({
        failed: true,
        decisions: [{ ...invoke, ...blocked('lambda:InvokeFunction') }],
      });
    });
  });

  describe('a call that does not arrive', () => {
    function expectUnreachable(decisions: Decision[], of: Partial<Decision>, reason: RegExp) {
      expect(decisions.length).toBeGreaterThan(0);
      for (const decision of decisions) {
        expect(decision).toEqual({ ...of, allowed: false, verdict: 'unreachable', reason: expect.stringMatching(reason) });
      }
    }

    test.each<[string, RegExp, Furnish, Partial<ec2.SecurityGroupProps>]>([
      ['without an endpoint', /^vpc-.* has no endpoint for lambda, and subnet-.* has no route to 0.0.0.0\/0$/, () => {}, {}],
      ['by its security group', /^the security groups of the function .* let nothing out on port 443 to vpce-/, lambdaFor(), { allowAllOutbound: false }],
      ['by the security group of the endpoint', /^the security groups of vpce-.* let nothing in on port 443 from the function$/,
        (vpc) => { vpc.addInterfaceEndpoint('lambda', { service: LAMBDA, open: false }); }, {}],
    ])('%s fails soon, with a line in the logs', async (_, reason, furnish, group) => {
      const { failed, payload, decisions, logs } = await visitFrom(furnish, TO_HOST, ISOLATED_VPC, group);
      expectUnreachable(decisions, invoke, reason);
      expect(failed).toBe(true);
      expect(payload).toMatchObject({ errorMessage: expect.stringMatching(/socket hang up|ECONNRESET/) });
      expect(logs.filter((line) => line.startsWith('[visitor] lambda in eu-west-1 is unreachable, and on AWS the call would hang: '))).toHaveLength(decisions.length);
    });

    test('is given up by an SDK with its own settings within two seconds', async () => {
      const { cloud, directory } = synthesizeVisitors(ISOLATED_VPC);
      rmSync(directory, { recursive: true });
      const sandbox = await Sandbox.start({ cloud, authorizer: authorizerOf(cloud) });
      try {
        const credentials = sandbox.credentialsFor(VISITOR_ROLE, { origin: VISITOR });
        const began = Date.now();
        const client = new LambdaClient({ endpoint: sandbox.endpoint, region: REGION, credentials });
        await expect(client.send(new InvokeCommand({ FunctionName: HOST }))).rejects.toThrow();
        expect(Date.now() - began).toBeLessThan(2000);
        expect(sandbox.invocations).toHaveLength(3);
      } finally {
        await sandbox.stop();
      }
    });

    test('to another region is told so', async () => {
      const { decisions } = await visitFrom(lambdaFor(), { ...TO_HOST, region: 'us-east-1' });
      expectUnreachable(decisions, invoke, /^the call goes to us-east-1, and vpce-.* is for com.amazonaws.eu-west-1.lambda, and /);
    });

    test('to STS, also where it needs no permission', async () => {
      const { decisions } = await visitFrom(lambdaFor(), {});
      expectUnreachable(decisions, { caller: VISITOR_ROLE, action: 'sts:GetCallerIdentity', resource: '*' }, /has no endpoint for sts/);
    });

    test('to S3', async () => {
      const { decisions } = await visitFrom(lambdaFor(), TO_BUCKET);
      expectUnreachable(decisions, { caller: VISITOR_ROLE, action: 's3:GetObject', resource: OBJECT }, /has no endpoint for s3/);
    });
  });

  describe('the route over a role', () => {
    const endpoints = (sts: Parameters<typeof pass>, ...invocations: Parameters<typeof pass>[]): Furnish => (vpc) => {
      interfaceEndpoint(vpc, STS, pass(...sts));
      if (invocations.length > 0) { interfaceEndpoint(vpc, LAMBDA, ...invocations.map((one) => pass(...one))); }
    };
    const invoking = (account: string): Parameters<typeof pass> => ['lambda:InvokeFunction', HOST, { StringEquals: { 'aws:PrincipalAccount': account } }];

    test('passes the endpoints of STS and Lambda', async () => {
      expect(await visitFrom(endpoints(['sts:AssumeRole', READER], invoking(TARGET_ACCOUNT)), THROUGH_READER)).toMatchObject({
        payload: 'welcome',
        decisions: [{ ...assume, ...ALLOWED }, { ...secondHop, ...ALLOWED }],
      });
    });

    test('is denied by the endpoint of STS when its policy names another role', async () => {
      expect(await visitFrom(endpoints(['sts:AssumeRole', OTHER_ROLE], invoking(TARGET_ACCOUNT)), THROUGH_READER)).toMatchObject({
        payload: {
          errorType: 'AccessDenied',
          errorMessage: `User: ${VISITOR_SESSION} is not authorized to perform: sts:AssumeRole on resource: ${READER} because no VPC endpoint policy allows the sts:AssumeRole action`,
        },
        decisions: [{ ...assume, ...blocked('sts:AssumeRole') }],
      });
    });

    test('is denied by the endpoint of Lambda when its policy names the account of the function and not of the role', async () => {
      expect(await visitFrom(endpoints(['sts:AssumeRole', READER], invoking(SOURCE_ACCOUNT)), THROUGH_READER)).toMatchObject({
        payload: { errorMessage: expect.stringContaining(`User: ${READER_SESSION} is not authorized to perform: lambda:InvokeFunction`) },
        decisions: [{ ...assume, ...ALLOWED }, { ...secondHop, ...blocked('lambda:InvokeFunction') }],
      });
    });

    test('ends in the VPC where only STS has an endpoint: the session of the role stays in the network of the function', async () => {
      const { decisions: [first, ...rest], failed } = await visitFrom(endpoints(['sts:AssumeRole', READER]), THROUGH_READER);
      expect(first).toMatchObject({ ...assume, ...ALLOWED });
      expect(failed).toBe(true);
      expect(rest.length).toBeGreaterThan(0);
      expect(rest[0]).toEqual({ ...secondHop, allowed: false, verdict: 'unreachable', reason: expect.stringContaining('has no endpoint for lambda') });
    });
  });

  describe('the gateway endpoint of S3', () => {
    const gateway = (...statements: Parameters<typeof pass>[]): Furnish => (vpc) => {
      const endpoint = vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
      statements.forEach((one) => endpoint.addToPolicy(pass(...one)));
    };

    test.each<[string, Furnish]>([
      ['without a policy', gateway()],
      ['whose policy names the object', gateway(['s3:GetObject', OBJECT])],
      ['whose policy names the account of the bucket', gateway(['s3:GetObject', '*', { StringEquals: { 'aws:ResourceAccount': SOURCE_ACCOUNT } }])],
    ])('%s lets an object through', async (_, furnish) => {
      expect(await visitFrom(furnish, TO_BUCKET)).toMatchObject({ payload: 'sold: 3', failed: false });
    });

    test.each<[string, Furnish]>([
      ['another bucket', gateway(['s3:GetObject', 'arn:aws:s3:::other/*'])],
      ['another account', gateway(['s3:GetObject', '*', { StringEquals: { 'aws:ResourceAccount': TARGET_ACCOUNT } }])],
    ])('denies the object when its policy names %s', async (_, furnish) => {
      expect(await visitFrom(furnish, TO_BUCKET)).toMatchObject({
        payload: {
          errorType: 'AccessDenied',
          errorMessage: `User: ${VISITOR_SESSION} is not authorized to perform: s3:GetObject on resource: "${OBJECT}" because no VPC endpoint policy allows the s3:GetObject action`,
        },
        decisions: [{ caller: VISITOR_ROLE, action: 's3:GetObject', resource: OBJECT, ...blocked('s3:GetObject') }],
      });
    });
  });
});
