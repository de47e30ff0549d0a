'use strict';
// A function that calls others, as itself or through a role.
const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');
const { GetObjectCommand, S3Client } = require('@aws-sdk/client-s3');
const { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } = require('@aws-sdk/client-sts');

async function assume(roleArn) {
  const { Credentials } = await new STSClient().send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'visitor' }));
  return { accessKeyId: Credentials.AccessKeyId, secretAccessKey: Credentials.SecretAccessKey, sessionToken: Credentials.SessionToken };
}

exports.visit = async ({ functionArn, roleArn, region, bucket, key }) => {
  const config = { ...region && { region }, ...roleArn && { credentials: await assume(roleArn) } };
  if (bucket) {
    const { Body } = await new S3Client(config).send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Body.transformToString();
  }
  if (!functionArn) { return (await new STSClient(config).send(new GetCallerIdentityCommand({}))).Arn; }
  const { Payload } = await new LambdaClient(config).send(new InvokeCommand({ FunctionName: functionArn }));
  return JSON.parse(Buffer.from(Payload));
};

exports.host = async () => 'welcome';
