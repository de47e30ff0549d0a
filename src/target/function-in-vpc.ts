import { Stack, Token } from 'aws-cdk-lib';
import type { CfnSubnet, ISecurityGroup, ISubnet, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { checkVpcProps, DEFAULT_RANGE, requireRoom } from './vpc-lambda-checks';
import type { VpcLambdaTargetProps } from './vpc-lambda-target-props';
import { closedGroup } from '../network/closed-group';
import { allowInterfaces, denyInterfaces } from '../network/eni-permissions';
import type { EniPlan } from '../network/eni-plan';
import { FunctionNetwork } from '../network/function-network';
import { createIsolatedVpc } from '../network/isolated-vpc';
import { serviceName } from '../network/need';
import type { ServiceNeed } from '../network/need';
import type { Reach } from '../network/reach';
import { peakOf, SubnetPlans } from '../network/subnet-plans';
import { isPublic, requireZones } from '../network/ways-out';
import { environmentOf } from '../private/environments';
import { misuse } from '../private/errors';
import { ownedFunction } from '../private/function-name';

/** A subnet cannot grow, and costs nothing: so large if there is room, although most plans need less. */
const SUBNET = 24;

/** The function of a `VpcLambdaTarget`, with its network and its role. */
export class FunctionInVpc {
  public readonly function: LambdaFunction;
  public readonly vpc: IVpc;
  public readonly subnets: ISubnet[];
  public readonly securityGroups: ISecurityGroup[];
  private readonly network: FunctionNetwork;
  private readonly plans: SubnetPlans;

  constructor(private readonly scope: Construct, private readonly props: VpcLambdaTargetProps) {
    checkVpcProps(scope, props);
    this.vpc = props.vpc ?? this.createVpc();
    this.subnets = this.select();
    this.securityGroups = props.securityGroups ?? [
      closedGroup(scope, 'SecurityGroup', this.vpc, `Lets ${scope.node.path} reach what it names, and nothing else`),
    ];
    const role = props.role ?? this.createRole();
    const env = environmentOf(scope, props);
    const allowed = props.roleHasEniPermissions ? undefined : allowInterfaces(scope, role, env, props.functionName);
    this.function = new LambdaFunction(scope, 'Function', {
      ...props,
      role,
      vpc: this.vpc,
      vpcSubnets: { subnets: this.subnets },
      securityGroups: this.securityGroups,
      // false is what the group does; aws-cdk-lib takes neither beside a group
      allowAllOutbound: undefined,
      allowAllIpv6Outbound: undefined,
    });
    const cfnFunction = ownedFunction(this.function)!;
    if (allowed) { cfnFunction.node.addDependency(allowed); }
    if (props.denyEniAccessToCode ?? true) { denyInterfaces(scope, role, cfnFunction); }
    this.network = new FunctionNetwork(scope, {
      vpc: this.vpc,
      subnets: this.subnets,
      function: this.function,
      env,
      createEndpoints: props.createEndpoints,
      existingEndpoints: props.existingEndpoints ?? [],
      dualStack: props.ipv6AllowedForDualStack ?? false,
      owner: 'VpcLambdaTarget',
    });
    this.plans = SubnetPlans.of(this.vpc);
    const { securityGroups, subnets, network } = this;
    this.plans.add({ name: scope.node.path, load: { ...props, says: true }, securityGroups, subnets, network });
    for (const reach of props.reaches ?? []) { this.open(reach); }
  }

  public get peakConcurrency(): number {
    return peakOf(this.props);
  }

  public open(reach: Reach): void {
    this.network.open(reach);
  }

  /** Whether the findings of the plan are said here: those who share the subnets have the same. */
  public get saysFindings(): boolean {
    return this.plans.isFirst(this.scope.node.path, this.subnets);
  }

  public plan(): EniPlan {
    return this.plans.plan(this.scope, this.subnets, this.props);
  }

  private createVpc(): IVpc {
    const { vpcCidr, availabilityZones, ipv6AllowedForDualStack = false, reaches = [] } = this.props;
    const needs = reaches.flatMap((reach) => reach._needs(Stack.of(this.scope))).filter(({ type }) => type === 'interface');
    const endpoints = [...new Set(needs.map((need) => serviceName((need as ServiceNeed).service)))];
    const zones = availabilityZones?.length ?? 2;
    const even = Number((vpcCidr ?? DEFAULT_RANGE).split('/')[1]) + Math.ceil(Math.log2(zones));
    const cidrMask = Math.min(Math.max(SUBNET, even), SubnetPlans.smallestMask(this.scope, this.props, zones, endpoints));
    requireRoom(this.scope, vpcCidr, zones, cidrMask);
    return createIsolatedVpc(this.scope, { cidr: vpcCidr, availabilityZones, cidrMask, dualStack: ipv6AllowedForDualStack });
  }

  private select(): ISubnet[] {
    const { vpc } = this;
    const { subnets, isPendingLookup } = vpc.selectSubnets(this.props.vpcSubnets ?? defaultSelection(vpc));
    const unsuitable = subnets.find((subnet) => isPublic(vpc, subnet));
    if (unsuitable) {
      throw misuse({
        problem: `subnet ${unsuitable.node.path} is public`,
        expected: 'private subnets: a function has no public address, so nothing outside of the VPC is reached from a public subnet',
        fix: 'leave vpcSubnets out: the isolated subnets are taken, or else the private ones',
        at: this.scope,
      });
    }
    // aws-cdk-lib looks a VPC up after the first synthesis; until then it has subnets of its own invention
    if (isPendingLookup) { return subnets.length > 0 ? subnets : vpc.privateSubnets; }
    if (subnets.length === 0) {
      throw misuse({
        problem: `VPC ${vpc.node.path} has no isolated or private subnets to choose from`,
        expected: 'subnets without public addresses: a function has none, so from a public subnet it reaches nothing outside of the VPC',
        fix: 'add subnets of type ec2.SubnetType.PRIVATE_ISOLATED, or leave vpc out so that one is made',
        at: this.scope,
      });
    }
    requireZones(this.scope, subnets);
    const [onlyIpv4] = this.props.ipv6AllowedForDualStack ? subnets.filter(isIpv4Only) : [];
    if (onlyIpv4) {
      throw misuse({
        problem: `subnet ${onlyIpv4.node.path} has no IPv6 range, but ipv6AllowedForDualStack is true`,
        expected: 'subnets that all have both',
        fix: 'create the VPC with ipProtocol: ec2.IpProtocol.DUAL_STACK, or leave ipv6AllowedForDualStack out',
        at: this.scope,
      });
    }
    return subnets;
  }

  private createRole(): IRole {
    return new Role(this.scope, 'ServiceRole', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')],
    });
  }
}

function defaultSelection(vpc: IVpc): SubnetSelection {
  return { subnets: vpc.isolatedSubnets.length > 0 ? vpc.isolatedSubnets : vpc.privateSubnets };
}

/** Of an imported subnet it is not known. */
function isIpv4Only(subnet: ISubnet): boolean {
  const cfnSubnet = subnet.node.defaultChild as CfnSubnet | undefined;
  return cfnSubnet !== undefined && cfnSubnet.ipv6CidrBlock === undefined && !Token.isUnresolved(cfnSubnet.ipv6CidrBlock);
}
