import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { isolatedVpc, resourcesOf } from './templates';
import { closedGroup } from '../../src/network/closed-group';
import { TARGET_ENV, twoAccounts } from '../support/apps';

const NOTHING = { CidrIp: '255.255.255.255/32', Description: 'Disallow all traffic', FromPort: 252, IpProtocol: 'icmp', ToPort: 86 };

function group(target: Stack, vpc: ec2.IVpc = isolatedVpc(target)): ec2.SecurityGroup {
  return closedGroup(target, 'Group', vpc, 'Lets nothing out');
}

const rulesOf = (target: Stack) => resourcesOf(target, 'AWS::EC2::SecurityGroup').GroupC77FDACD.SecurityGroupEgress;

test('lets nothing out', () => {
  const { target } = twoAccounts();
  group(target);
  expect(resourcesOf(target, 'AWS::EC2::SecurityGroup')).toEqual({
    GroupC77FDACD: { GroupDescription: 'Lets nothing out', SecurityGroupEgress: [NOTHING], VpcId: { Ref: 'Vpc8378EB38' } },
  });
});

test('lets nothing out by a rule of its own when all its rules are resources of their own', () => {
  const { target } = twoAccounts();
  const vpc = isolatedVpc(target);
  group(target, vpc).addEgressRule(new ec2.SecurityGroup(target, 'Other', { vpc }), ec2.Port.tcp(1));
  expect(rulesOf(target)).toEqual([NOTHING]);
  expect(Object.keys(resourcesOf(target, 'AWS::EC2::SecurityGroupEgress'))).toHaveLength(1);
});

test('lets out the ranges that are added, before or after it was looked at', () => {
  const { target } = twoAccounts();
  const closed = group(target);
  closed.addEgressRule(ec2.Peer.ipv4('10.0.0.0/24'), ec2.Port.tcp(5432), 'to database');
  const rule = { CidrIp: '10.0.0.0/24', Description: 'to database', FromPort: 5432, IpProtocol: 'tcp', ToPort: 5432 };
  expect(target.resolve((closed.node.defaultChild as ec2.CfnSecurityGroup).securityGroupEgress)).toEqual([
    { cidrIp: '10.0.0.0/24', description: 'to database', fromPort: 5432, ipProtocol: 'tcp', toPort: 5432 },
  ]);
  closed.addEgressRule(ec2.Peer.ipv6('2001:db8::/32'), ec2.Port.tcp(443), 'to partner');
  expect(rulesOf(target)).toEqual([rule, { CidrIpv6: '2001:db8::/32', Description: 'to partner', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 }]);
});

test('is the same in the next synthesis', () => {
  const { app, target } = twoAccounts();
  const closed = group(target, isolatedVpc(new Stack(app, 'Net', { env: TARGET_ENV })));
  expect(rulesOf(target)).toEqual([NOTHING]);
  expect(target.resolve((closed.node.defaultChild as ec2.CfnSecurityGroup).securityGroupEgress)).toHaveLength(1);
  expect(rulesOf(target)).toEqual([NOTHING]);
});

test('has one rule that matches nothing, also where the app wants its rules as resources of their own', () => {
  const { target } = twoAccounts({ context: { '@aws-cdk/aws-ec2.securityGroupDisableInlineRules': true } });
  group(target);
  expect(rulesOf(target)).toEqual([NOTHING]);
  expect(resourcesOf(target, 'AWS::EC2::SecurityGroupEgress')).toEqual({});
});

test('has a description that EC2 takes', () => {
  const { target } = twoAccounts();
  closedGroup(target, 'Group', isolatedVpc(target), `Lets Bestellungen für "${'x'.repeat(255)}" out`);
  expect(resourcesOf(target, 'AWS::EC2::SecurityGroup').GroupC77FDACD.GroupDescription).toBe(`Lets Bestellungen f?r ?${'x'.repeat(232)}`);
});
