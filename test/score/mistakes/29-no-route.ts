import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ArnPrincipal, ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Mistake } from '../parts';
import { checkout, CHECKOUT_ROLE, invoking, orders, ORDERS, rightLink, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '29-no-route',
  title: 'A caller in isolated subnets, without an endpoint for Lambda',
  rule: 'no-route',
  says: 'Every call hangs until the timeout: the subnets have no way to the Lambda API.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const vpc = new ec2.Vpc(source, 'Vpc', {
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      natGateways: 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    vpc.addFlowLog('Flows');
    vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    if (repaired) { vpc.addInterfaceEndpoint('Lambda', { service: ec2.InterfaceVpcEndpointAwsService.LAMBDA }); }
    checkout(source, invoking(ORDERS), { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } })
      .role?.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole'));
    orders(target).addPermission('Checkout', { principal: new ArnPrincipal(CHECKOUT_ROLE) });
    target.addDependency(source);
  },
};
