import { CfnParameter, Token } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { isolatedVpc, LAMBDA } from './templates';
import { isStopped } from '../../src/network/security-rules';
import { twoAccounts } from '../support/apps';

type Make = (stack: Stack, vpc: ec2.Vpc) => ec2.ISecurityGroup;

/** Lets out something else, so that AWS does not let out everything. */
const closed: Make = (stack, vpc) => {
  const group = new ec2.SecurityGroup(stack, 'Near', { vpc, allowAllOutbound: false });
  group.addEgressRule(ec2.Peer.ipv4('192.0.2.0/24'), ec2.Port.tcp(22));
  return group;
};
const open: Make = (stack, vpc) => new ec2.SecurityGroup(stack, 'Near', { vpc });

/** What is said of a group, an endpoint whose group is `far`, and the rules between them. */
function asked(make: Make, rules: (near: ec2.ISecurityGroup, far: ec2.SecurityGroup, stack: Stack) => void = () => undefined) {
  const { source } = twoAccounts();
  const vpc = isolatedVpc(source);
  const near = make(source, vpc);
  const far = new ec2.SecurityGroup(source, 'Far', { vpc });
  const endpoint = vpc.addInterfaceEndpoint('Lambda', { service: LAMBDA, open: false, securityGroups: [far] });
  rules(near, far, source);
  return isStopped([near], endpoint.node.defaultChild as ec2.CfnVPCEndpoint);
}

/** Whether a rule lets out to an endpoint that lets everything in. */
const out = (add: (near: ec2.ISecurityGroup, far: ec2.SecurityGroup, stack: Stack) => void) => asked(closed, (near, far, stack) => {
  far.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS);
  add(near, far, stack);
});
/** Whether a rule lets in what a group lets out. */
const into = (add: (near: ec2.ISecurityGroup, far: ec2.SecurityGroup, stack: Stack) => void) => asked(open, add);

test.each<[string, ec2.Port, boolean]>([
  ['443', ec2.Port.HTTPS, true],
  ['443 to 443', ec2.Port.tcpRange(443, 443), true],
  ['1 to 443', ec2.Port.tcpRange(1, 443), true],
  ['443 to 65535', ec2.Port.tcpRange(443, 65535), true],
  ['444 to 65535', ec2.Port.tcpRange(444, 65535), false],
  ['1 to 442', ec2.Port.tcpRange(1, 442), false],
  ['80', ec2.Port.tcp(80), false],
  ['all TCP', ec2.Port.allTcp(), true],
  ['all traffic', ec2.Port.allTraffic(), true],
  ['UDP 443', ec2.Port.udp(443), false],
  ['all UDP', ec2.Port.allUdp(), false],
  ['ping', ec2.Port.icmpPing(), false],
])('port %s', (_, port, passes) => {
  expect(out((near, far) => { near.addEgressRule(far, port); })).toBe(passes ? undefined : 'out');
  expect(out((near) => { near.addEgressRule(ec2.Peer.ipv4('10.0.0.0/16'), port); })).toBe(passes ? undefined : 'out');
  expect(into((near, far) => { far.addIngressRule(near, port); })).toBe(passes ? undefined : 'in');
  expect(into((_near, far) => { far.addIngressRule(ec2.Peer.anyIpv4(), port); })).toBe(passes ? undefined : 'in');
});

test.each<[string, ec2.IPeer]>([
  ['an IPv4 range', ec2.Peer.ipv4('10.0.0.0/16')],
  ['an IPv6 range', ec2.Peer.ipv6('2001:db8::/32')],
  ['a prefix list', ec2.Peer.prefixList('pl-1')],
])('%s is taken to be the right one', (_, peer) => {
  expect(out((near) => { near.addEgressRule(peer, ec2.Port.HTTPS); })).toBeUndefined();
  expect(into((_near, far) => { far.addIngressRule(peer, ec2.Port.HTTPS); })).toBeUndefined();
});

test('a rule for another group is none', () => {
  const other = (stack: Stack) => ec2.SecurityGroup.fromSecurityGroupId(stack, 'Other', 'sg-other', { mutable: false });
  expect(out((near, _far, stack) => { near.addEgressRule(other(stack), ec2.Port.HTTPS); })).toBe('out');
  expect(into((_near, far, stack) => { far.addIngressRule(other(stack), ec2.Port.HTTPS); })).toBe('in');
});

test('a rule without a destination is none', () => {
  expect(out(({ securityGroupId: groupId }, _far, stack) => {
    new ec2.CfnSecurityGroupEgress(stack, 'Rule', { groupId, ipProtocol: 'tcp', fromPort: 443, toPort: 443 });
  })).toBe('out');
});

test('a source that is named is taken to be the right one', () => {
  expect(into((_near, { securityGroupId: groupId }, stack) => {
    new ec2.CfnSecurityGroupIngress(stack, 'Rule', { groupId, ipProtocol: 'tcp', fromPort: 443, toPort: 443, sourceSecurityGroupName: 'checkout' });
  })).toBeUndefined();
});

test('a function of which no group is known is not judged', () => {
  const { source } = twoAccounts();
  const endpoint = isolatedVpc(source).addInterfaceEndpoint('Lambda', { service: LAMBDA, open: false });
  expect([isStopped([]), isStopped([], endpoint.node.defaultChild as ec2.CfnVPCEndpoint)]).toEqual([undefined, undefined]);
});

test('rules of other groups, and in the other direction, are none', () => {
  expect(out((near, far, stack) => {
    new ec2.CfnSecurityGroupEgress(stack, 'Egress', { groupId: far.securityGroupId, ipProtocol: '-1', cidrIp: '0.0.0.0/0' });
    new ec2.CfnSecurityGroupIngress(stack, 'Ingress', { groupId: near.securityGroupId, ipProtocol: '-1', cidrIp: '0.0.0.0/0' });
  })).toBe('out');
});

test.each<[string, Partial<ec2.CfnSecurityGroupEgressProps>]>([
  ['tcp', { ipProtocol: 'tcp', fromPort: 443, toPort: 443 }],
  ['the number of TCP', { ipProtocol: '6', fromPort: 443, toPort: 443 }],
  ['TCP without ports', { ipProtocol: 'tcp' }],
  ['ports that are only known at deployment', { ipProtocol: 'tcp', fromPort: Token.asNumber({ Ref: 'From' }), toPort: Token.asNumber({ Ref: 'To' }) }],
])('an L1 rule with %s passes', (_, rule) => {
  expect(out((near, _far, stack) => {
    new ec2.CfnSecurityGroupEgress(stack, 'Egress', { groupId: near.securityGroupId, cidrIp: '10.0.0.0/16', ipProtocol: '-1', ...rule });
  })).toBeUndefined();
  expect(into((_near, far, stack) => {
    new ec2.CfnSecurityGroupIngress(stack, 'Ingress', { groupId: far.securityGroupId, cidrIp: '10.0.0.0/16', ipProtocol: '-1', ...rule });
  })).toBeUndefined();
});

test.each<[string, (group: ec2.CfnSecurityGroup) => string]>([
  ['its attribute', ({ attrGroupId }) => attrGroupId],
  ['Ref', ({ ref }) => ref],
  ['getAtt', (group) => group.getAtt('GroupId').toString()],
])('an L1 rule that names its group and the other by %s passes', (_, idOf) => {
  const cfn = ({ node }: ec2.ISecurityGroup) => node.defaultChild as ec2.CfnSecurityGroup;
  const port = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 };
  expect(asked(closed, (near, far, stack) => {
    new ec2.CfnSecurityGroupEgress(stack, 'Egress', { groupId: idOf(cfn(near)), destinationSecurityGroupId: idOf(cfn(far)), ...port });
    new ec2.CfnSecurityGroupIngress(stack, 'Ingress', { groupId: idOf(cfn(far)), sourceSecurityGroupId: idOf(cfn(near)), ...port });
  })).toBeUndefined();
});

test('inline rules of an L1 with a property that is only known at deployment', () => {
  expect(out((near, _far, stack) => {
    const range = new CfnParameter(stack, 'Range').valueAsString;
    (near.node.defaultChild as ec2.CfnSecurityGroup).securityGroupEgress = [{ ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIp: range }];
  })).toBeUndefined();
});

test('a group without any egress rule lets everything out, as AWS does', () => {
  const bare: Make = (stack, vpc) => {
    const group = new ec2.SecurityGroup(stack, 'Near', { vpc });
    (group.node.defaultChild as ec2.CfnSecurityGroup).securityGroupEgress = undefined;
    return group;
  };
  expect(asked(bare, (near, far) => { far.addIngressRule(near, ec2.Port.HTTPS); })).toBeUndefined();
});

test('a group whose only rule is a resource of its own is taken to be open: the template leaves its egress to AWS', () => {
  const empty: Make = (stack, vpc) => new ec2.SecurityGroup(stack, 'Near', { vpc, allowAllOutbound: false });
  expect(asked(empty)).toBe('out');
  expect(asked(empty, (near, far, stack) => {
    far.addIngressRule(near, ec2.Port.HTTPS);
    near.addEgressRule(ec2.SecurityGroup.fromSecurityGroupId(stack, 'Other', 'sg-other', { mutable: false }), ec2.Port.tcp(22));
  })).toBeUndefined();
});

test('an imported group of the function is taken to be open, and has to be let in', () => {
  const imported: Make = (stack) => ec2.SecurityGroup.fromSecurityGroupId(stack, 'Near', 'sg-near', { mutable: false });
  expect(asked(imported)).toBe('in');
  expect(asked(imported, (near, far) => { far.addIngressRule(near, ec2.Port.HTTPS); })).toBeUndefined();
});

test('what a group lets out stops before what another lets in', () => {
  expect([asked(closed), asked(open)]).toEqual(['out', 'in']);
});

test.each([['of the app', false], ['imported', true]])('an endpoint whose group is %s', (_, isImported) => {
  const { source } = twoAccounts();
  const vpc = isolatedVpc(source);
  const far = isImported ? ec2.SecurityGroup.fromSecurityGroupId(source, 'Far', 'sg-far') : new ec2.SecurityGroup(source, 'Far', { vpc });
  const endpoint = vpc.addInterfaceEndpoint('Lambda', { service: LAMBDA, open: false, securityGroups: [far] });
  const near = new ec2.SecurityGroup(source, 'Near', { vpc });
  expect(isStopped([near], endpoint.node.defaultChild as ec2.CfnVPCEndpoint)).toBe(isImported ? undefined : 'in');
});

test('an endpoint with two groups lets in what one lets in, and no group at all is not judged', () => {
  const { source } = twoAccounts();
  const vpc = isolatedVpc(source);
  const [near, other, far] = ['Near', 'Other', 'Far'].map((id) => new ec2.SecurityGroup(source, id, { vpc }));
  const endpointOf = (id: string, securityGroupIds?: string[]) =>
    new ec2.CfnVPCEndpoint(source, id, { vpcId: vpc.vpcId, serviceName: LAMBDA.name, vpcEndpointType: 'Interface', securityGroupIds });
  far.addIngressRule(near, ec2.Port.HTTPS);
  expect(isStopped([near], endpointOf('Two', [other.securityGroupId, far.securityGroupId]))).toBeUndefined();
  expect(isStopped([near], endpointOf('One', [other.securityGroupId]))).toBe('in');
  expect(isStopped([near], endpointOf('Default'))).toBeUndefined();
  expect(isStopped([near], endpointOf('Unknown', ['sg-unknown']))).toBeUndefined();
});

describe('to the internet', () => {
  test.each<[string, boolean, ec2.IPeer | undefined, 'out' | undefined]>([
    ['a group that lets everything out', true, undefined, undefined],
    ['a closed group', false, undefined, 'out'],
    ['a rule for any address', false, ec2.Peer.anyIpv4(), undefined],
  ])('%s', (_, allowAllOutbound, peer, expected) => {
    const { source } = twoAccounts();
    const group = new ec2.SecurityGroup(source, 'Near', { vpc: isolatedVpc(source), allowAllOutbound });
    if (peer) { group.addEgressRule(peer, ec2.Port.HTTPS); }
    expect(isStopped([group])).toBe(expected);
  });

  test('one open group of two is enough', () => {
    const { source } = twoAccounts();
    const vpc = isolatedVpc(source);
    const groups = [false, true].map((allowAllOutbound) => new ec2.SecurityGroup(source, `Group${allowAllOutbound}`, { vpc, allowAllOutbound }));
    expect([isStopped(groups), isStopped([groups[0]])]).toEqual([undefined, 'out']);
  });
});
