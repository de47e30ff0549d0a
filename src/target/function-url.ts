import { CfnUrl, FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { localArn } from './qualified-function';
import type { QualifiedFunction } from './qualified-function';
import type { TargetUrlOptions } from './url-options';
import type { Caller } from '../caller';
import { AnyoneCaller } from '../caller/anyone-caller';
import type { PermissionFields } from '../caller/caller-kind';
import { permissionFor } from '../link/permission';
import type { Permission } from '../link/permission';
import { misuse } from '../private/errors';

/** Context keys of a call through a URL. */
const URL_AUTH_TYPE = 'lambda:FunctionUrlAuthType';
const VIA_URL = 'lambda:InvokedViaFunctionUrl';

/**
 * Both permissions of a function URL.
 *
 * Since October 2025 a URL needs `lambda:InvokeFunctionUrl` and `lambda:InvokeFunction`; the
 * second holds for calls through the URL only, so that it opens no other way in.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export function urlPermissions(authType = FunctionUrlAuthType.AWS_IAM): Permission[] {
  return [
    {
      ...permissionFor('lambda:InvokeFunctionUrl', 'InvokeUrls'),
      // a URL has one auth type, and so has its policy: the type need not stand in the Sid
      conditions: [{ operator: 'StringEquals', key: URL_AUTH_TYPE, value: authType }],
    },
    {
      action: 'lambda:InvokeFunction',
      resourceSid: 'InvokeFunctionThroughUrl',
      identitySid: 'InvokeThroughUrls',
      conditions: [{ operator: 'Bool', key: VIA_URL, value: 'true' }],
    },
  ];
}

/** Without a signature nobody can tell callers apart. */
export function requireSigned(at: Construct, caller: Caller, authType?: FunctionUrlAuthType): void {
  if (authType !== FunctionUrlAuthType.NONE || caller._kind instanceof AnyoneCaller) { return; }
  throw misuse({
    problem: `authType is NONE, with which requests carry no signature, so ${caller} could not be told from anybody else`,
    got: authType,
    expected: 'FunctionUrlAuthType.AWS_IAM',
    fix: "remove authType, or, if really everybody may call, write Caller.anyone({ reason: '…' })",
    at,
  });
}

/** A URL has one auth type, so callers of one target are granted for one; the other would never match. */
export function requireOneAuthType(at: Construct, granted: Set<string>, permissions: readonly Permission[]): void {
  for (const { key, value } of permissions.flatMap(({ conditions }) => conditions)) {
    if (key !== URL_AUTH_TYPE) { continue; }
    const other = [...granted].find((type) => type !== value);
    if (other !== undefined) {
      throw misuse({
        problem: `callers of the function URL were granted with authType ${other} before`,
        got: value,
        expected: 'one authType: a URL has no other',
        fix: 'pass the authType of the URL to each grants.invokeUrl, or give these callers a target with an alias of its own',
        at,
      });
    }
    granted.add(value);
  }
}

/** The URL of an alias. An L2 with auth type NONE would write its own permission over our policy. */
export function createUrl(scope: Construct, target: QualifiedFunction, options: TargetUrlOptions): CfnUrl {
  if (target.isVersion) {
    throw misuse({
      problem: 'the target is a version, and Lambda gives URLs to functions and aliases only',
      expected: 'a function or an alias',
      fix: 'pass the function, for which an alias is made, or an alias',
      at: scope,
    });
  }
  const { cors } = options;
  const url = new CfnUrl(scope, 'Url', {
    targetFunctionArn: localArn(target.function),
    qualifier: target.qualifier,
    authType: options.authType ?? FunctionUrlAuthType.AWS_IAM,
    invokeMode: options.invokeMode,
    cors: cors && {
      allowCredentials: cors.allowCredentials,
      allowHeaders: cors.allowedHeaders,
      allowMethods: cors.allowedMethods,
      allowOrigins: cors.allowedOrigins,
      exposeHeaders: cors.exposedHeaders,
      maxAge: cors.maxAge?.toSeconds(),
    },
  });
  url.node.addDependency(target.callable);
  return url;
}

/** Fails if the auth type of a URL and those that callers were granted for do not meet. */
export function checkAuthTypes(at: Construct, url: CfnUrl, granted: ReadonlySet<string>): string[] {
  const { authType } = url;
  const other = [...granted].find((type) => type !== authType);
  if (other !== undefined) {
    return [misuse({
      problem: `callers were granted the function URL with authType ${other}, but its authType is ${authType}, so every call is denied`,
      expected: 'one authType',
      fix: 'pass the same authType to addUrl and grants.invokeUrl',
      at,
    }).message];
  }
  if (authType === FunctionUrlAuthType.NONE && granted.size === 0) {
    return [misuse({
      problem: 'the function URL has authType NONE, which lets in callers without a signature, but no grant to Caller.anyone allows them',
      expected: 'FunctionUrlAuthType.AWS_IAM, or a grant to Caller.anyone',
      fix: "remove authType, or write target.grants.invokeUrl(Caller.anyone({ reason: '…' }), { authType: FunctionUrlAuthType.NONE })",
      at,
    }).message];
  }
  return [];
}

/** The conditions of a function URL, which AddPermission takes as fields. */
export function urlFields({ conditions }: Permission): Partial<PermissionFields> {
  const authType = conditions.find(({ key }) => key === URL_AUTH_TYPE);
  const viaUrl = conditions.find(({ key }) => key === VIA_URL);
  return {
    ...authType && { functionUrlAuthType: authType.value },
    ...viaUrl && { invokedViaFunctionUrl: true },
  };
}
