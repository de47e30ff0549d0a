import type { CredentialStore, Session } from './credentials';
import { notAuthorized, ServiceError } from './errors';
import type { Gatekeeper } from './gatekeeper';
import type { ReceivedRequest, Response } from './http';
import type { Sender } from './signature';

const VERSION = '2011-06-15';
const NAMESPACE = `https://sts.amazonaws.com/doc/${VERSION}/`;

/** Parameters that would change the decision, and that the Authorizer interface cannot carry. */
const NOT_DECIDABLE = ['ExternalId', 'Policy', 'PolicyArns', 'SerialNumber', 'SourceIdentity', 'Tags', 'TransitiveTagKeys'];

/** AssumeRole and GetCallerIdentity of STS, in its query protocol. */
export class StsApi {
  constructor(private readonly gatekeeper: Gatekeeper, private readonly credentials: CredentialStore) {}

  public async handle(request: ReceivedRequest, { session }: Sender, requestId: string): Promise<Response> {
    const parameters = new URLSearchParams(request.method === 'POST' ? request.body.toString() : request.query);
    const action = parameters.get('Action');
    switch (action) {
      case 'AssumeRole': return success(action, await this.assumeRole(session, parameters), requestId);
      case 'GetCallerIdentity': return success(action, callerIdentity(session), requestId);
      case null: throw new ServiceError(400, 'MissingAction', 'The request must contain the parameter Action.');
      default: throw new ServiceError(400, 'InvalidAction', `Could not find operation ${action} for version ${parameters.get('Version') ?? VERSION}`);
    }
  }

  private async assumeRole(session: Session, parameters: URLSearchParams): Promise<string> {
    const roleArn = required(parameters, 'RoleArn', 'roleArn', /^arn:[^:]+:iam::\d{12}:role\/.+$/);
    const sessionName = required(parameters, 'RoleSessionName', 'roleSessionName', /^[\w+=,.@-]{2,64}$/);
    const seconds = sessionSeconds(parameters.get('DurationSeconds') ?? '3600');
    refuseUndecidable(parameters);
    const verdict = await this.gatekeeper.decide(session, 'sts:AssumeRole', roleArn);
    // unlike Lambda, STS does not say which kind of policy is missing
    if (!verdict.allowed) { throw new ServiceError(403, 'AccessDenied', notAuthorized(session.sessionArn, 'sts:AssumeRole', roleArn)); }
    const assumed = this.credentials.issue(roleArn, { sessionName, expiration: new Date(Date.now() + seconds * 1000) });
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = assumed.credentials;
    return element('Credentials', [
      element('AccessKeyId', escape(accessKeyId)),
      element('SecretAccessKey', escape(secretAccessKey)),
      element('SessionToken', escape(sessionToken)),
      element('Expiration', `${expiration.toISOString().slice(0, 19)}Z`),
    ].join('')) + element('AssumedRoleUser', element('AssumedRoleId', escape(userId(assumed))) + element('Arn', escape(assumed.sessionArn)));
  }
}

/** An error in the query protocol. */
export function stsError({ status, code, message }: ServiceError, requestId: string): Response {
  const error = element('Type', status < 500 ? 'Sender' : 'Receiver') + element('Code', code) + element('Message', escape(message));
  return xml(status, 'ErrorResponse', element('Error', error) + element('RequestId', requestId));
}

function callerIdentity(session: Session): string {
  return element('Arn', escape(session.sessionArn)) + element('UserId', escape(userId(session))) + element('Account', session.account);
}

function userId({ roleId, sessionName }: Session): string {
  return `${roleId}:${sessionName}`;
}

function required(parameters: URLSearchParams, name: string, field: string, pattern: RegExp): string {
  const value = parameters.get(name);
  if (value === null || !pattern.test(value)) {
    throw new ServiceError(400, 'ValidationError', value === null
      ? `1 validation error detected: Value at '${field}' failed to satisfy constraint: Member must not be null`
      : `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern.source}`);
  }
  return value;
}

/** Every caller here is a role session, so this is role chaining, which AWS limits to one hour. */
function sessionSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 900)) {
    throw new ServiceError(400, 'ValidationError', `1 validation error detected: Value '${text}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900`);
  }
  if (seconds > 3600) {
    throw new ServiceError(400, 'ValidationError', 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining');
  }
  return seconds;
}

/** Better no answer than one that leaves out a condition. */
function refuseUndecidable(parameters: URLSearchParams): void {
  const found = NOT_DECIDABLE.find((name) => [...parameters.keys()].some((key) => key === name || key.startsWith(`${name}.`)));
  if (found) { throw new ServiceError(400, 'ValidationError', `the sandbox cannot decide an AssumeRole with the parameter ${found}`); }
}

function success(action: string, result: string, requestId: string): Response {
  return xml(200, `${action}Response`, element(`${action}Result`, result) + element('ResponseMetadata', element('RequestId', requestId)));
}

function xml(status: number, root: string, content: string): Response {
  return { status, headers: { 'content-type': 'text/xml' }, body: `<${root} xmlns="${NAMESPACE}">${content}</${root}>` };
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
