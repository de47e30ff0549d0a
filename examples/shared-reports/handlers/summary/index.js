'use strict';
// Account 222222222222. Knows nothing of its callers: the role may call it, and its trust policy says who may take the role.
exports.handler = async ({ text }) => {
  const [title] = text.split('\n', 1);
  return { title, words: text.split(/\s+/).filter((word) => word !== '').length };
};
