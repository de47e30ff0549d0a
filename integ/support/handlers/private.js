'use strict';
const { EC2Client, DescribeSubnetsCommand } = require('@aws-sdk/client-ec2');
const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');
const { GetObjectCommand, S3Client } = require('@aws-sdk/client-s3');
const { SQSClient, ListQueuesCommand } = require('@aws-sdk/client-sqs');
const { AssumeRoleCommand, STSClient } = require('@aws-sdk/client-sts');

// Calls what its variables name, and returns how each call went: the answer, or the name of the
// error. What the network drops is a TimeoutError after three seconds.
exports.handler = async () => {
  const { STOCK_TARGET_ARN, CLOSED_TARGET_ARN, PRICES_TARGET_ARN, READER_ROLE_ARN, BUCKET } = process.env;
  return {
    ...STOCK_TARGET_ARN && { stock: await outcome(() => invoke(STOCK_TARGET_ARN)) },
    ...CLOSED_TARGET_ARN && { closed: await outcome(() => invoke(CLOSED_TARGET_ARN)) },
    ...PRICES_TARGET_ARN && { prices: await outcome(async () => invoke(PRICES_TARGET_ARN, await assume(READER_ROLE_ARN))) },
    ...BUCKET && { object: await outcome(() => client(S3Client).send(new GetObjectCommand({ Bucket: BUCKET, Key: 'missing' }))) },
    // only Lambda may, not the code
    ...BUCKET && { subnets: await outcome(() => client(EC2Client).send(new DescribeSubnetsCommand({}))) },
    queues: await outcome(() => client(SQSClient).send(new ListQueuesCommand({}))),
  };
};

function client(Client, credentials) {
  return new Client({ credentials, maxAttempts: 1, requestHandler: { connectionTimeout: 3000 } });
}

async function outcome(call) {
  try {
    return await call();
  } catch (error) {
    return error.name;
  }
}

async function invoke(FunctionName, credentials) {
  const { Payload } = await client(LambdaClient, credentials).send(new InvokeCommand({ FunctionName }));
  return JSON.parse(Buffer.from(Payload).toString());
}

async function assume(RoleArn) {
  const { Credentials } = await client(STSClient).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'integ' }));
  return { accessKeyId: Credentials.AccessKeyId, secretAccessKey: Credentials.SecretAccessKey, sessionToken: Credentials.SessionToken };
}
