import { change, ENDPOINT, ISOLATED, resource } from './isolated';
import type { Resources } from './isolated';
import { needsOf } from '../../../src/access/network/reach';
import { cloudOf, ORDERS, REGION, SOURCE, TARGET } from '../deliveries/cloud-of';

const allowing = (...statements: object[]): Resources => change(ISOLATED, 'Role', {
  Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })) } }],
});
const INVOKE = { Action: 'lambda:InvokeFunction', Resource: ORDERS };
const summary = (source: Resources, target: Resources = {}) => needsOf(cloudOf(source, target)).map(({ service, region, path }) => `${service} ${region} ${path.kind}`);

test('a function calls what its role may invoke, and has no way', () => {
  const [need, ...others] = needsOf(cloudOf(allowing(INVOKE)));
  expect(need).toMatchObject({
    fn: { name: 'caller' }, service: 'lambda', region: REGION, action: 'lambda:invokefunction', resourceArn: ORDERS, statement: { source: { policy: expect.anything() } }, path: { kind: 'unreachable' },
  });
  expect(others).toEqual([]);
});

test('the way is over its endpoint', () => {
  expect(summary({ ...allowing(INVOKE), ...ENDPOINT })).toEqual([`lambda ${REGION} endpoint`]);
});

test('each service in each region once, STS in its own', () => {
  const role = `arn:aws:iam::${TARGET}:role/reader`;
  expect(summary(allowing(
    { ...INVOKE, Resource: [ORDERS, `${ORDERS}2`, ORDERS.replace(REGION, 'us-east-1')] },
    { Action: ['sts:AssumeRole'], Resource: role },
    { Action: 'kinesis:PutRecord', Resource: `arn:aws:kinesis:${REGION}:${TARGET}:stream/s` },
  ))).toEqual([`lambda ${REGION} unreachable`, 'lambda us-east-1 unreachable', `sts ${REGION} unreachable`, `kinesis-streams ${REGION} unreachable`]);
});

test('what a role calls that it assumes', () => {
  const reader = resource('AWS::IAM::Role', {
    RoleName: 'reader',
    AssumeRolePolicyDocument: { Statement: [] },
    Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', ...INVOKE }] } }],
  });
  expect(summary(allowing({ Action: 'sts:AssumeRole', Resource: `arn:aws:iam::${TARGET}:role/reader` }), { Reader: reader }))
    .toEqual([`sts ${REGION} unreachable`, `lambda ${REGION} unreachable`]);
});

test('function URLs have no endpoint', () => {
  expect(summary({ ...allowing({ Action: 'lambda:InvokeFunctionUrl', Resource: ORDERS }), ...ENDPOINT })).toEqual([`lambda-url ${REGION} unreachable`]);
});

test.each<[string, Resources]>([
  ['by wildcard', allowing({ Action: 'lambda:InvokeFunction', Resource: '*' }, { Action: 'lambda:*', Resource: ORDERS }, { Action: 'lambda:InvokeFunction', Resource: 'arn:aws:lambda:*:*:function:*' },
    { Action: 'lambda:InvokeFunction', Resource: `arn:aws:lambda:${REGION}:${SOURCE}:function:*` })],
  ['denied', allowing({ ...INVOKE, Effect: 'Deny' })],
  ['everything but', allowing({ Effect: 'Allow', NotAction: 'iam:*', Resource: ORDERS }, { Action: 'lambda:InvokeFunction', NotResource: ORDERS })],
  ['what Lambda does with the role itself', allowing({ Action: ['sqs:ReceiveMessage', 'logs:PutLogEvents', 'kms:Decrypt'], Resource: `arn:aws:sqs:${REGION}:${SOURCE}:q` })],
  ['what a destination is for', {
    ...allowing(INVOKE),
    Config: resource('AWS::Lambda::EventInvokeConfig', { FunctionName: 'caller', Qualifier: '$LATEST', DestinationConfig: { OnSuccess: { Destination: ORDERS } } }),
  }],
  ['with a role that a function outside of VPCs has too', {
    ...allowing(INVOKE), Other: resource('AWS::Lambda::Function', { FunctionName: 'other', Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }),
  }],
  ['under a condition that nobody knows', allowing({ 'Fn::If': ['Unknown', INVOKE, { Ref: 'AWS::NoValue' }] })],
  ['outside of VPCs', change(allowing(INVOKE), 'Caller', { VpcConfig: undefined })],
  ['with a role of another app', change(allowing(INVOKE), 'Caller', { Role: `arn:aws:iam::${SOURCE}:role/elsewhere` })],
])('nothing is said of calls %s', (_, resources) => {
  expect(summary(resources)).toEqual([]);
});

test('a function whose name begins somehow is named', () => {
  expect(summary(allowing({ Action: 'lambda:InvokeFunction', Resource: `arn:aws:lambda:${REGION}:${TARGET}:function:orders-*` }))).toEqual([`lambda ${REGION} unreachable`]);
});
