'use strict';
// Account 222222222222. Knows nothing of its callers: the resource policy decided before it ran.
exports.handler = async (event, context) => ({
  orderId: `order-${event.item}-${event.quantity}`,
  handledBy: context.invokedFunctionArn,
});
