import type { EndpointModel, NetworkModel, RouteModel, SecurityRuleModel, SubnetModel, VpcModel } from '../model/network';

/** What a network has, by what it belongs to. */
export class NetworkIndex {
  /** Made once for a network. */
  public static of(network: NetworkModel): NetworkIndex {
    const index = MADE.get(network) ?? new NetworkIndex(network);
    MADE.set(network, index);
    return index;
  }

  private readonly vpcs: ReadonlyMap<string, VpcModel>;
  private readonly subnets: ReadonlyMap<string, SubnetModel>;
  private readonly tables: ReadonlySet<string>;
  private readonly routes: ReadonlyMap<string, RouteModel[]>;
  private readonly groups: ReadonlyMap<string, { readonly vpcId?: string }>;
  private readonly rules: ReadonlyMap<string, SecurityRuleModel[]>;
  private readonly endpoints: ReadonlyMap<string, EndpointModel[]>;

  private constructor(network: NetworkModel) {
    this.vpcs = new Map(network.vpcs.map((vpc) => [vpc.id, vpc]));
    this.subnets = new Map(network.subnets.map((subnet) => [subnet.id, subnet]));
    this.tables = new Set(network.routeTableIds);
    this.routes = grouped(network.routes, ({ routeTableId }) => routeTableId);
    this.groups = new Map(network.securityGroups.map((group) => [group.id, group]));
    this.rules = grouped(network.rules, ({ groupId, direction }) => `${direction} ${groupId}`);
    this.endpoints = grouped(network.endpoints, ({ vpcId }) => vpcId);
  }

  public vpc(id: string): VpcModel | undefined {
    return this.vpcs.get(id);
  }

  /** Undefined for a subnet of another app, as in the methods below. */
  public subnet(id: string): SubnetModel | undefined {
    return this.subnets.get(id);
  }

  public hasTable(id: string): boolean {
    return this.tables.has(id);
  }

  public routesOf(routeTableId: string): readonly RouteModel[] {
    return this.routes.get(routeTableId) ?? [];
  }

  public group(id: string): { readonly vpcId?: string } | undefined {
    return this.groups.get(id);
  }

  public rulesOf(groupId: string, direction: SecurityRuleModel['direction']): readonly SecurityRuleModel[] {
    return this.rules.get(`${direction} ${groupId}`) ?? [];
  }

  public endpointsIn(vpcId: string): readonly EndpointModel[] {
    return this.endpoints.get(vpcId) ?? [];
  }
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) { group.push(item); } else { groups.set(keyOf(item), [item]); }
  }
  return groups;
}

const MADE = new WeakMap<NetworkModel, NetworkIndex>();
