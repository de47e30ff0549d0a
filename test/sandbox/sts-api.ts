import { readAssumeRole } from './assume-role-request';
import type { CredentialStore, Session } from './credentials';
import { denialClause, notAuthorized, ServiceError } from './errors';
import type { Arrival, Gatekeeper } from './gatekeeper';
import type { ReceivedRequest, Response } from './http';
import { element, textElement } from './xml';
import type { Verdict } from '../support/authorizer';

const VERSION = '2011-06-15';
const NAMESPACE = `https://sts.amazonaws.com/doc/${VERSION}/`;

/**
 * AssumeRole and GetCallerIdentity of STS, in its query protocol.
 *
 * GetCallerIdentity needs no permission; here that includes the policy of a VPC endpoint, which is not verified.
 */
export class StsApi {
  /** @param assumedRoleSeconds how long sessions really last, whatever the caller asked for */
  constructor(
    private readonly gatekeeper: Gatekeeper,
    private readonly credentials: CredentialStore,
    private readonly assumedRoleSeconds?: number,
  ) {}

  public async handle(request: ReceivedRequest, arrival: Arrival, requestId: string): Promise<Response> {
    const parameters = new URLSearchParams(request.method === 'POST' ? request.body.toString() : request.query);
    const action = parameters.get('Action');
    switch (action) {
      case 'AssumeRole': return success(action, await this.assumeRole(arrival, parameters), requestId);
      case 'GetCallerIdentity': return success(action, callerIdentity(arrival.session), requestId);
      case null: throw new ServiceError(400, 'MissingAction', 'The request must contain the parameter Action.');
      default: throw new ServiceError(400, 'InvalidAction', `Could not find operation ${action} for version ${parameters.get('Version') ?? VERSION}`);
    }
  }

  private async assumeRole(arrival: Arrival, parameters: URLSearchParams): Promise<string> {
    const { session } = arrival;
    const { roleArn, sessionName, seconds, externalId, tags, ...request } = readAssumeRole(parameters);
    const sourceIdentity = keptSourceIdentity(session, request.sourceIdentity);
    // each of the actions needs both halves
    const actions = ['sts:AssumeRole', ...tags ? ['sts:TagSession'] : [], ...sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']];
    for (const action of actions) {
      const verdict = await this.gatekeeper.decide(arrival, action, roleArn, { externalId, sessionName, sessionTags: tags, sourceIdentity });
      if (!verdict.allowed) { throw new ServiceError(403, 'AccessDenied', notAuthorized(session.sessionArn, action, roleArn) + clauseOf(action, verdict)); }
    }
    const expiration = new Date(Date.now() + (this.assumedRoleSeconds ?? seconds) * 1000);
    const assumed = this.credentials.issue(roleArn, { sessionName, expiration, tags, sourceIdentity, origin: session.origin });
    const { accessKeyId, secretAccessKey, sessionToken } = assumed.credentials;
    return element('Credentials', [
      textElement('AccessKeyId', accessKeyId),
      textElement('SecretAccessKey', secretAccessKey),
      textElement('SessionToken', sessionToken),
      element('Expiration', `${expiration.toISOString().slice(0, 19)}Z`),
    ].join(''))
      + element('AssumedRoleUser', textElement('AssumedRoleId', userId(assumed)) + textElement('Arn', assumed.sessionArn))
      + (sourceIdentity === undefined ? '' : textElement('SourceIdentity', sourceIdentity));
  }
}

/**
 * A source identity stays for all sessions that follow, and cannot be changed; STS then asks for
 * `sts:SetSourceIdentity` again. The text of the error is not verified.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 */
function keptSourceIdentity(session: Session, given: string | undefined): string | undefined {
  if (session.sourceIdentity !== undefined && given !== undefined && given !== session.sourceIdentity) {
    throw new ServiceError(403, 'AccessDenied', 'The source identity of the session cannot be changed');
  }
  return session.sourceIdentity ?? given;
}

/**
 * Unlike Lambda, STS does not say which of its own kinds of policy is missing. For the policy of a VPC endpoint it is
 * given AWS's general wording here; that STS uses it is not verified.
 */
function clauseOf(action: string, verdict: Verdict): string {
  return verdict.reason.includes('VPC endpoint policy') ? denialClause(action, verdict) : '';
}

/** An error in the query protocol. */
export function stsError({ status, code, message }: ServiceError, requestId: string): Response {
  const error = element('Type', status < 500 ? 'Sender' : 'Receiver') + element('Code', code) + textElement('Message', message);
  return xml(status, 'ErrorResponse', element('Error', error) + element('RequestId', requestId));
}

function callerIdentity(session: Session): string {
  return textElement('Arn', session.sessionArn) + textElement('UserId', userId(session)) + element('Account', session.account);
}

function userId({ roleId, sessionName }: Session): string {
  return `${roleId}:${sessionName}`;
}

function success(action: string, result: string, requestId: string): Response {
  return xml(200, `${action}Response`, element(`${action}Result`, result) + element('ResponseMetadata', element('RequestId', requestId)));
}

function xml(status: number, root: string, content: string): Response {
  return { status, headers: { 'content-type': 'text/xml' }, body: `<${root} xmlns="${NAMESPACE}">${content}</${root}>` };
}
