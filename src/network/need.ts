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
  /** An IPv4 range, which must be routed. */
  readonly range?: string;
  readonly isIpv6?: boolean;
}

export type Need = ServiceNeed | PeerNeed;

/** Gateway services have no short name; the region in the name may be a token. */
const GATEWAY_SERVICE = /^(?:cn\.)?com\.amazonaws\.(?:\$\{Token\[.*?\]\}|[a-z0-9-]+)\.(.+)$/;

/** The name that tells services apart: `lambda`, `sts`, or the whole name of one that is not AWS's. */
export function serviceName(service: ServiceNeed['service']): string {
  const { shortName } = service as { shortName?: string };
  return shortName ?? GATEWAY_SERVICE.exec(service.name)?.[1] ?? service.name;
}

/** How the user writes the service in aws-cdk-lib. */
export function serviceCode({ type, service }: ServiceNeed): string {
  const constant = serviceName(service).toUpperCase().replace(/[^A-Z0-9]+/g, '_');
  return `ec2.${type === 'interface' ? 'Interface' : 'Gateway'}VpcEndpointAwsService.${constant}`;
}
