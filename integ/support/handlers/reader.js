'use strict';
const { DescribeStreamCommand, DynamoDBStreamsClient } = require('@aws-sdk/client-dynamodb-streams');
const { DescribeStreamSummaryCommand, KinesisClient } = require('@aws-sdk/client-kinesis');
const { GetQueueAttributesCommand, SQSClient } = require('@aws-sdk/client-sqs');

// Looks at the sources that its variables name, as an event source mapping does with the same role:
// the outcome of each call, by name.
exports.handler = async () => {
  const { QUEUE_URL, STREAM_ARN, TABLE_STREAM_ARN } = process.env;
  return {
    queue: await outcome(new SQSClient().send(new GetQueueAttributesCommand({ QueueUrl: QUEUE_URL, AttributeNames: ['All'] }))),
    stream: await outcome(new KinesisClient().send(new DescribeStreamSummaryCommand({ StreamARN: STREAM_ARN }))),
    table: await outcome(new DynamoDBStreamsClient().send(new DescribeStreamCommand({ StreamArn: TABLE_STREAM_ARN }))),
  };
};

// each service has a name of its own for it; SQS does not say whether a foreign queue is there
const outcome = (call) => call.then(() => 'allowed', ({ name }) => /AccessDenied|QueueDoesNotExist|NonExistentQueue/.test(name) ? 'denied' : name);
