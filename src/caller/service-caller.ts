import { Token } from 'aws-cdk-lib';
import type { CallerKind, CallerStatement, PermissionFields } from './caller-kind';
import type { ServiceCallerOptions } from './caller-options';
import { parseAnyArn, requireAccount } from '../private/arns';
import { misuse } from '../private/errors';

const SERVICE = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/;

/**
 * Services that send no `aws:SourceAccount`: a condition on it would deny every call.
 * SNS: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html (2023 edition, "do not set source account").
 */
const NO_SOURCE_ACCOUNT = /^sns\./;

/** One resource of an AWS service, always pinned to its ARN and, where the service sends it, its account. */
export class ServiceCaller implements CallerKind {
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

  private checkSourceAccount(): void {
    const { service, sourceAccount } = this.fields;
    if (NO_SOURCE_ACCOUNT.test(service)) {
      if (sourceAccount === undefined) {
        this.requireAccountInArn();
        return;
      }
      throw misuse({
        problem: `sourceAccount is set, but ${service} sends none, so every call would be denied`,
        got: sourceAccount,
        expected: 'no sourceAccount: the topic ARN already names its account',
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
      problem: `sourceArn names no account, and ${service} sends none`,
      got: sourceArn,
      expected: 'an ARN with the account of the topic',
      fix: "write sourceArn: 'arn:aws:sns:eu-west-1:111111111111:orders'",
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
