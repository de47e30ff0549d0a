import type { EndpointModel } from '../model/network';
import type { Properties, TemplateReader } from '../read/template-reader';

/**
 * The endpoints for services of AWS. The other types (gateway load balancers, resources, service networks) lead to no API.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
 */
export function endpointsOf(reader: TemplateReader): EndpointModel[] {
  return reader.ofType('AWS::EC2::VPCEndpoint').flatMap(([id, props]): EndpointModel[] => {
    const type = reader.text(props.VpcEndpointType) ?? 'Gateway';
    if (type !== 'Interface' && type !== 'Gateway') { return []; }
    return [{
      id: reader.ref(id),
      site: reader.site(id),
      type,
      vpcId: reader.text(props.VpcId) ?? '',
      serviceName: reader.text(props.ServiceName) ?? '',
      privateDns: (reader.text(props.PrivateDnsEnabled) ?? 'false') !== 'false' && !isOnlyForResolvers(reader, props),
      subnetIds: reader.texts(props.SubnetIds),
      securityGroupIds: reader.texts(props.SecurityGroupIds),
      routeTableIds: reader.texts(props.RouteTableIds),
      policy: reader.resolve(props.PolicyDocument) === undefined ? undefined : reader.statements(props.PolicyDocument, id, `the policy of the endpoint ${reader.site(id).path}`),
    }];
  });
}

/** Traffic of the VPC itself then goes to the gateway endpoint of the service. */
function isOnlyForResolvers(reader: TemplateReader, { DnsOptions }: Properties): boolean {
  return reader.object(DnsOptions).PrivateDnsOnlyForInboundResolverEndpoint === 'OnlyInboundResolver';
}
