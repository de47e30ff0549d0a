'use strict';
// Account 222222222222, in a VPC of its own.
const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');

const client = new LambdaClient({});

exports.handler = async (event) => {
  const response = await client.send(new InvokeCommand({ FunctionName: process.env.STOCK_TARGET_ARN, Payload: JSON.stringify({ item: event.item }) }));
  const { inStock, errorMessage } = JSON.parse(Buffer.from(response.Payload).toString());
  if (response.FunctionError) { throw new Error(`stock failed: ${errorMessage}`); }
  return { orderId: `order-${event.item}-${event.quantity}`, accepted: event.quantity <= inStock };
};
