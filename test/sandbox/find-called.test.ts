import { functionModel } from './function-model';
import { productCloud } from './product-cloud';
import { withDevelopers } from '../../src/sandbox/developers';
import { findFunction, findIdentity } from '../../src/sandbox/find-called';
import { withRole } from '../support/change-cloud';

const ARN = 'arn:aws:lambda:eu-west-1:111111111111:function:orders';
const ROLE = 'arn:aws:iam::222222222222:role/team/orders';
const TWIN = { account: '222222222222', stackName: 'Other', arn: 'arn:aws:lambda:eu-west-1:222222222222:function:twin' };
const functions = [functionModel('orders'), functionModel('twin'), functionModel('twin', TWIN)];
const cloud = withDevelopers(productCloud(withRole({ functions, roles: [], resourcePolicies: [] }, ROLE)));

test.each([
  ['its name', 'orders', ARN],
  ['its name and an alias', 'orders:live', `${ARN}:live`],
  ['its name and $LATEST', 'orders:$LATEST', `${ARN}:$LATEST`],
  ['its path', 'Stack/orders', ARN],
  ['its path and a version', 'Stack/orders:1', `${ARN}:1`],
  ['its ARN', ARN, ARN],
  ['its ARN and an alias', `${ARN}:live`, `${ARN}:live`],
])('a function is found by %s', (_, text, arn) => {
  const found = findFunction(cloud, text);
  expect([found.fn.arn, found.arn]).toEqual([ARN, arn]);
});

test.each([
  ['is unknown', 'nothing', 'no function nothing in the assembly; it has: Other/twin, Stack/orders, Stack/twin'],
  ['has an unknown alias', 'orders:next', 'Stack/orders has no version or alias next; it has: 1, live'],
  ['has two owners', 'twin', `twin is the name of several: ${ARN.replace('orders', 'twin')}, ${TWIN.arn}; give one of these ARNs`],
])('a function is not found when its name %s', (_, text, message) => {
  expect(() => findFunction(cloud, text)).toThrow(message);
});

test.each([
  ['its name', 'orders'],
  ['its path', 'of another app/orders'],
  ['its profile', 'of-another-app/orders'],
  ['its ARN', ROLE],
])('a role is found by %s', (_, text) => {
  expect(findIdentity(cloud, text).arn).toBe(ROLE);
});

test('a developer is found by the account', () => {
  expect(findIdentity(cloud, 'developer-222222222222').arn).toBe('arn:aws:iam::222222222222:role/sandbox/developer');
  expect(() => findIdentity(cloud, 'developer')).toThrow('is the name of several');
  expect(() => findIdentity(cloud, 'nobody')).toThrow('no role or user nobody in the assembly; it has: developer-111111111111, developer-222222222222, of-another-app/orders');
});

test('an assembly without functions says so', () => {
  expect(() => findFunction({ functions: new Map() }, 'orders')).toThrow('it has: none');
});
