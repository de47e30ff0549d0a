import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import { Peer, Port } from 'aws-cdk-lib/aws-ec2';
import type { Function as LambdaFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { endpointsIn, endpointsOf } from './endpoints';
import type { ExistingEndpoint } from './existing-endpoint';
import { openExisting } from './existing-endpoints';
import { FunctionReaches } from './function-reaches';
import { letThrough } from './let-through';
import { MadeEndpoint } from './made-endpoint';
import { serviceCode, serviceName, wantsPrivateDns } from './need';
import type { PeerNeed, ServiceNeed } from './need';
import { requireOneWay } from './one-way';
import { prefixListOf } from './prefix-lists';
import type { Reach } from './reach';
import { checkRange, hasNoDns, wayOut } from './ways-out';
import { requireFree } from '../link/function-environment';
import { compareAccounts, isOtherRegion } from '../private/environments';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { NETWORK_NOT_KNOWN, SHARED_ENDPOINT } from '../private/warnings';

/** Where the calls of a function start, and how they may get on. */
export interface FunctionNetworkProps {
  readonly function: IFunction;
  readonly vpc: IVpc;
  readonly subnets: ISubnet[];
  readonly env: KnownEnvironment;
  /** Undefined if the user has not said: endpoints are made where there is no other way. */
  readonly createEndpoints?: boolean;
  readonly existingEndpoints: ExistingEndpoint[];
  readonly dualStack: boolean;
  /** How the user says createEndpoints and existingEndpoints, for messages. */
  readonly owner: string;
}

/** The network of one function: opens the way to what its code reaches, and no other. */
export class FunctionNetwork {
  private readonly opened = new Set<string>();

  constructor(private readonly scope: Construct, private readonly props: FunctionNetworkProps) {
    this.requireOneAccount();
    FunctionReaches.of(props.function).attach(this);
  }

  /** The services whose interface endpoints the function uses so far. */
  public get interfaceEndpoints(): string[] {
    return [...this.opened];
  }

  public open(reach: Reach): void {
    // as the VPC's stack writes them: there the endpoints stand
    for (const need of reach._needs(Stack.of(this.props.vpc))) {
      if (need.type === 'peer') { this.openPeer(need); } else { this.openService(need); }
    }
  }

  /** Function URLs are on the internet only. */
  public openUrls(): void {
    if (this.ways.some((way) => way === 'isolated' || way === 'public')) {
      throw misuse({
        problem: 'a function URL is called from subnets without a way to the internet, and function URLs have no endpoints',
        expected: 'subnets with a NAT gateway',
        fix: 'choose such subnets, or call addTarget, which goes over the endpoint of Lambda',
        at: this.scope,
      });
    }
    this.openAnywhere('function URLs');
  }

  private openPeer({ what, peer, port, range, isIpv6 }: PeerNeed): void {
    const { vpc, subnets, dualStack } = this.props;
    if (range !== undefined && !Token.isUnresolved(range)) { checkRange(this.scope, { range, isIpv6, vpc, subnets, dualStack }); }
    letThrough(this.props.function, peer, port, what);
  }

  private openService(need: ServiceNeed): void {
    const { env, existingEndpoints } = this.props;
    const name = serviceName(need.service);
    if (name === 'sts') { this.preferRegionalSts(); }
    this.warnOfUnknownRegion(need);
    const existing = existingEndpoints.find(({ _key }) => _key === `${need.type} ${name}`);
    if (isOtherRegion(need.region, env.region)) {
      this.requireRouted(need, `is in region ${need.region}, which endpoints of ${env.region} do not reach`,
        'choose subnets with a NAT gateway, or put the function into a VPC of that region');
      this.openAnywhere(name);
    } else if (existing) {
      this.count(need);
      openExisting(this.scope, { ...this.props, need, existing });
    } else if (this.makesEndpoints(need)) {
      this.count(need);
      this.openMade(need);
    } else {
      this.requireRouted(need, `is called, and neither createEndpoints nor existingEndpoints gives the VPC an endpoint for ${name}`,
        `write createEndpoints: true, or vpc.add${need.type === 'interface' ? 'Interface' : 'Gateway'}Endpoint('${name}', { service: ${serviceCode(need)} }) and name it in existingEndpoints`);
      this.openAnywhere(name);
    }
  }

  /** Where calls get out already, an endpoint takes the calls of everybody else in the VPC too: that is not for us to decide. */
  private makesEndpoints(need: ServiceNeed): boolean {
    const { createEndpoints, vpc } = this.props;
    if (createEndpoints !== undefined) { return createEndpoints; }
    if (!this.ways.includes('routed')) { return true; }
    const name = serviceName(need.service);
    throw misuse({
      problem: `${need.what} is reached over ${name}, and the subnets of the function have a way to the internet already`,
      expected: 'createEndpoints to be said',
      fix: `write createEndpoints: false to call over the NAT gateway, which opens port 443 to all addresses; createEndpoints: true for an endpoint that takes the calls of everybody in VPC ${pathOf(vpc)} and lets through only what constructs of this library declare; or name an endpoint that is there in existingEndpoints`,
      at: this.scope,
    });
  }

  private openMade(need: ServiceNeed): void {
    const { vpc, subnets, env } = this.props;
    const made = endpointsOf(vpc);
    const key = `${need.type} ${serviceName(need.service)}`;
    this.requireDns(need);
    requireOneWay(this.scope, Stack.of(vpc), need);
    const endpoint = made.get(key) ?? new MadeEndpoint(vpc, need);
    if (!made.has(key)) {
      made.set(key, endpoint);
      this.refuseSecond(need, endpoint);
      this.warnOthers(need);
    }
    endpoint.open(need, env.account, subnets, this.props.function, (at) => prefixListOf(at, need, this.scope));
  }

  /** The rules of both sides stand in the function's stack, and the endpoints in that of the VPC. */
  private requireOneAccount(): void {
    const [own, there] = [Stack.of(this.scope), Stack.of(this.props.vpc)];
    if (compareAccounts(own.account, there.account) !== 'different' && !isOtherRegion(own.region, there.region)) { return; }
    throw misuse({
      problem: `VPC ${pathOf(this.props.vpc)} stands in a stack of account ${there.account} and region ${there.region}, the function in one of ${own.account} and ${own.region}`,
      expected: 'a VPC of the same account and region, or a shared one that is imported',
      fix: 'import a shared VPC into the stack of the function with ec2.Vpc.fromVpcAttributes, and name its endpoints in existingEndpoints: only its owner can create them',
      at: this.scope,
    });
  }

  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html */
  private requireDns(need: ServiceNeed): void {
    if (!wantsPrivateDns(need) || !hasNoDns(this.props.vpc)) { return; }
    throw misuse({
      problem: `VPC ${pathOf(this.props.vpc)} has no DNS, by which an endpoint for ${serviceName(need.service)} is found`,
      expected: 'enableDnsHostnames and enableDnsSupport',
      fix: 'remove enableDnsHostnames: false and enableDnsSupport: false from the VPC',
      at: this.scope,
    });
  }

  private warnOfUnknownRegion({ what, region }: ServiceNeed): void {
    if (region === undefined || Token.isUnresolved(region) || !Token.isUnresolved(this.props.env.region)) { return; }
    Annotations.of(this.scope).addWarningV2(NETWORK_NOT_KNOWN,
      `${what} is in region ${region}, and the region of stack ${Stack.of(this.scope).stackName} is not known, so whether an endpoint reaches it is not checked; `
      + 'give the stack an env, or pass region');
  }

  /** Who got to the service over a NAT gateway so far goes through the endpoint from now on. */
  private warnOthers({ service, type }: ServiceNeed): void {
    const { vpc } = this.props;
    const isClosed = vpc.node.defaultChild !== undefined && vpc.privateSubnets.length + vpc.publicSubnets.length === 0;
    if (isClosed) { return; }
    const who = type === 'gateway' ? 'everything behind the route tables of these subnets' : 'everybody in the VPC';
    Annotations.of(this.scope).addWarningV2(SHARED_ENDPOINT, `VPC ${pathOf(vpc)} gets an endpoint for ${serviceName(service)}, through which ${who} calls from then on; `
      + 'it lets through only what constructs of this library declare; if others use the service, write createEndpoints: false to call over a NAT gateway, '
      + 'or make the endpoint with a policy of your own and name it in existingEndpoints');
  }

  /** AWS takes one endpoint with private DNS for a service and VPC. */
  private refuseSecond(need: ServiceNeed, endpoint: MadeEndpoint): void {
    const { vpc, owner } = this.props;
    const name = serviceName(need.service);
    this.scope.node.addValidation({
      validate: () => vpc.vpcId === LOOKED_UP_LATER ? [] : endpointsIn(vpc.vpcId, need, this.scope.node.root)
        .filter((other) => endpoint.collidesWith(other))
        .map((other) => misuse({
          problem: `VPC ${pathOf(vpc)} has an endpoint for ${name} already: ${pathOf(other.node.id === 'Resource' ? other.node.scope! : other)}`,
          expected: 'one endpoint for a service in a VPC',
          fix: `name it: existingEndpoints: [ExistingEndpoint.for${need.type === 'interface' ? 'Interface' : 'Gateway'}(${serviceCode(need)}, endpoint)] on ${owner}; `
            + 'if this library makes it for another import of the VPC, import the VPC once and pass the same object',
          at: this.scope,
        }).message),
    });
  }

  private count({ type, service }: ServiceNeed): void {
    if (type === 'interface') { this.opened.add(serviceName(service)); }
  }

  private get ways(): string[] {
    return this.props.subnets.map((subnet) => wayOut(this.props.vpc, subnet));
  }

  /** A function has no public address, so a public subnet is no way out. */
  private requireRouted(need: ServiceNeed, why: string, fix: string): void {
    const { ways } = this;
    if (ways.some((way) => way === 'isolated' || way === 'public')) {
      throw misuse({
        problem: `${need.what} ${why}, and the subnets of the function have no way to the internet`,
        expected: 'a way from every subnet of the function',
        fix,
        at: this.scope,
      });
    }
    if (ways.includes('unknown')) {
      Annotations.of(this.scope).addWarningV2(NETWORK_NOT_KNOWN,
        `${need.what} ${why}, and whether the subnets of the function have a way to the internet is not known; ${fix}`);
    }
  }

  /** Over a NAT gateway the address is any. */
  private openAnywhere(name: string): void {
    letThrough(this.props.function, Peer.anyIpv4(), Port.tcp(443), name);
    if (this.props.dualStack) { letThrough(this.props.function, Peer.anyIpv6(), Port.tcp(443), name); }
  }

  /** Older SDKs call sts.amazonaws.com, for which an endpoint has no address. */
  private preferRegionalSts(): void {
    const fn = this.props.function as LambdaFunction;
    requireFree(this.scope, fn, 'AWS_STS_REGIONAL_ENDPOINTS', 'regional', "remove it, or write 'regional'");
    fn.addEnvironment('AWS_STS_REGIONAL_ENDPOINTS', 'regional');
  }
}

/** What aws-cdk-lib calls every VPC before it has looked it up. */
const LOOKED_UP_LATER = 'vpc-12345';
