import { ServiceError } from './errors';

/** Where a bare function name is looked up: the caller's account, the region of the endpoint. */
export interface NameDefaults {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** The function that a request names. */
export interface FunctionReference {
  readonly region: string;
  /** Unqualified. */
  readonly functionArn: string;
  readonly qualifier?: string;
  /** Exactly what is called: the ARN that IAM decides on. */
  readonly calledArn: string;
}

const NAME = /^(?:arn:(aws[a-zA-Z-]*):lambda:([a-z0-9-]+):)?(?:(\d{12}):(?=function:))?(?:function:)?([a-zA-Z0-9-_]{1,64})(?::(\$LATEST|[a-zA-Z0-9-_]{1,128}))?$/;

/** Reads the FunctionName of an Invoke request: a name, a partial or a full ARN, each with or without a qualifier. */
export function parseFunctionName(functionName: string, qualifier: string | undefined, defaults: NameDefaults): FunctionReference {
  const match = NAME.exec(functionName);
  // a full ARN always has an account and the word function
  if (!match || (match[1] !== undefined && match[3] === undefined)) {
    throw new ServiceError(400, 'ValidationException', `1 validation error detected: Value '${functionName}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${PATTERN}`);
  }
  const [, partition = defaults.partition, region = defaults.region, account = defaults.account, name, fromName] = match;
  if (fromName !== undefined && qualifier !== undefined && fromName !== qualifier) {
    throw new ServiceError(400, 'InvalidParameterValueException', 'The derived qualifier from the function name does not match the specified qualifier.');
  }
  const functionArn = `arn:${partition}:lambda:${region}:${account}:function:${name}`;
  const called = fromName ?? qualifier;
  return { region, functionArn, qualifier: called, calledArn: called === undefined ? functionArn : `${functionArn}:${called}` };
}

/** The pattern that Lambda quotes in its message. */
const PATTERN = String.raw`(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?`;
