import type { SecurityRuleModel } from '../model/network';
import type { Properties, TemplateReader } from '../read/template-reader';

type Direction = SecurityRuleModel['direction'];

/** The rules that stand within a group, and those that are resources of their own. */
export function securityRulesOf(reader: TemplateReader): SecurityRuleModel[] {
  const inline = reader.ofType('AWS::EC2::SecurityGroup').flatMap(([id, { SecurityGroupEgress, SecurityGroupIngress }]) => [
    ...reader.objects(SecurityGroupEgress).map((rule) => ruleOf(reader, groupId(reader, id), 'egress', rule)),
    ...reader.objects(SecurityGroupIngress).map((rule) => ruleOf(reader, groupId(reader, id), 'ingress', rule)),
  ]);
  return [...inline, ...alone(reader, 'AWS::EC2::SecurityGroupEgress', 'egress'), ...alone(reader, 'AWS::EC2::SecurityGroupIngress', 'ingress')];
}

function alone(reader: TemplateReader, type: string, direction: Direction): SecurityRuleModel[] {
  return reader.ofType(type).map(([, props]) => ruleOf(reader, reader.text(props.GroupId) ?? '', direction, props));
}

const LAST_PORT = 65_535;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroupegress.html */
function ruleOf(reader: TemplateReader, group: string, direction: Direction, props: Properties): SecurityRuleModel {
  const protocol = reader.text(props.IpProtocol) ?? '-1';
  const [peer, prefixList] = direction === 'egress'
    ? [props.DestinationSecurityGroupId, props.DestinationPrefixListId]
    : [props.SourceSecurityGroupId, props.SourcePrefixListId];
  return {
    groupId: group,
    direction,
    protocol,
    fromPort: protocol === '-1' ? 0 : Number(reader.text(props.FromPort)),
    toPort: protocol === '-1' ? LAST_PORT : Number(reader.text(props.ToPort)),
    range: reader.text(props.CidrIp),
    peerGroupId: reader.text(peer),
    prefixListId: reader.text(prefixList),
  };
}

/** `Ref` gives a name where the group is in no VPC; the id is an attribute. */
export function groupId(reader: TemplateReader, id: string): string {
  return reader.att(id, 'GroupId');
}
