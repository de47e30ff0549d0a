'use strict';
// Account 222222222222. Decides for all three APIs by one token, of which it knows the hash only.
const { createHash, timingSafeEqual } = require('node:crypto');

exports.handler = async (event) => {
  const allowed = isKnown(tokenOf(event));
  // an HTTP API asked for simple responses; the others want an IAM policy
  if (event.version === '2.0') { return { isAuthorized: allowed, context: { client: 'demo' } }; }
  return {
    principalId: 'demo',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: allowed ? 'Allow' : 'Deny', Resource: wholeStage(event.methodArn) }],
    },
    context: { client: 'demo' },
  };
};

/** A token authorizer has it in a field of its own; browsers can open WebSockets with a query string, and not with headers. */
function tokenOf({ authorizationToken, headers, queryStringParameters }) {
  const [, authorization] = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  const text = authorizationToken ?? authorization ?? queryStringParameters?.token ?? '';
  return text.replace(/^Bearer /i, '');
}

function isKnown(token) {
  const hash = createHash('sha256').update(token).digest();
  return timingSafeEqual(hash, Buffer.from(process.env.TOKEN_SHA256, 'hex'));
}

/** API Gateway keeps the policy for the token's next requests, which may be to other methods. */
function wholeStage(methodArn) {
  const [api, stage] = methodArn.split('/');
  return `${api}/${stage}/*`;
}
