import { NameError, Names, sessionRole } from './find-named';
import type { Named } from './named';
import type { Cloud } from '../model/cloud';
import { fieldsOf, functionOf } from '../values/arn';

/** Who calls: a role or user, a service for one resource or for any, or everybody without credentials. */
export type Party =
  | { readonly kind: 'identity'; readonly arn: string; /** The function whose role it is, if a function was named. */ readonly ofFunction?: string }
  | { readonly kind: 'service'; readonly service: string; readonly sourceArn?: string }
  | { readonly kind: 'anonymous' };

/** The service principal in whose name a resource calls; a table, a queue or a stream calls nobody: Lambda reads them. */
const PRINCIPALS: Readonly<Record<string, string>> = {
  's3': 's3.amazonaws.com',
  'sns': 'sns.amazonaws.com',
  'events': 'events.amazonaws.com',
  'execute-api': 'apigateway.amazonaws.com',
  'apigateway': 'apigateway.amazonaws.com',
  'iot': 'iot.amazonaws.com',
  'logs': 'logs.amazonaws.com',
  'cognito-idp': 'cognito-idp.amazonaws.com',
  'config': 'config.amazonaws.com',
  'secretsmanager': 'secretsmanager.amazonaws.com',
  'elasticloadbalancing': 'elasticloadbalancing.amazonaws.com',
  'scheduler': 'scheduler.amazonaws.com',
  'pipes': 'pipes.amazonaws.com',
  'states': 'states.amazonaws.com',
};

/** As a link without credentials is shown. */
export const ANYONE = 'anyone';

const SERVICE = /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/;

/** Who is meant by `--from`. */
export function callerNamed(name: string, cloud: Cloud, names = new Names(cloud)): Party {
  if (name === ANYONE) { return { kind: 'anonymous' }; }
  if (SERVICE.test(name)) { return { kind: 'service', service: name }; }
  const named = oneCaller(name, names);
  if (named.roleArn !== undefined) { return { kind: 'identity', arn: named.roleArn, ofFunction: named.arn }; }
  const { service } = fieldsOf(named.arn);
  const principal = PRINCIPALS[service];
  if (principal !== undefined) { return { kind: 'service', service: principal, sourceArn: named.arn }; }
  if (isIdentity(named)) { return { kind: 'identity', arn: sessionRole(named.arn) ?? named.arn }; }
  throw new NameError(`'${name}' calls nobody: name a role, a function or a service such as s3.amazonaws.com; what reads a queue or a stream is the role of the function`);
}

/** What is meant by `--to`. */
export function targetNamed(name: string, cloud: Cloud, names = new Names(cloud)): Named {
  return names.find(name);
}

/** One function and its qualifiers call with one role: any of them means that role. */
function oneCaller(name: string, names: Names): Named {
  const candidates = names.candidates(name);
  const roles = new Set(candidates.map(({ arn, roleArn }) => roleArn ?? arn));
  return candidates.length > 1 && roles.size === 1 ? candidates[0] : names.find(name);
}

function isIdentity({ arn }: Named): boolean {
  const { service, resource } = fieldsOf(arn);
  return (service === 'iam' && /^(role|user)\//.test(resource)) || service === 'sts' || resource === '';
}

/** All ARNs under which a function can be called if one was named without a qualifier; else the ARN itself. */
export function callableArns(arn: string, cloud: Cloud): string[] {
  const fn = functionOf(arn);
  const model = fn?.qualifier === undefined ? cloud.functions.get(arn) : undefined;
  return model ? [arn, ...model.qualifiers.map((qualifier) => qualifier.arn)] : [arn];
}
