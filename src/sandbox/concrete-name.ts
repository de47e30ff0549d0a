import { createHash } from 'node:crypto';

/** The longest name of a role and of a function. */
const MOST = 64;

/** A resource whose name CloudFormation would make up. */
export interface Unnamed {
  readonly stack: { readonly name: string };
  readonly logicalId: string;
  readonly type: string;
}

/** `Checkout-Function76856677`: the name of a resource in the sandbox, where CloudFormation would add an ending of its own. */
export function concreteName({ stack, logicalId, type }: Unnamed): string {
  if (type === 'AWS::Lambda::Version') { return '1'; }
  const name = `${stack.name}-${logicalId}`;
  const short = name.length <= MOST ? name : `${name.slice(0, MOST - 9)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
  return type === 'AWS::S3::Bucket' ? short.toLowerCase() : short;
}
