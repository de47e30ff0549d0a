import type { Identity } from './model/identity';
import type { Caller, Context, Request } from './model/request';
import { fieldsOf } from './values/arn';

/** The keys of a request beyond those that its caller gives; `undefined` says that the key is not in the request. */
export type Keys = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What is called. */
export interface Called {
  readonly action: string;
  readonly resourceArn: string;
  /** The owner, where the ARN has no account: a bucket. */
  readonly resourceAccount?: string;
}

/**
 * A call that a role makes with its own credentials.
 *
 * Its organization, its tags and the network that it comes from are in no template: conditions on them depend.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function requestByIdentity(caller: Identity | string, called: Called, keys: Keys = {}): Request {
  const arn = typeof caller === 'string' ? caller : caller.arn;
  const { account, resource } = fieldsOf(arn);
  const kind = resource.startsWith('user/') ? 'user' : 'role';
  return request({ kind, arn, account, identity: typeof caller === 'string' ? undefined : caller }, called, {
    'aws:PrincipalArn': arn,
    'aws:PrincipalAccount': account,
    'aws:PrincipalType': kind === 'user' ? 'User' : 'AssumedRole',
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalServiceName': undefined,
    'aws:PrincipalServiceNamesList': undefined,
    'aws:SourceArn': undefined,
    'aws:SourceAccount': undefined,
    'aws:SourceOrgID': undefined,
    'aws:SourceOrgPaths': undefined,
    'aws:ViaAWSService': 'false',
    'aws:CalledVia': undefined,
    'aws:FederatedProvider': undefined,
    ...keys,
  });
}

/**
 * A call that a service makes under its own name for one resource.
 *
 * @param source the resource for which it calls, and that resource's account if the service sends it
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function requestByService(service: string, called: Called, source: { arn?: string; account?: string }, keys: Keys = {}): Request {
  return request({ kind: 'service', service }, called, {
    'aws:PrincipalArn': undefined,
    'aws:PrincipalAccount': undefined,
    'aws:PrincipalOrgID': undefined,
    'aws:PrincipalOrgPaths': undefined,
    'aws:PrincipalType': undefined,
    'aws:PrincipalIsAWSService': 'true',
    'aws:PrincipalServiceName': service,
    'aws:SourceArn': source.arn,
    'aws:SourceAccount': source.account,
    'aws:ViaAWSService': 'false',
    ...keys,
  });
}

/** A call without credentials, as at a public function URL. */
export function anonymousRequest(called: Called, keys: Keys = {}): Request {
  return request({ kind: 'anonymous' }, called, {
    'aws:PrincipalArn': undefined,
    'aws:PrincipalAccount': undefined,
    'aws:PrincipalOrgID': undefined,
    'aws:PrincipalOrgPaths': undefined,
    'aws:PrincipalType': 'Anonymous',
    'aws:PrincipalIsAWSService': 'false',
    'aws:SourceArn': undefined,
    'aws:SourceAccount': undefined,
    ...keys,
  });
}

/** The request with other or more keys. */
export function withKeys(given: Request, keys: Keys): Request {
  return { ...given, context: new Map([...given.context, ...entriesOf(keys)]) };
}

/** Keys that say how a function is called; a plain call has neither: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
const NOT_BY_URL: Keys = { 'lambda:FunctionUrlAuthType': undefined, 'lambda:InvokedViaFunctionUrl': undefined };

function request(caller: Caller, { action, resourceArn, resourceAccount }: Called, keys: Keys): Request {
  const { account, region } = fieldsOf(resourceArn);
  const owner = resourceAccount ?? account;
  const context: Context = new Map([
    ...entriesOf(NOT_BY_URL),
    ...entriesOf({
      'aws:ResourceAccount': owner === '' ? undefined : owner,
      'aws:SecureTransport': 'true',
      // absent for global services would be wrong: nobody knows, so it is left out
      ...region !== '' && { 'aws:RequestedRegion': region },
      ...keys,
    }),
  ]);
  return { caller, action, resourceArn, resourceAccount: owner, context };
}

function entriesOf(keys: Keys): [string, readonly string[] | undefined][] {
  return Object.entries(keys).map(([key, value]) => [key.toLowerCase(), typeof value === 'string' ? [value] : value]);
}
