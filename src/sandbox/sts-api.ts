import { readAssumeRole } from './assume-role-request';
import type { Arrival } from './authorizer';
import type { CredentialStore, Session } from './credentials';
import { denialMessage } from './denial';
import { ServiceError } from './errors';
import type { AuthenticationCodes } from './errors';
import type { Gatekeeper } from './gatekeeper';
import type { ReceivedRequest, Response } from './http';
import type { ServiceApi, Subject } from './service-api';
import { element, textElement } from './xml';

const VERSION = '2011-06-15';
const NAMESPACE = `https://sts.amazonaws.com/doc/${VERSION}/`;

/**
 * AssumeRole and GetCallerIdentity of STS, in its query protocol.
 *
 * GetCallerIdentity needs no permission; here that includes the policy of a VPC endpoint, which is not verified.
 */
export class StsApi implements ServiceApi {
  public readonly name = 'sts';
  public readonly fault = 'InternalFailure';
  public readonly authenticationCodes: AuthenticationCodes = {
    missing: 'MissingAuthenticationToken',
    incomplete: 'IncompleteSignature',
    unknown: 'InvalidClientTokenId',
    expired: 'ExpiredToken',
    mismatch: 'SignatureDoesNotMatch',
  };

  /** @param assumedRoleSeconds how long sessions really last, whatever the caller asked for */
  constructor(
    private readonly gatekeeper: Gatekeeper,
    private readonly credentials: CredentialStore,
    private readonly assumedRoleSeconds?: number,
  ) {}

  public async handle(request: ReceivedRequest, arrival: Arrival, requestId: string): Promise<Response> {
    const parameters = parametersOf(request);
    const action = parameters.get('Action');
    switch (action) {
      case 'AssumeRole': return success(action, await this.assumeRole(arrival, parameters), requestId);
      case 'GetCallerIdentity': return success(action, callerIdentity(arrival.session), requestId);
      case null: throw new ServiceError(400, 'MissingAction', 'The request must contain the parameter Action.');
      default: throw new ServiceError(400, 'InvalidAction', `Could not find operation ${action} for version ${parameters.get('Version') ?? VERSION}`);
    }
  }

  public subjectOf(request: ReceivedRequest): Subject {
    const parameters = parametersOf(request);
    return { action: `sts:${parameters.get('Action') ?? '*'}`, resource: parameters.get('RoleArn') ?? '*' };
  }

  public errorResponse({ status, code, message }: ServiceError, requestId: string): Response {
    const error = element('Type', status < 500 ? 'Sender' : 'Receiver') + element('Code', code) + textElement('Message', message);
    return xml(status, 'ErrorResponse', element('Error', error) + element('RequestId', requestId));
  }

  private async assumeRole(arrival: Arrival, parameters: URLSearchParams): Promise<string> {
    const { session } = arrival;
    const { roleArn, sessionName, seconds, externalId, tags, ...request } = readAssumeRole(parameters, session.kind === 'role');
    const sourceIdentity = keptSourceIdentity(session, request.sourceIdentity);
    // each of the actions needs both halves
    const actions = ['sts:AssumeRole', ...tags ? ['sts:TagSession'] : [], ...sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']];
    for (const action of actions) {
      const details = { externalId, sessionName, sessionTags: tags, sourceIdentity };
      const { allowed, reason } = await this.gatekeeper.decide(arrival, action, roleArn, details);
      if (!allowed) { throw new ServiceError(403, 'AccessDenied', denialMessage(session.callerArn, action, roleArn, sentence(reason))); }
    }
    const expiration = new Date(Date.now() + (this.assumedRoleSeconds ?? seconds) * 1000);
    const assumed = this.credentials.issue(roleArn, { sessionName, expiration, tags, sourceIdentity, origin: session.origin });
    const { accessKeyId, secretAccessKey, sessionToken = '' } = assumed.credentials;
    return element('Credentials', [
      textElement('AccessKeyId', accessKeyId),
      textElement('SecretAccessKey', secretAccessKey),
      textElement('SessionToken', sessionToken),
      element('Expiration', `${expiration.toISOString().slice(0, 19)}Z`),
    ].join(''))
      + element('AssumedRoleUser', textElement('AssumedRoleId', assumed.userId) + textElement('Arn', assumed.callerArn))
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
function sentence(reason: string): string | undefined {
  return reason.includes('VPC endpoint policy') ? reason : undefined;
}

function callerIdentity({ callerArn, userId, account }: Session): string {
  return textElement('Arn', callerArn) + textElement('UserId', userId) + element('Account', account);
}

function parametersOf({ method, query, body }: ReceivedRequest): URLSearchParams {
  return method === 'POST' ? new URLSearchParams(body.toString()) : query;
}

function success(action: string, result: string, requestId: string): Response {
  return xml(200, `${action}Response`, element(`${action}Result`, result) + element('ResponseMetadata', element('RequestId', requestId)));
}

function xml(status: number, root: string, content: string): Response {
  return { status, headers: { 'content-type': 'text/xml' }, body: `<${root} xmlns="${NAMESPACE}">${content}</${root}>` };
}
