import type { Side } from './denied';
import { list, named, readableJson } from './words';
import type { Link } from '../links/link';
import type { Cloud } from '../model/cloud';
import type { PolicyWriter } from '../model/resource-policy';
import type { Site } from '../model/site';
import { identityStatement, isTrust, resourceStatement } from '../queries/statements';
import { fieldsOf } from '../values/arn';
import { hasUnknown, readable } from '../values/unknown';

/** What is not there, and in which account. */
export function lacking({ action, to, fromAccount, toAccount, request }: Link, side: Side): string {
  if (side === 'identity') { return `no policy of the caller, in account ${readable(fromAccount)}, allows ${action}`; }
  return isTrust(request)
    ? `the trust policy of the role, in account ${readable(toAccount)}, does not let the caller in`
    : `no policy of ${readable(to)}, in account ${readable(toAccount)}, lets the caller in`;
}

/** The role, also where a service takes it on to call. */
export function callerSite({ caller, fromSite }: Link): Site | undefined {
  const own = isEntity(caller) ? caller.identity?.site : undefined;
  return own !== undefined && own.logicalId !== '' ? own : fromSite;
}

/** What to write, and where. */
export function fixFor(link: Link, side: Side, actions: readonly string[], cloud: Cloud): string {
  const { to, toSite } = link;
  const owner = callerSite(link);
  if (side === 'identity') { return `allow ${list(actions)} on ${readable(to)} in a policy of ${owner ? named(owner) : readable(link.from)}`; }
  const of = toSite ? named(toSite) : readable(to);
  return `add this statement to ${policyOf(link, of, cloud)}${nameFirst(link)}`;
}

/** The documents that a statement is added to, by the service of what is called; `…` stands for what it belongs to. */
const POLICIES: Readonly<Record<string, string>> = {
  'lambda': 'an AWS::Lambda::ResourcePolicy of …',
  'iam': 'the trust policy of …',
  'sqs': 'an AWS::SQS::QueuePolicy of …',
  'sns': 'an AWS::SNS::TopicPolicy of …',
  'kinesis': 'an AWS::Kinesis::ResourcePolicy of …',
  'dynamodb': 'the ResourcePolicy of …',
  'kms': 'the KeyPolicy of …',
  'execute-api': 'the Policy of …',
  'events': 'an AWS::Events::EventBusPolicy of …',
  'secretsmanager': 'an AWS::SecretsManager::ResourcePolicy of …',
};

function policyOf(link: Link, of: string, cloud: Cloud): string {
  const writer = writerOf(link, cloud);
  if (isPermission(writer)) { return `the policy of ${of}, as an AWS::Lambda::Permission like ${writer!.site.path}`; }
  if (writer && writer.site !== link.toSite) { return `the policy that ${writer.site.path} writes`; }
  return (POLICIES[fieldsOf(link.to).service] ?? 'the policy of …').replace('…', () => of);
}

/** What writes the policy now. */
function writerOf({ to }: Link, { resourcePolicies }: Cloud): PolicyWriter | undefined {
  return resourcePolicies.get(to)?.writers.find(({ misplaced }) => !misplaced);
}

function isPermission(writer: PolicyWriter | undefined): boolean {
  return writer?.site.type === 'AWS::Lambda::Permission';
}

/** Nobody can write a name in another account that CloudFormation is yet to make up. */
function nameFirst(link: Link): string {
  const { caller, toSite } = link;
  const owner = callerSite(link);
  if (!isEntity(caller) || !hasUnknown(caller.arn) || !owner?.type.startsWith('AWS::IAM::') || owner.stack.account === toSite?.stack.account) { return ''; }
  return `; narrow it by ArnEquals aws:PrincipalArn once ${owner.path} has a name of its own`;
}

/** The missing statement, as somebody can paste it. */
export function statementFor(link: Link, side: Side, actions: readonly string[], cloud: Cloud): Readonly<Record<string, unknown>> {
  const { request, caller } = link;
  const statement: Record<string, unknown> = { ...side === 'identity' ? identityStatement(request) : resourceStatement(request) };
  if (actions.length > 1) { statement.Action = actions; }
  if (side === 'resource' && isEntity(caller)) {
    if (isPermission(writerOf(link, cloud)) && !hasUnknown(caller.arn)) { statement.Principal = { AWS: caller.arn }; }
    // a permission has no such condition, and nobody can write a name that is not known yet
    if (isPermission(writerOf(link, cloud)) || hasUnknown(caller.arn)) { statement.Condition = withoutArn(statement.Condition); }
    if (statement.Condition === undefined) { delete statement.Condition; }
  }
  return readableJson(statement);
}

function withoutArn(condition: unknown): unknown {
  const { ArnEquals, ...rest } = condition as Record<string, unknown>;
  return Object.keys(rest).length > 0 ? rest : undefined;
}

function isEntity(caller: Link['caller']): caller is Extract<Link['caller'], { arn: string }> {
  return caller.kind === 'role' || caller.kind === 'user';
}
