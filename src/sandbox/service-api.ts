import type { Arrival } from './authorizer';
import type { AuthenticationFailure, ServiceError } from './errors';
import type { ReceivedRequest, Response } from './http';
import type { Sender } from './signature';

/** What a request is about, as far as it can be told without asking the service. */
export interface Subject {
  readonly action: string;
  readonly resource: string;
}

/** One AWS service behind the port of the sandbox. */
export interface ServiceApi {
  /** The name that requests are signed for. */
  readonly name: string;
  /** What it calls an error of its own. */
  readonly fault: string;
  /** What it calls the ways in which a request does not prove who sent it. */
  readonly authenticationCodes: Readonly<Record<AuthenticationFailure, string>>;
  /** S3 alone signs the path as it is sent. @default false */
  readonly signsPathAsSent?: boolean;
  handle(request: ReceivedRequest, sender: Sender & Arrival, requestId: string): Promise<Response>;
  subjectOf(request: ReceivedRequest, sender: Sender): Subject;
  /** An error in the protocol of the service. */
  errorResponse(error: ServiceError, requestId: string): Response;
}
