import type { ResourcePolicy } from '../../model/resource-policy';
import type { TemplateReader } from '../template-reader';
import { attachedPolicies } from './attached-policies';
import { defaultPolicies } from './default-policies';
import { eventBusPolicies } from './event-bus-policies';
import { lambdaPolicies } from './lambda-policies';
import { ownPolicies } from './own-policies';
import { policiesByArn } from './policy-book';

/** The policies of functions, queues, topics, streams, keys, buckets, APIs… by the ARN of exactly what they belong to. */
export function readResourcePolicies(readers: readonly TemplateReader[]): Map<string, ResourcePolicy> {
  const owned = {
    queues: new Map(readers.flatMap((reader) => reader.ofType('AWS::SQS::Queue').map(([id]) => [reader.ref(id), reader.arn(id)] as const))),
    buckets: new Map(readers.flatMap((reader) => reader.ofType('AWS::S3::Bucket').map(([id]) => [reader.arn(id), reader.stack.account] as const))),
  };
  const written = readers.flatMap((reader) => [
    ...lambdaPolicies(reader),
    ...attachedPolicies(reader, owned),
    ...eventBusPolicies(reader),
    ...ownPolicies(reader),
  ]);
  return policiesByArn(written, readers.flatMap(defaultPolicies));
}
