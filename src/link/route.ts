/** How a call travels from one account to the other. */
export enum Route {
  /** The caller's role calls the function; the function's resource policy lets it in. */
  DIRECT = 'DIRECT',

  /** The caller's role assumes a role in the target's account, which calls the function. */
  ASSUMED_ROLE = 'ASSUMED_ROLE',

  /** The caller's role calls the function's URL; the function's resource policy lets it in. */
  FUNCTION_URL = 'FUNCTION_URL',
}
