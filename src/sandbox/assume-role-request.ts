import { ServiceError } from './errors';

/** What a request asks of STS, with every rule of form checked. */
export interface AssumeRoleRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly seconds: number;
  readonly externalId?: string;
  readonly sourceIdentity?: string;
  readonly tags?: Record<string, string>;
}

/** Parameters that would change the decision, and that the sandbox does not understand. */
const NOT_DECIDABLE = ['Policy', 'PolicyArns', 'SerialNumber', 'TransitiveTagKeys'];
const MOST_TAGS = 50;

/**
 * @param chained whether the caller is a role session itself, which AWS limits to one hour
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function readAssumeRole(parameters: URLSearchParams, chained: boolean): AssumeRoleRequest {
  const request = {
    roleArn: required(parameters, 'RoleArn', /^arn:[^:]+:iam::\d{12}:role\/.+$/),
    sessionName: required(parameters, 'RoleSessionName', /^[\w+=,.@-]{2,64}$/),
    seconds: sessionSeconds(parameters.get('DurationSeconds') ?? '3600', chained),
    externalId: optional(parameters, 'ExternalId', /^[\w+=,.@:\/-]{2,1224}$/),
    sourceIdentity: optional(parameters, 'SourceIdentity', /^[\w+=,.@-]{2,64}$/),
    tags: sessionTags(parameters),
  };
  refuseUndecidable(parameters);
  return request;
}

function required(parameters: URLSearchParams, name: string, pattern: RegExp): string {
  const value = optional(parameters, name, pattern);
  if (value === undefined) { throw invalid(`Value at '${field(name)}' failed to satisfy constraint: Member must not be null`); }
  return value;
}

function optional(parameters: URLSearchParams, name: string, pattern: RegExp): string | undefined {
  const value = parameters.get(name);
  if (value !== null && !pattern.test(value)) {
    throw invalid(`Value '${value}' at '${field(name)}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern.source}`);
  }
  return value ?? undefined;
}

/** `Tags.member.1.Key`, `Tags.member.1.Value`, … */
function sessionTags(parameters: URLSearchParams): Record<string, string> | undefined {
  const tags = new Map<string, string>();
  const seen = new Set<string>();
  for (let i = 1; parameters.has(`Tags.member.${i}.Key`); i++) {
    const key = required(parameters, `Tags.member.${i}.Key`, /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u);
    if (seen.has(key.toLowerCase())) {
      throw new ServiceError(400, 'InvalidParameterValue', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.');
    }
    seen.add(key.toLowerCase());
    tags.set(key, required(parameters, `Tags.member.${i}.Value`, /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u));
  }
  if (tags.size > MOST_TAGS) { throw invalid(`Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to ${MOST_TAGS}`); }
  return tags.size > 0 ? Object.fromEntries(tags) : undefined;
}

/** The longest session that a role allows is a setting of the role; here it is the longest that a role can allow. */
const MOST_SECONDS = 43_200;

function sessionSeconds(text: string, chained: boolean): number {
  const seconds = Number(text);
  if (!(seconds >= 900)) { throw invalid(`Value '${text}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900`); }
  if (seconds > MOST_SECONDS) {
    throw invalid(`Value '${text}' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to ${MOST_SECONDS}`);
  }
  if (chained && seconds > 3600) {
    throw new ServiceError(400, 'ValidationError', 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining');
  }
  return seconds;
}

/** Better no answer than one that leaves out a condition. */
function refuseUndecidable(parameters: URLSearchParams): void {
  const found = NOT_DECIDABLE.find((name) => [...parameters.keys()].some((key) => key === name || key.startsWith(`${name}.`)));
  if (found) { throw new ServiceError(400, 'ValidationError', `the sandbox cannot decide an AssumeRole with the parameter ${found}`); }
}

function invalid(problem: string): ServiceError {
  return new ServiceError(400, 'ValidationError', `1 validation error detected: ${problem}`);
}

/** STS names its fields with a small first letter. */
function field(name: string): string {
  return name[0].toLowerCase() + name.slice(1);
}
