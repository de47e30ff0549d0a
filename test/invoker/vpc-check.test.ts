import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { allMessages, calls, EGRESS, errorsOf, fnIn, ISOLATED, lambdaEndpoint, ordersOf } from './vpc-apps';
import { CrossAccountInvoker, CrossAccountTarget } from '../../src';
import { LAMBDA, natVpc, isolatedVpc, STS, stock } from '../network/templates';
import { reader } from '../role/templates';
import { fn, SOURCE_ENV, TARGET_ENV, twoAccounts } from '../support/apps';

const HANGS = 'function Source/Function calls target Target/Orders from subnets without a way to the internet, and VPC Source/Vpc has no endpoint for lambda: '
  + 'calls would hang until the function times out; expected an endpoint for lambda; '
  + "add vpc.addInterfaceEndpoint('lambda', { service: ec2.InterfaceVpcEndpointAwsService.LAMBDA }), or write createEndpoints: true on a CrossAccountInvoker of the function [Source/Checkout]";
const STS_HANGS = 'function Source/Function calls role Target/Reader from subnets without a way to the internet, and VPC Source/Vpc has no endpoint for sts: '
  + 'calls would hang until the function times out; expected an endpoint for sts; '
  + "add vpc.addInterfaceEndpoint('sts', { service: ec2.InterfaceVpcEndpointAwsService.STS }), or write createEndpoints: true on a CrossAccountInvoker of the function [Target/Reader]";
const NOT_OUT = 'the security groups of function Source/Function let nothing out to the endpoint Source/Vpc/Lambda on port 443; expected a rule for it; '
  + 'write fn.connections.allowTo(endpoint, ec2.Port.HTTPS) [Source/Checkout]';
const NOT_IN = 'the security groups of the endpoint Source/Vpc/Lambda do not let function Source/Function in on port 443; expected a rule for it; '
  + 'write endpoint.connections.allowFrom(fn, ec2.Port.HTTPS) [Source/Checkout]';

describe('a function in isolated subnets, without an endpoint', () => {
  test('fails at synthesis', () => {
    expect(errorsOf(calls((source) => fnIn(source, isolatedVpc(source))).app)).toEqual([HANGS]);
  });

  test('fails with via for Lambda and for STS', () => {
    const { app } = calls((source) => fnIn(source, isolatedVpc(source)), (target) => ({ via: reader(target) }));
    expect(errorsOf(app)).toEqual([HANGS, STS_HANGS]);
  });

  test('fails with via and the endpoint of Lambda only for STS', () => {
    const { app } = calls((source) => {
      const vpc = isolatedVpc(source);
      lambdaEndpoint(vpc);
      return fnIn(source, vpc);
    }, (target) => ({ via: reader(target) }));
    expect(errorsOf(app)).toEqual([STS_HANGS]);
  });

  test('fails also with via and no target', () => {
    const { app } = calls((source) => fnIn(source, isolatedVpc(source)), (target) => ({ via: reader(target), targets: [] }));
    expect(errorsOf(app)).toEqual([STS_HANGS]);
  });

  test('fails once for two targets of a region', () => {
    const { app, invoker, source } = calls((stack) => fnIn(stack, isolatedVpc(stack)));
    invoker.addTarget(stock(source));
    expect(errorsOf(app)).toHaveLength(1);
  });

  test('fails for a target that is added later', () => {
    const { app, invoker, target } = calls((stack) => fnIn(stack, isolatedVpc(stack)), () => ({ targets: [] }));
    invoker.addTarget(ordersOf(target, 'Late', 'late'));
    expect(errorsOf(app)).toEqual([HANGS.replace('Target/Orders', 'Target/Late')]);
  });

  test('fails for an alias and for a version of it', () => {
    const alias = calls((source) => new lambda.Alias(source, 'Alias', { aliasName: 'live', version: fnIn(source, isolatedVpc(source)).currentVersion }));
    const version = calls((source) => fnIn(source, isolatedVpc(source)).currentVersion);
    expect([errorsOf(alias.app), errorsOf(version.app)]).toEqual([[HANGS], [HANGS]]);
  });

  test('fails for a target of the same stack', () => {
    const { app, source } = twoAccounts();
    new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, isolatedVpc(source)), targets: [ordersOf(source)] });
    expect(errorsOf(app)).toEqual([HANGS.replace('Target/Orders', 'Source/Orders')]);
  });

  test('fails for a VPC in another stack of the account', () => {
    const { app, source, target } = twoAccounts();
    const vpc = isolatedVpc(new Stack(app, 'Network', { env: SOURCE_ENV }));
    new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, vpc), targets: [ordersOf(target)] });
    expect(errorsOf(app)).toEqual([HANGS.replace('Source/Vpc', 'Network/Vpc')]);
  });

  test('fails in stacks without env', () => {
    const app = new App();
    const source = new Stack(app, 'Source');
    const target = new Stack(app, 'Target');
    const invoker = new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, isolatedVpc(source, { availabilityZones: undefined })), account: SOURCE_ENV.account });
    invoker.addTarget(new CrossAccountTarget(target, 'Orders', { function: fn(target, 'OrdersFunction', { functionName: 'orders' }), ...TARGET_ENV }));
    expect(errorsOf(app)).toEqual([HANGS]);
  });

  test('fails if one of several subnets is isolated', () => {
    const { app } = calls((source) => {
      const vpc = natVpc(source, {
        subnetConfiguration: [
          { name: 'Public', subnetType: ec2.SubnetType.PUBLIC },
          { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
          { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
        ],
      });
      return fnIn(source, vpc, { vpcSubnets: { subnets: [vpc.privateSubnets[0], vpc.isolatedSubnets[1]] } });
    });
    expect(errorsOf(app)).toEqual([HANGS]);
  });

  test('fails with the endpoint of another service, or with that of another VPC', () => {
    const { app } = calls((source) => {
      const vpc = isolatedVpc(source);
      vpc.addInterfaceEndpoint('Sts', { service: STS });
      vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
      natVpc(new Stack(source, 'Nested', { env: SOURCE_ENV })).addInterfaceEndpoint('Lambda', { service: LAMBDA });
      return fnIn(source, vpc);
    });
    expect(errorsOf(app)).toEqual([HANGS]);
  });
});

test.each([
  ['public subnets', ec2.SubnetType.PUBLIC, 1],
  ['private subnets without a NAT gateway', ec2.SubnetType.PRIVATE_WITH_EGRESS, 0],
])('a function in %s has no way to the internet', (_, subnetType, natGateways) => {
  const { app } = calls((source) => {
    const subnetConfiguration = [ec2.SubnetType.PUBLIC, ec2.SubnetType.PRIVATE_WITH_EGRESS].map((type) => ({ name: type, subnetType: type }));
    return fnIn(source, natVpc(source, { natGateways, subnetConfiguration }), { vpcSubnets: { subnetType }, allowPublicSubnet: true });
  });
  expect(errorsOf(app)).toEqual([HANGS]);
});

describe('with an endpoint of Lambda in the app', () => {
  test('is silent', () => {
    const { app, source } = calls((stack) => {
      const vpc = isolatedVpc(stack);
      lambdaEndpoint(vpc);
      return fnIn(stack, vpc);
    });
    expect(allMessages(app)).toEqual([]);
    Template.fromStack(source).resourceCountIs('AWS::EC2::VPCEndpoint', 1);
  });

  test.each([false, undefined])('fails if its private DNS is %s: the name of Lambda then leads out of the VPC', (privateDnsEnabled) => {
    const { app } = calls((source) => {
      const vpc = isolatedVpc(source);
      new ec2.CfnVPCEndpoint(source, 'Lambda', { vpcId: vpc.vpcId, serviceName: LAMBDA.name, vpcEndpointType: 'Interface', privateDnsEnabled });
      return fnIn(source, vpc);
    });
    expect(errorsOf(app)).toEqual([HANGS]);
  });

  test('fails if the function lets nothing out to it', () => {
    const { app } = calls((source) => {
      const vpc = isolatedVpc(source);
      lambdaEndpoint(vpc);
      return fnIn(source, vpc, { allowAllOutbound: false });
    });
    expect(errorsOf(app)).toEqual([NOT_OUT]);
  });

  test('fails if it does not let the function in', () => {
    const { app } = calls((source) => {
      const vpc = isolatedVpc(source);
      lambdaEndpoint(vpc, { open: false });
      return fnIn(source, vpc);
    });
    expect(errorsOf(app)).toEqual([NOT_IN]);
  });

  test('is silent once the function is let through', () => {
    const { app } = calls((source) => {
      const vpc = isolatedVpc(source);
      const endpoint = lambdaEndpoint(vpc, { open: false });
      const made = fnIn(source, vpc, { allowAllOutbound: false });
      made.connections.allowTo(endpoint, ec2.Port.HTTPS);
      return made;
    });
    expect(allMessages(app)).toEqual([]);
  });
});

describe('a target of another region', () => {
  const elsewhere = (subnets: ec2.SubnetSelection, props: Partial<lambda.FunctionProps> = {}) => {
    const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
    const source = new Stack(app, 'Source', { env: SOURCE_ENV });
    const target = new Stack(app, 'Target', { env: { ...TARGET_ENV, region: 'us-east-1' } });
    const vpc = subnets === ISOLATED ? isolatedVpc(source) : natVpc(source);
    // of no use: endpoints of a region are for that region
    lambdaEndpoint(vpc);
    new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, vpc, { vpcSubnets: subnets, ...props }), targets: [ordersOf(target)] });
    return app;
  };

  test('fails from isolated subnets, whatever endpoint there is', () => {
    expect(errorsOf(elsewhere(ISOLATED))).toEqual([
      'target Target/Orders is in region us-east-1, which function Source/Function does not reach from subnets without a way to the internet; '
      + 'expected subnets with a NAT gateway; choose other subnets, or put the function into a VPC of us-east-1 [Source/Checkout]',
    ]);
  });

  test('is silent from subnets with a NAT gateway', () => {
    expect(allMessages(elsewhere(EGRESS))).toEqual([]);
  });

  test('fails if the function lets nothing out', () => {
    expect(errorsOf(elsewhere(EGRESS, { allowAllOutbound: false }))).toEqual([
      'the security groups of function Source/Function let nothing out to lambda on port 443; expected a rule for it; write fn.connections.allowTo(endpoint, ec2.Port.HTTPS) [Source/Checkout]',
    ]);
  });
});
