import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { isolatedVpc, messages, resourcesOf } from './templates';
import { description, letThrough } from '../../src/network/let-through';
import { fn, twoAccounts } from '../support/apps';

const ISOLATED = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
const PORT = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Description: 'to lambda' };
const idOf = (stack: Stack, { securityGroupId }: ec2.ISecurityGroup) => stack.resolve(securityGroupId) as unknown;

describe('the description of a rule', () => {
  test.each([
    ['to Orders/Queue', 'to Orders/Queue'],
    ['a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*', 'a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*'],
    ['Datenbank für Aufträge', 'Datenbank f?r Auftr?ge'],
    ['tab\tand "quotes" <here>', 'tab?and ?quotes? ?here?'],
    ['x'.repeat(255), 'x'.repeat(255)],
    ['x'.repeat(256), 'x'.repeat(255)],
    ['', ''],
  ])('%j holds only what EC2 takes', (text, expected) => {
    expect(description(text)).toBe(expected);
  });
});

/** A function with groups that let everything out or nothing, and a group on the other side. */
function between(...open: boolean[]) {
  const { app, source } = twoAccounts();
  const vpc = isolatedVpc(source);
  const near = open.map((allowAllOutbound, i) => new ec2.SecurityGroup(source, `Near${i}`, { vpc, allowAllOutbound }));
  const far = new ec2.SecurityGroup(source, 'Far', { vpc });
  const made = fn(source, 'Function', { vpc, vpcSubnets: ISOLATED, securityGroups: near });
  const rules = () => ({
    egress: Object.values(resourcesOf(source, 'AWS::EC2::SecurityGroupEgress')),
    ingress: Object.values(resourcesOf(source, 'AWS::EC2::SecurityGroupIngress')),
  });
  return { app, source, near, far, made, rules };
}

describe('between two groups', () => {
  test('a closed one gets out, and is let in', () => {
    const { source, near: [near], far, made, rules } = between(false);
    letThrough(made, far, ec2.Port.HTTPS, 'lambda');
    expect(rules()).toEqual({
      egress: [{ GroupId: idOf(source, near), DestinationSecurityGroupId: idOf(source, far), ...PORT }],
      ingress: [{ GroupId: idOf(source, far), SourceSecurityGroupId: idOf(source, near), ...PORT }],
    });
  });

  test('one that lets everything out is only let in, and aws-cdk-lib has nothing to warn of', () => {
    const { app, source, near: [near], far, made, rules } = between(true);
    letThrough(made, far, ec2.Port.HTTPS, 'lambda');
    expect(rules()).toEqual({ egress: [], ingress: [{ GroupId: idOf(source, far), SourceSecurityGroupId: idOf(source, near), ...PORT }] });
    expect(messages(app)).toEqual([]);
  });

  test('of a function with both kinds each gets its own', () => {
    const { source, near: [closed, open], far, made, rules } = between(false, true);
    letThrough(made, far, ec2.Port.HTTPS, 'lambda');
    const { egress, ingress } = rules();
    expect(egress.map(({ GroupId }) => GroupId)).toEqual([idOf(source, closed)]);
    const sources = ingress.map(({ SourceSecurityGroupId }) => SourceSecurityGroupId);
    expect(sources).toHaveLength(2);
    expect(sources).toEqual(expect.arrayContaining([idOf(source, closed), idOf(source, open)]));
  });

  test('the description is one that EC2 takes', () => {
    const { far, made, rules } = between(false);
    letThrough(made, far, ec2.Port.HTTPS, `für ${'x'.repeat(300)}`);
    const expected = `to f?r ${'x'.repeat(248)}`;
    const { egress, ingress } = rules();
    expect([...egress, ...ingress].map(({ Description }) => Description)).toEqual([expected, expected]);
  });
});

describe('to a range', () => {
  const inline = (stack: Stack) => Object.values(resourcesOf(stack, 'AWS::EC2::SecurityGroup'))
    .map(({ SecurityGroupEgress }) => (SecurityGroupEgress as { Description: string; CidrIp: string }[]).map(({ Description, CidrIp }) => `${CidrIp} ${Description}`));

  test.each([
    ['a closed group gets out', false, '10.1.0.0/16 to 10.1.0.0/16'],
    ['one that lets everything out gets no rule', true, '0.0.0.0/0 Allow all outbound traffic by default'],
  ])('%s', (_, open, rule) => {
    const { app, source, made } = between(open);
    letThrough(made, ec2.Peer.ipv4('10.1.0.0/16'), ec2.Port.HTTPS, '10.1.0.0/16');
    expect(inline(source)[0]).toEqual([rule]);
    expect(messages(app)).toEqual([]);
  });
});
