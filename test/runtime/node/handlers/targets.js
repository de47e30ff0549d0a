'use strict';
// The functions of the other account.

exports.order = async ({ item }, { invokedFunctionArn }) => ({ order: item, handledBy: invokedFunctionArn });

exports.fails = async () => { throw new RangeError('no such order'); };

exports.exits = async () => process.exit(7);

exports.log = async ({ item }) => { console.log(`ordered ${item}`); };
