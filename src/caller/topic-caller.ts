import { Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { CallerKind, CallerStatement, PermissionFields, TargetView } from './caller-kind';
import type { TopicCallerOptions } from './source-caller-options';
import { requireArn } from './source-callers';
import { requireRegion } from '../private/arns';

const SNS = 'sns.amazonaws.com';

/** One SNS topic. It sends no source account: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html (2023 edition). */
export class TopicCaller implements CallerKind {
  public readonly isService = true;
  public readonly text: string;
  public readonly partition?: string;
  private readonly region?: string;

  constructor(private readonly topicArn: string, { region }: TopicCallerOptions) {
    const parsed = requireArn('topicArn', topicArn, 'arn:aws:sns:eu-west-1:111111111111:orders', ({ service, region: of, account }) =>
      service === 'sns' && of !== undefined && account !== undefined);
    if (region !== undefined) { requireRegion(region); }
    this.text = `topic ${topicArn}`;
    this.partition = parsed?.partition;
    this.region = parsed?.region ?? region;
  }

  public statement(target: TargetView): CallerStatement {
    const principals = principalsOf(this.region, target.region);
    return {
      shape: principals.join(' '),
      sid: principals.length > 1 || principals[0] === SNS ? 'Sns' : `Sns${principals[0].split('.')[1].replace(/-/g, '')}`,
      principalType: 'Service',
      principals,
      conditions: [{ operator: 'ArnLike', key: 'aws:SourceArn', value: this.topicArn }],
    };
  }

  public permissions(target: TargetView): PermissionFields[] {
    return principalsOf(this.region, target.region).map((principal) => ({ principal, sourceArn: this.topicArn }));
  }
}

/**
 * Where an opt-in region takes part, SNS calls under the principal of that region. For topic and
 * function in one opt-in region AWS's pages differ (not verified), so both names stand.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns-example.html
 */
function principalsOf(topicRegion?: string, functionRegion?: string): string[] {
  const isOptIn = (region?: string) => region !== undefined && !Token.isUnresolved(region) && RegionInfo.get(region).isOptInRegion;
  const optIn = [functionRegion, topicRegion].find(isOptIn);
  if (optIn === undefined) { return [SNS]; }
  const regional = `sns.${optIn}.amazonaws.com`;
  return topicRegion === undefined || topicRegion === functionRegion ? [SNS, regional] : [regional];
}
