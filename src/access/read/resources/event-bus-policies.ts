import type { Properties, TemplateReader } from '../template-reader';
import { regionalArn } from './attached-policies';
import { sizeOf } from './policy-book';
import type { Written } from './policy-book';
import { required } from './required';

/**
 * Each resource of this type writes one statement of the policy of a bus.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html
 */
export function eventBusPolicies(reader: TemplateReader): Written[] {
  return reader.ofType('AWS::Events::EventBusPolicy').map(([id, props]): Written => {
    const bus = reader.text(props.EventBusName) ?? 'default';
    const resourceArn = bus.startsWith('arn:') ? bus : regionalArn(reader, 'events', `event-bus/${bus}`);
    const json = reader.resolve(props.Statement) ?? storedStatement(reader, props, resourceArn);
    return {
      resourceArn,
      site: reader.site(id),
      statements: reader.statements({ Statement: json }, id, `resource policy of ${bus}`),
      size: () => sizeOf(json),
      part: true,
    };
  });
}

/** What PutPermission stores: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html */
function storedStatement(reader: TemplateReader, props: Properties, arn: string): Properties {
  const principal = required(reader, props.Principal);
  const { Type: operator, Key: key, Value: value } = reader.object(props.Condition);
  return {
    Sid: reader.text(props.StatementId),
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { AWS: `arn:${reader.stack.partition}:iam::${principal}:root` },
    Action: reader.text(props.Action) ?? 'events:PutEvents',
    Resource: arn,
    ...key !== undefined && { Condition: { [String(operator)]: { [String(key)]: value } } },
  };
}
