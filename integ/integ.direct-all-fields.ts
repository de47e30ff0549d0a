/**
 * Every prop of CrossAccountTarget and CrossAccountInvoker, and both types of resource policy.
 *
 * Proves, with AWS::Lambda::Permission on an existing alias and on an alias that is made, and with
 * AWS::Lambda::ResourcePolicy in another region: who is named gets through, from a role that the
 * invoker makes (name, permissions boundary, VPC access) and from a role that existed; who has only
 * the identity half is denied; a build may read the alias and update the function, nothing else.
 *
 * Accounts: the source account calls, the target account owns the functions. Bootstrap both, each
 * with credentials of its own, the target account in two regions:
 *   cdk bootstrap aws://SOURCE/eu-west-1
 *   cdk bootstrap aws://TARGET/eu-west-1 aws://TARGET/us-east-1 --trust SOURCE \
 *     --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess
 *
 * Environment: credentials of the source account, and
 *   CDK_INTEG_ACCOUNT       id of the source account
 *   INTEG_TARGET_ACCOUNT    id of the target account
 *   CDK_INTEG_REGION        optional, eu-west-1 by default; for us-east-1 bootstrap us-west-2 as the second region
 *   INTEG_ORGANIZATION_ID   optional, the organization of the source account
 *
 * Run: npm run integ:deploy -- integ.direct-all-fields.ts
 * Cost: below one US cent; no VPC is made, for its network interfaces would hold up the destruction.
 * All stacks are destroyed at the end; the log groups of the functions stay.
 */
import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import { Caller, CrossAccountInvoker, CrossAccountTarget, ResourcePolicyType } from '../src';
import { allowed, denied, deniedUnqualified, twoAccountTest } from './support/calls';
import { ORGANIZATION, SOURCE, TARGET, TARGET_ELSEWHERE, portableApp } from './support/environment';
import { buildFunction, callingFunction, targetFunction } from './support/functions';

const FUNCTION_NAME = 'integ-direct-all-fields-orders';

const app = portableApp();
const orders = new Stack(app, 'IntegDirectAllFieldsOrders', { env: TARGET });
const ordersElsewhere = new Stack(app, 'IntegDirectAllFieldsOrdersElsewhere', { env: TARGET_ELSEWHERE });
const checkout = new Stack(app, 'IntegDirectAllFieldsCheckout', { env: SOURCE });

// --- target account ---
const ordersFunction = targetFunction(orders, 'Function', FUNCTION_NAME);
const stable = new CrossAccountTarget(orders, 'Stable', {
  function: new Alias(orders, 'StableAlias', { aliasName: 'stable', version: ordersFunction.currentVersion }),
  policyType: ResourcePolicyType.PERMISSIONS,
  callers: [
    Caller.service({
      service: 's3.amazonaws.com',
      sourceArn: `arn:aws:s3:::integ-direct-all-fields-${SOURCE.account}`,
      sourceAccount: SOURCE.account,
    }),
  ],
  account: TARGET.account,
  region: TARGET.region,
});
// no Caller.anyone, which a test should not deploy, and no Caller.organizationalUnit, for which
// AWS::Lambda::Permission has no field
const shared = new CrossAccountTarget(orders, 'Shared', {
  function: ordersFunction,
  aliasName: 'shared',
  policyType: ResourcePolicyType.PERMISSIONS,
  callers: [
    Caller.account(SOURCE.account),
    Caller.accounts([SOURCE.account, TARGET.account]),
    Caller.organization(ORGANIZATION.id),
  ],
});
shared.grants.actions(Caller.account(SOURCE.account), 'lambda:GetFunction', 'lambda:UpdateFunctionCode');

const elsewhere = new CrossAccountTarget(ordersElsewhere, 'Elsewhere', {
  function: targetFunction(ordersElsewhere, 'Function'),
  policyType: ResourcePolicyType.DOCUMENT,
});

// --- source account ---
const newRole = new CrossAccountInvoker(checkout, 'NewRole', {
  roleName: 'integ-direct-all-fields-checkout',
  permissionsBoundary: ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess'),
  vpcAccess: true,
  account: SOURCE.account,
  targets: [stable, shared],
});
newRole.addTarget(elsewhere, { environmentPrefix: 'OTHER_REGION' });
const checkoutFunction = callingFunction(checkout, 'Function', { role: newRole.role, environment: newRole.environment });

const existingRole = new CrossAccountInvoker(checkout, 'ExistingRole', {
  role: new Role(checkout, 'NightRole', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')],
  }),
  targets: [stable],
});
const nightFunction = callingFunction(checkout, 'NightFunction', { role: existingRole.role, environment: existingRole.environment });

// no invoker: the identity half alone
const strangerFunction = callingFunction(checkout, 'StrangerFunction', { environment: newRole.environment });
strangerFunction.addToRolePolicy(new PolicyStatement({
  actions: ['lambda:InvokeFunction'],
  resources: [stable, shared, elsewhere].map(({ targetArn }) => targetArn),
}));

const build = buildFunction(checkout, 'BuildFunction', { environment: newRole.environment });
build.addToRolePolicy(new PolicyStatement({
  actions: ['lambda:GetFunction', 'lambda:UpdateFunctionCode'],
  // more than the target account allows, so that it is the target account that refuses
  resources: [shared.targetArn, `arn:aws:lambda:${TARGET.region}:${TARGET.account}:function:${FUNCTION_NAME}`],
}));

twoAccountTest(app, 'IntegDirectAllFields', {
  stacks: [orders, ordersElsewhere, checkout],
  allowed: [
    allowed(checkoutFunction, 'STABLE'),
    allowed(checkoutFunction, 'SHARED'),
    allowed(checkoutFunction, 'OTHER_REGION'),
    allowed(nightFunction, 'STABLE'),
    allowed(strangerFunction, 'SHARED'),
    {
      caller: build,
      event: { target: 'SHARED' },
      result: { getAlias: 'allowed', getFunction: 'AccessDeniedException', updateFunction: 'allowed' },
    },
  ],
  denied: [
    deniedUnqualified(checkoutFunction, 'STABLE'),
    deniedUnqualified(checkoutFunction, 'OTHER_REGION'),
    denied(strangerFunction, 'STABLE'),
    denied(strangerFunction, 'OTHER_REGION'),
  ],
});
