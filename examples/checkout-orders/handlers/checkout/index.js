'use strict';
// Account 111111111111. The AWS SDK comes with the Node.js runtime.
const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');

// undefined means: the region of this function
const client = new LambdaClient({ region: process.env.ORDERS_TARGET_REGION });

exports.handler = async (event) => {
  const response = await client.send(new InvokeCommand({
    FunctionName: process.env.ORDERS_TARGET_ARN,
    Payload: JSON.stringify({ item: event.item, quantity: event.quantity }),
  }));
  return { checkout: 'done', order: JSON.parse(Buffer.from(response.Payload).toString()) };
};
