import { GatewayVpcEndpointAwsService, InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import type { IGatewayVpcEndpointService, IInterfaceVpcEndpointService, IPeer, Port } from 'aws-cdk-lib/aws-ec2';

/** An AWS service that the code of a function calls: an endpoint must let it through. */
export interface ServiceNeed {
  /** What is reached, for messages: "target Orders". */
  readonly what: string;
  readonly type: 'interface' | 'gateway';
  readonly service: IInterfaceVpcEndpointService | IGatewayVpcEndpointService;
  readonly actions: string[];
  readonly resources: string[];
  /** Whose credentials sign the call; the function's account if undefined. */
  readonly account?: string;
  /** Where the service is called; the function's region if undefined. */
  readonly region?: string;
  readonly prefixListId?: string;
}

/** Something with an address of its own: the security group must let it out. */
export interface PeerNeed {
  readonly what: string;
  readonly type: 'peer';
  readonly peer: IPeer;
  readonly port: Port;
  /** A range of addresses, which must be routed. */
  readonly range?: string;
  readonly isIpv6?: boolean;
}

export type Need = ServiceNeed | PeerNeed;

/** Gateway services have no short name; the region in the name may be a token. `vpce` begins the names of services that are not AWS's. */
const GATEWAY_SERVICE = /^(?:cn\.)?com\.amazonaws\.(?!vpce\.)(?:\$\{Token\[.*?\]\}|[a-z0-9-]+)\.(.+)$/;

/** The name that tells services apart: `lambda`, `sts`, or the whole name of one that is not AWS's. */
export function serviceName(service: ServiceNeed['service']): string {
  const { shortName } = service as { shortName?: string };
  return shortName ?? GATEWAY_SERVICE.exec(service.name)?.[1] ?? service.name;
}

/** The AWS SDKs find an endpoint by private DNS; services of other parties may be called by the endpoint's own names. */
export function wantsPrivateDns({ type, service }: ServiceNeed): boolean {
  return type === 'interface' && ((service as IInterfaceVpcEndpointService).privateDnsDefault ?? true);
}

/** How the user writes the service in aws-cdk-lib: the constants are not called like the services. */
export function serviceCode({ type, service }: ServiceNeed): string {
  const constants = type === 'interface' ? InterfaceVpcEndpointAwsService : GatewayVpcEndpointAwsService;
  const name = serviceName(service);
  const [constant] = Object.entries(constants).find(([, value]) => isService(value) && serviceName(value) === name) ?? [];
  return constant === undefined ? 'service' : `ec2.${type === 'interface' ? 'Interface' : 'Gateway'}VpcEndpointAwsService.${constant}`;
}

function isService(value: unknown): value is ServiceNeed['service'] {
  return value instanceof InterfaceVpcEndpointAwsService || value instanceof GatewayVpcEndpointAwsService;
}
