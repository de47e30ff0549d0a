import type { Call } from './authorizer';

/** The context keys of a request; a key without a value is not in the request, which is not the same as an empty value. */
export function contextOf(call: Call): Record<string, string | string[]> {
  const { principalArn, source, organization, sessionTags, invokedViaFunctionUrl, path } = call;
  const isPrincipal = principalArn.startsWith('arn:');
  const endpoint = path?.kind === 'endpoint' ? path.endpoint : undefined;
  const context: Record<string, string | string[] | undefined> = {
    'aws:PrincipalArn': isPrincipal ? principalArn : undefined,
    'aws:PrincipalAccount': isPrincipal ? principalArn.split(':')[4] : undefined,
    'aws:ResourceAccount': ownerOf(call),
    'aws:SourceArn': source?.arn,
    'aws:SourceAccount': source?.account,
    'aws:SourceVpc': endpoint?.vpcId,
    'aws:SourceVpce': endpoint?.id,
    'aws:PrincipalOrgID': organization?.id,
    'aws:PrincipalOrgPaths': organization?.paths,
    'aws:SourceIdentity': call.principalSourceIdentity,
    'sts:ExternalId': call.externalId,
    'sts:RoleSessionName': call.sessionName,
    'sts:SourceIdentity': call.sourceIdentity,
    'aws:TagKeys': sessionTags && Object.keys(sessionTags),
    'lambda:FunctionUrlAuthType': call.functionUrlAuthType,
    'lambda:InvokedViaFunctionUrl': invokedViaFunctionUrl?.toString(),
    's3:prefix': call.objectPrefix,
    ...call.context,
    ...prefixed('aws:PrincipalTag/', call.principalTags),
    ...prefixed('aws:RequestTag/', sessionTags),
  };
  return Object.fromEntries(Object.entries(context).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined));
}

/** The account that owns what is called. */
export function ownerOf({ resourceArn, resourceAccount }: Call): string {
  return resourceAccount ?? resourceArn.split(':')[4] ?? '';
}

function prefixed(prefix: string, tags: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]));
}
