import { Annotations, Token } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { allMessages, calls, EGRESS, fnIn, ISOLATED, NOT_KNOWN, notKnown, ordersOf, said, warningsOf } from './vpc-apps';
import type { Call } from './vpc-apps';
import { CrossAccountInvoker } from '../../src';
import { importedVpc, ZONES } from '../network/templates';
import { reader } from '../role/templates';
import { fn, SOURCE_ACCOUNT, twoAccounts } from '../support/apps';

const UNKNOWN_ENDPOINT = 'whether VPC Source/Vpc has an endpoint for lambda is not known, and function Source/Function calls target Target/Orders from subnets without a way to the internet; '
  + 'name it: existingEndpoints: [ExistingEndpoint.forInterface(ec2.InterfaceVpcEndpointAwsService.LAMBDA, endpoint)]; '
  + "or add vpc.addInterfaceEndpoint('lambda', { service: ec2.InterfaceVpcEndpointAwsService.LAMBDA }), or write createEndpoints: true on a CrossAccountInvoker of the function";
const UNKNOWN_STS = UNKNOWN_ENDPOINT.replace('for lambda', 'for sts').replace('target Target/Orders', 'role Target/Reader').replaceAll('.LAMBDA', '.STS').replace("'lambda'", "'sts'");
const unknownVpc = (names: string) => `the VPC of function Source/Function is not known to this app, so whether it reaches ${names} is not checked; pass vpc and vpcSubnets to the function`;

const PRIVATE = {
  isolatedSubnetIds: undefined,
  isolatedSubnetRouteTableIds: undefined,
  privateSubnetIds: ['subnet-1', 'subnet-2'],
  privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
};

describe('an imported VPC', () => {
  test('is warned of, on the function or below', () => {
    const { app } = calls((source) => fnIn(source, importedVpc(source)));
    expect(said(app)).toEqual([notKnown(UNKNOWN_ENDPOINT)]);
    expect(allMessages(app)[0][0]).toMatch(/^\/Source\/Function(\/|$)/);
  });

  test('is warned of with via for STS, too', () => {
    const { app } = calls((source) => fnIn(source, importedVpc(source)), (target) => ({ via: reader(target) }));
    expect(said(app)).toEqual([notKnown(UNKNOWN_ENDPOINT), notKnown(UNKNOWN_STS)]);
  });

  test.each<[string, (call: Call) => IConstruct]>([
    ['the function', (call) => call.function],
    ['the stack', (call) => call.source],
  ])('is not warned of once it is acknowledged on %s', (_, where) => {
    const call = calls((source) => fnIn(source, importedVpc(source)), (target) => ({ via: reader(target) }));
    Annotations.of(where(call)).acknowledgeWarning(NOT_KNOWN, 'the network team looks after the endpoints');
    expect(said(call.app)).toEqual([]);
  });

  test('is warned of although it is acknowledged on the invoker, which is not above the function', () => {
    const { app, invoker } = calls((source) => fnIn(source, importedVpc(source)));
    Annotations.of(invoker).acknowledgeWarning(NOT_KNOWN);
    expect(said(app)).toEqual([notKnown(UNKNOWN_ENDPOINT)]);
  });

  test('with an endpoint of this app is silent', () => {
    const { app } = calls((source) => {
      const vpc = importedVpc(source, { vpcCidrBlock: '10.0.0.0/16' });
      vpc.addInterfaceEndpoint('Lambda', { service: ec2.InterfaceVpcEndpointAwsService.LAMBDA });
      return fnIn(source, vpc);
    });
    expect(said(app)).toEqual([]);
  });

  test('with private subnets is silent: they have a way out by their name', () => {
    const { app } = calls((source) => fnIn(source, importedVpc(source, PRIVATE), { vpcSubnets: EGRESS }));
    expect(said(app)).toEqual([]);
  });

  test.each([['with', ISOLATED, 1], ['without', EGRESS, 0]] as const)('that is looked up, with subnets %s isolation', (_, vpcSubnets, warnings) => {
    const { app } = calls((source) => {
      const context = { vpcId: 'vpc-1', vpcCidrBlock: '10.0.0.0/16', ownerAccountId: SOURCE_ACCOUNT, availabilityZones: [] };
      const subnetGroups = ['Isolated', 'Private'].map((type) => ({
        name: type, type, subnets: ZONES.map((availabilityZone, i) => ({ availabilityZone, subnetId: `subnet-${type}-${i}`, cidr: '10.0.0.0/24', routeTableId: `rtb-${type}-${i}` })),
      }));
      source.node.setContext(`vpc-provider:account=${SOURCE_ACCOUNT}:filter.vpc-id=vpc-1:region=eu-west-1:returnAsymmetricSubnets=true`, { ...context, subnetGroups });
      return fnIn(source, ec2.Vpc.fromLookup(source, 'Vpc', { vpcId: 'vpc-1' }), { vpcSubnets });
    });
    expect(said(app)).toEqual(Array(warnings).fill(notKnown(UNKNOWN_ENDPOINT)));
  });
});

describe('subnets that belong to no VPC of the app', () => {
  const byId = (source: Stack) => {
    const vpc = importedVpc(source);
    return fnIn(source, vpc, { vpcSubnets: { subnets: [ec2.Subnet.fromSubnetAttributes(source, 'Other', { subnetId: 'subnet-9', routeTableId: 'rtb-9' })] } });
  };

  test('are warned of', () => {
    expect(said(calls(byId).app)).toEqual([notKnown(unknownVpc('lambda'))]);
  });

  test('are warned of once, with all that is called', () => {
    const { app } = calls(byId, (stack) => ({ via: reader(stack) }));
    expect(said(app)).toEqual([notKnown(unknownVpc('lambda and sts'))]);
  });

  test('are warned of for a function URL', () => {
    const { app, source, target } = twoAccounts();
    const invoker = new CrossAccountInvoker(source, 'Checkout', { function: byId(source) });
    const orders = ordersOf(target);
    invoker.addTarget(orders);
    invoker.addTargetUrl(orders);
    expect(warningsOf(app)).toEqual([notKnown(unknownVpc('lambda and function URLs'))]);
  });

  test('are not warned of if nothing is called', () => {
    expect(said(calls(byId, () => ({ targets: [] })).app)).toEqual([]);
  });

  test('are not warned of once that is acknowledged', () => {
    const { app, source } = calls(byId);
    Annotations.of(source).acknowledgeWarning(NOT_KNOWN);
    expect(said(app)).toEqual([]);
  });

  test('are warned of for a configuration that is a token', () => {
    const { app } = calls((source) => {
      const made = fnIn(source, importedVpc(source));
      (made.node.defaultChild as lambda.CfnFunction).vpcConfig = Token.asAny({ subnetIds: ['subnet-1'] }) as unknown as lambda.CfnFunction.VpcConfigProperty;
      return made;
    });
    expect(said(app)).toEqual([notKnown(unknownVpc('lambda'))]);
  });

  test('are warned of for an imported function with a security group', () => {
    const { app } = calls((stack) => lambda.Function.fromFunctionAttributes(stack, 'Function', {
      functionArn: `arn:aws:lambda:eu-west-1:${SOURCE_ACCOUNT}:function:checkout`,
      role: fn(stack, 'Other').role,
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1'),
    }));
    expect(warningsOf(app)).toEqual([notKnown(unknownVpc('lambda'))]);
  });
});
