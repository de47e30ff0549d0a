'use strict';
// Handlers that behave in the ways the tests need.
const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');
const { GetCallerIdentityCommand, STSClient } = require('@aws-sdk/client-sts');

exports.echo = async (event, { getRemainingTimeInMillis, ...context }) => ({ event, context, remaining: getRemainingTimeInMillis() });

exports.environment = async () => process.env;

exports.identity = async () => {
  const { Arn, Account } = await new STSClient().send(new GetCallerIdentityCommand({}));
  return { Arn, Account };
};

exports.callback = (event, context, callback) => callback(null, `called back with ${event.text}`);

exports.fails = async () => { throw new RangeError('no such order'); };

exports.sleeps = async () => {
  console.log(`process ${process.pid}`);
  await new Promise((resolve) => { setTimeout(resolve, 60_000); });
};

exports.exits = async () => process.exit(7);

exports.prints = async ({ text }) => { console.log(text); };

exports.processId = async () => process.pid;

/** Calls a function many times at once. */
exports.many = async ({ functionName, count }) => {
  const client = new LambdaClient({ requestHandler: { httpAgent: { maxSockets: count } } });
  const answers = await Promise.all(Array.from({ length: count }, async () => {
    const { FunctionError, Payload } = await client.send(new InvokeCommand({ FunctionName: functionName }));
    const text = Buffer.from(Payload).toString();
    if (FunctionError) { throw new Error(text); }
    return text;
  }));
  return { answers: answers.length, processes: new Set(answers).size };
};

/** The layer has it, and this folder has not. */
exports.library = async () => require('from-layer').TEXT;

exports.profile = async ({ profile }) => (await new STSClient({ profile }).send(new GetCallerIdentityCommand({}))).Arn;
