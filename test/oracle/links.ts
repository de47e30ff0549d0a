import { App, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { cloudOf } from './two-clouds';
import { Caller, CrossAccountInvoker, CrossAccountTarget, ResourcePolicyType } from '../../src';
import { CHECKOUT_ROLE, fn, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';
import type { Call } from '../support/authorizer';
import { mayInvoke, withRole } from '../support/change-cloud';
import type { Cloud } from '../support/cloud';

/** One link in a synthesized app: the declared call, and what else must stay denied. */
export interface LinkCase {
  readonly cloud: Cloud;
  readonly declared: Call;
  /** Role whose policies are the identity half; undefined for a service, which has none. */
  readonly identityOf?: string;
}

/** How a link is declared; the same list runs with both policy types. */
export type Declare = (policyType: ResourcePolicyType) => LinkCase;

const INVOKE = 'lambda:InvokeFunction';
const LIVE = `arn:aws:lambda:${REGION}:${TARGET_ACCOUNT}:function:orders:live`;
const ORGANIZATION = { id: 'o-a1b2c3d4e5', paths: ['o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/'] };

/** A target that lets a caller of another app in; that app's half is added by hand. */
function granted(caller: Caller, call: Partial<Call> = {}): Declare {
  return (policyType) => {
    const { app, target } = twoAccounts();
    new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: 'orders' }), callers: [caller], policyType });
    const declared = { principalArn: CHECKOUT_ROLE, action: INVOKE, resourceArn: LIVE, ...call };
    return {
      cloud: withRole(cloudOf(app), declared.principalArn, mayInvoke(LIVE), mayInvoke(LIVE.replace(':live', '')), mayInvoke(LIVE.replace(':live', ':other'))),
      declared,
      identityOf: declared.principalArn.startsWith('arn:') ? declared.principalArn : undefined,
    };
  };
}

/** Both halves from one app. */
function invoked(build: (policyType: ResourcePolicyType) => App, deployment = {}): Declare {
  return (policyType) => {
    const cloud = cloudOf(build(policyType), deployment);
    const target = cloud.functions.find(({ aliases }) => Object.keys(aliases).length > 0)!;
    const role = cloud.roles.find(({ policies }) => policies.some(({ name }) => name.startsWith('cross-account-invoke-')))!;
    return {
      cloud,
      declared: { principalArn: role.arn, action: INVOKE, resourceArn: `${target.arn}:${Object.keys(target.aliases)[0]}` },
      identityOf: role.arn,
    };
  };
}

function pair(
  source: Stack, target: Stack, policyType: ResourcePolicyType, options: { account?: string; targetAccount?: string } = {},
): void {
  const given = options.targetAccount ? { account: options.targetAccount, region: REGION } : {};
  const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: 'orders' }), policyType, ...given });
  new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), targets: [orders], account: options.account });
}

export const LINKS: Record<string, Declare> = {
  'invoker on a function with a generated role': invoked((policyType) => {
    const { app, source, target } = twoAccounts();
    pair(source, target, policyType);
    return app;
  }),
  'invoker that makes the role': invoked((policyType) => {
    const { app, source, target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), policyType });
    new CrossAccountInvoker(source, 'Checkout', { targets: [orders] });
    return app;
  }),
  'invoker on a role with a path': invoked((policyType) => {
    const { app, source, target } = twoAccounts();
    const role = new iam.Role(source, 'Role', { path: '/team/', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), policyType });
    new CrossAccountInvoker(source, 'Checkout', { role, targets: [orders] });
    return app;
  }),
  'invoker in stacks without env': invoked((policyType) => {
    const app = new App();
    const [source, target] = [new Stack(app, 'Source'), new Stack(app, 'Target')];
    pair(source, target, policyType, { account: SOURCE_ACCOUNT, targetAccount: TARGET_ACCOUNT });
    return app;
  }, { Source: SOURCE_ENV, Target: TARGET_ENV }),
  'invoker without partition literals': invoked((policyType) => {
    const { app, source, target } = twoAccounts({ context: { '@aws-cdk/core:enablePartitionLiterals': false } });
    pair(source, target, policyType);
    return app;
  }),
  'invoker in another region': invoked((policyType) => {
    const { app, source, target } = twoAccounts({ source: { env: { account: SOURCE_ACCOUNT, region: 'us-east-1' } } });
    pair(source, target, policyType);
    return app;
  }),
  'invoker in the China partition': invoked((policyType) => {
    const { app, source, target } = twoAccounts({
      source: { env: { account: SOURCE_ACCOUNT, region: 'cn-north-1' } },
      target: { env: { account: TARGET_ACCOUNT, region: 'cn-northwest-1' } },
    });
    pair(source, target, policyType);
    return app;
  }),
  'invoker in the same stage': invoked((policyType) => {
    const app = new App();
    const stage = new Stage(app, 'Prod');
    pair(new Stack(stage, 'Source', { env: SOURCE_ENV }), new Stack(stage, 'Target', { env: TARGET_ENV }), policyType);
    return app;
  }),
  'target that is an existing alias': invoked((policyType) => {
    const { app, source, target } = twoAccounts();
    const alias = new lambda.Alias(target, 'Alias', { aliasName: 'prod', version: fn(target, 'Function').currentVersion });
    const orders = new CrossAccountTarget(target, 'Orders', { function: alias, policyType });
    new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), targets: [orders] });
    return app;
  }),
  'role by ARN': granted(Caller.role(CHECKOUT_ROLE)),
  'account': granted(Caller.account(SOURCE_ACCOUNT)),
  'accounts': granted(Caller.accounts([OTHER_ACCOUNT, SOURCE_ACCOUNT])),
  'organization': granted(Caller.organization(ORGANIZATION.id), { organization: ORGANIZATION }),
  'anyone': granted(Caller.anyone({ reason: 'a public price list' })),
  'bucket': granted(
    Caller.service({ service: 's3.amazonaws.com', sourceArn: 'arn:aws:s3:::images', sourceAccount: SOURCE_ACCOUNT }),
    { principalArn: 's3.amazonaws.com', source: { arn: 'arn:aws:s3:::images', account: SOURCE_ACCOUNT } },
  ),
  'topic': granted(
    Caller.service({ service: 'sns.amazonaws.com', sourceArn: `arn:aws:sns:${REGION}:${SOURCE_ACCOUNT}:orders` }),
    { principalArn: 'sns.amazonaws.com', source: { arn: `arn:aws:sns:${REGION}:${SOURCE_ACCOUNT}:orders` } },
  ),
  'rules by a pattern': granted(
    // of the target's own account: rules elsewhere call with a role
    Caller.service({ service: 'events.amazonaws.com', sourceArn: `arn:aws:events:${REGION}:${TARGET_ACCOUNT}:rule/orders-*` }),
    { principalArn: 'events.amazonaws.com', source: { arn: `arn:aws:events:${REGION}:${TARGET_ACCOUNT}:rule/orders-new` } },
  ),
};

/** The caller's app alone; the other team applies the statement that was handed over, to the letter. */
function handedOver(): LinkCase {
  const { app, source } = twoAccounts();
  const orders = CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE);
  const [{ resourceHalf }] = new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), targets: [orders] }).links;
  const cloud = cloudOf(app);
  const document = { Version: '2012-10-17', Statement: [JSON.parse(resourceHalf.handOver!.statement)] };
  const principalArn = cloud.roles[0].arn;
  return {
    cloud: {
      ...cloud,
      resourcePolicies: [{ stackName: 'of another app', writtenIn: TARGET_ACCOUNT, resourceArn: LIVE, type: 'AWS::Lambda::ResourcePolicy', document }],
    },
    declared: { principalArn, action: INVOKE, resourceArn: LIVE },
    identityOf: principalArn,
  };
}

/** Only the document type can express these. */
export const DOCUMENT_LINKS: Record<string, Declare> = {
  'organizational unit': granted(Caller.organizationalUnit('o-a1b2c3d4e5/r-ab12/ou-ab12-11111111'), { organization: ORGANIZATION }),
  'invoker whose target is handed over': handedOver,
  'invoker between stages': invoked((policyType) => {
    const app = new App();
    const source = new Stack(new Stage(app, 'A'), 'Source', { env: SOURCE_ENV });
    pair(source, new Stack(new Stage(app, 'B'), 'Target', { env: TARGET_ENV }), policyType);
    return app;
  }),
};
