'use strict';

// Answers the requests of an API, and as its authorizer lets in whoever has the token "open": a
// boolean where it is asked in format 2.0, an IAM policy else.
exports.handler = async ({ type, version, authorizationToken, headers = {}, queryStringParameters }) => {
  if (type === undefined) { return { statusCode: 200, body: 'ordered' }; }
  const isAuthorized = [authorizationToken, headers.authorization, headers.Authorization, queryStringParameters?.token].includes('open');
  if (version === '2.0') { return { isAuthorized }; }
  const Statement = [{ Effect: isAuthorized ? 'Allow' : 'Deny', Action: 'execute-api:Invoke', Resource: '*' }];
  return { principalId: 'integ', policyDocument: { Version: '2012-10-17', Statement } };
};
