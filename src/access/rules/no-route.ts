import type { Rule } from './rule';
import { asWritten, jsonOf } from './words';
import { needsOf } from '../network/reach';
import { readable } from '../values/unknown';

const WORDS: Readonly<Record<string, string>> = { 'lambda-url': 'function URLs', 'kinesis-streams': 'Kinesis' };

/**
 * Function URLs have no endpoint, and an endpoint that others than those of its own region use is rare.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html
 */
function fixFor(service: string, region: string, ownRegion: string): string {
  if (service === 'lambda-url') { return 'add a route to a NAT gateway to its subnets, or call the function by its ARN through an interface endpoint for lambda'; }
  if (region !== ownRegion) { return 'add a route to a NAT gateway to its subnets: endpoints serve their own region'; }
  const kind = service === 'dynamodb' ? 'a gateway endpoint' : 'an interface endpoint';
  return `add ${kind} for com.amazonaws.${readable(region)}.${service} to its subnets (open for its security groups on port 443), or a route to a NAT gateway`;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html */
export const NO_ROUTE: Rule = {
  id: 'no-route',
  severity: 'error',
  title: 'A function in a VPC has no way to what it calls',
  check: ({ cloud }) => needsOf(cloud).flatMap(({ fn, service, region, action, resourceArn, statement, path }) => path.kind === 'unreachable' ? [{
    message: `${fn.site.path} may call ${readable(resourceArn)} with ${asWritten(action, statement)}, and from its VPC there is no way to ${WORDS[service] ?? service} in ${readable(region)}: ${path.reason}`,
    fix: `${fixFor(service, region, fn.region)}; without one the call hangs until the timeout`,
    site: fn.site,
    statement: jsonOf(statement),
  }] : []),
};
