'use strict';
// Account 222222222222. One function behind three kinds of API, which differ in what they send and understand.
const USERS = new Map([['1', { id: '1', name: 'Ada' }], ['2', { id: '2', name: 'Grace' }]]);

exports.handler = async (event) => {
  if (event.requestContext.connectionId !== undefined) { return webSocket(event); }
  // payload 2.0 (HTTP API) has `GET /users/{id}` in one text, payload 1.0 (REST API) in two
  const route = event.version === '2.0' ? event.routeKey : `${event.httpMethod} ${event.resource}`;
  switch (route) {
    case 'GET /users': return answer(200, [...USERS.values()]);
    case 'GET /users/{id}': return find(event.pathParameters.id);
    default: return answer(404, { message: `no route ${route}` });
  }
};

/** Clients are let in at $connect; a message is `{ "action": "user", "id": "1" }`. */
function webSocket({ requestContext, body }) {
  switch (requestContext.routeKey) {
    case '$connect': case '$disconnect': return { statusCode: 200 };
    case 'user': return find(JSON.parse(body).id);
    default: return answer(400, { message: 'send { "action": "user", "id": "1" }' });
  }
}

function find(id) {
  return USERS.has(id) ? answer(200, USERS.get(id)) : answer(404, { message: `no user ${id}` });
}

/** The body must be text: an object gives a 502 from a REST API, and a 500 from an HTTP API. */
function answer(statusCode, body) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
