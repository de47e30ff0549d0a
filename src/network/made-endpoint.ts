import { Lazy, Stack } from 'aws-cdk-lib';
import { CfnVPCEndpoint, Port } from 'aws-cdk-lib/aws-ec2';
import type { IConnectable, IInterfaceVpcEndpointService, IPeer, IRouteTable, ISubnet, IVpc, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Construct, IConstruct } from 'constructs';
import { closedGroup } from './closed-group';
import { EndpointPolicy } from './endpoint-policy';
import { hasPrivateDns } from './endpoints';
import { letThrough } from './let-through';
import { serviceName, wantsPrivateDns } from './need';
import type { ServiceNeed } from './need';
import { zoneOf } from './ways-out';
import { misuse } from '../private/errors';
import { estimateCharacters, thousands } from '../private/policy-size';

/** https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html */
const POLICY_LIMIT = 20_480;

/** An endpoint that this library makes: one for a service and a VPC, shared by all that need it. */
export class MadeEndpoint {
  private readonly policy = new EndpointPolicy();
  private readonly subnets = new Map<string, ISubnet>();
  private readonly group?: SecurityGroup;
  public readonly resource: CfnVPCEndpoint;

  constructor(private readonly vpc: IVpc, private readonly need: ServiceNeed) {
    // below the VPC, as vpc.addInterfaceEndpoint does: whoever asks first leaves no trace in the ids
    const parent = vpc as unknown as Construct;
    const isInterface = need.type === 'interface';
    // S3 and DynamoDB have both
    const id = `CrossAccount${pascal(serviceName(need.service))}${isInterface ? '' : 'Gateway'}Endpoint`;
    this.group = isInterface
      ? closedGroup(parent, `${id}SecurityGroup`, vpc, `Lets functions reach ${serviceName(need.service)}`)
      : undefined;
    this.resource = new CfnVPCEndpoint(parent, id, {
      vpcId: vpc.vpcId,
      serviceName: need.service.name,
      vpcEndpointType: isInterface ? 'Interface' : 'Gateway',
      ...isInterface ? {
        privateDnsEnabled: wantsPrivateDns(need),
        subnetIds: Lazy.list({ produce: () => onePerZone([...this.subnets.values()]) }),
        securityGroupIds: [this.group!.securityGroupId],
      } : {
        routeTableIds: Lazy.list({ produce: () => this.routeTableIds() }),
      },
      policyDocument: Lazy.any({ produce: () => this.policy.render() }),
    });
    this.resource.node.addValidation({ validate: () => this.checkSize() });
  }

  public open(need: ServiceNeed, account: string, subnets: ISubnet[], from: IConnectable, prefixList: (at: IConstruct) => IPeer): void {
    this.policy.allow(need.account ?? account, need.actions, need.resources);
    for (const subnet of subnets) { this.subnets.set(subnet.subnetId, subnet); }
    if (need.type === 'gateway') { this.routeTableIds(); }
    const { port = 443 } = need.service as Partial<IInterfaceVpcEndpointService>;
    letThrough(from, this.group ?? prefixList(this.resource), Port.tcp(port), serviceName(need.service));
  }

  private routeTableIds(): string[] {
    const tables = [...this.subnets.values()].map((subnet) => {
      // of an imported subnet it may be missing, whatever its type says
      const { routeTableId } = subnet.routeTable as Partial<IRouteTable>;
      if (routeTableId) { return routeTableId; }
      throw misuse({
        problem: `the route table of subnet ${subnet.node.path} is not known, so no gateway endpoint can be added to it`,
        expected: 'subnets with their route tables',
        fix: 'pass isolatedSubnetRouteTableIds (or privateSubnetRouteTableIds) to ec2.Vpc.fromVpcAttributes, or name the endpoint that the VPC has in existingEndpoints',
        at: this.vpc,
      });
    });
    return [...new Set(tables)];
  }

  /** AWS takes one endpoint with private DNS for a service and VPC, and one gateway for a route table. */
  public collidesWith(other: CfnVPCEndpoint): boolean {
    if (other === this.resource) { return false; }
    if (this.need.type === 'interface') { return wantsPrivateDns(this.need) && hasPrivateDns(other); }
    const own = tablesOf(this.resource);
    return tablesOf(other).some((id) => own.includes(id));
  }

  private checkSize(): string[] {
    const size = estimateCharacters(this.policy.render());
    return size <= POLICY_LIMIT ? [] : [misuse({
      problem: `the policy of the endpoint of ${serviceName(this.need.service)} has about ${thousands(size)} characters`,
      expected: `at most ${thousands(POLICY_LIMIT)}`,
      fix: 'give some of the functions a VPC of their own',
      at: this.resource,
    }).message];
  }
}

/** The route tables of a gateway, as texts that can be compared. */
export function tablesOf(endpoint: CfnVPCEndpoint): string[] {
  const ids = Stack.of(endpoint).resolve(endpoint.routeTableIds) as unknown[] | undefined;
  return (ids ?? []).map((id) => JSON.stringify(id));
}

/** At most one subnet for a zone; https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html */
export function onePerZone(subnets: ISubnet[]): string[] {
  const byZone = new Map<string, string>();
  // as the plan counts them: the first by name, whoever asked first
  for (const subnet of [...subnets].sort((a, b) => a.node.id < b.node.id ? -1 : 1)) {
    const zone = zoneOf(subnet);
    if (!byZone.has(zone)) { byZone.set(zone, subnet.subnetId); }
  }
  return [...byZone.values()];
}

function pascal(name: string): string {
  return name.split(/[^A-Za-z0-9]+/).map((part) => part.slice(0, 1).toUpperCase() + part.slice(1)).join('');
}

