import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Account, PolicyStatement } from './account';
import { runOrFail } from './processes';
import { VENV_PYTHON } from './python';

/** A rule as EC2 returns it, without what is empty. */
interface Permission {
  readonly IpProtocol: string;
  readonly FromPort?: number;
  readonly ToPort?: number;
  readonly IpRanges: { readonly CidrIp: string }[];
  readonly UserIdGroupPairs: { readonly GroupId: string }[];
  readonly Ipv6Ranges: unknown[];
  readonly PrefixListIds: unknown[];
}

interface SecurityGroup {
  readonly GroupId: string;
  readonly VpcId: string;
  readonly IpPermissions: Permission[];
  readonly IpPermissionsEgress: Permission[];
}

export interface Endpoint {
  readonly VpcId: string;
  readonly VpcEndpointType: string;
  readonly ServiceName: string;
  readonly PolicyDocument: string;
  readonly PrivateDnsEnabled: boolean;
  readonly SubnetIds: string[];
  readonly Groups: { readonly GroupId: string }[];
}

interface Subnet { readonly SubnetId: string; readonly VpcId: string; readonly AvailabilityZone: string }

interface RouteTable {
  readonly VpcId: string;
  readonly Routes: { readonly GatewayId?: string }[];
  readonly Associations: { readonly SubnetId?: string }[];
}

/** What is written into a group so that it is never open; it matches no traffic. */
export const NOTHING = 'icmp 252-86 255.255.255.255/32';

async function describe<T>(account: Account, what: string): Promise<T[]> {
  const env = { ...process.env, ...account.environment, AWS_DEFAULT_REGION: account.environment.AWS_REGION };
  return JSON.parse(await runOrFail(VENV_PYTHON, [join(__dirname, 'ec2_describe.py'), what], { env })) as T[];
}

/** The one endpoint that the account has. */
export async function onlyEndpoint(account: Account): Promise<Endpoint> {
  const endpoints = await describe<Endpoint>(account, 'vpc_endpoints');
  assert.equal(endpoints.length, 1, `account ${account.id} has ${endpoints.map(({ ServiceName }) => ServiceName).join(', ') || 'no endpoint'}`);
  return endpoints[0];
}

export function policyOf({ PolicyDocument }: Endpoint): PolicyStatement[] {
  return (JSON.parse(PolicyDocument) as { Statement: PolicyStatement[] }).Statement;
}

/** Both directions of a group, each rule as a line: `tcp 443-443 sg-…`. */
export async function rulesOf(account: Account, groupId: string): Promise<{ in: string[]; out: string[] }> {
  const group = (await describe<SecurityGroup>(account, 'security_groups')).find((each) => each.GroupId === groupId);
  assert.ok(group, `account ${account.id} has no security group ${groupId}`);
  return { in: group.IpPermissions.flatMap(lines).sort(), out: group.IpPermissionsEgress.flatMap(lines).sort() };
}

function lines({ IpProtocol, FromPort, ToPort, IpRanges, UserIdGroupPairs, Ipv6Ranges, PrefixListIds }: Permission): string[] {
  const ranges = IpRanges.map(({ CidrIp }) => CidrIp);
  const others = [...Ipv6Ranges, ...PrefixListIds].map((other) => JSON.stringify(other));
  return [...ranges, ...UserIdGroupPairs.map(({ GroupId }) => GroupId), ...others].map((to) => `${IpProtocol} ${FromPort}-${ToPort} ${to}`);
}

/** Fails unless the function is in two zones of one VPC, and nothing but the VPC's own routes leads out of its subnets. */
export async function assertIsolated(account: Account, { VpcConfig }: FunctionConfiguration): Promise<{ vpcId: string; subnetIds: string[] }> {
  const subnetIds = VpcConfig!.SubnetIds!;
  const subnets = (await describe<Subnet>(account, 'subnets')).filter(({ SubnetId }) => subnetIds.includes(SubnetId));
  assert.deepEqual(subnets.map(({ AvailabilityZone }) => AvailabilityZone).sort(), ['eu-west-1a', 'eu-west-1b']);
  const [vpcId, ...others] = new Set(subnets.map(({ VpcId }) => VpcId));
  assert.deepEqual(others, []);
  const tables = (await describe<RouteTable>(account, 'route_tables'))
    .filter(({ Associations }) => Associations.some(({ SubnetId }) => SubnetId !== undefined && subnetIds.includes(SubnetId)));
  assert.equal(tables.length, 2);
  assert.deepEqual(tables.flatMap(({ Routes }) => Routes).map(({ GatewayId }) => GatewayId), ['local', 'local']);
  return { vpcId, subnetIds };
}
