/**
 * The message of an access-denied error. AWS ends it with a sentence that says which kind of policy is missing, or denies.
 *
 * @param callerArn what GetCallerIdentity shows: the ARN of a session, not of its role
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function denialMessage(callerArn: string, action: string, resourceArn: string, reason?: string): string {
  const clause = reason === undefined ? '' : reason.startsWith('with ') ? ` ${reason}` : ` because ${reason}`;
  return `User: ${callerArn} is not authorized to perform: ${action} on resource: ${resourceArn}${clause}`;
}
