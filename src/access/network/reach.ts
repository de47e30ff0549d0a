import { pathOf } from './path';
import type { NetworkPath } from './path';
import type { Cloud } from '../model/cloud';
import type { FunctionModel } from '../model/function';
import type { Statement } from '../model/policy';
import { fieldsOf } from '../values/arn';

/** A service that a function in a VPC calls, as far as the policies of its role say. */
export interface Need {
  readonly fn: FunctionModel;
  /** The end of the service's endpoint name: `lambda`, `sts`, `kinesis-streams`; `lambda-url` for function URLs. */
  readonly service: string;
  readonly region: string;
  /** One call: its action, what is called, and the statement that speaks of it. */
  readonly action: string;
  readonly resourceArn: string;
  readonly statement: Statement;
  readonly path: NetworkPath;
}

/**
 * Actions that code asks for itself, with the name of the service in endpoints. Not those that Lambda and other services use
 * with the same role outside of the VPC, such as reading from queues and streams.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
const SERVICES: Readonly<Record<string, string>> = {
  'lambda:invokefunction': 'lambda',
  'lambda:invokefunctionurl': 'lambda-url',
  'sts:assumerole': 'sts',
  'sqs:sendmessage': 'sqs',
  'sns:publish': 'sns',
  'kinesis:putrecord': 'kinesis-streams',
  'kinesis:putrecords': 'kinesis-streams',
  'dynamodb:getitem': 'dynamodb',
  'dynamodb:putitem': 'dynamodb',
  'dynamodb:query': 'dynamodb',
  'dynamodb:updateitem': 'dynamodb',
  'events:putevents': 'events',
  'states:startexecution': 'states',
  'secretsmanager:getsecretvalue': 'secretsmanager',
};

/** What every function in a VPC calls, each service in each region once, with the way that the calls take. */
export function needsOf(cloud: Pick<Cloud, 'functions' | 'identities' | 'network' | 'deliveries'>): Need[] {
  const outside = rolesOutside(cloud);
  const sent = sentByLambda(cloud);
  return [...cloud.functions.values()].filter(({ vpc, roleArn }) => vpc && !outside.has(roleArn)).flatMap((fn) => needsOfFunction(cloud, fn, sent));
}

/** With a role that a function outside of VPCs has too, nobody knows which of them makes a call. */
function rolesOutside({ functions }: Pick<Cloud, 'functions'>): Set<string> {
  return new Set([...functions.values()].filter(({ vpc }) => !vpc).map(({ roleArn }) => roleArn));
}

/** What Lambda calls with the roles of functions: destinations and dead-letter queues. */
function sentByLambda({ deliveries }: Pick<Cloud, 'deliveries'>): Set<string> {
  return new Set(deliveries.flatMap(({ requests }) => requests.flatMap(({ request: { caller, resourceArn } }) =>
    caller.kind === 'role' ? [`${caller.arn} ${resourceArn}`] : [])));
}

type Call = Pick<Need, 'action' | 'resourceArn' | 'statement'>;

function needsOfFunction(cloud: Parameters<typeof needsOf>[0], fn: FunctionModel, sent: ReadonlySet<string>): Need[] {
  const own = callsOf(cloud, fn.roleArn).filter(({ resourceArn }) => !sent.has(`${fn.roleArn} ${resourceArn}`));
  const byRoles = own.filter(({ action }) => action === 'sts:assumerole').flatMap(({ resourceArn }) => callsOf(cloud, resourceArn));
  const needs = new Map<string, Need>();
  for (const call of [...own, ...byRoles]) {
    const service = SERVICES[call.action];
    // AWS's SDKs call STS in their own region
    const region = service === 'sts' ? fn.region : fieldsOf(call.resourceArn).region || fn.region;
    const key = `${service} ${region}`;
    if (!needs.has(key)) { needs.set(key, { fn, service, region, ...call, path: pathOf(cloud, fn.arn, service, region) }); }
  }
  return [...needs.values()];
}

/** The calls that the policies of a role speak of by name; those by wildcard (`*`, a managed policy) need not be made. */
function callsOf({ identities }: Pick<Cloud, 'identities'>, roleArn: string): Call[] {
  return (identities.get(roleArn)?.statements ?? []).filter(({ effect, source }) => effect === 'Allow' && source.unknown === undefined).flatMap((statement) =>
    (statement.actions ?? []).filter((action) => action in SERVICES).flatMap((action) =>
      (statement.resources ?? []).filter(isNamed).map((resourceArn) => ({ action, resourceArn, statement }))));
}

/** `arn:…:function:orders:*` names a function, `*` and `arn:aws:lambda:*:*:function:*` do not. */
function isNamed(resource: string): boolean {
  const { account, region, service, resource: name } = fieldsOf(resource);
  return service !== '' && name !== '' && !/^[^/:]*[/:]?\*/.test(name) && !`${account}${region}`.includes('*');
}
