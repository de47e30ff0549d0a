'use strict';
const { CloudWatchLogsClient, PutSubscriptionFilterCommand } = require('@aws-sdk/client-cloudwatch-logs');

// Lets its log group send to the destination that the variable event.destination names. Returns the
// name of the error.
exports.handler = async ({ destination }) => {
  const filter = { logGroupName: process.env.LOG_GROUP, filterName: destination, filterPattern: '', destinationArn: process.env[destination] };
  try {
    await new CloudWatchLogsClient().send(new PutSubscriptionFilterCommand(filter));
    return { answer: 'ordered' };
  } catch (error) {
    return { error: error.name };
  }
};
