/**
 * Every prop of AssumableRole and every option of its grants, a role by its ARN, and strict principals.
 *
 * Proves what only AWS can prove: that the trust policy takes roles that do not exist yet (the target
 * is deployed first), that external id, session tags and source identity are asked for and arrive,
 * that a role with a path and a permissions boundary may call, that a session of 15 minutes is
 * given, and that neither half is enough alone.
 *
 * Accounts: the source account calls, the target account owns the function and the roles. Bootstrap
 * both, each with credentials of its own:
 *   cdk bootstrap aws://SOURCE/eu-west-1
 *   cdk bootstrap aws://TARGET/eu-west-1 --trust SOURCE \
 *     --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess
 *
 * Environment: credentials of the source account, and
 *   CDK_INTEG_ACCOUNT       id of the source account
 *   INTEG_TARGET_ACCOUNT    id of the target account
 *   CDK_INTEG_REGION        optional, eu-west-1 by default
 *   INTEG_ORGANIZATION_ID   optional, the organization of the source account, such as o-a1b2c3d4e5
 * Without the last one, a name that nobody has is granted, and the call must be denied.
 *
 * Run: npm run integ:deploy -- integ.assumed-role-all-fields.ts
 * Cost: below one US cent. All stacks are destroyed at the end; the log groups of the functions stay.
 */
import { Duration, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AssumableRole, Caller, CrossAccountInvoker, CrossAccountTarget } from '../src';
import { allowedAs, denied, deniedAs, twoAccountTest } from './support/calls';
import { ORGANIZATION, SOURCE, TARGET, portableApp } from './support/environment';
import { roleCallingFunction, targetFunction } from './support/functions';

const FUNCTION_NAME = 'integ-assumed-role-all-fields-orders';
const READER_NAME = 'integ-assumed-role-all-fields-reader';
const BY_ARN_NAME = 'integ-assumed-role-all-fields-by-arn';
const EXTERNAL_ID = 'integ-all-fields';

const app = portableApp();
const orders = new Stack(app, 'IntegAssumedRoleAllFieldsOrders', { env: TARGET });
// trusts roles that must exist first: a stack of its own, so that the other is deployed before the callers
const strictOrders = new Stack(app, 'IntegAssumedRoleAllFieldsStrictOrders', { env: TARGET });
const checkout = new Stack(app, 'IntegAssumedRoleAllFieldsCheckout', { env: SOURCE });
checkout.addDependency(orders, 'the trust policy must take roles that do not exist yet');

// --- target account ---
const target = new CrossAccountTarget(orders, 'Orders', { function: targetFunction(orders, 'Function', FUNCTION_NAME) });
const reader = new AssumableRole(orders, 'Reader', {
  callers: [Caller.role(`arn:aws:iam::${SOURCE.account}:role/${BY_ARN_NAME}`)],
  strictPrincipals: false,
  externalId: EXTERNAL_ID,
  sessionTags: { Project: ['reports', 'audit-*'] },
  sourceIdentities: ['integ-*'],
  targets: [target],
  statements: [new PolicyStatement({ actions: ['lambda:GetAccountSettings'], resources: ['*'] })],
  managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AWSLambda_ReadOnlyAccess')],
  permissionsBoundary: ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess'),
  roleName: READER_NAME,
  path: '/integ/',
  description: 'Integration test of cdk-cross-account-lambda',
  trustPolicyQuota: 2048,
  account: TARGET.account,
  region: TARGET.region,
});
const members = new AssumableRole(orders, 'Members', {
  callers: [Caller.organization(ORGANIZATION.id)],
  externalId: EXTERNAL_ID,
  targets: [target],
  // of use to the users of the organization, not to its functions
  maxSessionDuration: Duration.hours(2),
});

// --- source account ---
const environment = { ORDERS_TARGET_ARN: target.targetArn };
const checkoutFunction = roleCallingFunction(checkout, 'Function', { environment });
reader.grants.assume(checkoutFunction, {
  environmentPrefix: 'REPORTS',
  sessionName: 'integ-checkout',
  sessionDuration: Duration.minutes(15),
  sourceIdentity: 'integ-checkout',
  sessionTags: { Project: 'reports' },
  account: SOURCE.account,
});

// as in an app of its own: all it knows of the other account are two ARNs and what the role asks for
const byArn = new CrossAccountInvoker(checkout, 'ByArn', {
  roleName: BY_ARN_NAME,
  via: AssumableRole.fromRoleArn(checkout, 'Reader', `arn:aws:iam::${TARGET.account}:role/integ/${READER_NAME}`, {
    account: TARGET.account,
    region: TARGET.region,
    externalId: EXTERNAL_ID,
    sessionTags: { Project: ['audit-integ'] },
    sourceIdentities: ['integ-by-arn'],
  }),
  targets: [CrossAccountTarget.fromTargetArn(checkout, 'Orders', `arn:aws:lambda:${TARGET.region}:${TARGET.account}:function:${FUNCTION_NAME}:live`)],
});
const byArnFunction = roleCallingFunction(checkout, 'ByArnFunction', { role: byArn.role, environment: byArn.environment });

// the trust half alone
const idleFunction = roleCallingFunction(checkout, 'IdleFunction', { environment });
const strict = new AssumableRole(strictOrders, 'Strict', { strictPrincipals: true, callers: [Caller.roleOf(idleFunction)] });
// the target is in another stack of the role's account
strict.addTarget(target);
idleFunction.addEnvironment('STRICT_ROLE_ARN', strict.roleArn);

const nightFunction = roleCallingFunction(checkout, 'NightFunction', { environment });
strict.grants.assume(nightFunction);

// the identity half alone, which is enough for the role of the organization's members
const strangerFunction = roleCallingFunction(checkout, 'StrangerFunction', {
  environment: {
    ...byArn.environment,
    STRICT_ROLE_ARN: strict.roleArn,
    MEMBERS_ROLE_ARN: members.roleArn,
    MEMBERS_EXTERNAL_ID: EXTERNAL_ID,
  },
});
strangerFunction.addToRolePolicy(new PolicyStatement({
  actions: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
  resources: [reader, strict, members].map(({ roleArn }) => roleArn),
}));

const asReports = { role: 'REPORTS', target: 'ORDERS' };
const asReader = { role: 'READER', target: 'ORDERS' };
const asStrict = { role: 'STRICT', target: 'ORDERS' };
const asMembers = { role: 'MEMBERS', target: 'ORDERS' };

twoAccountTest(app, 'IntegAssumedRoleAllFields', {
  stacks: [orders, strictOrders, checkout],
  allowed: [
    allowedAs(checkoutFunction, asReports),
    allowedAs(nightFunction, asStrict),
    allowedAs(byArnFunction, asReader),
    ...ORGANIZATION.isReal ? [allowedAs(strangerFunction, asMembers)] : [],
  ],
  denied: [
    deniedAs(checkoutFunction, { ...asReports, sent: { ExternalId: 'another-customer' } }),
    deniedAs(checkoutFunction, { ...asReports, sent: { ExternalId: null } }),
    deniedAs(checkoutFunction, { ...asReports, sent: { Tags: [{ Key: 'Project', Value: 'another' }] } }),
    deniedAs(checkoutFunction, { ...asReports, sent: { Tags: null } }),
    deniedAs(checkoutFunction, { ...asReports, sent: { SourceIdentity: 'somebody' } }),
    deniedAs(checkoutFunction, { ...asReports, sent: { SourceIdentity: null } }),
    denied(checkoutFunction, 'ORDERS'),
    deniedAs(strangerFunction, asStrict),
    deniedAs(strangerFunction, asReader),
    ...ORGANIZATION.isReal ? [] : [deniedAs(strangerFunction, asMembers)],
    deniedAs(idleFunction, asStrict),
  ],
});
