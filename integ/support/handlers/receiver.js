'use strict';
const { gunzipSync } = require('node:zlib');
const { SendMessageCommand, SQSClient } = require('@aws-sdk/client-sqs');

// Reports the event to a queue of the account that it came from. What a stream carries is reported
// as it was put in: base64 decoded, and unpacked where CloudWatch Logs sent it.
exports.handler = async (event) => {
  const { RECEIPTS_URL: QueueUrl } = process.env;
  const data = (event.Records ?? []).flatMap(({ kinesis }) => kinesis ? [plain(Buffer.from(kinesis.data, 'base64'))] : []);
  await new SQSClient().send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ event, data }) }));
  // a user pool wants its event back, an event source the messages that failed
  return event.triggerSource ? event : { batchItemFailures: [] };
};

const plain = (data) => (data[0] === 0x1f && data[1] === 0x8b ? gunzipSync(data) : data).toString();
