import { Annotations, Stack } from 'aws-cdk-lib';
import type { CfnVPCEndpoint, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { endpointsOf, findEndpoints, hasPrivateDns } from './endpoints';
import type { Asked } from './function-reaches';
import { vpcOf } from './function-vpc';
import type { FunctionVpc } from './function-vpc';
import { serviceCode, serviceName } from './need';
import type { ServiceNeed } from './need';
import { isStopped } from './security-rules';
import { hasNoDns, wayOut } from './ways-out';
import { isOtherRegion } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { ownedFunction } from '../private/function-name';
import { NETWORK_NOT_KNOWN } from '../private/warnings';

const NO_WAY = 'subnets without a way to the internet';

interface Case {
  readonly fn: IFunction;
  readonly at: Construct;
}

/** Whether a function gets to what it calls, as far as this app can tell; for `node.addValidation`. */
export function checkReaches(fn: IFunction, asked: Asked[]): string[] {
  const vpc = vpcOf(fn);
  if (vpc === undefined) { return []; }
  const needs = needsOf(Stack.of(fn), asked);
  const urls = asked.find(({ reach }) => reach === undefined);
  if (vpc === 'not-known') {
    const names = [...needs.map(({ need }) => serviceName(need.service)), ...urls ? ['function URLs'] : []];
    warn(fn, `the VPC of function ${pathOf(fn)} is not known to this app, so whether it reaches ${[...new Set(names)].join(' and ')} is not checked; `
      + 'pass vpc and vpcSubnets to the function');
    return [];
  }
  const errors = needs.map(({ need, at }) => checkService({ fn, at }, vpc, need));
  return [...errors, urls && checkUrls({ fn, at: urls.at }, vpc)].filter((error) => error !== undefined);
}

/** One for each service and region. */
function needsOf(stack: Stack, asked: Asked[]): { need: ServiceNeed; at: Construct }[] {
  const all = asked.flatMap(({ reach, at }) => (reach?._needs(stack) ?? []).map((need) => ({ need, at })));
  const services = all.filter((one): one is { need: ServiceNeed; at: Construct } => one.need.type !== 'peer');
  return [...new Map(services.reverse().map((one) => [`${serviceName(one.need.service)} ${one.need.region}`, one])).values()].reverse();
}

function checkService(of: Case, vpc: FunctionVpc, need: ServiceNeed): string | undefined {
  const { fn, at } = of;
  const name = serviceName(need.service);
  const elsewhere = isOtherRegion(need.region, fn.env.region);
  const [endpoint] = elsewhere ? [] : findEndpoints(vpc.vpc, need).filter(hasPrivateDns);
  if (endpoint) { return checkEndpoint(of, vpc, need, endpoint); }
  if (isRouted(vpc)) { return checkGroups(of, vpc, name); }
  if (elsewhere) {
    return misuse({
      problem: `${need.what} is in region ${need.region}, which function ${pathOf(fn)} does not reach from ${NO_WAY}`,
      expected: 'subnets with a NAT gateway',
      fix: `choose other subnets, or put the function into a VPC of ${need.region}`,
      at,
    }).message;
  }
  const add = `add vpc.addInterfaceEndpoint('${name}', { service: ${serviceCode(need)} }), or write createEndpoints: true on a CrossAccountInvoker of the function`;
  if (!vpc.vpc.node.defaultChild) {
    warn(fn, `whether VPC ${pathOf(vpc.vpc)} has an endpoint for ${name} is not known, and function ${pathOf(fn)} calls ${need.what} from ${NO_WAY}; `
      + `name it: existingEndpoints: [ExistingEndpoint.forInterface(${serviceCode(need)}, endpoint)]; or ${add}`);
    return undefined;
  }
  return misuse({
    problem: `function ${pathOf(fn)} calls ${need.what} from ${NO_WAY}, and VPC ${pathOf(vpc.vpc)} has no endpoint for ${name}: calls would hang until the function times out`,
    expected: `an endpoint for ${name}`,
    fix: add,
    at,
  }).message;
}

function checkEndpoint(of: Case, vpc: FunctionVpc, need: ServiceNeed, endpoint: CfnVPCEndpoint): string | undefined {
  const { fn, at } = of;
  const name = serviceName(need.service);
  if (hasNoDns(vpc.vpc)) {
    return misuse({
      problem: `VPC ${pathOf(vpc.vpc)} has no DNS, by which function ${pathOf(fn)} would find the endpoint for ${name}`,
      expected: 'enableDnsHostnames and enableDnsSupport',
      fix: 'remove enableDnsHostnames: false and enableDnsSupport: false from the VPC',
      at,
    }).message;
  }
  if ([...endpointsOf(vpc.vpc).values()].some(({ resource }) => resource === endpoint)) {
    return misuse({
      problem: `VPC ${pathOf(vpc.vpc)} has an endpoint for ${name} that this library makes and that lets through only what it is told, which is not yet that function ${pathOf(fn)} calls ${need.what}`,
      expected: 'the endpoint opened for this function too',
      fix: 'write createEndpoints: true on a CrossAccountInvoker of the function',
      at,
    }).message;
  }
  if (endpoint.policyDocument !== undefined && Stack.of(endpoint).resolve(endpoint.policyDocument) !== undefined) {
    warn(fn, `the endpoint ${pathOf(endpoint.node.scope!)} has a policy, and whether it lets function ${pathOf(fn)} call ${need.what} is not checked; `
      + `name it, so that it does: existingEndpoints: [ExistingEndpoint.forInterface(${serviceCode(need)}, endpoint)]`);
  }
  return checkGroups(of, vpc, name, endpoint);
}

function checkGroups({ fn, at }: Case, { securityGroups }: FunctionVpc, name: string, endpoint?: CfnVPCEndpoint): string | undefined {
  const stopped = isStopped(securityGroups, endpoint);
  if (stopped === undefined) { return undefined; }
  const where = endpoint ? `the endpoint ${pathOf(endpoint.node.scope!)}` : name;
  return stopped === 'out'
    ? misuse({ problem: `the security groups of function ${pathOf(fn)} let nothing out to ${where} on port 443`, expected: 'a rule for it', fix: 'write fn.connections.allowTo(endpoint, ec2.Port.HTTPS)', at }).message
    : misuse({ problem: `the security groups of ${where} do not let function ${pathOf(fn)} in on port 443`, expected: 'a rule for it', fix: 'write endpoint.connections.allowFrom(fn, ec2.Port.HTTPS)', at }).message;
}

/** Function URLs are on the internet only; https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html */
function checkUrls(of: Case, vpc: FunctionVpc): string | undefined {
  if (isRouted(vpc)) { return checkGroups(of, vpc, 'function URLs'); }
  return misuse({
    problem: `function ${pathOf(of.fn)} calls a function URL from ${NO_WAY}, and function URLs have no endpoints`,
    expected: 'subnets with a NAT gateway',
    fix: 'choose such subnets, or call addTarget, which goes over the endpoint of Lambda',
    at: of.at,
  }).message;
}

/** On the function's resource: what is added during validation can only be acknowledged further up. */
function warn(fn: IFunction, text: string): void {
  Annotations.of(ownedFunction(fn) ?? fn).addWarningV2(NETWORK_NOT_KNOWN, text);
}

function isRouted({ vpc, subnets }: { vpc: IVpc } & FunctionVpc): boolean {
  return subnets.every((subnet) => wayOut(vpc, subnet) === 'routed');
}
