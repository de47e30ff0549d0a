import { Annotations, Stack } from 'aws-cdk-lib';
import type { CfnVPCEndpoint, ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { ExistingEndpoint, Reach } from '../network';
import { FunctionNetwork } from '../network/function-network';
import { vpcOf } from '../network/function-vpc';
import type { FunctionVpc } from '../network/function-vpc';
import { endpointsIn, hasPrivateDns } from '../network/made-endpoint';
import { serviceCode, serviceName } from '../network/need';
import type { ServiceNeed } from '../network/need';
import { isStopped } from '../network/security-rules';
import { wayOut } from '../network/ways-out';
import { isOtherRegion } from '../private/environments';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { functionBehind, ownedFunction } from '../private/function-name';
import { NETWORK_NOT_KNOWN } from '../private/warnings';

/** How an invoker says what its VPC has. */
export interface InvokerNetworkOptions {
  readonly createEndpoints?: boolean;
  readonly existingEndpoints?: ExistingEndpoint[];
}

/** The way from a function in a VPC to what an invoker lets it call: opened if the user says so, else checked. */
export class InvokerNetwork {
  private readonly opened?: FunctionNetwork;
  private readonly reaches: Reach[] = [];
  private urls = false;

  constructor(private readonly scope: Construct, private readonly fn: IFunction | undefined, options: InvokerNetworkOptions, env: KnownEnvironment) {
    this.opened = this.network(options, env);
    if (fn && !this.opened) { scope.node.addValidation({ validate: () => this.check(functionBehind(fn)) }); }
  }

  public reach(reach: Reach): void {
    if (this.opened) {
      this.opened.open(reach);
    } else {
      this.reaches.push(reach);
    }
  }

  /** Function URLs are on the internet only; https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html */
  public reachUrl(): void {
    this.urls = true;
    this.opened?.openUrls();
  }

  private network({ createEndpoints, existingEndpoints }: InvokerNetworkOptions, env: KnownEnvironment): FunctionNetwork | undefined {
    const known = this.fn && FunctionNetwork.of(functionBehind(this.fn));
    if (createEndpoints === undefined && existingEndpoints === undefined) { return known; }
    if (known) {
      throw misuse({
        problem: `${createEndpoints === undefined ? 'existingEndpoints' : 'createEndpoints'} is set, but the network of function ${pathOf(this.fn!)} is set up already`,
        expected: 'it once for a function',
        fix: 'remove it here; the VpcLambdaTarget or CrossAccountInvoker that comes first decides',
        at: this.scope,
      });
    }
    const vpc = this.fn && vpcOf(this.fn);
    if (!this.fn || vpc === undefined || vpc === 'not-known') {
      throw misuse({
        problem: `${createEndpoints === undefined ? 'existingEndpoints' : 'createEndpoints'} is set, but ${this.fn ? `function ${pathOf(this.fn)} ${vpc === undefined ? 'is not in a VPC' : 'has subnets that belong to no VPC of this app'}` : 'no function is given'}`,
        expected: 'a function in a VPC that is created or imported (ec2.Vpc.fromLookup, fromVpcAttributes) in this app',
        fix: 'remove it, or pass vpc and vpcSubnets to the function',
        at: this.scope,
      });
    }
    const network = new FunctionNetwork(this.scope, {
      ...vpc, connectable: this.fn, env, createEndpoints: createEndpoints ?? false, existingEndpoints: existingEndpoints ?? [], owner: 'CrossAccountInvoker',
    });
    network.attach(functionBehind(this.fn));
    return network;
  }

  private check(fn: IFunction): string[] {
    // another invoker of the function may have set its network up after this one
    if (FunctionNetwork.of(fn)) { return []; }
    const vpc = vpcOf(fn);
    if (vpc === undefined) { return []; }
    const needs = this.needs(Stack.of(fn));
    if (vpc === 'not-known') {
      const names = [...needs.map(({ service }) => serviceName(service)), ...this.urls ? ['function URLs'] : []];
      this.warn(fn, `the VPC of function ${pathOf(fn)} is not known to this app, so whether it reaches ${names.join(' and ')} is not checked; `
        + 'pass vpc and vpcSubnets to the function');
      return [];
    }
    const errors = needs.map((need) => this.checkService(fn, vpc, need));
    return [...errors, this.urls ? this.checkUrls(fn, vpc) : undefined].filter((error) => error !== undefined);
  }

  private checkService(fn: IFunction, vpc: FunctionVpc, need: ServiceNeed): string | undefined {
    const name = serviceName(need.service);
    const elsewhere = isOtherRegion(need.region, fn.env.region);
    const [endpoint] = elsewhere ? [] : findEndpoints(vpc.vpc, need);
    if (endpoint) { return this.checkGroups(fn, vpc.securityGroups, name, endpoint); }
    if (isRouted(vpc)) { return this.checkGroups(fn, vpc.securityGroups, name); }
    if (elsewhere) {
      return this.error(`${need.what} is in region ${need.region}, which function ${pathOf(fn)} does not reach from subnets without a way to the internet`,
        'subnets with a NAT gateway', `choose other subnets, or put the function into a VPC of ${need.region}`);
    }
    const add = `add vpc.addInterfaceEndpoint('${name}', { service: ${serviceCode(need)} }), or write createEndpoints: true on the CrossAccountInvoker`;
    if (!vpc.vpc.node.defaultChild) {
      this.warn(fn, `whether VPC ${vpc.vpc.node.path} has an endpoint for ${name} is not known, and function ${pathOf(fn)} calls ${need.what} from subnets without a way to the internet; `
        + `name it: existingEndpoints: [ExistingEndpoint.forInterface(${serviceCode(need)}, endpoint)]; or ${add}`);
      return undefined;
    }
    return this.error(`function ${pathOf(fn)} calls ${need.what} from subnets without a way to the internet, and VPC ${vpc.vpc.node.path} has no endpoint for ${name}: calls would hang until the function times out`,
      `an endpoint for ${name}`, add);
  }

  private checkGroups(fn: IFunction, groups: ISecurityGroup[], name: string, endpoint?: CfnVPCEndpoint): string | undefined {
    const stopped = isStopped(groups, endpoint);
    if (stopped === undefined) { return undefined; }
    const where = endpoint ? `the endpoint ${pathOf(endpoint.node.scope!)}` : name;
    return stopped === 'out'
      ? this.error(`the security groups of function ${pathOf(fn)} let nothing out to ${where} on port 443`, 'a rule for it', 'write fn.connections.allowTo(endpoint, ec2.Port.HTTPS)')
      : this.error(`the security groups of ${where} do not let function ${pathOf(fn)} in on port 443`, 'a rule for it', 'write endpoint.connections.allowFrom(fn, ec2.Port.HTTPS)');
  }

  private checkUrls(fn: IFunction, vpc: FunctionVpc): string | undefined {
    if (isRouted(vpc)) { return this.checkGroups(fn, vpc.securityGroups, 'function URLs'); }
    return this.error(`function ${pathOf(fn)} calls a function URL from subnets without a way to the internet, and function URLs have no endpoints`,
      'subnets with a NAT gateway', 'choose such subnets, or call addTarget, which goes over the endpoint of Lambda');
  }

  /** One for each service and region. */
  private needs(stack: Stack): ServiceNeed[] {
    const needs = this.reaches.flatMap((reach) => reach._needs(stack)).filter((need) => need.type !== 'peer');
    return [...new Map(needs.map((need) => [`${serviceName(need.service)} ${need.region}`, need])).values()];
  }

  private error(problem: string, expected: string, fix: string): string {
    return misuse({ problem, expected, fix, at: this.scope }).message;
  }

  /** On the function's resource: what is added during validation can only be acknowledged further up. */
  private warn(fn: IFunction, text: string): void {
    Annotations.of(ownedFunction(fn) ?? fn).addWarningV2(NETWORK_NOT_KNOWN, text);
  }
}

/** Most stand below the VPC; the whole app is looked through only if not. */
function findEndpoints(vpc: IVpc, need: ServiceNeed): CfnVPCEndpoint[] {
  const below = endpointsIn(vpc.vpcId, need, vpc).filter(hasPrivateDns);
  return below.length > 0 ? below : endpointsIn(vpc.vpcId, need, vpc.node.root).filter(hasPrivateDns);
}

function isRouted({ vpc, subnets }: FunctionVpc): boolean {
  return subnets.every((subnet) => wayOut(vpc, subnet) === 'routed');
}
