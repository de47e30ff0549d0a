import { Stack } from 'aws-cdk-lib';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { ownedResource } from './pull-source';
import type { PullAccess } from './pull-source';
import type { CallerKind } from '../caller/caller-kind';
import type { Half } from '../link';
import { documentWith, pasteable, whereToFind } from '../link/hand-over-text';
import { renderConditions } from '../link/permission';
import { display } from '../link/publish-hand-over';
import { sourceHalf } from '../link/source-half';
import { partitionOf } from '../private/environments';
import { shortHash } from '../private/names';

/**
 * Lets a role of another account read: in the resource's own policy, or handed over.
 *
 * The account is the principal, the role a condition, so that the role need not exist yet. Lambda
 * polls under the function's execution role.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 * @see https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
 */
export function allowRole(access: PullAccess, role: CallerKind): Half {
  const { account, construct, noun, placeholder } = access;
  const stack = Stack.of(construct);
  const partition = role.partition ?? partitionOf(stack.region);
  const { principals, conditions } = role.statement({ partition, sameAccount: 'different' });
  const roleArn = display(construct, conditions[0].value);
  const sid = `${access.sid}${shortHash(roleArn)}`;
  const shown = pasteable(construct, access.arn, placeholder);
  // what is handed over is read by people
  const resource = access.resource === '*' || ownedResource(construct) ? access.resource : shown;
  const half = sourceHalf({
    account,
    at: construct,
    statement: {
      sid,
      principals: principals.map((principal) => new ArnPrincipal(principal)),
      actions: access.actions,
      resources: [resource],
      conditions: renderConditions(conditions),
    },
    summary: `account ${display(construct, account)}, which this app does not deploy, must let role ${roleArn} read `
      + `${noun} ${shown} (${access.note})${whereToFind(shown, placeholder)}`,
    commands: (statement) => access.commands(documentWith(construct, sid, statement), roleArn),
    add: access.add,
  });
  // the policy of a key or of a table's stream is part of its resource, not a construct of its own
  const hasPolicyConstruct = half.construct?.node !== undefined;
  return half.written && !hasPolicyConstruct ? { ...half, construct } : half;
}
