import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ALLOW_ALL, functionModel, TESTER_ROLE } from './function-model';
import { productCloud } from './product-cloud';
import type { FunctionCode } from '../../src/access/model/function';
import type { Authorizer } from '../../src/sandbox/authorizer';
import { CredentialStore } from '../../src/sandbox/credentials';
import type { SessionCredentials } from '../../src/sandbox/credentials';
import type { Decision } from '../../src/sandbox/gatekeeper';
import { Sandbox } from '../../src/sandbox/sandbox';
import type { SandboxProps } from '../../src/sandbox/sandbox';
import { pythonWithBoto3 } from '../support/python';

const USER = 'arn:aws:iam::111111111111:user/team/alice';
const DENY_ALL: Authorizer = { decide: async () => ({ allowed: false, reason: 'no identity-based policy allows it' }) };

const running: Sandbox[] = [];
afterEach(async () => { await Promise.all(running.splice(0).map(async (sandbox) => sandbox.stop())); });

async function start(props: Partial<SandboxProps> = {}): Promise<Sandbox> {
  const sandbox = await Sandbox.start({ cloud: cloudOf({}), authorizer: ALLOW_ALL, ...props });
  running.push(sandbox);
  return sandbox;
}

/** One function with this code. */
function cloudOf(code: Partial<FunctionCode>) {
  const cloud = productCloud({ functions: [functionModel('echo')], roles: [], resourcePolicies: [] });
  return { ...cloud, functions: new Map([...cloud.functions].map(([arn, fn]) => [arn, { ...fn, code: { ...fn.code, ...code } }])) };
}

function configOf(sandbox: Sandbox, credentials: SessionCredentials = sandbox.credentialsFor(TESTER_ROLE)) {
  return { endpoint: sandbox.endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 };
}

async function invoke(sandbox: Sandbox, event: unknown = {}, credentials?: SessionCredentials): Promise<unknown> {
  const { Payload } = await new LambdaClient(configOf(sandbox, credentials)).send(new InvokeCommand({ FunctionName: 'echo', Payload: JSON.stringify(event) }));
  return JSON.parse(Buffer.from(Payload!).toString());
}

describe('a user', () => {
  test('calls with credentials that are not temporary', async () => {
    const sandbox = await start();
    const credentials = sandbox.credentialsFor(USER);
    expect(credentials).toEqual({ accessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/), secretAccessKey: expect.any(String) });
    const identity = await new STSClient(configOf(sandbox, credentials)).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: '111111111111', Arn: USER, UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/) });
  });

  test('may assume a role for longer than a role may', async () => {
    const sandbox = await start();
    const assume = async (DurationSeconds: number) => new STSClient(configOf(sandbox, sandbox.credentialsFor(USER)))
      .send(new AssumeRoleCommand({ RoleArn: TESTER_ROLE, RoleSessionName: 'alice', DurationSeconds }));
    const { Credentials } = await assume(43_200);
    expect(Credentials!.Expiration!.getTime()).toBeGreaterThan(Date.now() + 43_100_000);
    await expect(assume(43_201)).rejects.toMatchObject({ name: 'ValidationError', message: expect.stringContaining('less than or equal to 43200') });
  });
});

test('only roles and users have credentials', () => {
  expect(() => new CredentialStore().issue('arn:aws:iam::111111111111:root')).toThrow('not the ARN of a role or user: arn:aws:iam::111111111111:root');
});

test('credentials that ended long ago are forgotten', () => {
  const store = new CredentialStore();
  const { credentials: { accessKeyId } } = store.issue(TESTER_ROLE, { expiration: new Date(Date.now() - 3_600_001) });
  store.issue(TESTER_ROLE);
  expect(store.find(accessKeyId)).toBeUndefined();
});

describe('another deployment', () => {
  const handler = (text: string) => `exports.handler = async ({ wait }) => { console.log('runs'); await new Promise((done) => setTimeout(done, wait)); return '${text} ' + process.pid; };`;
  const inline = (text: string) => ({ inline: handler(text), directory: undefined, handler: 'index.handler' });
  const isRunning = (pid: string) => {
    try {
      return process.kill(Number(pid), 0);
    } catch {
      return false;
    }
  };

  test('takes the place of the one before, whose running invocations end as they began', async () => {
    const logs: string[] = [];
    const sandbox = await start({ cloud: cloudOf(inline('old')), onLog: (_, text) => { logs.push(text); } });
    const credentials = sandbox.credentialsFor(TESTER_ROLE);
    const pending = invoke(sandbox, { wait: 300 }, credentials);
    while (logs.length === 0) { await new Promise((resolve) => { setTimeout(resolve, 10); }); }
    sandbox.redeploy({ cloud: cloudOf(inline('new')), authorizer: ALLOW_ALL });
    expect(await invoke(sandbox, { wait: 0 }, credentials)).toMatch(/^new \d+$/);
    const [word, pid] = (await pending as string).split(' ');
    expect(word).toBe('old');
    // fails by time if nobody ends the process
    while (isRunning(pid)) { await new Promise((resolve) => { setTimeout(resolve, 20); }); }
  });

  test('decides with its own policies', async () => {
    const sandbox = await start();
    sandbox.redeploy({ cloud: cloudOf({}), authorizer: DENY_ALL });
    await expect(invoke(sandbox)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('code that stands in the template', () => {
  test('runs as index.js', async () => {
    const inline = "const { readdirSync } = require('node:fs'); exports.handler = async ({ name }) => [name, readdirSync(__dirname)];";
    const sandbox = await start({ cloud: cloudOf({ directory: undefined, inline, handler: 'index.handler' }) });
    expect(await invoke(sandbox, { name: 'tea' })).toEqual(['tea', ['index.js']]);
    // once is enough
    expect(await invoke(sandbox, { name: 'milk' })).toEqual(['milk', ['index.js']]);
  });

  (pythonWithBoto3() === undefined ? test.skip : test)('runs as index.py', async () => {
    const inline = 'def handler(event, context):\n    return [event["name"], __file__[-8:]]\n';
    const sandbox = await start({ cloud: cloudOf({ directory: undefined, inline, handler: 'index.handler', runtime: 'python3.13' }) });
    expect(await invoke(sandbox, { name: 'tea' })).toEqual(['tea', 'index.py']);
  });

  test('is one directory for each function', async () => {
    const code = { directory: undefined, inline: 'exports.handler = async () => __dirname;', handler: 'index.handler' };
    const sandbox = await start({ cloud: cloudOf(code) });
    const first = await invoke(sandbox);
    sandbox.redeploy({ cloud: cloudOf(code), authorizer: ALLOW_ALL });
    expect(await invoke(sandbox)).not.toBe(first);
  });
});

test('a function with a layer of another app is not run', async () => {
  const layer = 'arn:aws:lambda:eu-west-1:999999999999:layer:tools:3';
  const sandbox = await start({ cloud: cloudOf({ otherLayers: [layer] }) });
  await expect(invoke(sandbox)).rejects.toMatchObject({ name: 'InvalidParameterValueException', message: expect.stringContaining(`echo has the layer ${layer}, which is not of this app`) });
});

test('an asynchronous invocation that cannot begin is logged', async () => {
  const logs: string[] = [];
  const sandbox = await start({ cloud: cloudOf({ runtime: 'ruby3.4' }), onLog: (name, text) => { logs.push(`[${name}] ${text}`); } });
  await new LambdaClient(configOf(sandbox)).send(new InvokeCommand({ FunctionName: 'echo', InvocationType: 'Event' }));
  while (logs.length === 0) { await new Promise((resolve) => { setTimeout(resolve, 10); }); }
  expect(logs).toEqual(['[echo] echo has the runtime ruby3.4, and the sandbox runs Node.js and Python functions only']);
});

test('a function whose program cannot be started fails', async () => {
  const logs: string[] = [];
  const sandbox = await start({ cloud: cloudOf({ directory: '/nowhere' }), onLog: (_, text) => { logs.push(text); } });
  expect(await invoke(sandbox)).toMatchObject({ errorType: 'Runtime.InvalidEntrypoint' });
  expect(logs).toEqual([expect.stringContaining('ENOENT')]);
});

test('a name that is none stays as it is where the network ends the call', async () => {
  const decisions: Decision[] = [];
  const cloud = cloudOf({});
  const functions = new Map([...cloud.functions].map(([arn, fn]) => [arn, { ...fn, vpc: { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] } }]));
  const [own] = functions.keys();
  const network = {
    ...cloud.network,
    vpcs: [{ id: 'vpc-1', hasDns: true }],
    subnets: [{ id: 'subnet-1', vpcId: 'vpc-1' }],
    securityGroups: [{ id: 'sg-1', vpcId: 'vpc-1' }],
  };
  const sandbox = await start({ cloud: { functions, network }, onDecision: (decision) => { decisions.push(decision); } });
  const credentials = sandbox.credentialsFor(TESTER_ROLE, { origin: own });
  await expect(new LambdaClient(configOf(sandbox, credentials)).send(new InvokeCommand({ FunctionName: 'no name' }))).rejects.toThrow();
  expect(decisions).toEqual([expect.objectContaining({ resource: 'no name', verdict: 'unreachable' })]);
});

describe('a function', () => {
  const environment = async (variables: Record<string, string>) => {
    const sandbox = await start({ cloud: cloudOf({ handler: 'index.environment', environment: variables }) });
    return { sandbox, seen: await invoke(sandbox) as Record<string, string> };
  };

  test('calls nothing but the sandbox, unless something else on this machine serves it', async () => {
    process.env.AWS_ENDPOINT_URL_DYNAMODB = 'http://127.0.0.1:8000';
    const { sandbox, seen } = await environment({});
    delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
    expect(seen).toMatchObject({ AWS_ENDPOINT_URL: sandbox.endpoint, AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000' });
  });

  test('sees what only AWS knows as people read it', async () => {
    expect((await environment({ STREAM: 'before ⟦?StreamArn of Orders|x⟧' })).seen).toMatchObject({ STREAM: 'before <StreamArn of Orders>' });
  });
});

describe('a service that the sandbox has not', () => {
  const told = (service: string, variable: string) => ({
    name: 'NotServedBySandbox',
    message: `The sandbox serves Invoke of Lambda and STS, not ${service}. If something on this machine does, set ${variable} in the environment of the sandbox.`,
    $metadata: { httpStatusCode: 501 },
  });

  test('is told so in JSON', async () => {
    await expect(new SSMClient(configOf(await start())).send(new GetParameterCommand({ Name: 'x' }))).rejects.toMatchObject(told('ssm', 'AWS_ENDPOINT_URL_SSM'));
  });

  test('is told so in the query protocol', async () => {
    const client = new CloudFormationClient(configOf(await start()));
    await expect(client.send(new DescribeStacksCommand({}))).rejects.toMatchObject(told('cloudformation', 'AWS_ENDPOINT_URL_CLOUDFORMATION'));
  });

  test('is told so in the XML of S3', async () => {
    const client = new S3Client(configOf(await start()));
    await expect(client.send(new ListObjectsV2Command({ Bucket: 'reports' }))).rejects.toMatchObject(told('s3', 'AWS_ENDPOINT_URL_S3'));
  });
});

test('a request without a signature and a path is one to STS', async () => {
  const { endpoint } = await start();
  expect(await (await fetch(endpoint)).text()).toContain('<Code>MissingAuthenticationToken</Code>');
});

test('an error of the sandbox itself is an answer too', async () => {
  const sandbox = await start({ authorizer: { decide: async () => { throw new Error('the evaluator broke'); } } });
  await expect(invoke(sandbox)).rejects.toMatchObject({ name: 'ServiceException', message: 'the evaluator broke', $metadata: { httpStatusCode: 500 } });
});
