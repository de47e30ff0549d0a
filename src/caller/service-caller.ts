import { Token } from 'aws-cdk-lib';
import type { CallerKind, CallerStatement, PermissionFields, Refusal, TargetView } from './caller-kind';
import type { ServiceCallerOptions } from './caller-options';
import { parseAnyArn, requireAccount } from '../private/arns';
import { compareAccounts } from '../private/environments';
import { misuse } from '../private/errors';

const SERVICE = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/;

/**
 * Services that send no `aws:SourceAccount`: a condition on it would deny every call.
 * SNS: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html (2023 edition, "do not set source account").
 * EventBridge rules: https://github.com/awsdocs/aws-cloudformation-user-guide/pull/481 ("will cause invocations to silently fail").
 */
const NO_SOURCE_ACCOUNT = /^(sns|events)\./;

/**
 * Services whose ARNs name the account, and that are not known to send it on every call: an integration of API Gateway
 * does in AWS's example (https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html), an authorizer is not verified.
 */
const SOURCE_ACCOUNT_OPTIONAL = /^apigateway\./;

/** Services that call functions of their own account only; what reaches another account instead. */
const OWN_ACCOUNT_ONLY: Record<string, Pick<Refusal, 'problem' | 'fix'>> = {
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-cross-account.html
  events: {
    problem: 'a rule calls a function of another account with its execution role, and not as events.amazonaws.com',
    fix: "use new CrossAccountRuleTarget(target) as the rule's target, or, for a rule of another app, Caller.role with the ARN of the role in its target",
  },
  // https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html
  scheduler: {
    problem: 'a schedule calls with its execution role, and not as scheduler.amazonaws.com',
    fix: 'use new CrossAccountScheduleTarget(target), or Caller.role with the ARN of the role in its target',
  },
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html
  logs: {
    problem: 'CloudWatch Logs delivers to functions of the log group\'s own account only',
    fix: 'send the logs over Kinesis: new CrossAccountLogsDestination beside the target',
  },
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
  elasticloadbalancing: {
    problem: 'a load balancer calls functions of its own account and region only',
    fix: 'put an API Gateway API in front (CrossAccountHttpIntegration), give the target a function URL, or let a function beside the load balancer call the target with CrossAccountInvoker',
  },
};

const EXAMPLES: Record<string, string> = {
  sns: 'arn:aws:sns:eu-west-1:111111111111:orders',
  events: 'arn:aws:events:eu-west-1:111111111111:rule/orders',
  apigateway: 'arn:aws:execute-api:eu-west-1:111111111111:a1b2c3d4e5/*',
};

/** One resource of an AWS service, always pinned to its ARN and, where the service sends it, its account. */
export class ServiceCaller implements CallerKind {
  public readonly isService = true;
  public readonly text: string;
  public readonly partition?: string;

  constructor(private readonly fields: ServiceCallerOptions) {
    const { service, sourceArn, sourceAccount } = fields;
    if (Token.isUnresolved(service) || !SERVICE.test(service)) {
      throw misuse({
        problem: 'service is not a service principal',
        got: service,
        expected: "a name such as 's3.amazonaws.com'",
        fix: "write service: 's3.amazonaws.com'; the service's Lambda guide names its principal",
      });
    }
    this.partition = checkSourceArn(sourceArn, sourceAccount);
    this.checkSourceAccount();
    this.text = `service ${service} for ${sourceArn}`;
  }

  public statement(): CallerStatement {
    const { service, sourceArn, sourceAccount } = this.fields;
    const account = sourceAccount === undefined ? [] : [{ operator: 'StringEquals', key: 'aws:SourceAccount', value: sourceAccount }];
    // only callers with one service and one source account may share a statement:
    // two of them together would also allow the bucket of the one in the account of the other
    const name = service.split('.').slice(0, -2).map((part) => part[0].toUpperCase() + part.slice(1).replace(/-/g, '')).join('');
    return {
      shape: `${service} ${sourceAccount}`,
      sid: `${name}${sourceAccount === undefined || Token.isUnresolved(sourceAccount) ? '' : sourceAccount}`,
      principalType: 'Service',
      principals: [service],
      conditions: [{ operator: 'ArnLike', key: 'aws:SourceArn', value: sourceArn }, ...account],
    };
  }

  public permissions(): PermissionFields[] {
    const { service, sourceArn, sourceAccount } = this.fields;
    return [{ principal: service, sourceArn, sourceAccount }];
  }

  public refusal({ account }: TargetView): Refusal | undefined {
    const { service, sourceArn, sourceAccount } = this.fields;
    const rule = OWN_ACCOUNT_ONLY[service.split('.')[0]];
    const source = sourceAccount ?? parseAnyArn(sourceArn)?.account;
    if (!rule || account === undefined || source === undefined || compareAccounts(account, source) !== 'different') { return undefined; }
    return { ...rule, expected: `a source in account ${account}, the target's own` };
  }

  private checkSourceAccount(): void {
    const { service, sourceAccount } = this.fields;
    const sendsNone = NO_SOURCE_ACCOUNT.test(service);
    if (sourceAccount === undefined && (sendsNone || SOURCE_ACCOUNT_OPTIONAL.test(service))) {
      this.requireAccountInArn();
      return;
    }
    if (sendsNone) {
      throw misuse({
        problem: `sourceAccount is set, but ${service} sends none, so every call would be denied`,
        got: sourceAccount,
        expected: 'no sourceAccount: sourceArn already names the account',
        fix: 'remove sourceAccount',
      });
    }
    if (sourceAccount === undefined) {
      throw misuse({
        problem: `sourceAccount is missing for ${service}`,
        expected: 'the account that owns the source: without it a resource that is deleted and re-created elsewhere could call',
        fix: "add sourceAccount: '111111111111'",
      });
    }
    requireAccount('sourceAccount', sourceAccount);
  }

  /** Without a source account only the ARN says whose resource calls. */
  private requireAccountInArn(): void {
    const { service, sourceArn } = this.fields;
    if (Token.isUnresolved(sourceArn) || parseAnyArn(sourceArn)?.account !== undefined) { return; }
    throw misuse({
      problem: `sourceArn names no account, and no sourceAccount is given for ${service}`,
      got: sourceArn,
      expected: 'an ARN with the account of the source',
      fix: `write sourceArn: '${EXAMPLES[service.split('.')[0]]}'`,
    });
  }
}

function checkSourceArn(sourceArn: string, sourceAccount?: string): string | undefined {
  if (Token.isUnresolved(sourceArn)) { return undefined; }
  const parsed = parseAnyArn(sourceArn);
  if (!parsed) {
    throw misuse({
      problem: 'sourceArn is not an ARN',
      got: sourceArn,
      expected: "the ARN of the resource that calls, such as 'arn:aws:s3:::my-bucket' (a wildcard may stand in its last part)",
      fix: 'copy the ARN of the bucket, topic, rule or API',
    });
  }
  if (parsed.account !== undefined && sourceAccount !== undefined && !Token.isUnresolved(sourceAccount) && parsed.account !== sourceAccount) {
    throw misuse({
      problem: 'sourceAccount contradicts sourceArn, so no call would ever match',
      got: sourceAccount,
      expected: `'${parsed.account}', the account in ${sourceArn}`,
      fix: `write sourceAccount: '${parsed.account}'`,
    });
  }
  return parsed.partition;
}
