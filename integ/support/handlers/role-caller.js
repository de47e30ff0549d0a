'use strict';
const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');
const { AssumeRoleCommand, STSClient } = require('@aws-sdk/client-sts');

// Assumes the role whose variables start with event.role and calls the target of event.target as
// that role; with event.unqualified the function behind the alias; without event.role as itself.
// event.sent replaces what is sent to STS, null leaves it out. Returns the target's answer, or the
// name of the error.
exports.handler = async ({ role, target, unqualified, sent }) => {
  const arn = process.env[`${target}_TARGET_ARN`];
  const FunctionName = unqualified ? arn.slice(0, arn.lastIndexOf(':')) : arn;
  try {
    const credentials = role && await assume(role, sent);
    const client = new LambdaClient({ region: process.env[`${target}_TARGET_REGION`], credentials });
    const { Payload } = await client.send(new InvokeCommand({ FunctionName }));
    return { answer: JSON.parse(Buffer.from(Payload).toString()) };
  } catch (error) {
    return { error: error.name };
  }
};

async function assume(role, sent) {
  const variable = (name) => process.env[`${role}_${name}`];
  const seconds = variable('SESSION_SECONDS');
  const tags = JSON.parse(variable('SESSION_TAGS') ?? 'null');
  const input = {
    RoleArn: variable('ROLE_ARN'),
    RoleSessionName: variable('SESSION_NAME') ?? process.env.AWS_LAMBDA_FUNCTION_NAME,
    ExternalId: variable('EXTERNAL_ID'),
    DurationSeconds: seconds && Number(seconds),
    SourceIdentity: variable('SOURCE_IDENTITY'),
    Tags: tags && Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    ...sent,
  };
  const given = Object.entries(input).filter(([, value]) => value != null);
  const { Credentials } = await new STSClient().send(new AssumeRoleCommand(Object.fromEntries(given)));
  return { accessKeyId: Credentials.AccessKeyId, secretAccessKey: Credentials.SecretAccessKey, sessionToken: Credentials.SessionToken };
}
