import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { ExistingEndpoint } from '../network';
import { FunctionNetwork } from '../network/function-network';
import { FunctionReaches } from '../network/function-reaches';
import { vpcOf } from '../network/function-vpc';
import { SubnetPlans } from '../network/subnet-plans';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { functionBehind, ownedFunction } from '../private/function-name';

/** How an invoker says what its VPC has, or gets. */
export interface InvokerNetworkOptions {
  readonly function?: IFunction;
  readonly createEndpoints?: boolean;
  readonly existingEndpoints?: ExistingEndpoint[];
}

/** Sets the network of the calling function up, if the user says how; else what it calls is only checked. */
export function setUpNetwork(at: Construct, options: InvokerNetworkOptions, env: KnownEnvironment): void {
  const { createEndpoints, existingEndpoints } = options;
  if (createEndpoints === undefined && existingEndpoints === undefined) { return; }
  const prop = createEndpoints === undefined ? 'existingEndpoints' : 'createEndpoints';
  const fn = options.function && functionBehind(options.function);
  if (fn && FunctionReaches.of(fn).network) {
    throw misuse({
      problem: `${prop} is set, but the network of function ${pathOf(fn)} is set up already`,
      expected: 'it once for a function',
      fix: 'remove it here; the VpcLambdaTarget or CrossAccountInvoker that comes first decides',
      at,
    });
  }
  const vpc = fn && vpcOf(fn);
  if (!fn || vpc === undefined || vpc === 'not-known') {
    const why = fn ? `function ${pathOf(fn)} ${vpc === undefined ? 'is not in a VPC' : 'has subnets that belong to no VPC of this app'}` : 'no function is given';
    throw misuse({
      problem: `${prop} is set, but ${why}`,
      expected: 'a function in a VPC that is created or imported (ec2.Vpc.fromLookup, fromVpcAttributes) in this app',
      fix: 'remove it, or pass vpc and vpcSubnets to the function',
      at,
    });
  }
  const network = new FunctionNetwork(at, {
    ...vpc, function: fn, env, createEndpoints: createEndpoints ?? false, existingEndpoints: existingEndpoints ?? [], owner: 'CrossAccountInvoker',
  });
  // the plans of targets in these subnets count it
  const { reservedConcurrentExecutions } = ownedFunction(fn)!;
  const { securityGroups, subnets } = vpc;
  SubnetPlans.of(vpc.vpc).add({ name: fn.node.path, load: { reservedConcurrentExecutions }, securityGroups, subnets, network });
}
