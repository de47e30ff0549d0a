import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { ZONES } from './environment';

/** Subnets of two zones without a way to the internet: whatever gets out goes over an endpoint. */
export function isolatedVpc(scope: Construct, id: string): ec2.Vpc {
  return new ec2.Vpc(scope, id, {
    availabilityZones: ZONES,
    natGateways: 0,
    createInternetGateway: false,
    // it would be a custom resource with an asset
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 26 }],
  });
}
