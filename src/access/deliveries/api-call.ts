import type { At } from './configured';
import { delivery, isFunction } from './configured';
import { knownTargets, sendAsService, sendByRole } from './send';
import type { Delivery } from '../model/delivery';
import { fieldsOf } from '../values/arn';

const APIGATEWAY = 'apigateway.amazonaws.com';

/** A method, route or authorizer with a function behind it. */
export interface ApiCall {
  readonly kind: string;
  readonly who: string;
  /** The address of the function, as an API writes it. */
  readonly uri?: string;
  readonly credentials?: string;
  /** `a1b2c3/prod/GET/users`, `a1b2c3/authorizers/d4e5f6` */
  readonly source: string;
  /** Whether API Gateway is known to send the account of the API. */
  readonly sendsAccount: boolean;
}

/**
 * API Gateway calls a function for a method, as itself or under a role of the API's account.
 *
 * - The ARN that it sends has the function's region: "it uses a resource ARN that is based on the ARN of the API, but
 *   modified to match the function's Region" (https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html).
 * - It sends no account when it takes on a role, or so a role that asked for one showed:
 *   https://github.com/aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws/pull/479
 */
export function apiCall(at: At, { kind, who, uri, credentials, source, sendsAccount }: ApiCall): Delivery[] {
  const { reader, id, setting } = at;
  const [target] = knownTargets(at, [functionIn(uri)]).filter(isFunction);
  if (target === undefined) { return []; }
  const { partition, account, region } = reader.stack;
  if (credentials?.endsWith(':user/*')) {
    reader.note(id, 'who calls the function is not known: API Gateway passes on the identity of its client');
    return [];
  }
  const arn = `arn:${partition}:execute-api:${fieldsOf(target).region}:${account}:${source}`;
  const sender = { who, service: APIGATEWAY, source: { arn, ...sendsAccount && { account } } };
  const requests = credentials === undefined ? sendAsService(setting, sender, target)
    : sendByRole(setting, { ...sender, source: { account: null } }, credentials, target);
  return [delivery(at, { kind, sourceArn: arn, sourceRegion: region }, target, requests)];
}

/** The ARN in `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<arn>/invocations`, or the ARN itself. */
function functionIn(uri: string | undefined): string | undefined {
  return /\/functions\/(.+)\/[a-z-]+$/.exec(uri ?? '')?.[1] ?? uri;
}
