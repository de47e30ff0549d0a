'use strict';
const { APIGatewayClient, TestInvokeMethodCommand } = require('@aws-sdk/client-api-gateway');

// Does what the console's Test button does with GET of a resource, whose ids are in the variables
// that start with event.api. Returns what the API answers, or the status of the error.
exports.handler = async ({ api, path }) => {
  const { [`${api}_ID`]: restApiId, [`${api}_RESOURCE`]: resourceId } = process.env;
  const request = { restApiId, resourceId, httpMethod: 'GET', pathWithQueryString: path };
  const { status, body } = await new APIGatewayClient().send(new TestInvokeMethodCommand(request));
  return status === 200 ? { answer: body } : { error: status };
};
