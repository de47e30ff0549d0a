import { App, Stack, Stage } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { actionsOf, ASSUME, withTrust } from './assume';
import { cloudOf } from './two-clouds';
import { AssumableRole, Caller, CrossAccountInvoker, CrossAccountTarget, ExternalId } from '../../src';
import type { AssumableRoleProps, AssumeOptions, Half, RoleRequirements } from '../../src';
import { CHECKOUT_ROLE, fn, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';
import type { Call } from '../support/authorizer';
import { mayInvoke, withRole } from '../support/change-cloud';
import type { Cloud } from '../support/cloud';
import type { Deployment } from '../support/read-cloud';

/** One role in a synthesized app: who assumes it, with what, and what it is for. */
export interface RoleCase {
  readonly cloud: Cloud;
  /** The AssumeRole request of the declared caller. */
  readonly declared: Call;
  /** The one function that the role may invoke, by its qualified ARN. */
  readonly targetArn: string;
  readonly letsIn: 'one role' | 'accounts' | 'organization' | 'unit';
  /** Whether the caller's policy is the library's; that of another app is written here by hand. */
  readonly ownIdentityHalf: boolean;
}

const READER = `arn:aws:iam::${TARGET_ACCOUNT}:role/reader`;
const LIVE = `arn:aws:lambda:${REGION}:${TARGET_ACCOUNT}:function:orders:live`;
const ORGANIZATION = { id: 'o-a1b2c3d4e5', paths: ['o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/'] };

const EXTERNAL_ID: RoleRequirements = { externalId: 'reports-2026' };
const TAGS: RoleRequirements = { sessionTags: { 'Project': ['reports'], 'Cost center': ['42'] } };
const IDENTITY: RoleRequirements = { sourceIdentities: ['reports-team'] };
const ALL_REQUIREMENTS = { ...EXTERNAL_ID, ...TAGS, ...IDENTITY };
const ALL_SENT: Partial<Call> = { externalId: 'reports-2026', sessionTags: { 'Project': 'reports', 'Cost center': '42' }, sourceIdentity: 'reports-team' };

/** A function of this app is the caller; it sends what the constructs put into its environment. */
function assumed(build: () => App, deployment: Deployment = {}): () => RoleCase {
  return () => {
    const cloud = cloudOf(build(), deployment);
    const { roleArn, environment } = cloud.functions.find((each) => each.environment.READER_ROLE_ARN !== undefined)!;
    const orders = cloud.functions.find(({ aliases }) => Object.keys(aliases).length > 0);
    return {
      cloud,
      declared: { principalArn: roleArn, action: ASSUME, resourceArn: environment.READER_ROLE_ARN, ...sentBy(environment) },
      targetArn: orders ? `${orders.arn}:${Object.keys(orders.aliases)[0]}` : LIVE,
      letsIn: 'one role',
      ownIdentityHalf: true,
    };
  };
}

function sentBy(environment: Record<string, string | undefined>): Partial<Call> {
  const { READER_EXTERNAL_ID, READER_SESSION_NAME, READER_SESSION_TAGS, READER_SOURCE_IDENTITY } = environment;
  return {
    externalId: READER_EXTERNAL_ID,
    sessionName: READER_SESSION_NAME,
    sessionTags: READER_SESSION_TAGS === undefined ? undefined : JSON.parse(READER_SESSION_TAGS),
    sourceIdentity: READER_SOURCE_IDENTITY,
  };
}

/** The role lets a caller of another app in; that app's half is added by hand. */
function trusted(caller: Caller | Caller[], letsIn: RoleCase['letsIn'], props: AssumableRoleProps = {}, sent: Partial<Call> = {}): () => RoleCase {
  return () => {
    const { app, target } = twoAccounts();
    readerRole(target, { roleName: 'reader', callers: [caller].flat(), ...props });
    return {
      cloud: withRole(cloudOf(app), CHECKOUT_ROLE, ...actionsOf(sent).map((action) => mayInvoke(READER, action))),
      declared: { principalArn: CHECKOUT_ROLE, action: ASSUME, resourceArn: READER, ...sent },
      targetArn: LIVE,
      letsIn,
      ownIdentityHalf: false,
    };
  };
}

function ordersTarget(target: Stack, env: { account?: string; region?: string } = {}): CrossAccountTarget {
  return new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: 'orders' }), ...env });
}

function readerRole(target: Stack, props: AssumableRoleProps = {}): AssumableRole {
  return new AssumableRole(target, 'Reader', { targets: [ordersTarget(target, { account: props.account, region: props.region })], ...props });
}

/** Both halves by `grants.assume`. */
function pair(source: Stack, target: Stack, props: AssumableRoleProps = {}, options: AssumeOptions = {}): void {
  readerRole(target, props).grants.assume(fn(source, 'Function'), options);
}

/** Two stacks, and what differs from the simplest case. */
function granted(props: AssumableRoleProps = {}, stacks: Parameters<typeof twoAccounts>[0] = {}): () => RoleCase {
  return assumed(() => {
    const { app, source, target } = twoAccounts(stacks);
    pair(source, target, props);
    return app;
  });
}

/** The accounts are told to the constructs. */
function withoutEnv(env: { account: string; region?: string }): () => RoleCase {
  return assumed(() => {
    const app = new App();
    pair(new Stack(app, 'Source'), new Stack(app, 'Target'), env, { account: SOURCE_ACCOUNT });
    return app;
  }, { Source: SOURCE_ENV, Target: TARGET_ENV });
}

const inRegion = (account: string, region: string): StackProps => ({ env: { account, region } });

function staged(stageIds: { source: string; target: string }): () => RoleCase {
  return assumed(() => {
    const app = new App();
    const [source, target] = [stageIds.source, stageIds.target].map((id) => (app.node.tryFindChild(id) as Stage | undefined) ?? new Stage(app, id));
    pair(new Stack(source, 'Source', { env: SOURCE_ENV }), new Stack(target, 'Target', { env: TARGET_ENV }));
    return app;
  });
}

function statementsOf({ handOver }: Half): Record<string, unknown>[] {
  return [JSON.parse(handOver!.statement)].flat();
}

/** The caller's app alone; the other team applies both statements that were handed over, to the letter. */
function handedOver(requirements: RoleRequirements = {}): () => RoleCase {
  return () => {
    const { app, source } = twoAccounts();
    const via = AssumableRole.fromRoleArn(source, 'Reader', READER, requirements);
    const targets = [CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE)];
    const [{ resourceHalf, roleHalf }] = new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), via, targets }).links;
    const { cloud, ...rest } = assumed(() => app)();
    return { ...rest, cloud: withTrust(withRole(cloud, READER, ...statementsOf(roleHalf!)), READER, ...statementsOf(resourceHalf)) };
  };
}

/** The caller's role is made by others, who apply the statement that was handed over, to the letter. */
function identityHandedOver(): RoleCase {
  const { app, source, target } = twoAccounts();
  const role = iam.Role.fromRoleArn(source, 'Role', CHECKOUT_ROLE, { mutable: false });
  const { identityHalf, environment } = readerRole(target, { roleName: 'reader', ...EXTERNAL_ID }).grants.assume(role);
  return {
    cloud: withRole(cloudOf(app), CHECKOUT_ROLE, ...statementsOf(identityHalf)),
    declared: { principalArn: CHECKOUT_ROLE, action: ASSUME, resourceArn: environment.READER_ROLE_ARN, ...sentBy(environment) },
    targetArn: LIVE,
    letsIn: 'one role',
    ownIdentityHalf: true,
  };
}

/** Each way to declare that somebody assumes a role. */
export const ASSUMED_ROLES: Record<string, () => RoleCase> = {
  'function with a generated role': granted(),
  'role of a function that gets the variables': assumed(() => {
    const { app, source, target } = twoAccounts();
    const role = new iam.Role(source, 'Role', { path: '/team/', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const { environment } = readerRole(target, ALL_REQUIREMENTS).grants.assume(role);
    fn(source, 'Function', { role, environment });
    return app;
  }),
  'invoker via the role': assumed(() => {
    const { app, source, target } = twoAccounts();
    const via = new AssumableRole(target, 'Reader');
    new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), via, targets: [ordersTarget(target)] });
    return app;
  }),
  'invoker that makes its role, via the role': assumed(() => {
    const { app, source, target } = twoAccounts();
    const via = new AssumableRole(target, 'Reader', ALL_REQUIREMENTS);
    const { role, environment } = new CrossAccountInvoker(source, 'Checkout', { via, targets: [ordersTarget(target)] });
    fn(source, 'Function', { role, environment });
    return app;
  }),
  'external id': granted(EXTERNAL_ID),
  'external id of a parameter': granted({ externalId: ExternalId.fromParameter('/reports/external-id') }),
  'session tags': granted(TAGS),
  'session tags by a pattern': assumed(() => {
    const { app, source, target } = twoAccounts();
    pair(source, target, { sessionTags: { Project: ['reports-*', 'audit'] } }, { sessionTags: { Project: 'reports-may' } });
    return app;
  }),
  'source identity': granted(IDENTITY),
  'all requirements': granted(ALL_REQUIREMENTS),
  'strict principals': granted({ strictPrincipals: true }),
  'strict principals with all requirements': granted({ strictPrincipals: true, ...ALL_REQUIREMENTS }),
  'path': granted({ path: '/team/reports/' }),
  'another region': granted({}, { source: inRegion(SOURCE_ACCOUNT, 'us-east-1') }),
  'the China partition': granted(EXTERNAL_ID, { source: inRegion(SOURCE_ACCOUNT, 'cn-north-1'), target: inRegion(TARGET_ACCOUNT, 'cn-northwest-1') }),
  'the same account': granted({}, { source: { env: TARGET_ENV } }),
  'the same account with strict principals': granted({ strictPrincipals: true }, { source: { env: TARGET_ENV } }),
  'stacks without env': withoutEnv({ account: TARGET_ACCOUNT }),
  'stacks without env, the region known': withoutEnv({ account: TARGET_ACCOUNT, region: REGION }),
  'without partition literals': granted({}, { context: { '@aws-cdk/core:enablePartitionLiterals': false } }),
  'the same stage': staged({ source: 'Prod', target: 'Prod' }),
  'between stages': staged({ source: 'A', target: 'B' }),
  'trust and permission handed over': handedOver(),
  'trust and permission handed over with all requirements': handedOver(ALL_REQUIREMENTS),
  'identity half handed over': identityHandedOver,
  'role by ARN': trusted(Caller.role(CHECKOUT_ROLE), 'one role'),
  'role by ARN with all requirements': trusted(Caller.role(CHECKOUT_ROLE), 'one role', ALL_REQUIREMENTS, ALL_SENT),
  'role by ARN with strict principals': trusted(Caller.role(CHECKOUT_ROLE), 'one role', { strictPrincipals: true }),
  'role by ARN beside callers of other kinds': trusted(
    [Caller.account(OTHER_ACCOUNT), Caller.role(CHECKOUT_ROLE), Caller.organization('o-bbbbbbbbbb'), Caller.role(`arn:aws:iam::${OTHER_ACCOUNT}:role/audit`)],
    'one role', EXTERNAL_ID, { externalId: 'reports-2026' },
  ),
  'account': trusted(Caller.account(SOURCE_ACCOUNT), 'accounts'),
  'accounts with an external id': trusted(Caller.accounts([OTHER_ACCOUNT, SOURCE_ACCOUNT]), 'accounts', EXTERNAL_ID, { externalId: 'reports-2026' }),
  'organization': trusted(Caller.organization(ORGANIZATION.id), 'organization', {}, { organization: ORGANIZATION }),
  'organization with all requirements': trusted(
    Caller.organization(ORGANIZATION.id), 'organization', ALL_REQUIREMENTS, { organization: ORGANIZATION, ...ALL_SENT },
  ),
  'organizational unit': trusted(Caller.organizationalUnit('o-a1b2c3d4e5/r-ab12/ou-ab12-11111111'), 'unit', {}, { organization: ORGANIZATION }),
};
