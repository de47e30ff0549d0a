import { Lazy } from 'aws-cdk-lib';
import type { IResolveContext } from 'aws-cdk-lib';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { CfnSecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { description as allowedDescription } from './let-through';

/** A rule that matches no traffic; aws-cdk-lib writes the same for a group without any. */
const NOTHING = { cidrIp: '255.255.255.255/32', description: 'Disallow all traffic', ipProtocol: 'icmp', fromPort: 252, toPort: 86 };

/**
 * A security group that lets out what is added, and nothing else.
 *
 * A group without a rule of its own is made with one that lets everything out. aws-cdk-lib trusts
 * that any other resource with a rule takes it away; a rule in the group itself is certain.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
 */
export function closedGroup(scope: Construct, id: string, vpc: IVpc, description: string): SecurityGroup {
  const group = new SecurityGroup(scope, id, {
    vpc,
    allowAllOutbound: false,
    // whatever the app's context says: a second rule that matches nothing, in a resource of its own, would be a duplicate
    disableInlineRules: false,
    description: allowedDescription(description),
  });
  const cfnGroup = group.node.defaultChild as CfnSecurityGroup;
  const rules = cfnGroup.securityGroupEgress;
  cfnGroup.securityGroupEgress = Lazy.uncachedAny({
    produce: (context: IResolveContext) => {
      const own = context.resolve(rules) as object[] | undefined;
      return own && own.length > 0 ? own : [NOTHING];
    },
  });
  return group;
}
