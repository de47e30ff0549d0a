'use strict';
const { GetFunctionCommand, LambdaClient, UpdateFunctionCodeCommand } = require('@aws-sdk/client-lambda');

const client = new LambdaClient();

// a zip file with a handler that does nothing; DryRun checks the permission and changes nothing
const ZipFile = Buffer.from('UEsDBBQAAAAAAAAAIQCehn+CIgAAACIAAAAIAAAAaW5kZXguanNleHBvcnRzLmhhbmRsZXIgPSBhc3luYyAoKSA9PiB7fTsKUEsBAhQDFAAAAAAAAAAhAJ6Gf4IiAAAAIgAAAAgAAAAAAAAAAAAAAKSBAAAAAGluZGV4LmpzUEsFBgAAAAABAAEANgAAAEgAAAAAAA==', 'base64');

// What a build may do to the target: the outcome of each call, by name.
exports.handler = async ({ target }) => {
  const qualified = process.env[`${target}_TARGET_ARN`];
  const unqualified = qualified.slice(0, qualified.lastIndexOf(':'));
  return {
    getAlias: await outcome(new GetFunctionCommand({ FunctionName: qualified })),
    getFunction: await outcome(new GetFunctionCommand({ FunctionName: unqualified })),
    updateFunction: await outcome(new UpdateFunctionCodeCommand({ FunctionName: unqualified, ZipFile, DryRun: true })),
  };
};

const outcome = (command) => client.send(command).then(() => 'allowed', (error) => error.name);
