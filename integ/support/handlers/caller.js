'use strict';
const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');

// Calls the target whose variables start with event.target; with event.unqualified the
// function behind the alias. Returns the target's answer, or the name of the error.
exports.handler = async ({ target, unqualified }) => {
  const arn = process.env[`${target}_TARGET_ARN`];
  const client = new LambdaClient({ region: process.env[`${target}_TARGET_REGION`] });
  const FunctionName = unqualified ? arn.slice(0, arn.lastIndexOf(':')) : arn;
  try {
    const { Payload } = await client.send(new InvokeCommand({ FunctionName }));
    return { answer: JSON.parse(Buffer.from(Payload).toString()) };
  } catch (error) {
    return { error: error.name };
  }
};
