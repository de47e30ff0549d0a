import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Not `import()`: the handlers are CommonJS, as Lambda loads them. */
const load = createRequire(__filename);

type Handler = (event: object) => Promise<unknown>;

function handlerOf(example: string, name: string): Handler {
  return (load(join(__dirname, '../../examples', example, 'handlers', name, 'index.js')) as { handler: Handler }).handler;
}

describe('catalogue of image-fan-in', () => {
  const catalogue = handlerOf('image-fan-in', 'catalogue');

  function record(key: string, eventName = 'ObjectCreated:Put'): object {
    return {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'eu-west-1',
      eventTime: '2026-11-21T10:00:00.000Z',
      eventName,
      s3: { bucket: { name: 'photos-111111111111-eu-west-1', arn: 'arn:aws:s3:::photos-111111111111-eu-west-1' }, object: { key, size: 1024 } },
    };
  }

  beforeEach(() => { jest.spyOn(console, 'log').mockImplementation(); });
  afterEach(() => { jest.restoreAllMocks(); });

  test('lists new images, with their keys as people write them', async () => {
    const image = { bucket: 'photos-111111111111-eu-west-1', key: 'summer 2026/köln+bonn.JPG', bytes: 1024, uploaded: '2026-11-21T10:00:00.000Z' };
    await expect(catalogue({ Records: [record('summer+2026/k%C3%B6ln%2Bbonn.JPG')] })).resolves.toEqual({ images: [image] });
    expect(jest.mocked(console.log).mock.calls).toEqual([[JSON.stringify(image)]]);
  });

  test('passes over what is no image or no new object, and the message with which S3 tests the notification', async () => {
    await expect(catalogue({ Records: [record('readme.txt'), record('a.png', 'ObjectRemoved:Delete')] })).resolves.toEqual({ images: [] });
    await expect(catalogue({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'photos-111111111111-eu-west-1' })).resolves.toEqual({ images: [] });
    expect(jest.mocked(console.log).mock.calls).toEqual([]);
  });
});

describe('users of users-api', () => {
  const users = handlerOf('users-api', 'users');
  const headers = { 'content-type': 'application/json' };
  const answer = (statusCode: number, body: object) => ({ statusCode, headers, body: JSON.stringify(body) });
  const ada = answer(200, { id: '1', name: 'Ada' });
  const nobody = answer(404, { message: 'no user 9' });

  const rest = (resource: string, id?: string) =>
    ({ resource, httpMethod: 'GET', path: '/users', pathParameters: id === undefined ? null : { id }, requestContext: { resourcePath: resource, stage: 'prod' } });
  const http = (routeKey: string, id?: string) =>
    ({ version: '2.0', routeKey, rawPath: '/users', pathParameters: id === undefined ? undefined : { id }, requestContext: { http: { method: 'GET' }, routeKey, stage: '$default' } });
  const webSocket = (routeKey: string, body?: object) =>
    ({ requestContext: { routeKey, connectionId: 'L0SM9cOFvHcCIhw=', eventType: 'MESSAGE', stage: 'live' }, body: body && JSON.stringify(body) });

  test.each([
    ['REST', rest('/users'), answer(200, [{ id: '1', name: 'Ada' }, { id: '2', name: 'Grace' }])],
    ['REST', rest('/users/{id}', '1'), ada],
    ['REST', rest('/users/{id}', '9'), nobody],
    ['REST', rest('/other'), answer(404, { message: 'no route GET /other' })],
    ['HTTP', http('GET /users'), answer(200, [{ id: '1', name: 'Ada' }, { id: '2', name: 'Grace' }])],
    ['HTTP', http('GET /users/{id}', '1'), ada],
    ['HTTP', http('GET /users/{id}', '9'), nobody],
    ['HTTP', http('$default'), answer(404, { message: 'no route $default' })],
    ['WebSocket', webSocket('$connect'), { statusCode: 200 }],
    ['WebSocket', webSocket('$disconnect'), { statusCode: 200 }],
    ['WebSocket', webSocket('user', { action: 'user', id: '1' }), ada],
    ['WebSocket', webSocket('user', { action: 'user', id: '9' }), nobody],
    ['WebSocket', webSocket('$default', { action: 'other' }), answer(400, { message: 'send { "action": "user", "id": "1" }' })],
  ])('answers, behind an API of kind %s: %j', async (_kind, event, expected) => {
    await expect(users(event)).resolves.toEqual(expected);
  });
});

describe('authorizer of users-api', () => {
  const authorizer = handlerOf('users-api', 'authorizer');
  const api = 'arn:aws:execute-api:eu-west-1:111111111111:a1b2c3d4e5';
  const policy = (effect: string, resource: string) => ({
    principalId: 'demo',
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }] },
    context: { client: 'demo' },
  });
  const token = (text: string) => ({ type: 'TOKEN', authorizationToken: text, methodArn: `${api}/prod/GET/users/1` });
  const http = (authorization?: string) =>
    ({ version: '2.0', type: 'REQUEST', routeArn: `${api}/$default/GET/users`, identitySource: [authorization], headers: { host: 'x', ...authorization && { authorization } } });
  const connect = (secret?: string) => ({
    type: 'REQUEST',
    methodArn: `${api}/live/$connect`,
    headers: { Host: 'x' },
    queryStringParameters: secret === undefined ? null : { token: secret },
    requestContext: { routeKey: '$connect', connectionId: 'L0SM9cOFvHcCIhw=' },
  });

  beforeAll(() => { process.env.TOKEN_SHA256 = createHash('sha256').update('let me in').digest('hex'); });
  afterAll(() => { delete process.env.TOKEN_SHA256; });

  test.each([
    ['REST, token', token('Bearer let me in'), policy('Allow', `${api}/prod/*`)],
    ['REST, token', token('Bearer let me out'), policy('Deny', `${api}/prod/*`)],
    ['REST, request', { type: 'REQUEST', methodArn: `${api}/prod/GET/`, headers: { AUTHORIZATION: 'bearer let me in' }, queryStringParameters: null }, policy('Allow', `${api}/prod/*`)],
    ['REST, request', { type: 'REQUEST', methodArn: `${api}/prod/GET/`, headers: null, queryStringParameters: null }, policy('Deny', `${api}/prod/*`)],
    ['HTTP', http('Bearer let me in'), { isAuthorized: true, context: { client: 'demo' } }],
    ['HTTP', http('Bearer let me out'), { isAuthorized: false, context: { client: 'demo' } }],
    ['HTTP', http(), { isAuthorized: false, context: { client: 'demo' } }],
    ['WebSocket', connect('let me in'), policy('Allow', `${api}/live/*`)],
    ['WebSocket', connect(), policy('Deny', `${api}/live/*`)],
  ])('answers, behind an API of kind %s: %j', async (_kind, event, expected) => {
    await expect(authorizer(event)).resolves.toEqual(expected);
  });
});
