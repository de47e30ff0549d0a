import type { IConnectable, IPeer, Port } from 'aws-cdk-lib/aws-ec2';

/** EC2 takes 255 of these characters; https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRuleDescription.html */
export function description(text: string): string {
  return text.replace(/[^a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]/g, '?').slice(0, 255);
}

/** The rules of the security groups on both sides. */
export function letThrough(from: IConnectable, to: IConnectable | IPeer, port: Port, name: string): void {
  const text = description(`to ${name}`);
  for (const group of from.connections.securityGroups) {
    if (!group.allowAllOutbound) {
      group.connections.allowTo(to, port, text);
      continue;
    }
    // aws-cdk-lib would warn of a rule that changes nothing; the other side still has to let the function in
    for (const far of to.connections.securityGroups) { far.addIngressRule(group, port, text, true); }
  }
}
