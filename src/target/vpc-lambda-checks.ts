import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { VpcLambdaTargetProps } from './vpc-lambda-target-props';
import { isSubnetRange } from '../network/ranges';
import { misuse } from '../private/errors';

/** Props that contradict each other, or what a target in private subnets is. */
export function checkVpcProps(at: Construct, props: VpcLambdaTargetProps): void {
  refuse(at, props);
  if (props.vpc) {
    refuseWith(at, props, ['vpcCidr', 'availabilityZones'], 'vpc is given', 'remove it, or remove vpc so that one is made');
  } else {
    refuseWith(at, props, ['vpcSubnets', 'securityGroups', 'existingEndpoints'], 'no vpc is given', 'pass the vpc that it belongs to');
    checkNewVpc(at, props);
  }
  if (!props.role) { refuseWith(at, props, ['roleHasInterfacePermissions'], 'no role is given', 'remove it: the role that is made gets the permissions'); }
  checkConcurrency(at, props);
}

function refuse(at: Construct, { allowAllOutbound, allowAllIpv6Outbound, allowPublicSubnet }: VpcLambdaTargetProps): void {
  if (allowAllOutbound) { throw opened(at, 'allowAllOutbound', '0.0.0.0/0', 'needs a NAT gateway'); }
  if (allowAllIpv6Outbound) { throw opened(at, 'allowAllIpv6Outbound', '::/0', 'needs an egress-only internet gateway'); }
  if (allowPublicSubnet) {
    throw misuse({
      problem: 'allowPublicSubnet is true, but a function has no public address, so from a public subnet it reaches nothing outside of the VPC',
      expected: 'allowPublicSubnet left out',
      fix: 'write vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }',
      at,
    });
  }
}

function opened(at: Construct, prop: string, range: string, need: string): Error {
  return misuse({
    problem: `${prop} is true, but the function lets out only what it reaches`,
    expected: `${prop} left out`,
    fix: `name what the code talks to in reaches: Reach.cidr('${range}', ec2.Port.HTTPS) is everything on the internet, and ${need}`,
    at,
  });
}

function refuseWith(at: Construct, props: VpcLambdaTargetProps, names: (keyof VpcLambdaTargetProps)[], why: string, fix: string): void {
  const name = names.find((one) => props[one] !== undefined);
  if (name === undefined) { return; }
  throw misuse({ problem: `${name} is set, but ${why}`, expected: `no ${name}`, fix, at });
}

function checkNewVpc(at: Construct, { vpcCidr, availabilityZones }: VpcLambdaTargetProps): void {
  if (availabilityZones && new Set(availabilityZones).size < 2) {
    throw misuse({
      problem: 'availabilityZones has fewer than two zones, so the function would stop with its only one',
      got: availabilityZones,
      expected: 'at least two names',
      fix: "write availabilityZones: ['eu-west-1a', 'eu-west-1b']",
      at,
    });
  }
  if (vpcCidr === undefined) { return; }
  if (!Token.isUnresolved(vpcCidr) && isSubnetRange(vpcCidr) && Number(vpcCidr.split('/')[1]) <= 24) { return; }
  throw misuse({ problem: 'vpcCidr is not the range of a VPC', got: vpcCidr, expected: 'a text with a prefix of /16 to /24', fix: "write vpcCidr: '10.0.0.0/16'", at });
}

/** A VPC has at most /16, and so have its subnets. */
export function requireRoom(at: Construct, vpcCidr = '10.0.0.0/16', zones: number, cidrMask: number): void {
  const prefix = Number(vpcCidr.split('/')[1]);
  if (cidrMask >= 16 && zones * 2 ** (32 - cidrMask) <= 2 ** (32 - prefix)) { return; }
  throw misuse({
    problem: `the plan needs ${zones} subnets of /${cidrMask}, for which the VPC has no room`,
    got: vpcCidr,
    expected: 'a VPC that holds a subnet in each zone',
    fix: 'write a larger vpcCidr (at most a /16), lower peakConcurrency or connectionsPerExecution, or pass a vpc',
    at,
  });
}

function checkConcurrency(at: Construct, { peakConcurrency, reservedConcurrentExecutions }: VpcLambdaTargetProps): void {
  if (peakConcurrency === undefined || reservedConcurrentExecutions === undefined) { return; }
  const isToken = Token.isUnresolved(peakConcurrency) || Token.isUnresolved(reservedConcurrentExecutions);
  if (isToken || peakConcurrency <= reservedConcurrentExecutions) { return; }
  throw misuse({
    problem: `peakConcurrency is more than the ${reservedConcurrentExecutions} of reservedConcurrentExecutions, at which Lambda throttles`,
    got: peakConcurrency,
    expected: `at most ${reservedConcurrentExecutions}`,
    fix: `write reservedConcurrentExecutions: ${peakConcurrency}, or remove peakConcurrency`,
    at,
  });
}
