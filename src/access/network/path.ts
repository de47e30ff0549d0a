import { NetworkIndex } from './network-index';
import { PathFinder } from './path-finder';
import type { Cloud } from '../model/cloud';
import type { EndpointModel } from '../model/network';
import type { Statement } from '../model/policy';
import { readable } from '../values/unknown';

/** How a request of a function reaches an API. */
export type NetworkPath =
  | { readonly kind: 'no-vpc' }
  /** Without a policy the endpoint lets everything through. */
  | { readonly kind: 'endpoint'; readonly endpoint: EndpointModel; readonly policy?: readonly Statement[] }
  | { readonly kind: 'internet' }
  /** For sure: all that could lead there is in these templates. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** A part of the way is of another app, or not known before deployment. */
  | { readonly kind: 'unknown'; readonly what: string };

/**
 * How the calls of a function leave its VPC.
 *
 * What it does not know: network ACLs, and whether a NAT or transit gateway itself has a way out; they count as open. An
 * AWS-managed prefix list in a rule counts as the one of the service that is called: no template says whose it is.
 *
 * @param service the end of the endpoint service name: `lambda`, `sts`, `s3`, `ecr.api`; `lambda-url` for function URLs, which have
 * no endpoint (https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html)
 * @param region where the call goes
 */
export function pathOf(cloud: Pick<Cloud, 'functions' | 'network'>, functionArn: string, service: string, region?: string): NetworkPath {
  const fn = cloud.functions.get(functionArn);
  if (!fn) { return { kind: 'unknown', what: `the function ${readable(functionArn)}, which is of another app` }; }
  if (!fn.vpc) { return { kind: 'no-vpc' }; }
  const path = new PathFinder(NetworkIndex.of(cloud.network), fn.vpc, service, region ?? fn.region).find();
  const elsewhere = Object.keys(fn.code.environment).find((name) => ELSEWHERE.test(name));
  return path.kind === 'unreachable' && elsewhere !== undefined ? { kind: 'unknown', what: `the address in the environment variable ${elsewhere}` } : path;
}

/** Variables that tell AWS's SDKs to call another address: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
const ELSEWHERE = /^(?:AWS_ENDPOINT_URL(?:_.*)?|https_proxy|all_proxy)$/i;
