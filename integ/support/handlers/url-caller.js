'use strict';
const { createHash, createHmac } = require('node:crypto');
const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');

// Calls the function URL of the target whose variables start with event.target; with event.unsigned
// without a signature; with event.invoke the alias itself, through the Invoke API. Returns the
// target's answer, or the status or name of the error.
exports.handler = async ({ target, unsigned, invoke }) => {
  const region = process.env[`${target}_TARGET_REGION`] ?? process.env.AWS_REGION;
  if (invoke) { return invokeAlias(process.env[`${target}_TARGET_ARN`], region); }
  const url = new URL(process.env[`${target}_TARGET_URL`]);
  const response = await fetch(url, { headers: unsigned ? {} : sign(url, region) });
  // a text as the result of a function arrives with or without its quotes
  return response.ok ? { answer: (await response.text()).replace(/^"(.*)"$/, '$1') } : { error: response.status };
};

async function invokeAlias(FunctionName, region) {
  try {
    const { Payload } = await new LambdaClient({ region }).send(new InvokeCommand({ FunctionName }));
    return { answer: JSON.parse(Buffer.from(Payload).toString()) };
  } catch (error) {
    return { error: error.name };
  }
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();

// Signature Version 4 of a GET without a query:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
function sign(url, region, now = new Date()) {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = process.env;
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = [time.slice(0, 8), region, 'lambda', 'aws4_request'];
  const headers = { 'host': url.host, 'x-amz-date': time, 'x-amz-security-token': token };
  const names = Object.keys(headers).join(';');
  const request = ['GET', url.pathname, '', ...Object.entries(headers).map((header) => header.join(':')), '', names, sha256('')].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(request)].join('\n');
  const signature = hmac(scope.reduce(hmac, `AWS4${secret}`), text).toString('hex');
  const { host, ...sent } = headers;
  return { ...sent, authorization: `AWS4-HMAC-SHA256 Credential=${id}/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature}` };
}
