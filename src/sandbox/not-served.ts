import type { ReceivedRequest, Response } from './http';
import { signedFor } from './signature';
import { element, textElement } from './xml';

const CODE = 'NotServedBySandbox';

/** The answer to a request for another service, in the protocol of whoever asked as far as that can be told. */
export function notServed(request: ReceivedRequest, requestId: string): Response {
  const service = signedFor(request)!;
  const variable = `AWS_ENDPOINT_URL_${service.toUpperCase().replace(/\W/g, '_')}`;
  const message = `The sandbox serves Invoke of Lambda and STS, not ${service}. If something on this machine does, set ${variable} in the environment of the sandbox.`;
  const error = textElement('Code', CODE) + textElement('Message', message);
  if (service === 's3') { return xml(element('Error', error + element('RequestId', requestId))); }
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return xml(element('ErrorResponse', element('Error', element('Type', 'Sender') + error) + element('RequestId', requestId)));
  }
  return { status: 501, headers: { 'content-type': 'application/json', 'x-amzn-errortype': CODE }, body: JSON.stringify({ __type: CODE, message }) };
}

function xml(body: string): Response {
  return { status: 501, headers: { 'content-type': 'text/xml' }, body };
}
