import { Token } from 'aws-cdk-lib';
import { ServiceCaller } from './service-caller';
import type { BucketCallerOptions } from './source-caller-options';
import { parseAnyArn } from '../private/arns';
import type { AnyArn } from '../private/arns';
import { misuse } from '../private/errors';

export function bucketCaller(bucketArn: string, { account }: BucketCallerOptions): ServiceCaller {
  requireArn('bucketArn', bucketArn, 'arn:aws:s3:::images', ({ service, resource }) => service === 's3' && !resource.includes('/'));
  return new ServiceCaller({ service: 's3.amazonaws.com', sourceArn: bucketArn, sourceAccount: account });
}

export function ruleCaller(ruleArn: string): ServiceCaller {
  const example = 'arn:aws:events:eu-west-1:222222222222:rule/orders';
  requireArn('ruleArn', ruleArn, example, ({ service, account, resource }) => service === 'events' && account !== undefined && resource.startsWith('rule/'));
  return new ServiceCaller({ service: 'events.amazonaws.com', sourceArn: ruleArn });
}

/** The parts of an ARN of one kind; undefined for a token. */
export function requireArn(prop: string, arn: string, example: string, fits: (arn: AnyArn) => boolean): AnyArn | undefined {
  if (Token.isUnresolved(arn)) { return undefined; }
  const parsed = parseAnyArn(arn);
  if (parsed && fits(parsed)) { return parsed; }
  const [, , service] = example.split(':');
  throw misuse({
    problem: `${prop} is not the ARN that ${service} needs here`,
    got: arn,
    expected: `an ARN such as '${example}'`,
    fix: 'copy it from the resource itself',
  });
}
