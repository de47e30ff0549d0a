/**
 * Every kind of caller in an AWS::Lambda::ResourcePolicy, each on an alias of its own.
 *
 * Proves what only AWS can prove: that the condition aws:PrincipalArn lets in the one role and nobody
 * else of its account, that the policy may name a role before that role exists (the target is
 * deployed first), that neither half is enough alone, and that two apps which share nothing but an
 * ARN fit together.
 *
 * Accounts: the source account calls, the target account owns the function. Bootstrap both, each with
 * credentials of its own:
 *   cdk bootstrap aws://SOURCE/eu-west-1
 *   cdk bootstrap aws://TARGET/eu-west-1 --trust SOURCE \
 *     --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess
 *
 * Environment: credentials of the source account, and
 *   CDK_INTEG_ACCOUNT           id of the source account
 *   INTEG_TARGET_ACCOUNT        id of the target account
 *   CDK_INTEG_REGION            optional, eu-west-1 by default
 *   INTEG_ORGANIZATION_ID       optional, the organization of the source account, such as o-a1b2c3d4e5
 *   INTEG_ORGANIZATIONAL_UNIT   optional, the path of its unit, such as o-a1b2c3d4e5/r-ab12/ou-ab12-11111111
 * Without the last two, a name that nobody has is granted, and the calls must be denied.
 *
 * Run: npm run integ:deploy -- integ.direct-document-callers.ts
 * Cost: below one US cent. All stacks are destroyed at the end; the log groups of the functions stay.
 */
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Caller, CrossAccountInvoker, CrossAccountTarget } from '../src';
import { allowed, denied, deniedUnqualified, twoAccountTest } from './support/calls';
import { ORGANIZATION, ORGANIZATIONAL_UNIT, SOURCE, TARGET, portableApp } from './support/environment';
import { buildFunction, callingFunction, targetFunction } from './support/functions';

const FUNCTION_NAME = 'integ-direct-document-callers-orders';
const FUNCTION_ARN = `arn:aws:lambda:${TARGET.region}:${TARGET.account}:function:${FUNCTION_NAME}`;
const ROLE_NAME = 'integ-direct-document-callers-checkout';
const BUCKET_ARN = `arn:aws:s3:::integ-direct-document-callers-${SOURCE.account}`;
const TOPIC_ARN = `arn:aws:sns:${SOURCE.region}:${SOURCE.account}:integ-direct-document-callers`;

const app = portableApp();
const orders = new Stack(app, 'IntegDirectDocumentCallersOrders', { env: TARGET });
const checkout = new Stack(app, 'IntegDirectDocumentCallersCheckout', { env: SOURCE });
checkout.addDependency(orders, 'the policies must take roles that do not exist yet');

// --- target account ---
const ordersFunction = targetFunction(orders, 'Function', FUNCTION_NAME);
const targetFor = (id: string, ...callers: Caller[]) =>
  new CrossAccountTarget(orders, id, { function: ordersFunction, aliasName: id.toLowerCase(), callers });

const forRole = targetFor('Role', Caller.role(`arn:aws:iam::${SOURCE.account}:role/${ROLE_NAME}`));
const forAccounts = targetFor('Accounts', Caller.accounts([SOURCE.account, TARGET.account]));
const targets = {
  ROLE: forRole,
  ACCOUNTS: forAccounts,
  ORGANIZATION: targetFor('Organization', Caller.organization(ORGANIZATION.id)),
  UNIT: targetFor('Unit', Caller.organizationalUnit(ORGANIZATIONAL_UNIT.path)),
  SERVICES: targetFor('Services',
    Caller.service({ service: 's3.amazonaws.com', sourceArn: BUCKET_ARN, sourceAccount: SOURCE.account }),
    Caller.service({ service: 'sns.amazonaws.com', sourceArn: TOPIC_ARN }),
  ),
};
forAccounts.grants.actions(Caller.account(SOURCE.account), 'lambda:GetFunction', 'lambda:UpdateFunctionCode');

// --- source account ---
// as in an app of its own: all it knows of the target is the ARN
const byArn = new CrossAccountInvoker(checkout, 'ByArn', {
  roleName: ROLE_NAME,
  targets: [CrossAccountTarget.fromTargetArn(checkout, 'Role', `${FUNCTION_ARN}:role`)],
});
const checkoutFunction = callingFunction(checkout, 'Function', { role: byArn.role, environment: byArn.environment });

const environment = Object.fromEntries(Object.entries(targets).map(([prefix, { targetArn }]) => [`${prefix}_TARGET_ARN`, targetArn]));

// the identity half alone
const strangerFunction = callingFunction(checkout, 'StrangerFunction', { environment });
strangerFunction.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: Object.values(environment) }));

// the resource half alone
const idleFunction = callingFunction(checkout, 'IdleFunction', { environment });
forRole.grants.invoke(Caller.roleOf(idleFunction));

const build = buildFunction(checkout, 'BuildFunction', { environment });
build.addToRolePolicy(new PolicyStatement({
  actions: ['lambda:GetFunction', 'lambda:UpdateFunctionCode'],
  // more than the target account allows, so that it is the target account that refuses
  resources: [forAccounts.targetArn, FUNCTION_ARN],
}));

const memberships = [
  { target: 'ORGANIZATION', isMember: ORGANIZATION.isReal },
  { target: 'UNIT', isMember: ORGANIZATIONAL_UNIT.isReal },
];

twoAccountTest(app, 'IntegDirectDocumentCallers', {
  stacks: [orders, checkout],
  allowed: [
    allowed(checkoutFunction, 'ROLE'),
    allowed(strangerFunction, 'ACCOUNTS'),
    ...memberships.filter(({ isMember }) => isMember).map(({ target }) => allowed(strangerFunction, target)),
    {
      caller: build,
      event: { target: 'ACCOUNTS' },
      result: { getAlias: 'allowed', getFunction: 'AccessDeniedException', updateFunction: 'allowed' },
    },
  ],
  denied: [
    deniedUnqualified(checkoutFunction, 'ROLE'),
    denied(strangerFunction, 'ROLE'),
    denied(idleFunction, 'ROLE'),
    denied(strangerFunction, 'SERVICES'),
    ...memberships.filter(({ isMember }) => !isMember).map(({ target }) => denied(strangerFunction, target)),
  ],
});
