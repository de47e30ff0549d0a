'use strict';
// Runs inside the child process, in the place of the Lambda runtime: loads the handler, then answers invocations.
const { existsSync } = require('node:fs');
const { Socket } = require('node:net');
const { basename, dirname, join } = require('node:path');
const { pathToFileURL } = require('node:url');

const [, , codeDirectory, handlerName] = process.argv;

// JSON lines go in and out here, as the sandbox sends one invocation at a time
const channel = new Socket({ fd: 3 }).setEncoding('utf8');
const send = (message) => channel.write(`${JSON.stringify(message)}\n`);
// the sandbox has gone: nobody would end this process
channel.on('error', () => process.exit()).on('end', () => process.exit());

function onLine(listener) {
  let chunks = [];
  channel.on('data', (text) => {
    chunks.push(text);
    if (!text.endsWith('\n')) { return; }
    const line = chunks.join('');
    chunks = [];
    listener(line);
  });
}

function runtimeError(name, message) {
  return Object.assign(new Error(message), { name: `Runtime.${name}` });
}

function describe(error) {
  return error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };
}

async function loadModule(path) {
  const file = ['.js', '.mjs', '.cjs'].map((extension) => path + extension).find(existsSync);
  if (!file) { throw runtimeError('ImportModuleError', `Error: Cannot find module '${basename(path)}'`); }
  try {
    return file.endsWith('.mjs') ? await import(pathToFileURL(file)) : require(file);
  } catch (error) {
    if (error.code === 'ERR_REQUIRE_ESM') { return import(pathToFileURL(file)); }
    throw error.code === 'MODULE_NOT_FOUND' ? runtimeError('ImportModuleError', `Error: ${error.message}`) : error;
  }
}

/** `dir/file.export.nested`, as in the Handler property. */
async function loadHandler() {
  const [moduleName, ...exportPath] = basename(handlerName).split('.');
  const loaded = await loadModule(join(codeDirectory, dirname(handlerName), moduleName));
  const handler = exportPath.reduce((value, name) => value?.[name], loaded);
  if (typeof handler !== 'function') { throw runtimeError('HandlerNotFound', `${handlerName} is undefined or not exported`); }
  return handler;
}

/** A handler answers with a promise or through its third argument; what else it returns, Lambda drops (up to Node.js 22). */
function call(handler, event, context) {
  return new Promise((resolve, reject) => {
    const result = handler(event, context, (error, value) => error ? reject(error) : resolve(value));
    if (typeof result?.then === 'function') { result.then(resolve, reject); } else if (handler.length < 3) { resolve(); }
  });
}

async function answer(handler, { event, deadline, ...context }) {
  try {
    const value = await call(handler, JSON.parse(event), { ...context, getRemainingTimeInMillis: () => deadline - Date.now() });
    return { payload: JSON.stringify(value) ?? 'null' };
  } catch (error) {
    return { error: describe(error) };
  }
}

loadHandler().then(
  (handler) => {
    onLine(async (line) => send(await answer(handler, JSON.parse(line))));
    send({ ready: true });
  },
  (error) => send({ error: describe(error) }),
);
