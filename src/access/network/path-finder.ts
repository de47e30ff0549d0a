import type { NetworkIndex } from './network-index';
import type { NetworkPath } from './path';
import { coversAll, EVERYWHERE, HTTPS, isGroup, isManagedList, isPublic, SecurityGroups } from './security';
import type { FunctionModel } from '../model/function';
import type { EndpointModel, RouteModel, SubnetModel } from '../model/network';
import { equalTexts } from '../values/pattern';
import { isDepends } from '../values/truth';
import type { Truth } from '../values/truth';
import { hasUnknown, readable } from '../values/unknown';

/** Next hops that can lead to the internet. A function has no public address, so an internet gateway does not help. */
const WAYS_OUT = ['CoreNetworkArn', 'GatewayId', 'InstanceId', 'LocalGatewayId', 'NatGatewayId', 'NetworkInterfaceId', 'TransitGatewayId', 'VpcEndpointId'];

/** Next hops into other networks, which may have endpoints that are shared with this one. */
const NEIGHBOURS = [...WAYS_OUT, 'VpcPeeringConnectionId'];

type Place = Required<FunctionModel>['vpc'];

/** Finds the way from the subnets of a function to one service. */
export class PathFinder {
  private readonly subnets: readonly (SubnetModel | undefined)[];
  private readonly groups: SecurityGroups;
  private readonly vpcId?: string;
  private readonly serviceName: string;

  constructor(
    private readonly index: NetworkIndex,
    private readonly place: Place,
    private readonly service: string,
    private readonly region: string,
  ) {
    this.subnets = place.subnetIds.map((id) => index.subnet(id));
    this.groups = new SecurityGroups(index, place.securityGroupIds);
    this.vpcId = [...this.subnets, ...place.securityGroupIds.map((id) => index.group(id))].find((part) => part?.vpcId !== undefined)?.vpcId;
    this.serviceName = `com.amazonaws.${region}.${service}`;
  }

  public find(): NetworkPath {
    if (this.vpcId === undefined) { return unknown(`the VPC of the subnet ${readable(this.place.subnetIds[0])}, which is of another app`); }
    // once the name of the service leads to an endpoint, nothing goes another way
    const endpoint = this.endpoints('Interface').find(({ privateDns }) => privateDns);
    const { subnetIds } = this.place;
    return this.asFarAsKnown(endpoint ? this.toInterface(endpoint) : this.worst(this.subnets.map((subnet, i) => this.from(subnet, subnetIds[i]))));
  }

  /** Nothing is known for sure to be missing in a network that another app may have a part of. */
  private asFarAsKnown(path: NetworkPath): NetworkPath {
    if (path.kind !== 'unreachable') { return path; }
    if (!this.index.vpc(this.vpcId!)) { return unknown(`the VPC ${readable(this.vpcId!)}, which is of another app`); }
    const foreign = this.subnets.findIndex((subnet) => subnet === undefined);
    return foreign < 0 ? path : unknown(`the subnet ${readable(this.place.subnetIds[foreign])}, which is of another app`);
  }

  /** An execution environment may be in any of the subnets. */
  private worst(paths: readonly NetworkPath[]): NetworkPath {
    return ['unreachable', 'unknown', 'endpoint'].map((kind) => paths.find((path) => path.kind === kind)).find((path) => path !== undefined) ?? paths[0];
  }

  private toInterface(endpoint: EndpointModel): NetworkPath {
    // https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html
    if (this.index.vpc(endpoint.vpcId)?.hasDns === false) {
      return unreachable(`${readable(endpoint.id)} has private DNS, for which ${readable(endpoint.vpcId)} needs DNS support and DNS hostnames`);
    }
    const { securityGroupIds, subnetIds } = endpoint;
    const subnets = subnetIds.map((id) => this.index.subnet(id));
    // any of its addresses may be the one that is called
    const out = this.groups.letOut((rule) => or(isGroup(rule, securityGroupIds), subnets.length > 0 && coversAll(rule, subnets)));
    const into = new SecurityGroups(this.index, securityGroupIds)
      .letIn((rule) => or(isGroup(rule, this.place.securityGroupIds), coversAll(rule, this.subnets)));
    return this.through({ kind: 'endpoint', endpoint, policy: endpoint.policy }, [
      [out, `${this.own()} let nothing out on port ${HTTPS} to ${readable(endpoint.id)}`],
      [into, `the security groups of ${readable(endpoint.id)} let nothing in on port ${HTTPS} from the function`],
    ]);
  }

  private from(subnet: SubnetModel | undefined, id: string): NetworkPath {
    if (!subnet) { return unknown(`the subnet ${readable(id)}, which is of another app`); }
    const { routeTableId } = subnet;
    const gateway = this.endpoints('Gateway').find(({ routeTableIds }) => routeTableId !== undefined && routeTableIds.includes(routeTableId));
    if (gateway) {
      // https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
      const out = this.groups.letOut((rule) => isManagedList(rule) || isPublic(rule));
      return this.through({ kind: 'endpoint', endpoint: gateway, policy: gateway.policy },
        [[out, `${this.own()} let nothing out on port ${HTTPS} to the prefix list of ${this.service}`]]);
    }
    if (routeTableId !== undefined && !this.index.hasTable(routeTableId)) { return unknown(`the route table ${readable(routeTableId)}, which is of another app`); }
    const routes = routeTableId === undefined ? [] : this.index.routesOf(routeTableId);
    const route = routes.find(({ range }) => range === EVERYWHERE);
    if (!route || !WAYS_OUT.includes(route.via)) { return this.withoutRoute(id, routes, route); }
    const out = this.groups.letOut(isPublic);
    return this.through({ kind: 'internet' }, [[out, `${this.noEndpoint()}, and ${this.own()} let nothing out on port ${HTTPS} to ${EVERYWHERE}`]]);
  }

  private withoutRoute(subnetId: string, routes: readonly RouteModel[], route: RouteModel | undefined): NetworkPath {
    const maybe = this.maybe(routes);
    if (maybe !== undefined) { return unknown(maybe); }
    const [id, noEndpoint] = [readable(subnetId), this.noEndpoint()];
    return unreachable(route
      ? `${noEndpoint}, and the route of ${id} to ${EVERYWHERE} leads to ${readable(route.hop)}, which does not serve a function`
      : `${noEndpoint}, and ${id} has no route to ${EVERYWHERE}`);
  }

  /** What else could lead there. */
  private maybe(routes: readonly RouteModel[]): string | undefined {
    // a route without a range is one of IPv6, or to a prefix list
    const neighbour = routes.find(({ range, via, hop }) => hop !== 'local' && (NEIGHBOURS.includes(via) || range === undefined || hasUnknown(range)));
    if (neighbour) { return `the route to ${readable(neighbour.hop)}, behind which there may be endpoints`; }
    const [unused] = this.endpoints('Interface');
    if (unused) { return `${readable(unused.id)}, which has no private DNS: the code may use the endpoint's own name`; }
    const unnamed = this.index.endpointsIn(this.vpcId!).find(({ serviceName }) => isDepends(equalTexts(serviceName, this.serviceName)));
    return unnamed && `${readable(unnamed.id)}, whose service is not known`;
  }

  private through(path: NetworkPath, gates: readonly (readonly [open: Truth, closed: string])[]): NetworkPath {
    const closed = gates.find(([open]) => open === false);
    if (closed) { return unreachable(closed[1]); }
    const [open] = gates.map(([truth]) => truth).filter(isDepends);
    return open ? unknown(open.on.join(', ')) : path;
  }

  private endpoints(type: EndpointModel['type']): EndpointModel[] {
    return this.index.endpointsIn(this.vpcId!).filter((one) => one.type === type && one.serviceName.endsWith(`.${this.region}.${this.service}`));
  }

  /** Why no endpoint of the VPC is of use. */
  private noEndpoint(): string {
    const others = this.index.endpointsIn(this.vpcId!).filter((one) => one.serviceName.endsWith(`.${this.service}`));
    const elsewhere = others.find(({ serviceName }) => !serviceName.endsWith(`.${this.region}.${this.service}`));
    if (elsewhere) { return `the call goes to ${readable(this.region)}, and ${readable(elsewhere.id)} is for ${readable(elsewhere.serviceName)}`; }
    const [unused] = others;
    return unused ? `${readable(unused.id)} is not in all route tables of the function` : `${readable(this.vpcId!)} has no endpoint for ${this.service}`;
  }

  private own(): string {
    return `the security groups of the function (${this.place.securityGroupIds.map(readable).join(', ')})`;
  }
}

function or(one: Truth, other: Truth): Truth {
  return one === true || other === true || (isDepends(one) ? one : other);
}

function unreachable(reason: string): NetworkPath {
  return { kind: 'unreachable', reason };
}

function unknown(what: string): NetworkPath {
  return { kind: 'unknown', what };
}
