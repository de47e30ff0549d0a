import { Reference, Stack, Stage, Token, Tokenization } from 'aws-cdk-lib';
import type { ISecurityGroup, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { functionBehind, ownedFunction } from '../private/function-name';

/** The VPC of a function, found by its subnets: `lambda.Function` does not keep it. */
export interface FunctionVpc {
  readonly vpc: IVpc;
  readonly subnets: ISubnet[];
  readonly securityGroups: ISecurityGroup[];
  readonly dualStack: boolean;
}

/** Undefined for a function outside of VPCs, `not-known` if no VPC of this app has its subnets. */
export function vpcOf(fn: IFunction): FunctionVpc | 'not-known' | undefined {
  const behind = functionBehind(fn);
  const { subnetIds, ipv6AllowedForDualStack = false } = configOf(ownedFunction(behind));
  if (subnetIds === undefined || subnetIds.length === 0) { return behind.isBoundToVpc ? 'not-known' : undefined; }
  for (const vpc of candidates(subnetIds[0], behind)) {
    const all = [...vpc.isolatedSubnets, ...vpc.privateSubnets, ...vpc.publicSubnets];
    const subnets = all.filter(({ subnetId }) => subnetIds.includes(subnetId));
    if (subnets.length === 0) { continue; }
    // an L1 may have been put into a VPC of which its L2 does not know
    return { vpc, subnets, securityGroups: behind.isBoundToVpc ? behind.connections.securityGroups : [], dualStack: ipv6AllowedForDualStack };
  }
  return 'not-known';
}

/** The VPC around a subnet of this app; the id of another one tells nothing. */
function candidates(subnetId: string, at: IConstruct): IVpc[] {
  const token = Token.isUnresolved(subnetId) ? Tokenization.reverseString(subnetId).firstToken : undefined;
  const around = Reference.isReference(token) ? token.target.node.scopes.filter(isVpc) : [];
  if (around.length > 0) { return around; }
  // several stacks may import one VPC: the function's own goes first, and other stages do not count
  const all = (Stage.of(at) ?? at.node.root).node.findAll().filter((construct) => Stage.of(construct) === Stage.of(at)).filter(isVpc);
  const own = all.filter((vpc) => Stack.of(vpc) === Stack.of(at));
  return [...own, ...all.filter((vpc) => !own.includes(vpc))];
}

/** As `lambda.Function` writes it; an L1 may hold a token, of which nothing is known. */
interface VpcConfig {
  readonly subnetIds?: string[];
  readonly ipv6AllowedForDualStack?: boolean;
}

function configOf(cfnFunction: CfnFunction | undefined): VpcConfig {
  const config = cfnFunction?.vpcConfig;
  return config === undefined || Token.isUnresolved(config) ? {} : config as VpcConfig;
}

function isVpc(construct: IConstruct): construct is IVpc {
  const { isolatedSubnets, privateSubnets, publicSubnets, vpcId } = construct as Partial<IVpc>;
  return vpcId !== undefined && isolatedSubnets !== undefined && privateSubnets !== undefined && publicSubnets !== undefined;
}
