import { IpAddresses, IpProtocol, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';

export interface IsolatedVpcProps {
  readonly cidr?: string;
  readonly availabilityZones?: string[];
  readonly cidrMask: number;
  readonly dualStack: boolean;
}

/** Subnets without a way out over two zones, with flow logs: what they need comes in by endpoints. */
export function createIsolatedVpc(scope: Construct, { cidr = '10.0.0.0/16', availabilityZones, cidrMask, dualStack }: IsolatedVpcProps): Vpc {
  const vpc = new Vpc(scope, 'Vpc', {
    ipAddresses: IpAddresses.cidr(cidr),
    ipProtocol: dualStack ? IpProtocol.DUAL_STACK : undefined,
    ...availabilityZones ? { availabilityZones } : { maxAzs: 2 },
    natGateways: 0,
    createInternetGateway: false,
    // it would be a custom resource with a function of its own; nothing uses the default group
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: 'Isolated', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask }],
    flowLogs: { FlowLogs: {} },
  });
  // aws-cdk-lib makes one for every dual-stack VPC; no route leads to it
  vpc.node.tryRemoveChild('EIGW6');
  return vpc;
}
