import type { Cloud as ProductCloud } from '../../src/access/model/cloud';
import type { FunctionModel as ProductFunction, Qualifier } from '../../src/access/model/function';
import type { Identity } from '../../src/access/model/identity';
import type { ResourcePolicy } from '../../src/access/model/resource-policy';
import type { Site, StackInfo } from '../../src/access/model/site';
import { parseStatements } from '../../src/access/read/resources/parse-statement';
import type { Cloud, FunctionModel, ResourcePolicyModel, RoleModel } from '../support/cloud';
import { NO_NETWORK } from '../support/network-model';

/** The tests' own picture of the accounts, in the shape that the product works on. */
export function productCloud({ functions, roles, resourcePolicies, network = NO_NETWORK }: Cloud): ProductCloud {
  return {
    stacks: [...new Map([...functions, ...roles].map((one) => [`${one.stackName} ${one.account}`, stackOf(one)])).values()],
    functions: new Map(functions.map((fn) => [fn.arn, functionOf(fn)])),
    identities: new Map(roles.map((role) => [role.arn, identityOf(role)])),
    resourcePolicies: policiesOf(resourcePolicies),
    deliveries: [],
    strayPolicies: [],
    outputReads: [],
    network: {
      ...network,
      routeTableIds: [...new Set(network.subnets.flatMap(({ routeTableId }) => routeTableId ?? []))],
      endpoints: network.endpoints.map(({ policy, ...endpoint }) => ({
        ...endpoint,
        site: siteOf({ stackName: 'Network', account: '000000000000' }, endpoint.id, 'AWS::EC2::VPCEndpoint'),
        policy: policy && parseStatements(policy, { policy: endpoint.id }),
      })),
    },
    unknowns: [],
  };
}

interface Place {
  readonly stackName: string;
  readonly account: string;
  readonly region?: string;
}

function stackOf({ stackName, account, region = 'eu-west-1' }: Place): StackInfo {
  return { name: stackName, id: stackName, account, region, partition: 'aws', templateFile: `${stackName}.template.json`, dependsOn: [] };
}

function siteOf(place: Place, logicalId: string, type: string): Site {
  return { stack: stackOf(place), logicalId, type, path: `${place.stackName}/${logicalId}` };
}

function functionOf(fn: FunctionModel): ProductFunction {
  const { arn, functionName, account, region, roleArn, vpc, codeDirectory, layers = [] } = fn;
  const site = siteOf(fn, functionName, 'AWS::Lambda::Function');
  const qualifier = (kind: Qualifier['kind'], name: string, version?: string): Qualifier => ({ kind, name, arn: `${arn}:${name}`, version, site });
  return {
    arn,
    name: functionName,
    account,
    region,
    site,
    roleArn,
    vpc,
    urls: [],
    qualifiers: [...fn.versions.map((name) => qualifier('version', name)), ...Object.entries(fn.aliases).map(([name, version]) => qualifier('alias', name, version))],
    code: {
      runtime: fn.runtime,
      handler: fn.handler,
      timeoutSeconds: fn.timeoutSeconds,
      environment: fn.environment,
      directory: codeDirectory,
      layers,
      otherLayers: [],
    },
  };
}

function identityOf(role: RoleModel): Identity {
  const site = siteOf(role, role.roleName, 'AWS::IAM::Role');
  return {
    kind: 'role',
    arn: role.arn,
    name: role.roleName,
    account: role.account,
    site,
    statements: role.policies.flatMap(({ name, document }) => parseStatements(document, { policy: name, site })),
    trust: parseStatements(role.trustPolicy, { policy: `trust policy of ${role.roleName}`, site }),
    boundary: role.boundary && parseStatements(role.boundary, { policy: 'boundary', site }),
    unknownPolicies: [],
  };
}

/** What is written in another account than the owner's does not exist. */
function policiesOf(models: ResourcePolicyModel[]): Map<string, ResourcePolicy> {
  const policies = new Map<string, ResourcePolicy>();
  for (const { resourceArn, writtenIn, document } of models) {
    const account = resourceArn.split(':')[4];
    if (account !== writtenIn) { continue; }
    const statements = parseStatements(document, { policy: `resource policy of ${resourceArn}` });
    policies.set(resourceArn, { resourceArn, account, statements: [...policies.get(resourceArn)?.statements ?? [], ...statements], writers: [] });
  }
  return policies;
}
