import { Stack } from 'aws-cdk-lib';
import { cloudOf } from './two-clouds';
import { Caller, CrossAccountInvoker, CrossAccountTarget, ResourcePolicyType } from '../../src';
import { CHECKOUT_ROLE, fn, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoAccounts } from '../support/apps';
import type { Call } from '../support/authorizer';
import { mayInvoke, withRole } from '../support/change-cloud';
import type { Cloud } from '../support/cloud';

/** A function URL in a synthesized app, and its declared caller. */
export interface UrlCase {
  readonly cloud: Cloud;
  readonly principalArn: string;
  /** The alias that has the URL. */
  readonly targetArn: string;
  readonly organization?: Call['organization'];
  readonly letsIn: 'one role' | 'accounts' | 'organization' | 'anyone';
  /** Whether the caller's policy is the library's; that of another app is written here by hand. */
  readonly ownIdentityHalf: boolean;
}

/** How a URL and its caller are declared; the same list runs with both policy types. */
export type DeclareUrl = (policyType: ResourcePolicyType) => UrlCase;

export const INVOKE = 'lambda:InvokeFunction';
export const INVOKE_URL = 'lambda:InvokeFunctionUrl';
const LIVE = `arn:aws:lambda:${REGION}:${TARGET_ACCOUNT}:function:orders:live`;
const ORGANIZATION = { id: 'o-a1b2c3d4e5', paths: ['o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/'] };

/**
 * The two decisions about one request to a URL, each with what Lambda knows of it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export function requestOf({ principalArn, targetArn, organization }: UrlCase): Call[] {
  const call = { principalArn, resourceArn: targetArn, organization };
  return [
    { ...call, action: INVOKE_URL, functionUrlAuthType: 'AWS_IAM' },
    { ...call, action: INVOKE, invokedViaFunctionUrl: true },
  ];
}

function urlTarget(target: Stack, policyType: ResourcePolicyType): CrossAccountTarget {
  const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: 'orders' }), policyType });
  orders.addUrl();
  return orders;
}

/** Both halves by an invoker. */
function invoked(stacks: Parameters<typeof twoAccounts>[0] = {}): DeclareUrl {
  return (policyType) => {
    const { app, source, target } = twoAccounts(stacks);
    new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function') }).addTargetUrl(urlTarget(target, policyType));
    const cloud = cloudOf(app);
    const orders = cloud.functions.find(({ functionName }) => functionName === 'orders')!;
    const { roleArn } = cloud.functions.find((each) => each !== orders)!;
    return { cloud, principalArn: roleArn, targetArn: `${orders.arn}:live`, letsIn: 'one role', ownIdentityHalf: true };
  };
}

/** The target lets a caller of another app in; that app's half is added by hand. */
function granted(caller: Caller, letsIn: UrlCase['letsIn'], organization?: Call['organization']): DeclareUrl {
  return (policyType) => {
    const { app, target } = twoAccounts();
    urlTarget(target, policyType).grants.invokeUrl(caller);
    return {
      cloud: withRole(cloudOf(app), CHECKOUT_ROLE, mayInvoke(LIVE, INVOKE_URL), mayInvoke(LIVE, INVOKE)),
      principalArn: CHECKOUT_ROLE,
      targetArn: LIVE,
      organization,
      letsIn,
      ownIdentityHalf: false,
    };
  };
}

/** The caller's app alone; the other team applies both statements that were handed over, to the letter. */
function handedOver(): UrlCase {
  const { app, source } = twoAccounts();
  const invoker = new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function') });
  const { resourceHalf } = invoker.addTargetUrl(CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE), {
    url: 'https://abc.lambda-url.eu-west-1.on.aws/',
  });
  const document = { Version: '2012-10-17', Statement: JSON.parse(resourceHalf.handOver!.statement) };
  const cloud = cloudOf(app);
  return {
    cloud: {
      ...cloud,
      resourcePolicies: [{ stackName: 'of another app', writtenIn: TARGET_ACCOUNT, resourceArn: LIVE, type: 'AWS::Lambda::ResourcePolicy', document }],
    },
    principalArn: cloud.functions[0].roleArn,
    targetArn: LIVE,
    letsIn: 'one role',
    ownIdentityHalf: true,
  };
}

export const URLS: Record<string, DeclareUrl> = {
  'invoker': invoked(),
  'invoker in another region': invoked({ source: { env: { account: SOURCE_ACCOUNT, region: 'us-east-1' } } }),
  'invoker in the China partition': invoked({
    source: { env: { account: SOURCE_ACCOUNT, region: 'cn-north-1' } },
    target: { env: { account: TARGET_ACCOUNT, region: 'cn-northwest-1' } },
  }),
  'invoker without partition literals': invoked({ context: { '@aws-cdk/core:enablePartitionLiterals': false } }),
  'role by ARN': granted(Caller.role(CHECKOUT_ROLE), 'one role'),
  'accounts': granted(Caller.accounts([OTHER_ACCOUNT, SOURCE_ACCOUNT]), 'accounts'),
  'organization': granted(Caller.organization(ORGANIZATION.id), 'organization', ORGANIZATION),
  'anyone who signs': granted(Caller.anyone({ reason: 'a public price list' }), 'anyone'),
};

/** Only the document type can express these. */
export const DOCUMENT_URLS: Record<string, DeclareUrl> = {
  'organizational unit': granted(Caller.organizationalUnit('o-a1b2c3d4e5/r-ab12/ou-ab12-11111111'), 'organization', ORGANIZATION),
  'invoker whose target is handed over': handedOver,
};
