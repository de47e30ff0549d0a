import type { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { CrossAccountRestIntegration, CrossAccountTarget, CrossAccountTokenAuthorizer } from '../../src';
import type { CrossAccountRestIntegrationOptions } from '../../src';
import { errorOf, fn, twoAccounts } from '../support/apps';

const ordersIn = (stack: Stack, id = 'Orders') => new CrossAccountTarget(stack, id, { function: fn(stack, `${id}Function`) });

/** One API with a method for each choice, all on one target. */
function methods(api: apigateway.RestApi, target: CrossAccountTarget, ...choices: CrossAccountRestIntegrationOptions[]): void {
  choices.forEach((options, i) => api.root.addResource(`r${i}`).addMethod('GET', new CrossAccountRestIntegration(target, options)));
}

const ENDS = 'and both call Target/Orders for Source/Api: the wider statement lets in what the narrower leaves out; '
  + 'expected one choice for all that calls this target for this API; write the same';

test.each<[string, CrossAccountRestIntegrationOptions, CrossAccountRestIntegrationOptions]>([
  ['exactSource', { exactSource: true }, {}],
  ['exactSource', {}, { exactSource: true }],
  ['scopePermission… or allowTestInvoke', { scopePermissionToMethod: true }, {}],
  ['scopePermission… or allowTestInvoke', {}, { allowTestInvoke: false }],
])('fails when %s is said for one of two methods (%j, %j)', (what, one, other) => {
  const { source, target } = twoAccounts();
  expect(errorOf(() => methods(new apigateway.RestApi(source, 'Api'), ordersIn(target), one, other))).toBe(
    `${what} is not the same here and at Source/Api/Default/r0/GET, ${ENDS} ${what} for both, or give one of them a target with an alias of its own [Source/Api/Default/r1/GET]`);
});

test('fails when an authorizer on the same target is let in for every API', () => {
  const { source, target } = twoAccounts();
  const orders = ordersIn(target);
  const api = new apigateway.RestApi(source, 'Api');
  const authorizer = new CrossAccountTokenAuthorizer(source, 'Tokens', { target: orders });
  const integration = new CrossAccountRestIntegration(orders, { exactSource: true });
  expect(errorOf(() => api.root.addMethod('GET', integration, { authorizer }))).toContain('exactSource is not the same here and at ');
});

test('takes each choice for a target of its own, and narrow ones of different methods', () => {
  const { app, source, target } = twoAccounts();
  const api = new apigateway.RestApi(source, 'Api');
  methods(api, ordersIn(target), { exactSource: true, scopePermissionToMethod: true }, { exactSource: true, scopePermissionToMethod: true });
  api.root.addMethod('POST', new CrossAccountRestIntegration(ordersIn(target, 'Parcels')));
  expect(() => app.synth()).not.toThrow();
});

test('an API of the target\'s own stack is always named exactly', () => {
  const { app, target } = twoAccounts();
  methods(new apigateway.RestApi(target, 'Api'), ordersIn(target), { exactSource: true }, {});
  expect(() => app.synth()).not.toThrow();
});
