import { Annotations, Token } from 'aws-cdk-lib';
import type { Duration } from 'aws-cdk-lib';
import type { LinkedApi } from './api-link';
import { pathOf } from '../private/errors';
import { functionBehind, ownedFunction } from '../private/function-name';
import { API_TIMEOUT } from '../private/warnings';
import { CrossAccountTarget } from '../target';
import type { ICrossAccountTarget } from '../target';

/** What Lambda takes if a function says nothing; https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
const LAMBDA_DEFAULT = 3;

/**
 * How many seconds an integration waits if nothing else is said.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
const INTEGRATION_DEFAULT = { REST: 29, HTTP: 30, WebSocket: 29 };

/** HTTP APIs give an authorizer so many seconds; for the other kinds AWS names no number. */
const HTTP_AUTHORIZER = 10;

const LONGER = {
  REST: 'give the function a shorter timeout, or the integration a longer one (a quota of regional and private APIs: L-E5AE38E3)',
  HTTP: 'give the function a shorter timeout',
  WebSocket: 'give the function a shorter timeout',
};

/** Warns, once for an API, if its integration gives up before the function does. */
export function checkIntegrationTimeout({ kind, construct }: LinkedApi, target: ICrossAccountTarget, timeout?: Duration): void {
  if (timeout?.isUnresolved()) { return; }
  const waits = timeout?.toMilliseconds() ?? INTEGRATION_DEFAULT[kind] * 1000;
  warn(construct, target, waits / 1000, 'integration', `${LONGER[kind]}, or let it answer at once and work on asynchronously`);
}

/** The same for a Lambda authorizer. */
export function checkAuthorizerTimeout({ kind, construct }: LinkedApi, target: ICrossAccountTarget): void {
  if (kind === 'HTTP') { warn(construct, target, HTTP_AUTHORIZER, 'authorizer', LONGER.HTTP); }
}

function warn(api: LinkedApi['construct'], target: ICrossAccountTarget, waits: number, what: string, fix: string): void {
  const runs = secondsOf(target);
  if (runs === undefined || runs <= waits) { return; }
  Annotations.of(api).addWarningV2(API_TIMEOUT,
    `${pathOf(target)} may run ${runs} s, but an ${what} of ${pathOf(api)} waits ${waits} s: the client gets an error while the function runs on; ${fix}`);
}

/** The timeout of a function of this app; undefined where it is not known at synthesis. */
function secondsOf(target: ICrossAccountTarget): number | undefined {
  const fn = target instanceof CrossAccountTarget ? ownedFunction(functionBehind(target.callable)) : undefined;
  const seconds = fn && (fn.timeout ?? LAMBDA_DEFAULT);
  return Token.isUnresolved(seconds) ? undefined : seconds;
}
