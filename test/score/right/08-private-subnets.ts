import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CrossAccountInvoker, CrossAccountTarget, Reach, VpcLambdaTarget } from '../../../src';
import type { ScoredApp } from '../parts';
import { fn, twoStacks } from '../parts';

const availabilityZones = ['eu-west-1a', 'eu-west-1b'];

export const right: ScoredApp = {
  title: 'Functions in private subnets of both accounts, which reach Lambda through endpoints',
  build(app) {
    const { source, target } = twoStacks(app);
    const stock = new CrossAccountTarget(source, 'Stock', { function: fn(source, 'StockFunction') });
    const orders = new VpcLambdaTarget(target, 'Orders', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => "ordered";'),
      availabilityZones,
      reaches: [Reach.target(stock)],
    });
    new CrossAccountInvoker(target, 'OrdersInvoker', { function: orders.function, targets: [stock] });
    const vpc = new ec2.Vpc(source, 'Vpc', {
      availabilityZones,
      natGateways: 0,
      createInternetGateway: false,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    const checkout = fn(source, 'Checkout-Function', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, allowAllOutbound: false });
    new CrossAccountInvoker(source, 'Checkout', { function: checkout, targets: [orders], createEndpoints: true });
  },
};
