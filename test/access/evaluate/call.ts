import { evaluatorOf } from '../../../src/access/evaluate/evaluate';
import type { Surroundings } from '../../../src/access/evaluate/evaluator';
import type { Verdict } from '../../../src/access/evaluate/verdict';
import type { Cloud } from '../../../src/access/model/cloud';
import type { Identity } from '../../../src/access/model/identity';
import type { Statement } from '../../../src/access/model/policy';
import type { Caller } from '../../../src/access/model/request';
import type { ResourcePolicy } from '../../../src/access/model/resource-policy';
import type { Site } from '../../../src/access/model/site';
import { parseStatements } from '../../../src/access/read/resources/parse-statement';

export const A = '111111111111';
export const B = '222222222222';
export const ROLE = `arn:aws:iam::${A}:role/app/checkout`;
export const USER = `arn:aws:iam::${A}:user/ann`;
export const QUEUE_A = `arn:aws:sqs:eu-west-1:${A}:jobs`;
export const QUEUE_B = `arn:aws:sqs:eu-west-1:${B}:jobs`;

type Json = Record<string, unknown>;

/** One call, in as few words as a table of cases allows. */
export interface Call {
  /** An ARN, `s3.amazonaws.com`, or `anonymous`; the role of account A if it is not said. */
  readonly caller?: string;
  readonly action?: string;
  /** The queue of account A if it is not said. */
  readonly resource?: string;
  readonly resourceAccount?: string;
  /** Keys that are in the request, and with `undefined` keys that are not; all others are unknown. */
  readonly context?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Statements of the caller's policies; `'none known'` for a caller that no template has. */
  readonly identity?: readonly Json[] | 'none known';
  readonly boundary?: readonly Json[];
  readonly unknownPolicies?: readonly string[];
  /** Statements of the policy of exactly what is called; for a role its trust policy. */
  readonly policy?: readonly Json[];
  /** Statements of other resource policies by ARN. */
  readonly policies?: Readonly<Record<string, readonly Json[]>>;
  /** Whether each resource that writes them stands in another account than the owner's. */
  readonly writers?: readonly boolean[];
  readonly endpoint?: readonly Json[];
  readonly session?: readonly Json[];
  readonly scps?: readonly (readonly Json[])[];
  readonly rcps?: readonly (readonly Json[])[];
  readonly cloud?: Partial<Pick<Cloud, 'functions' | 'stacks'>>;
}

const SITE: Site = {
  stack: { name: 'S', id: 'S', account: A, region: 'eu-west-1', partition: 'aws', templateFile: 'S.template.json', dependsOn: [] },
  logicalId: 'Thing',
  type: 'AWS::Test::Thing',
  path: 'S/Thing',
};

export function decide(call: Call): Verdict {
  const { resource = QUEUE_A, policy, policies = {}, writers = [] } = call;
  const account = call.resourceAccount ?? resource.split(':')[4];
  const caller = callerOf(call);
  const isRole = resource.includes(':role/');
  const assumed = isRole && policy ? identityOf(resource, { trust: statementsOf(policy) }) : undefined;
  const own = caller.kind === 'role' || caller.kind === 'user' ? identityFor(call, caller.arn) : undefined;
  const written = Object.entries({ ...policies, ...policy && !isRole && { [resource]: policy } });
  const writersOf = writers.map((misplaced) => ({ site: SITE, statements: [], misplaced, size: 0 }));
  const cloud = {
    identities: new Map([own, assumed].flatMap((identity) => identity ? [[identity.arn, identity] as const] : [])),
    resourcePolicies: new Map(written.map(([resourceArn, statements]): [string, ResourcePolicy] => [
      resourceArn, { resourceArn, account, statements: statementsOf(statements), writers: writersOf },
    ])),
    ...call.cloud,
  };
  const { action = 'sqs:SendMessage' } = call;
  return evaluatorOf(cloud).decide({ caller, action, resourceArn: resource, resourceAccount: account, context: contextOf(call) }, around(call));
}

/** The outcome alone. */
export function outcomeOf(call: Call): string {
  return decide(call).outcome;
}

export function allow(more: Json = {}): Json {
  return { Effect: 'Allow', Action: '*', ...'NotResource' in more ? {} : { Resource: '*' }, ...more };
}

export function deny(more: Json = {}): Json {
  return { ...allow(more), Effect: 'Deny' };
}

/** An allow in a resource policy for these principals. */
export function to(principal: unknown, more: Json = {}): Json {
  return allow({ Principal: typeof principal === 'string' && principal !== '*' ? { AWS: principal } : principal, ...more });
}

export function statementsOf(statements: readonly Json[]): Statement[] {
  return parseStatements({ Version: '2012-10-17', Statement: statements }, { policy: 'test' });
}

export function identityOf(arn: string, more: Partial<Identity>): Identity {
  const kind = arn.includes(':role/') ? 'role' : 'user';
  return { kind, arn, name: arn.split('/').pop()!, account: arn.split(':')[4], site: SITE, statements: [], trust: [], unknownPolicies: [], ...more };
}

function callerOf({ caller = ROLE }: Call): Caller {
  if (caller === 'anonymous') { return { kind: 'anonymous' }; }
  if (!caller.startsWith('arn:')) { return { kind: 'service', service: caller }; }
  return { kind: caller.includes(':role/') ? 'role' : 'user', arn: caller, account: caller.split(':')[4] };
}

function identityFor({ identity = [], boundary, unknownPolicies = [] }: Call, arn: string): Identity | undefined {
  if (identity === 'none known') { return undefined; }
  return identityOf(arn, { statements: statementsOf(identity), boundary: boundary && statementsOf(boundary), unknownPolicies });
}

function contextOf({ context = {} }: Call): Map<string, readonly string[] | undefined> {
  return new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), typeof value === 'string' ? [value] : value]));
}

function around({ endpoint, session, scps, rcps }: Call): Surroundings {
  return {
    ...endpoint && { endpointPolicy: statementsOf(endpoint) },
    ...session && { sessionPolicy: statementsOf(session) },
    ...scps && { serviceControlPolicies: () => scps.map(statementsOf) },
    ...rcps && { resourceControlPolicies: () => rcps.map(statementsOf) },
  };
}
