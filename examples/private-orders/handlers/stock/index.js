'use strict';
// Account 333333333333.
const STOCK = { tea: 12, coffee: 3 };

exports.handler = async (event) => ({ inStock: STOCK[event.item] ?? 0 });
