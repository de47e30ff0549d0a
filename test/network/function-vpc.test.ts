import { App, CfnParameter, Fn, Stack, Stage, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { importedVpc, isolatedVpc, natVpc } from './templates';
import { vpcOf } from '../../src/network/function-vpc';
import type { FunctionVpc } from '../../src/network/function-vpc';
import { fn, SOURCE_ACCOUNT, SOURCE_ENV, twoAccounts } from '../support/apps';

const source = () => twoAccounts().source;
const ISOLATED = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
const known = (found: ReturnType<typeof vpcOf>): FunctionVpc => {
  if (found === undefined || found === 'not-known') { throw new Error(`no VPC: ${found}`); }
  return found;
};
const withConfig = (stack: Stack, vpcConfig: unknown, props: Partial<lambda.FunctionProps> = {}) => {
  const made = fn(stack, 'Function', props);
  (made.node.defaultChild as lambda.CfnFunction).vpcConfig = vpcConfig as lambda.CfnFunction.VpcConfigProperty;
  return made;
};

describe('a function outside of VPCs', () => {
  test.each<[string, (stack: Stack) => lambda.IFunction]>([
    ['of this app', (stack) => fn(stack, 'Function')],
    ['as an alias', (stack) => new lambda.Alias(stack, 'Alias', { aliasName: 'live', version: fn(stack, 'Function').currentVersion })],
    ['as a version', (stack) => fn(stack, 'Function').currentVersion],
    ['imported by its ARN', (stack) => lambda.Function.fromFunctionArn(stack, 'Function', `arn:aws:lambda:eu-west-1:${SOURCE_ACCOUNT}:function:checkout`)],
    ['beside a VPC', (stack) => {
      isolatedVpc(stack);
      return fn(stack, 'Function');
    }],
    ['with an empty configuration', (stack) => withConfig(stack, {})],
    ['taken out of a VPC, as CloudFormation wants it', (stack) => withConfig(stack, { subnetIds: [], securityGroupIds: [] })],
  ])('%s', (_, make) => {
    expect(vpcOf(make(source()))).toBeUndefined();
  });
});

describe('a VPC is found', () => {
  test('by subnets of this app, with the security groups', () => {
    const stack = source();
    const vpc = isolatedVpc(stack);
    const made = fn(stack, 'Function', { vpc, vpcSubnets: ISOLATED });
    expect(vpcOf(made)).toEqual({ vpc, subnets: vpc.isolatedSubnets, securityGroups: made.connections.securityGroups, dualStack: false });
    expect(made.connections.securityGroups).toHaveLength(1);
  });

  test('with the subnets of the function alone', () => {
    const stack = source();
    const vpc = isolatedVpc(stack);
    const subnets = [vpc.isolatedSubnets[1]];
    expect(known(vpcOf(fn(stack, 'Function', { vpc, vpcSubnets: { subnets } }))).subnets).toEqual(subnets);
  });

  test.each(['privateSubnets', 'publicSubnets'] as const)('by its %s', (kind) => {
    const stack = source();
    const vpc = natVpc(stack);
    const made = fn(stack, 'Function', { vpc, vpcSubnets: { subnets: vpc[kind] }, allowPublicSubnet: true });
    expect(known(vpcOf(made))).toMatchObject({ vpc, subnets: vpc[kind] });
  });

  test('among several', () => {
    const stack = source();
    const others = ['A', 'B'].map((id) => new Stack(stack, id, { env: SOURCE_ENV }));
    others.forEach((other) => isolatedVpc(other));
    importedVpc(new Stack(stack, 'C', { env: SOURCE_ENV }));
    const vpc = isolatedVpc(stack);
    expect(known(vpcOf(fn(stack, 'Function', { vpc, vpcSubnets: ISOLATED }))).vpc).toBe(vpc);
  });

  test('for aliases and versions', () => {
    const stack = source();
    const vpc = isolatedVpc(stack);
    const { currentVersion: version } = fn(stack, 'Function', { vpc, vpcSubnets: ISOLATED });
    expect([new lambda.Alias(stack, 'Alias', { aliasName: 'live', version }), version].map((one) => known(vpcOf(one)).vpc)).toEqual([vpc, vpc]);
  });

  test('if it is imported, by the ids of its subnets', () => {
    const stack = source();
    const vpc = importedVpc(stack);
    const subnets = [ec2.Subnet.fromSubnetAttributes(stack, 'Same', { subnetId: 'subnet-2', routeTableId: 'rtb-2' })];
    const found = known(vpcOf(fn(stack, 'Function', { vpc, vpcSubnets: { subnets } })));
    expect([found.vpc, found.subnets]).toEqual([vpc, [vpc.isolatedSubnets[1]]]);
  });

  test('if it is imported with ids that are tokens', () => {
    const stack = source();
    const vpc = importedVpc(stack, { isolatedSubnetIds: Fn.split(',', Fn.importValue('Subnets'), 2) });
    expect(known(vpcOf(fn(stack, 'Function', { vpc, vpcSubnets: ISOLATED }))).vpc).toBe(vpc);
  });

  test('in another stack', () => {
    const { app, source: stack } = twoAccounts();
    const vpc = isolatedVpc(new Stack(app, 'Network', { env: SOURCE_ENV }));
    expect(known(vpcOf(fn(stack, 'Function', { vpc, vpcSubnets: ISOLATED }))).vpc).toBe(vpc);
  });

  test('with IPv6', () => {
    const stack = source();
    const vpc = isolatedVpc(stack, { ipProtocol: ec2.IpProtocol.DUAL_STACK });
    expect(known(vpcOf(fn(stack, 'Function', { vpc, vpcSubnets: ISOLATED, ipv6AllowedForDualStack: true }))).dualStack).toBe(true);
  });

  test('by a configuration that is written into the resource', () => {
    const stack = source();
    const vpc = isolatedVpc(stack);
    const found = vpcOf(withConfig(stack, { subnetIds: [vpc.isolatedSubnets[0].subnetId], securityGroupIds: ['sg-1'] }));
    expect(known(found)).toEqual({ vpc, subnets: [vpc.isolatedSubnets[0]], securityGroups: [], dualStack: false });
  });
});

describe('a VPC that is imported several times', () => {
  const functionIn = (stack: Stack, vpc: ec2.IVpc) => fn(stack, 'Function', { vpc, vpcSubnets: ISOLATED });

  test.each([[0], [1]])('is the one of the stack of the function: stack %p', (index) => {
    const app = new App();
    const vpcs = ['One', 'Two'].map((id) => importedVpc(new Stack(app, id, { env: SOURCE_ENV })));
    expect(known(vpcOf(functionIn(Stack.of(vpcs[index]), vpcs[index]))).vpc).toBe(vpcs[index]);
  });

  test.each([[0], [1]])('is the one of the stage of the function: stage %p', (index) => {
    const app = new App();
    const vpcs = ['Dev', 'Prod'].map((id) => importedVpc(new Stack(new Stage(app, id), 'Network', { env: SOURCE_ENV })));
    const own = new Stack(Stage.of(vpcs[index])!, 'Source', { env: SOURCE_ENV });
    expect(known(vpcOf(functionIn(own, vpcs[index]))).vpc).toBe(vpcs[index]);
  });

  test('is not known if only another stage has it', () => {
    const app = new App();
    const vpc = importedVpc(new Stack(new Stage(app, 'Dev'), 'Network', { env: SOURCE_ENV }));
    expect(vpcOf(functionIn(new Stack(new Stage(app, 'Prod'), 'Source', { env: SOURCE_ENV }), vpc))).toBe('not-known');
  });
});

describe('a VPC is not known', () => {
  test.each<[string, (stack: Stack) => lambda.IFunction]>([
    ['for subnets by id', (stack) => fn(stack, 'Function', {
      vpc: importedVpc(stack), vpcSubnets: { subnets: [ec2.Subnet.fromSubnetAttributes(stack, 'Other', { subnetId: 'subnet-9', routeTableId: 'rtb-9' })] },
    })],
    ['for a subnet that was made apart from its VPC', (stack) => {
      const vpc = isolatedVpc(stack);
      const subnet = new ec2.PrivateSubnet(stack, 'Own', { vpcId: vpc.vpcId, availabilityZone: 'eu-west-1a', cidrBlock: '10.0.9.0/24' });
      return fn(stack, 'Function', { vpc, vpcSubnets: { subnets: [subnet] } });
    }],
    ['for an imported function with a security group', (stack) => lambda.Function.fromFunctionAttributes(stack, 'Function', {
      functionArn: `arn:aws:lambda:eu-west-1:${SOURCE_ACCOUNT}:function:checkout`, securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1'),
    })],
    ['for a configuration that is a token', (stack) => withConfig(stack, Token.asAny({ subnetIds: ['subnet-1'] }), { vpc: importedVpc(stack), vpcSubnets: ISOLATED })],
    ['for subnets that are one token', (stack) => {
      const ids = new CfnParameter(stack, 'Subnets', { type: 'List<AWS::EC2::Subnet::Id>' }).valueAsList;
      return withConfig(stack, { subnetIds: ids, securityGroupIds: ['sg-1'] }, { vpc: isolatedVpc(stack), vpcSubnets: ISOLATED });
    }],
  ])('%s', (_, make) => {
    expect(vpcOf(make(source()))).toBe('not-known');
  });
});
