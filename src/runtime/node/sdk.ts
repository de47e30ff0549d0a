/* eslint-disable @typescript-eslint/no-require-imports, import/no-extraneous-dependencies */
// The Lambda runtime has the SDK, and a bundle leaves it out: nothing may load it before it is needed, nor install it here.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html#nodejs-sdk-included
// That the runtime's SDK has credential-providers as well as the clients is not verified.

type LambdaSdk = typeof import('@aws-sdk/client-lambda');
type CredentialsSdk = typeof import('@aws-sdk/credential-providers');

export async function lambdaSdk(): Promise<LambdaSdk> {
  return load(() => require('@aws-sdk/client-lambda') as LambdaSdk, async () => import('@aws-sdk/client-lambda'));
}

export async function credentialsSdk(): Promise<CredentialsSdk> {
  return load(() => require('@aws-sdk/credential-providers') as CredentialsSdk, async () => import('@aws-sdk/credential-providers'));
}

/**
 * Both ways are written out, for bundlers to see: `require` finds the SDK through NODE_PATH, where Lambda has it; in a bundle
 * that is an ES module it throws ("Dynamic require of … is not supported"), and only `import` is left.
 */
async function load<T>(required: () => T, imported: () => Promise<T>): Promise<T> {
  try { return required(); } catch { return imported(); }
}
