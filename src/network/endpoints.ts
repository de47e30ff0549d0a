import { CfnResource, Stack } from 'aws-cdk-lib';
import type { CfnVPCEndpoint, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import type { MadeEndpoint } from './made-endpoint';
import { serviceName } from './need';
import type { ServiceNeed } from './need';

const MADE = Symbol.for('cdk-cross-account-lambda:endpoints');

/** The endpoints that this library has made in a VPC, by type and service. */
export function endpointsOf(vpc: IVpc): Map<string, MadeEndpoint> {
  const holder = vpc as IVpc & { [MADE]?: Map<string, MadeEndpoint> };
  if (!holder[MADE]) { Object.defineProperty(holder, MADE, { value: new Map() }); }
  return holder[MADE]!;
}

/** The endpoints of a service in a VPC. Most stand below the VPC; the whole app is looked through only if none does. */
export function findEndpoints(vpc: IVpc, need: ServiceNeed): CfnVPCEndpoint[] {
  const below = endpointsIn(vpc.vpcId, need, vpc);
  return below.length > 0 ? below : endpointsIn(vpc.vpcId, need, vpc.node.root);
}

/** @param below where they are looked for */
export function endpointsIn(vpcId: string, need: ServiceNeed, below: IConstruct): CfnVPCEndpoint[] {
  return below.node.findAll().filter((construct): construct is CfnVPCEndpoint =>
    isEndpoint(construct) && construct.vpcId === vpcId && serves(construct, need));
}

/** The resource of an L2 endpoint; undefined for an imported one. */
export function ownedEndpoint(endpoint: IConstruct): CfnVPCEndpoint | undefined {
  const { defaultChild } = endpoint.node;
  return defaultChild && isEndpoint(defaultChild) ? defaultChild : undefined;
}

/** Whether an endpoint is one for a service, of its type. */
export function serves(endpoint: CfnVPCEndpoint, { type, service }: ServiceNeed): boolean {
  // CloudFormation takes an endpoint without a type for a gateway
  const isGateway = (endpoint.vpcEndpointType ?? 'Gateway') === 'Gateway';
  const name = Stack.of(endpoint).resolve(endpoint.serviceName) as unknown;
  return isGateway === (type === 'gateway') && endsWith(name, serviceName(service));
}

/** Without it the SDKs do not find the endpoint; CloudFormation takes no value for false. */
export function hasPrivateDns({ privateDnsEnabled }: CfnVPCEndpoint): boolean {
  return Boolean(privateDnsEnabled);
}

function isEndpoint(construct: IConstruct): construct is CfnVPCEndpoint {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === 'AWS::EC2::VPCEndpoint';
}

/** The name may be a text, or joined from the region of a stack that does not know it. */
function endsWith(name: unknown, service: string): boolean {
  const text = typeof name === 'string' ? name : JSON.stringify(name ?? '').replace(/["\]}]+$/, '');
  return text === service || text.endsWith(`.${service}`);
}
