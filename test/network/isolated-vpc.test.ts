import { Template } from 'aws-cdk-lib/assertions';
import { ZONES } from './templates';
import { createIsolatedVpc } from '../../src/network/isolated-vpc';
import type { IsolatedVpcProps } from '../../src/network/isolated-vpc';
import { twoAccounts } from '../support/apps';

function made(props: Partial<IsolatedVpcProps> = {}): Template {
  const { target } = twoAccounts();
  createIsolatedVpc(target, { availabilityZones: ZONES, cidrMask: 24, dualStack: false, ...props });
  return Template.fromStack(target);
}

/** How many resources of each type. */
function counts(template: Template): Record<string, number> {
  const types = Object.values(template.toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type.replace('AWS::', ''));
  return types.reduce<Record<string, number>>((sum, type) => ({ ...sum, [type]: (sum[type] ?? 0) + 1 }), {});
}

const ISOLATED = {
  'EC2::VPC': 1, 'EC2::Subnet': 2, 'EC2::RouteTable': 2, 'EC2::SubnetRouteTableAssociation': 2, 'EC2::FlowLog': 1, 'Logs::LogGroup': 1, 'IAM::Role': 1, 'IAM::Policy': 1,
};

test('has subnets without any way out, flow logs, and nothing else', () => {
  const template = made();
  expect(counts(template)).toEqual(ISOLATED);
  template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true, EnableDnsSupport: true });
  template.hasResourceProperties('AWS::EC2::Subnet', { AvailabilityZone: 'eu-west-1a', CidrBlock: '10.0.0.0/24', MapPublicIpOnLaunch: false });
  template.hasResourceProperties('AWS::EC2::Subnet', { AvailabilityZone: 'eu-west-1b', CidrBlock: '10.0.1.0/24', MapPublicIpOnLaunch: false });
  template.hasResourceProperties('AWS::EC2::FlowLog', { ResourceId: { Ref: 'Vpc8378EB38' }, ResourceType: 'VPC', TrafficType: 'ALL', LogDestinationType: 'cloud-watch-logs' });
});

test('with IPv6 has nothing more than the range, although aws-cdk-lib would make a gateway', () => {
  const template = made({ dualStack: true });
  expect(counts(template)).toEqual({ ...ISOLATED, 'EC2::VPCCidrBlock': 1 });
  template.allResourcesProperties('AWS::EC2::Subnet', { AssignIpv6AddressOnCreation: true });
});

test('takes a range, a size and zones', () => {
  const template = made({ cidr: '172.16.0.0/20', cidrMask: 27, availabilityZones: [...ZONES, 'eu-west-1c'] });
  template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '172.16.0.0/20' });
  const subnets = Object.values(template.findResources('AWS::EC2::Subnet'));
  expect(subnets.map(({ Properties }) => [Properties.AvailabilityZone, Properties.CidrBlock]))
    .toEqual([['eu-west-1a', '172.16.0.0/27'], ['eu-west-1b', '172.16.0.32/27'], ['eu-west-1c', '172.16.0.64/27']]);
});

test('without zones takes the first two that aws-cdk-lib finds', () => {
  const subnets = Object.values(made({ availabilityZones: undefined }).findResources('AWS::EC2::Subnet'));
  expect(subnets.map(({ Properties }) => Properties.AvailabilityZone)).toEqual(['dummy1a', 'dummy1b']);
});
