import { Stack } from 'aws-cdk-lib';
import { Port } from 'aws-cdk-lib/aws-ec2';
import type { CfnVPCEndpoint, ISubnet, IVpc, IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { passageStatement } from './endpoint-policy';
import { hasPrivateDns, ownedEndpoint, serves } from './endpoints';
import type { ExistingEndpoint } from './existing-endpoint';
import { letThrough } from './let-through';
import { tablesOf } from './made-endpoint';
import { serviceName, wantsPrivateDns } from './need';
import type { ServiceNeed } from './need';
import { requireOneWay } from './one-way';
import { prefixListOf } from './prefix-lists';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';

/** What an L2 endpoint has and an imported one has not. */
interface WithPolicy {
  readonly addToPolicy?: (statement: PolicyStatement) => void;
  readonly policyDocument?: object;
}

export interface Opening {
  readonly function: IFunction;
  readonly vpc: IVpc;
  readonly subnets: ISubnet[];
  readonly env: KnownEnvironment;
  readonly owner: string;
  readonly need: ServiceNeed;
  readonly existing: ExistingEndpoint;
}

/** Opens an endpoint that the user has named. */
export function openExisting(at: Construct, opening: Opening): void {
  const { need, existing: { _endpoint, _connectable } } = opening;
  const name = serviceName(need.service);
  requireRight(at, opening);
  if (_connectable && _connectable.connections.securityGroups.length === 0) {
    throw misuse({
      problem: `the security groups of the existing endpoint of ${name} are not known`,
      expected: 'the groups that the function must be let through to',
      fix: 'pass securityGroups to ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes',
      at,
    });
  }
  pass(at, opening, _endpoint as IVpcEndpoint & WithPolicy);
  const { port = 443 } = need.service as { port?: number };
  letThrough(opening.function, _connectable ?? prefixListOf(_endpoint, need, at), Port.tcp(port), name);
}

/** Of an endpoint of this app it can be seen whether it is the one that was meant. */
function requireRight(at: Construct, { vpc, subnets, need, existing: { _endpoint } }: Opening): void {
  const resource = ownedEndpoint(_endpoint);
  if (!resource) { return; }
  const name = serviceName(need.service);
  const wrong = [
    serves(resource, need) ? undefined : `is none for ${name}`,
    resource.vpcId === vpc.vpcId ? undefined : `stands in another VPC than ${pathOf(vpc)}`,
    !wantsPrivateDns(need) || hasPrivateDns(resource) ? undefined : 'has no private DNS, by which the AWS SDKs find it',
    need.type === 'interface' || isRouted(resource, subnets) ? undefined : 'is not in the route tables of the subnets of the function',
  ].find((one) => one !== undefined);
  if (wrong === undefined) { return; }
  throw misuse({
    problem: `existingEndpoints names ${pathOf(_endpoint)} for ${name}, but it ${wrong}`,
    expected: `the ${need.type} endpoint of ${name} in that VPC`,
    fix: 'name that one, or leave it out so that one is made',
    at,
  });
}

/** The route table of an imported subnet may not be known. */
function isRouted(endpoint: CfnVPCEndpoint, subnets: ISubnet[]): boolean {
  const tables = tablesOf(endpoint);
  const own = subnets.map(({ routeTable }) => routeTable.routeTableId).filter((id) => (id as string | undefined) !== undefined);
  return own.every((id) => tables.includes(JSON.stringify(Stack.of(endpoint).resolve(id))));
}

/** A statement in an endpoint without a policy would shut everybody else out. */
function pass(at: Construct, { need, env, owner }: Opening, endpoint: IVpcEndpoint & WithPolicy): void {
  const { account = env.account, actions, resources, what } = need;
  if (!endpoint.addToPolicy) { return; }
  if (endpoint.policyDocument) {
    requireOneWay(at, Stack.of(endpoint), need);
    endpoint.addToPolicy(PolicyStatement.fromJson(passageStatement(account, actions, resources)));
    return;
  }
  at.node.addValidation({
    validate: () => endpoint.policyDocument === undefined ? [] : [misuse({
      problem: `endpoint ${pathOf(endpoint)} got a policy after ${owner} had found it open, so ${what} is not let through`,
      expected: 'its policy before it is named in existingEndpoints',
      fix: `move addToPolicy in front of ${owner}`,
      at,
    }).message],
  });
}
