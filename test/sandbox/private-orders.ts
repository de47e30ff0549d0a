import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { App } from 'aws-cdk-lib';
import { Sandbox } from './sandbox';
import { build } from '../../examples/private-orders/app';
import type { Authorizer } from '../../src/sandbox/authorizer';
import type { Decision } from '../../src/sandbox/gatekeeper';
import { mayInvoke, withRole } from '../support/change-cloud';
import type { Cloud, FunctionModel } from '../support/cloud';
import { networkPath } from '../support/network';
import type { EndpointModel } from '../support/network-model';
import { readCloud } from '../support/read-cloud';

const CDK_JSON = join(__dirname, '..', '..', 'examples', 'private-orders', 'cdk.json');

/** The example, synthesized as `cdk synth` does it. */
export interface PrivateOrders {
  readonly cloud: Cloud;
  readonly checkout: FunctionModel;
  readonly orders: FunctionModel;
  readonly stock: FunctionModel;
}

export function synthesizePrivateOrders(outdir: string): PrivateOrders {
  const { context } = JSON.parse(readFileSync(CDK_JSON, 'utf8'));
  // the CLI asks for this metadata too; it tells where the code of each function lies
  const app = new App({ outdir, context: { ...context, 'aws:cdk:enable-asset-metadata': true } });
  build(app);
  const cloud = readCloud(app.synth().directory);
  const ofStack = (name: string) => cloud.functions.find(({ stackName }) => stackName === name)!;
  return { cloud, checkout: ofStack('Checkout'), orders: ofStack('Orders'), stock: ofStack('Stock') };
}

/** The endpoint over which a function calls the Lambda API. */
export function lambdaEndpointOf(cloud: Cloud, { arn }: FunctionModel): EndpointModel {
  const path = networkPath(cloud, arn, 'lambda');
  if (path.kind !== 'endpoint') { throw new Error(`${arn} does not call over an endpoint: ${path.kind}`); }
  return path.endpoint;
}

/** The same cloud where an endpoint lets through calls to another function only. */
export function lettingThrough(cloud: Cloud, { id }: EndpointModel, functionArn: string): Cloud {
  return changeEndpoints(cloud, (endpoint) => endpoint.id !== id ? [endpoint] : [{
    ...endpoint,
    policy: { ...endpoint.policy!, Statement: [endpoint.policy!.Statement].flat().map((statement) => ({ ...statement, Resource: functionArn })) },
  }]);
}

/** The same cloud where a VPC has one endpoint less. */
export function withoutEndpoint(cloud: Cloud, { id }: EndpointModel): Cloud {
  return changeEndpoints(cloud, (endpoint) => endpoint.id === id ? [] : [endpoint]);
}

function changeEndpoints(cloud: Cloud, change: (endpoint: EndpointModel) => EndpointModel[]): Cloud {
  return { ...cloud, network: { ...cloud.network!, endpoints: cloud.network!.endpoints.flatMap(change) } };
}

/** What a call of checkout came to, and every decision on its way. */
export interface Checkout {
  readonly failed: boolean;
  readonly payload: unknown;
  readonly decisions: readonly Decision[];
}

/** Starts the functions in their networks, and calls checkout as a developer of its account would. */
export async function callCheckout({ checkout }: PrivateOrders, policies: Cloud, authorizerOf: (cloud: Cloud) => Authorizer): Promise<Checkout> {
  const developer = `arn:aws:iam::${checkout.account}:role/developer`;
  const cloud = withRole(policies, developer, mayInvoke(checkout.arn));
  const sandbox = await Sandbox.start({ cloud, authorizer: authorizerOf(cloud) });
  try {
    const client = new LambdaClient({ endpoint: sandbox.endpoint, region: checkout.region, credentials: sandbox.credentialsFor(developer) });
    const response = await client.send(new InvokeCommand({ FunctionName: checkout.functionName, Payload: JSON.stringify({ item: 'tea', quantity: 2 }) }));
    const payload = JSON.parse(Buffer.from(response.Payload!).toString());
    return { failed: response.FunctionError !== undefined, payload, decisions: [...sandbox.invocations] };
  } finally {
    await sandbox.stop();
  }
}
