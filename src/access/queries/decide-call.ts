import { ANYONE } from './parties';
import type { Party } from './parties';
import type { Evaluator, EvaluatorOf } from '../evaluate/evaluator';
import { Callables } from '../links/callables';
import type { Link } from '../links/link';
import type { LinkOptions } from '../links/links-of';
import { OutsideIdentities, policiesAround } from '../links/outside';
import type { Cloud } from '../model/cloud';
import type { Identity } from '../model/identity';
import type { Request } from '../model/request';
import { plainText } from '../report/plain';
import { anonymousRequest, requestByIdentity, requestByService } from '../requests';
import { accountOf } from '../values/arn';

/** What questions are answered from. */
export interface Known {
  readonly cloud: Cloud;
  /** The calls that the templates speak of, decided already. */
  readonly links: readonly Link[];
  readonly evaluatorOf: EvaluatorOf;
  readonly options?: LinkOptions;
}

/** Decides calls, whether the templates speak of them or not. */
export class Decider {
  private readonly callables: Callables;
  private readonly identities: Map<string, Identity>;
  private readonly outside: OutsideIdentities;
  private readonly evaluators = new Map<string, Evaluator>();

  constructor(private readonly known: Known) {
    this.callables = new Callables(known.cloud);
    this.identities = new Map(known.cloud.identities);
    this.outside = new OutsideIdentities(known.cloud);
  }

  /** What another app creates may have any policy: a verdict that needs it depends on it. */
  public decide(from: Party, to: string, action: string): Link {
    const { cloud, options } = this.known;
    if (from.kind === 'identity' && !this.identities.has(from.arn)) { this.identities.set(from.arn, this.outside.get(from.arn)); }
    const request = requestOf(this.known, from, to, action, this.identities);
    return {
      caller: request.caller,
      from: nameOf(from),
      to,
      action,
      request,
      verdict: this.evaluatorFor(to).decide(request, options?.surroundings),
      declaredBy: [],
      fromSite: from.kind === 'identity' ? cloud.identities.get(from.arn)?.site : undefined,
      toSite: this.callables.get(to)?.site,
      fromAccount: from.kind === 'anonymous' ? ANYONE : accountOf(arnOf(from) ?? ''),
      toAccount: request.resourceAccount,
    };
  }

  private evaluatorFor(to: string): Evaluator {
    const before = this.evaluators.get(to);
    if (before) { return before; }
    const { cloud, evaluatorOf } = this.known;
    const evaluator = evaluatorOf({ identities: this.identities, resourcePolicies: policiesAround(cloud, this.callables, [{ to }]) });
    this.evaluators.set(to, evaluator);
    return evaluator;
  }
}

function nameOf(from: Party): string {
  if (from.kind !== 'service') { return from.kind === 'identity' ? from.arn : ANYONE; }
  return from.sourceArn === undefined ? from.service : `${from.service} for ${plainText(from.sourceArn)}`;
}

function arnOf(from: Exclude<Party, { kind: 'anonymous' }>): string | undefined {
  return from.kind === 'identity' ? from.arn : from.sourceArn;
}

function requestOf({ options }: Known, from: Party, to: string, action: string, identities: Cloud['identities']): Request {
  const called = { action, resourceArn: to };
  const byUrl = action.toLowerCase() === 'lambda:invokefunctionurl';
  if (from.kind === 'identity') {
    const url = byUrl ? { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } : {};
    return requestByIdentity(identities.get(from.arn) ?? from.arn, called, { ...options?.keys?.(from.arn), ...url });
  }
  if (from.kind === 'anonymous') { return anonymousRequest(called, byUrl ? { 'lambda:FunctionUrlAuthType': 'NONE' } : {}); }
  const account = accountOf(from.sourceArn ?? '');
  return requestByService(from.service, called, { arn: from.sourceArn, account: account === '' ? undefined : account });
}

/** The decided calls of a party to a target; of every action, or of one. */
export function linksBetween({ links }: Known, from: Party, targets: readonly string[], action?: string): Link[] {
  const wanted = action?.toLowerCase();
  return links.filter((link) => targets.includes(link.to) && isCaller(link, from) && (wanted === undefined || link.action.toLowerCase() === wanted));
}

export function isCaller({ caller, delivery }: Link, from: Party): boolean {
  if (from.kind === 'identity') { return (caller.kind === 'role' || caller.kind === 'user') && caller.arn === from.arn; }
  if (from.kind === 'anonymous') { return caller.kind === 'anonymous'; }
  if (from.sourceArn !== undefined && delivery) { return delivery.of.sourceArn === from.sourceArn; }
  return caller.kind === 'service' && caller.service === from.service;
}

/** What a caller usually wants of a resource, where nobody says it. */
export function usualAction(arn: string): string {
  const [, , service] = arn.split(':');
  return ACTIONS[service] ?? `${service}:*`;
}

const ACTIONS: Readonly<Record<string, string>> = {
  'lambda': 'lambda:InvokeFunction',
  'iam': 'sts:AssumeRole',
  'sqs': 'sqs:SendMessage',
  'sns': 'sns:Publish',
  'kinesis': 'kinesis:PutRecord',
  'dynamodb': 'dynamodb:GetItem',
  'kms': 'kms:Decrypt',
  's3': 's3:GetObject',
  'events': 'events:PutEvents',
  'execute-api': 'execute-api:Invoke',
  'secretsmanager': 'secretsmanager:GetSecretValue',
};
