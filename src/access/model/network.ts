import type { Statement } from './policy';
import type { Site } from './site';

/** The networks of all accounts, flat: what belongs together is found by its ids. */
export interface NetworkModel {
  readonly vpcs: VpcModel[];
  readonly subnets: SubnetModel[];
  /** The ids of the route tables that the templates create; of another one nobody knows the routes. */
  readonly routeTableIds: string[];
  readonly routes: RouteModel[];
  readonly securityGroups: SecurityGroupModel[];
  readonly rules: SecurityRuleModel[];
  readonly endpoints: EndpointModel[];
}

export interface VpcModel {
  readonly id: string;
  /** Both settings that private DNS of endpoints needs. */
  readonly hasDns: boolean;
}

export interface SubnetModel {
  readonly id: string;
  readonly vpcId: string;
  /** Its IPv4 addresses, where the template says them. */
  readonly range?: string;
  /** Undefined for the main route table of the VPC, which has no route out. */
  readonly routeTableId?: string;
}

export interface RouteModel {
  readonly routeTableId: string;
  /** Undefined for IPv6 and prefix lists. */
  readonly range?: string;
  /** The property that names the next hop, and what it names: `NatGatewayId`, `nat-…`; `InternetGatewayId` where that is an internet gateway. */
  readonly via: string;
  readonly hop: string;
}

export interface SecurityGroupModel {
  readonly id: string;
  readonly vpcId?: string;
}

/** One rule of a security group; exactly one of range, group and prefix list is the other side. */
export interface SecurityRuleModel {
  readonly groupId: string;
  readonly direction: 'egress' | 'ingress';
  /** `tcp`, `6`, `-1` for all, … */
  readonly protocol: string;
  /** NaN where it is not known before deployment. */
  readonly fromPort: number;
  readonly toPort: number;
  readonly range?: string;
  readonly peerGroupId?: string;
  readonly prefixListId?: string;
}

export interface EndpointModel {
  readonly id: string;
  readonly site: Site;
  readonly type: 'Interface' | 'Gateway';
  readonly vpcId: string;
  /** `com.amazonaws.eu-west-1.lambda` */
  readonly serviceName: string;
  /** The name that SDKs look up leads to it, from anywhere in the VPC. */
  readonly privateDns: boolean;
  readonly subnetIds: string[];
  readonly securityGroupIds: string[];
  readonly routeTableIds: string[];
  /** Without one it lets everything through. */
  readonly policy?: readonly Statement[];
}
