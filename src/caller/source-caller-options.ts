/** Options for a bucket that calls. */
export interface BucketCallerOptions {
  /** The account that owns the bucket: twelve digits. The ARN of a bucket does not tell it, and somebody else could take over a deleted bucket's name. */
  readonly account: string;
}

/** Which requests to an API may call a target. */
export interface ApiCallerOptions {
  /** The account that owns the API: twelve digits. */
  readonly account: string;

  /** The region of the API. */
  readonly region: string;

  /**
   * The stage, such as `prod` or `$default`.
   *
   * @default - every stage
   */
  readonly stage?: string;

  /**
   * The authorizer that calls; without it the API's integrations do. Stage, method, path and route
   * do not apply to authorizers.
   *
   * @default - an integration calls
   */
  readonly authorizerId?: string;
}

/** Which requests to an HTTP API may call a target. */
export interface HttpApiCallerOptions extends ApiCallerOptions {
  /**
   * The HTTP method, such as `GET`.
   *
   * @default - every method
   */
  readonly method?: string;

  /**
   * The path of the resource, such as `/users/{id}`; a parameter stands for any text.
   *
   * @default - every path
   */
  readonly path?: string;
}

/** Which requests to a REST API may call a target. */
export interface RestApiCallerOptions extends HttpApiCallerOptions {}

/** Which messages to a WebSocket API may call a target. */
export interface WebSocketApiCallerOptions extends ApiCallerOptions {
  /**
   * The key of the route, such as `$connect` or `sendMessage`.
   *
   * @default - every route
   */
  readonly routeKey?: string;
}

/** Options for a topic that calls. */
export interface TopicCallerOptions {
  /**
   * The topic's region; only needed where the ARN is a token, and one of the two regions is opt-in.
   *
   * @default - read from the ARN
   */
  readonly region?: string;
}
