import { Annotations, Token } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { VpcLambdaTargetProps } from './vpc-lambda-target-props';
import { beginOf, isSubnetRange } from '../network/ranges';
import { misuse, pathOf } from '../private/errors';
import { changeableRole } from '../private/role-name';
import { OPEN_GROUP } from '../private/warnings';

/** Props that contradict each other, or what a target in private subnets is. */
export function checkVpcProps(at: Construct, props: VpcLambdaTargetProps): void {
  refuse(at, props);
  if (props.vpc) {
    refuseWith(at, props, ['vpcCidr', 'availabilityZones'], 'vpc is given', 'remove it, or remove vpc so that one is made');
  } else {
    refuseWith(at, props, ['vpcSubnets', 'securityGroups', 'existingEndpoints'], 'no vpc is given', 'pass the vpc that it belongs to');
    checkNewVpc(at, props);
  }
  if (!props.role) { refuseWith(at, props, ['roleHasEniPermissions'], 'no role is given', 'remove it: the role that is made gets the permissions'); }
  if (props.role && !changeableRole(props.role) && props.denyEniAccessToCode) {
    refuseWith(at, props, ['denyEniAccessToCode'], `role ${pathOf(props.role)} cannot be changed by this app`, 'remove it, and let the owner of the role add the statement');
  }
  if (props.securityGroups) { checkGroups(at, props.securityGroups); }
  checkConcurrency(at, props);
}

function refuse(at: Construct, { allowAllOutbound, allowAllIpv6Outbound, allowPublicSubnet }: VpcLambdaTargetProps): void {
  if (allowAllOutbound) { throw opened(at, 'allowAllOutbound', '0.0.0.0/0', 'needs a NAT gateway'); }
  if (allowAllIpv6Outbound) { throw opened(at, 'allowAllIpv6Outbound', '::/0', 'needs an egress-only internet gateway'); }
  if (allowPublicSubnet) {
    throw misuse({
      problem: 'allowPublicSubnet is true, but a function has no public address, so from a public subnet it reaches nothing outside of the VPC',
      expected: 'allowPublicSubnet left out',
      fix: 'remove it: the isolated subnets are taken, or else the private ones',
      at,
    });
  }
}

function checkGroups(at: Construct, groups: ISecurityGroup[]): void {
  if (groups.length === 0) {
    throw misuse({ problem: 'securityGroups is empty', expected: 'at least one group', fix: 'leave it out: a group is made that lets out what is reached, and nothing else', at });
  }
  for (const group of groups.filter(({ allowAllOutbound }) => allowAllOutbound)) {
    Annotations.of(at).addWarningV2(OPEN_GROUP, `security group ${pathOf(group)} lets everything out, so no rule is written into it; `
      + 'pass allowAllOutbound: false to it (to fromSecurityGroupId, if it is closed), or leave securityGroups out');
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
  if (!Token.isUnresolved(vpcCidr) && isSubnetRange(vpcCidr) && Number(vpcCidr.split('/')[1]) <= 24) {
    const begin = beginOf(vpcCidr);
    if (begin === vpcCidr) { return; }
    throw misuse({ problem: 'vpcCidr does not begin where its range begins', got: vpcCidr, expected: `'${begin}'`, fix: `write vpcCidr: '${begin}'`, at });
  }
  throw misuse({ problem: 'vpcCidr is not the range of a VPC', got: vpcCidr, expected: 'a text with a prefix of /16 to /24', fix: `write vpcCidr: '${DEFAULT_RANGE}'`, at });
}

/** The range of a VPC that is made. */
export const DEFAULT_RANGE = '10.0.0.0/16';

/** A VPC has at most /16, and so have its subnets. */
export function requireRoom(at: Construct, vpcCidr = DEFAULT_RANGE, zones: number, cidrMask: number): void {
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
