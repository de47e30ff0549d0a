import { Annotations, Stack, Stage, Token } from 'aws-cdk-lib';
import { Peer, Port, PrefixList } from 'aws-cdk-lib/aws-ec2';
import type { IConnectable, IPeer, ISubnet, IVpc, IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct, IConstruct } from 'constructs';
import { passageStatement } from './endpoint-policy';
import type { ExistingEndpoint } from './existing-endpoint';
import { endpointsIn, MadeEndpoint } from './made-endpoint';
import { serviceCode, serviceName } from './need';
import type { PeerNeed, ServiceNeed } from './need';
import type { Reach } from './reach';
import { isNotRouted, wayOut } from './ways-out';
import { requireFree } from '../link/function-environment';
import { isOtherRegion } from '../private/environments';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { referencesIn } from '../private/references';
import { NETWORK_NOT_KNOWN, SHARED_ENDPOINT } from '../private/warnings';

const NETWORK = Symbol.for('cdk-cross-account-lambda:network');
const MADE = Symbol.for('cdk-cross-account-lambda:endpoints');

/** What an L2 endpoint has and an imported one has not. */
interface WithPolicy {
  readonly addToPolicy?: (statement: PolicyStatement) => void;
  readonly policyDocument?: object;
}

/** Where the calls of a function start, and how they may get on. */
export interface FunctionNetworkProps {
  readonly vpc: IVpc;
  readonly subnets: ISubnet[];
  readonly connectable: IConnectable;
  readonly env: KnownEnvironment;
  readonly createEndpoints: boolean;
  readonly existingEndpoints: ExistingEndpoint[];
  readonly dualStack: boolean;
  /** How the user says createEndpoints and existingEndpoints, for messages. */
  readonly owner: string;
}

/** The network of one function: opens the way to what its code reaches, and no other. */
export class FunctionNetwork {
  /** The network of a function that this library has set up. */
  public static of(fn: IFunction): FunctionNetwork | undefined {
    return (fn as IFunction & { [NETWORK]?: FunctionNetwork })[NETWORK];
  }

  private readonly opened = new Set<string>();
  private fn?: IFunction;

  constructor(private readonly scope: Construct, private readonly props: FunctionNetworkProps) {}

  /** Whose network it is: invokers of the function find it. */
  public attach(fn: IFunction): void {
    Object.defineProperty(fn, NETWORK, { value: this });
    this.fn = fn;
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
    const { vpc, subnets } = this.props;
    if (subnets.some((subnet) => ['isolated', 'public'].includes(wayOut(vpc, subnet)))) {
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
    const { vpc, subnets, connectable } = this.props;
    if (range !== undefined && !isIpv6 && !Token.isUnresolved(range) && isNotRouted(vpc, subnets, range)) {
      throw misuse({
        problem: `${range} lies outside of VPC ${vpc.node.path}, and the subnets of the function have no route to it`,
        expected: 'a range of the VPC, or one that a route of every subnet leads to',
        fix: 'add the route before (subnet.addRoute, to a peering connection or transit gateway), or reach an AWS service with Reach.service',
        at: this.scope,
      });
    }
    connectable.connections.allowTo(peer, port, `to ${what}`);
  }

  private openService(need: ServiceNeed): void {
    const { env, existingEndpoints, createEndpoints } = this.props;
    const name = serviceName(need.service);
    if (name === 'sts') { this.preferRegionalSts(); }
    const elsewhere = isOtherRegion(need.region, env.region);
    const existing = existingEndpoints.find(({ _key }) => _key === `${need.type} ${name}`);
    if (elsewhere) {
      this.requireRouted(need, `is in region ${need.region}, which endpoints of ${env.region} do not reach`,
        'choose subnets with a NAT gateway, or put the function into a VPC of that region');
      this.openAnywhere(name);
    } else if (existing) {
      this.openExisting(need, existing);
    } else if (createEndpoints) {
      this.openMade(need);
    } else {
      this.requireRouted(need, `is reached over ${name}`,
        `write createEndpoints: true, or vpc.add${need.type === 'interface' ? 'Interface' : 'Gateway'}Endpoint('${name}', { service: ${serviceCode(need)} }) and name it in existingEndpoints`);
      this.openAnywhere(name);
    }
  }

  private openMade(need: ServiceNeed): void {
    this.count(need);
    const { vpc, subnets, env, connectable } = this.props;
    const made = endpointsOf(vpc);
    const key = `${need.type} ${serviceName(need.service)}`;
    const endpoint = made.get(key) ?? new MadeEndpoint(vpc, need);
    if (!made.has(key)) {
      made.set(key, endpoint);
      this.refuseSecond(need, endpoint);
      this.warnOthers(need);
    }
    this.requireOneWay(need);
    endpoint.open(need, env.account, subnets, connectable, (at) => this.prefixList(at, need));
  }

  /** The endpoint stands in the stack of the VPC, which the function's stack refers to. */
  private requireOneWay({ what, resources }: ServiceNeed): void {
    const [here, there] = [Stack.of(this.scope), Stack.of(this.props.vpc)];
    if (here === there) { return; }
    const own = resources.flatMap((resource) => referencesIn(this.scope, resource)).find(({ target }) => Stack.of(target) === here);
    if (!own) { return; }
    throw misuse({
      problem: `the endpoint for ${what} stands in stack ${there.stackName}, with the VPC, and would refer to ${own.target.node.path} in stack ${here.stackName}, which refers to the VPC`,
      expected: 'references that point one way',
      fix: 'write the ARN as text (give the resource a name), or put the resource into the stack of the VPC',
      at: this.scope,
    });
  }

  /** Who got to the service over a NAT gateway so far goes through the endpoint from now on. */
  private warnOthers({ service }: ServiceNeed): void {
    const { vpc } = this.props;
    const isClosed = vpc.node.defaultChild !== undefined && vpc.privateSubnets.length + vpc.publicSubnets.length === 0;
    if (isClosed) { return; }
    Annotations.of(this.scope).addWarningV2(SHARED_ENDPOINT, `VPC ${vpc.node.path} gets an endpoint for ${serviceName(service)}, through which everybody in the VPC calls from then on; `
      + 'it lets through only what constructs of this library declare; if others in the VPC use the service, make the endpoint with a policy of your own and name it in existingEndpoints');
  }

  /** AWS takes one endpoint with private DNS for a service and VPC. */
  private refuseSecond(need: ServiceNeed, endpoint: MadeEndpoint): void {
    const name = serviceName(need.service);
    this.scope.node.addValidation({
      validate: () => endpointsIn(this.props.vpc.vpcId, need, this.scope.node.root)
        .filter((other) => endpoint.collidesWith(other))
        .map((other) => misuse({
          problem: `VPC ${this.props.vpc.node.path} has an endpoint for ${name} already: ${pathOf(other.node.scope === this.props.vpc ? other : other.node.scope!)}`,
          expected: 'one endpoint for a service in a VPC',
          fix: `name it: existingEndpoints: [ExistingEndpoint.for${need.type === 'interface' ? 'Interface' : 'Gateway'}(${serviceCode(need)}, endpoint)] on ${this.props.owner}`,
          at: this.scope,
        }).message),
    });
  }

  private openExisting(need: ServiceNeed, { _endpoint, _connectable }: ExistingEndpoint): void {
    const { connectable } = this.props;
    const name = serviceName(need.service);
    if (_connectable && _connectable.connections.securityGroups.length === 0) {
      throw misuse({
        problem: `the security groups of the existing endpoint of ${name} are not known`,
        expected: 'the groups that the function must be let through to',
        fix: 'pass securityGroups to ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes',
        at: this.scope,
      });
    }
    this.passExisting(need, _endpoint as IVpcEndpoint & WithPolicy);
    this.count(need);
    const { port = 443 } = need.service as { port?: number };
    connectable.connections.allowTo(_connectable ?? this.prefixList(_endpoint, need), Port.tcp(port), `to ${name}`);
  }

  /** A statement in an endpoint without a policy would shut everybody else out. */
  private passExisting(need: ServiceNeed, endpoint: IVpcEndpoint & WithPolicy): void {
    const { account = this.props.env.account, actions, resources } = need;
    if (!endpoint.addToPolicy) { return; }
    if (endpoint.policyDocument) {
      endpoint.addToPolicy(PolicyStatement.fromJson(passageStatement(account, actions, resources)));
      return;
    }
    this.scope.node.addValidation({
      validate: () => endpoint.policyDocument === undefined ? [] : [misuse({
        problem: `endpoint ${endpoint.node.path} got a policy after ${this.props.owner} had found it open, so ${need.what} is not let through`,
        expected: 'its policy before it is named in existingEndpoints',
        fix: `move addToPolicy in front of ${this.props.owner}`,
        at: this.scope,
      }).message],
    });
  }

  private count({ type, service }: ServiceNeed): void {
    if (type === 'interface') { this.opened.add(serviceName(service)); }
  }

  /** A function has no public address, so a public subnet is no way out. */
  private requireRouted(need: ServiceNeed, why: string, fix: string): void {
    const { vpc, subnets } = this.props;
    const ways = subnets.map((subnet) => wayOut(vpc, subnet));
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
    const { connectable: { connections }, dualStack } = this.props;
    connections.allowToAnyIpv4(Port.tcp(443), `to ${name}`);
    if (dualStack) { connections.allowTo(Peer.anyIpv6(), Port.tcp(443), `to ${name}`); }
  }

  private prefixList(at: IConstruct, need: ServiceNeed): IPeer {
    const scope = at as Construct;
    const id = 'PrefixList';
    const existing = scope.node.tryFindChild(id);
    if (existing) { return existing as PrefixList; }
    if (need.prefixListId !== undefined) { return PrefixList.fromPrefixListId(scope, id, need.prefixListId); }
    const stack = Stack.of(scope);
    if (Token.isUnresolved(stack.region) || Token.isUnresolved(stack.account)) {
      throw misuse({
        problem: `the prefix list of ${serviceName(need.service)} cannot be looked up in a stack without env`,
        expected: 'prefixListId, or an account and a region',
        fix: `write prefixListId: 'pl-…', which aws ec2 describe-managed-prefix-lists shows, or give stack ${stack.stackName} an env`,
        at: this.scope,
      });
    }
    const prefixListName = `com.amazonaws.${stack.region}.${serviceName(need.service)}`;
    return PrefixList.fromLookup(scope, id, { prefixListName });
  }

  /** Older SDKs call sts.amazonaws.com, for which an endpoint has no address. */
  private preferRegionalSts(): void {
    const { addEnvironment } = (this.fn ?? {}) as { addEnvironment?: (key: string, value: string) => void };
    if (!this.fn || !addEnvironment) { return; }
    requireFree(this.scope, this.fn, 'AWS_STS_REGIONAL_ENDPOINTS', 'regional', "remove it, or write 'regional'");
    addEnvironment.call(this.fn, 'AWS_STS_REGIONAL_ENDPOINTS', 'regional');
  }
}

/** The endpoints that this library has made in a VPC, by type and service; several stacks may import one VPC. */
export function endpointsOf(vpc: IVpc): Map<string, MadeEndpoint> {
  const holder = (Token.isUnresolved(vpc.vpcId) ? vpc : Stage.of(vpc)!) as IConstruct & { [MADE]?: Map<string, Map<string, MadeEndpoint>> };
  if (!holder[MADE]) { Object.defineProperty(holder, MADE, { value: new Map() }); }
  const made = holder[MADE]!.get(vpc.vpcId) ?? new Map<string, MadeEndpoint>();
  holder[MADE]!.set(vpc.vpcId, made);
  return made;
}
