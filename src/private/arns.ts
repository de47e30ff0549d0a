import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { misuse } from './errors';

const ACCOUNT = /^\d{12}$/;
/**
 * Path, then a name; https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html.
 * No wildcard and no policy variable, because a condition on the ARN would honour them.
 */
const ROLE = /^arn:(aws[a-z-]*):iam::(\d{12}):role(\/(?:[^\s/*?$]+\/)*)([\w+=,.@-]{1,64})$/;
/** https://docs.aws.amazon.com/lambda/latest/api/API_PutResourcePolicy.html#lambda-PutResourcePolicy-request-uri-ResourceArn */
const FUNCTION = /^arn:(aws[a-z-]*):lambda:([a-z0-9-]+):(\d{12}):function:([a-zA-Z0-9-_]{1,64})(?::(\$LATEST|[a-zA-Z0-9-_]{1,128}))?$/;
/** The shape of a region name: us-east-1, us-gov-west-1, eusc-de-east-1. */
const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d+$/;
const ANY = /^arn:(aws[a-z-]*):([a-z0-9-]+):([a-z0-9-]*):(\d{12})?:(.+)$/;

export interface RoleArn {
  readonly partition: string;
  readonly account: string;
  readonly path: string;
  readonly roleName: string;
}

export interface FunctionArn {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly functionName: string;
  readonly qualifier?: string;
}

export function parseRoleArn(arn: string): RoleArn | undefined {
  const m = ROLE.exec(arn);
  return m ? { partition: m[1], account: m[2], path: m[3], roleName: m[4] } : undefined;
}

export function parseFunctionArn(arn: string): FunctionArn | undefined {
  const m = FUNCTION.exec(arn);
  return m ? { partition: m[1], region: m[2], account: m[3], functionName: m[4], qualifier: m[5] } : undefined;
}

/** Any ARN; region and account are undefined where the service leaves them out (S3). */
export interface AnyArn {
  readonly partition: string;
  readonly service: string;
  readonly region?: string;
  readonly account?: string;
  readonly resource: string;
}

export function parseAnyArn(arn: string): AnyArn | undefined {
  const m = ANY.exec(arn);
  return m ? { partition: m[1], service: m[2], region: m[3] || undefined, account: m[4], resource: m[5] } : undefined;
}

/** The name of a region, or a token; anything else is an error that says what to write. */
export function requireRegion(value: string, at?: IConstruct): string {
  if (Token.isUnresolved(value) || REGION.test(value)) { return value; }
  throw misuse({
    problem: 'region is not the name of an AWS region',
    got: value,
    expected: "a name such as 'eu-west-1'",
    fix: "write region: 'eu-west-1'",
    at,
  });
}

/** An account id that is a literal or a token; anything else is an error that says what to write. */
export function requireAccount(prop: string, value: string, at?: IConstruct): string {
  if (Token.isUnresolved(value) || ACCOUNT.test(value)) { return value; }
  const digits = String(value).replace(/\D/g, '');
  throw misuse({
    problem: `${prop} is not an AWS account id`,
    got: value,
    expected: 'twelve digits as a string',
    fix: `write ${prop}: '${digits.length === 12 ? digits : '111111111111'}'${String(value).length < 12 ? ' (a number loses its leading zeros: use a string)' : ''}`,
    at,
  });
}

/** The principal that stands for an account; equivalent to the bare id, and the form AWS's examples use. */
export function accountRoot(partition: string, account: string): string {
  return `arn:${partition}:iam::${account}:root`;
}
