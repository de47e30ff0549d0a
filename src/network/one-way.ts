import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ServiceNeed } from './need';
import { misuse } from '../private/errors';
import { referencesIn } from '../private/references';

/** An endpoint stands in the stack of the VPC, which the function's stack refers to. */
export function requireOneWay(at: Construct, endpointStack: Stack, { what, resources }: ServiceNeed): void {
  const here = Stack.of(at);
  if (here === endpointStack) { return; }
  const own = resources.flatMap((resource) => referencesIn(at, resource)).find(({ target }) => Stack.of(target) === here);
  if (!own) { return; }
  throw misuse({
    problem: `the endpoint for ${what} stands in stack ${endpointStack.stackName}, with the VPC, and would refer to ${own.target.node.path} `
      + `in stack ${here.stackName}, which refers to the VPC`,
    expected: 'references that point one way',
    fix: 'write the ARN as text (give the resource a name), or put the resource into the stack of the VPC',
    at,
  });
}
