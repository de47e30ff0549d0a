'use strict';
// Handlers that behave in the ways the tests need.
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
