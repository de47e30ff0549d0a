import { Token } from 'aws-cdk-lib';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { Construct, IConstruct } from 'constructs';
import { compareAccounts, isOtherRegion } from '../private/environments';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { estimateCharacters, thousands } from '../private/policy-size';
import type { ICrossAccountTarget } from '../target';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDestination.html */
const NAME = /^[^:*]{1,512}$/;
/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDestinationPolicy.html */
const LIMIT = 5_120;

/**
 * Who may send, as the text that a destination takes.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CreateDestination.html
 */
export function destinationPolicy(destinationArn: string, accounts: string[], organizationId?: string): object {
  const statement = { Effect: 'Allow', Action: 'logs:PutSubscriptionFilter', Resource: destinationArn };
  const named = { Sid: 'Accounts', ...statement, Principal: { AWS: accounts.length === 1 ? accounts[0] : accounts } };
  const organization = { Sid: 'Organization', ...statement, Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': organizationId } } };
  return { Version: '2012-10-17', Statement: [...accounts.length > 0 ? [named] : [], ...organizationId === undefined ? [] : [organization]] };
}

/** What is wrong with the accounts that may send, when all are known. */
export function checkSenders(at: Construct, policy: object, accounts: number, organizationId?: string): string[] {
  if (accounts === 0 && organizationId === undefined) {
    return [misuse({
      problem: 'no account may send logs to this destination',
      expected: 'sourceAccounts, organizationId, or a subscription filter of this app',
      fix: "write sourceAccounts: ['111111111111']",
      at,
    }).message];
  }
  const size = estimateCharacters(policy);
  return size <= LIMIT ? [] : [misuse({
    problem: `the destination's policy has about ${thousands(size)} characters for ${accounts} accounts`,
    expected: `at most ${thousands(LIMIT)}, which CloudWatch Logs stores`,
    fix: "write organizationId: 'o-…' in place of accounts",
    at,
  }).message];
}

export function checkDestinationName(at: Construct, name: string | undefined): string | undefined {
  if (name === undefined || Token.isUnresolved(name) || NAME.test(name)) { return name; }
  throw misuse({
    problem: 'destinationName is not a name that CloudWatch Logs takes',
    got: name,
    expected: '1 to 512 characters without : and *',
    fix: "write destinationName: 'orders-logs'",
    at,
  });
}

/** Destination, stream and function live in one account; all in one region, so that the function can read. */
export function requirePlace(at: Construct, target: ICrossAccountTarget, stream: IStream | undefined, env: KnownEnvironment): void {
  const others: { what: string; construct: IConstruct; account: string; region: string }[] = [
    { what: 'target', construct: target, account: target.targetAccount, region: target.targetRegion },
    ...stream ? [{ what: 'stream', construct: stream, ...stream.env }] : [],
  ];
  for (const { what, construct, account, region } of others) {
    if (compareAccounts(account, env.account) !== 'different' && !isOtherRegion(region, env.region)) { continue; }
    throw misuse({
      problem: `${what} ${pathOf(construct)} is in account ${account}, region ${region}, the destination in account ${env.account}, region ${env.region}`,
      expected: 'target, stream and destination in one account and region',
      fix: "create the CrossAccountLogsDestination in the target's stack",
      at,
    });
  }
}
