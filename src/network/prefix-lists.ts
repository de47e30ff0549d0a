import { Stack, Token } from 'aws-cdk-lib';
import { PrefixList } from 'aws-cdk-lib/aws-ec2';
import type { IPeer } from 'aws-cdk-lib/aws-ec2';
import type { Construct, IConstruct } from 'constructs';
import { serviceName } from './need';
import type { ServiceNeed } from './need';
import { misuse } from '../private/errors';

/**
 * The addresses of a gateway endpoint's service.
 *
 * @param endpoint below which it stands: one for an endpoint
 */
export function prefixListOf(endpoint: IConstruct, need: ServiceNeed, at: Construct): IPeer {
  const scope = endpoint as Construct;
  const id = 'PrefixList';
  const existing = scope.node.tryFindChild(id);
  if (existing) { return existing as PrefixList; }
  if (need.prefixListId !== undefined) { return PrefixList.fromPrefixListId(scope, id, need.prefixListId); }
  const { account, region, stackName } = Stack.of(scope);
  const name = serviceName(need.service);
  if (Token.isUnresolved(region) || Token.isUnresolved(account)) {
    throw misuse({
      problem: `the prefix list of ${name} cannot be looked up in a stack without env`,
      expected: 'prefixListId, or an account and a region',
      fix: `write prefixListId: 'pl-…', which aws ec2 describe-managed-prefix-lists shows, or give stack ${stackName} an env`,
      at,
    });
  }
  return PrefixList.fromLookup(scope, id, { prefixListName: `com.amazonaws.${region}.${name}` });
}
