import type { Configured } from './configured';
import { delivery } from './configured';
import { knownTargets, sendByRole } from './send';
import type { TemplateReader, Properties } from '../read/template-reader';

/** A function, and the role with which it is called. */
interface Use {
  readonly functionArn?: string;
  readonly roleArn?: string;
}

function configured(kind: string, who: string, service: string, usesOf: (reader: TemplateReader, props: Properties) => Use[]): Configured {
  // what these services say of themselves when they take on a role is not verified
  return (at, props) => usesOf(at.reader, props).flatMap(({ functionArn, roleArn }) => knownTargets(at, [functionArn])
    .flatMap((target) => roleArn === undefined ? []
      : [delivery(at, { kind, sourceArn: at.reader.arn(at.id) }, target, sendByRole(at.setting, { who, service, source: {} }, roleArn, target))]));
}

/** Services that always call with a role that they are given. */
export const BY_ROLE: Readonly<Record<string, Configured>> = {
  // https://docs.aws.amazon.com/appsync/latest/devguide/attaching-a-data-source.html
  'AWS::AppSync::DataSource': configured('data-source', 'the data source', 'appsync.amazonaws.com', (reader, { LambdaConfig, ServiceRoleArn }) =>
    [{ functionArn: reader.text(reader.object(LambdaConfig).LambdaFunctionArn), roleArn: reader.text(ServiceRoleArn) }]),
  // https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
  'AWS::KinesisFirehose::DeliveryStream': configured('delivery-stream', 'the delivery stream', 'firehose.amazonaws.com', (reader, props) =>
    Object.values(props).map((value) => reader.object(value)).flatMap(({ RoleARN, ProcessingConfiguration }) =>
      reader.objects(reader.object(ProcessingConfiguration).Processors).flatMap(({ Parameters }) =>
        reader.objects(Parameters).filter(({ ParameterName }) => ParameterName === 'LambdaArn')
          .map(({ ParameterValue }) => ({ functionArn: reader.text(ParameterValue), roleArn: reader.text(RoleARN) }))))),
};
