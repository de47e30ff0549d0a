'use strict';
const { createHash, createHmac } = require('node:crypto');

// Calls the API whose address is in the variable event.api, at event.path, with event.token in the
// header Authorization, or signed if event.signed says so. A WebSocket API gets the token in the
// query, then a message. Returns what the API answers, or the status of the error.
exports.handler = async ({ api, path = '', method = 'GET', token, signed }) => {
  const url = new URL(path, process.env[api]);
  if (url.protocol === 'wss:') { return converse(url, token); }
  const headers = { ...token && { authorization: token }, ...signed && sign(method, url, process.env.AWS_REGION) };
  const response = await fetch(url, { method, headers });
  return response.ok ? { answer: await response.text() } : { error: response.status };
};

function converse(url, token) {
  url.searchParams.set('token', token);
  const socket = new WebSocket(url);
  return new Promise((resolve) => {
    socket.onopen = () => socket.send(JSON.stringify({ action: 'order' }));
    // API Gateway's own answer is an object, with "Internal server error"
    socket.onmessage = ({ data }) => resolve(data.startsWith('{') ? { error: 'failed' } : { answer: data });
    socket.onerror = () => resolve({ error: 'refused' });
    socket.onclose = () => resolve({ error: 'closed' });
  }).finally(() => socket.close());
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();

// Signature Version 4 of a request without query and body:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
function sign(method, url, region, now = new Date()) {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: session } = process.env;
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = [time.slice(0, 8), region, 'execute-api', 'aws4_request'];
  const headers = { 'host': url.host, 'x-amz-date': time, 'x-amz-security-token': session };
  const names = Object.keys(headers).join(';');
  const request = [method, url.pathname, '', ...Object.entries(headers).map((header) => header.join(':')), '', names, sha256('')].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(request)].join('\n');
  const signature = hmac(scope.reduce(hmac, `AWS4${secret}`), text).toString('hex');
  const { host, ...sent } = headers;
  return { ...sent, authorization: `AWS4-HMAC-SHA256 Credential=${id}/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature}` };
}
