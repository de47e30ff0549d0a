'use strict';
const { randomUUID } = require('node:crypto');
const { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } = require('@aws-sdk/client-sqs');

// Causes an event with a nonce at the resource that the variable event.at names, and waits until the
// function of the other account reports an event with this nonce. Without event.cause it waits for
// event.nonce, which somebody else sends.
exports.handler = async ({ cause, at, nonce = randomUUID(), seconds = 60 }) => {
  if (cause) { await CAUSES[cause](process.env[at], nonce); }
  return await isReported(nonce, Date.now() + 1000 * seconds) ? { answer: 'ordered' } : { error: 'timeout' };
};

async function isReported(nonce, deadline) {
  const sqs = new SQSClient();
  const QueueUrl = process.env.RECEIPTS_URL;
  while (Date.now() < deadline) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }));
    // also those of earlier probes that had stopped waiting
    for (const { ReceiptHandle } of Messages) { await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })); }
    if (Messages.some(({ Body }) => Body.includes(nonce))) { return true; }
  }
  return false;
}

const CAUSES = {
  object: async (Bucket, nonce) => {
    const { DeleteObjectCommand, PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');
    const s3 = new S3Client();
    await s3.send(new PutObjectCommand({ Bucket, Key: nonce, Body: nonce }));
    // what is not empty cannot be destroyed
    await s3.send(new DeleteObjectCommand({ Bucket, Key: nonce }));
  },
  notification: (TopicArn, Message) => {
    const { PublishCommand, SNSClient } = require('@aws-sdk/client-sns');
    return new SNSClient().send(new PublishCommand({ TopicArn, Message }));
  },
  event: async (DetailType, nonce) => {
    const { EventBridgeClient, PutEventsCommand } = require('@aws-sdk/client-eventbridge');
    const entry = { Source: 'integ.triggers', DetailType, Detail: JSON.stringify({ nonce }) };
    const { FailedEntryCount } = await new EventBridgeClient().send(new PutEventsCommand({ Entries: [entry] }));
    if (FailedEntryCount > 0) { throw new Error('the bus did not take the event'); }
  },
  execution: (stateMachineArn, nonce) => {
    const { SFNClient, StartExecutionCommand } = require('@aws-sdk/client-sfn');
    return new SFNClient().send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ nonce }) }));
  },
  reading: async (topic, nonce) => {
    const { DescribeEndpointCommand, IoTClient } = require('@aws-sdk/client-iot');
    const { IoTDataPlaneClient, PublishCommand } = require('@aws-sdk/client-iot-data-plane');
    const { endpointAddress } = await new IoTClient().send(new DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' }));
    await new IoTDataPlaneClient({ endpoint: `https://${endpointAddress}` }).send(new PublishCommand({ topic, payload: JSON.stringify({ nonce }) }));
  },
  invocation: (FunctionName, nonce) => {
    const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');
    return new LambdaClient().send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify({ nonce }) }));
  },
  user: async (UserPoolId, Username) => {
    const { AdminCreateUserCommand, AdminDeleteUserCommand, CognitoIdentityProviderClient } = require('@aws-sdk/client-cognito-identity-provider');
    const pools = new CognitoIdentityProviderClient();
    // a pool that may not call its trigger refuses the user
    const created = await pools.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' })).catch(() => undefined);
    if (created) { await pools.send(new AdminDeleteUserCommand({ UserPoolId, Username })); }
  },
  message: (QueueUrl, MessageBody) => new SQSClient().send(new SendMessageCommand({ QueueUrl, MessageBody })),
  record: (StreamName, nonce) => {
    const { KinesisClient, PutRecordCommand } = require('@aws-sdk/client-kinesis');
    return new KinesisClient().send(new PutRecordCommand({ StreamName, PartitionKey: nonce, Data: Buffer.from(nonce) }));
  },
  item: (TableName, nonce) => {
    const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
    return new DynamoDBClient().send(new PutItemCommand({ TableName, Item: { id: { S: nonce } } }));
  },
  line: async (logGroupName, message) => {
    const { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } = require('@aws-sdk/client-cloudwatch-logs');
    const logs = new CloudWatchLogsClient();
    const stream = { logGroupName, logStreamName: message };
    await logs.send(new CreateLogStreamCommand(stream));
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents: [{ timestamp: Date.now(), message }] }));
  },
};
