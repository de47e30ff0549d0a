import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroupRef, ILogSubscriptionDestination, LogSubscriptionDestinationConfig } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { CrossAccountLogsDestinationAttributes } from './logs-destination-props';
import { display, publishHandOver, shellQuote } from '../link/publish-hand-over';
import { requireRegionOfTarget, requireStackOfSource } from '../link/source';
import { parseAnyArn } from '../private/arns';
import { misuse } from '../private/errors';

const DESTINATION = 'destination:';

/** A destination that another app deploys. */
export class ImportedLogsDestination extends Construct implements ILogSubscriptionDestination {
  private readonly destinationArn: string;
  private readonly viaOrganization: boolean;
  private readonly name: string;
  private readonly account: string;
  private readonly region: string;
  /** All accounts so far, because put-destination-policy replaces the whole policy. */
  private readonly accounts = new Set<string>();
  private role?: Role;

  constructor(scope: Construct, id: string, { destinationArn, viaOrganization }: CrossAccountLogsDestinationAttributes) {
    super(scope, id);
    const parsed = parseAnyArn(destinationArn);
    if (Token.isUnresolved(destinationArn) || parsed?.service !== 'logs' || !parsed.account || !parsed.region || !parsed.resource.startsWith(DESTINATION)) {
      throw misuse({
        problem: 'destinationArn is not the ARN of a destination of CloudWatch Logs',
        got: destinationArn,
        expected: "an ARN such as 'arn:aws:logs:eu-west-1:222222222222:destination:orders-logs'",
        fix: 'copy destinationArn of the CrossAccountLogsDestination in the other account, as text',
        at: this,
      });
    }
    this.destinationArn = destinationArn;
    this.viaOrganization = viaOrganization ?? false;
    this.name = parsed.resource.slice(DESTINATION.length);
    this.account = parsed.account;
    this.region = parsed.region;
  }

  public bind(scope: Construct, sourceLogGroup: ILogGroupRef): LogSubscriptionDestinationConfig {
    requireStackOfSource(scope, sourceLogGroup, 'subscription filter');
    requireRegionOfTarget(scope, sourceLogGroup.env, { region: this.region }, 'CloudWatch Logs sends to a destination of the log group\'s region only',
      'ask for a destination in that region');
    if (this.viaOrganization) { return { arn: this.destinationArn, role: this.checkingRole(scope, sourceLogGroup) }; }
    this.handOver(display(scope, sourceLogGroup.env.account));
    return { arn: this.destinationArn };
  }

  /**
   * With it CloudWatch Logs checks that the account belongs to the organization.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CreateSubscriptionFilter-IAMrole.html
   */
  private checkingRole(scope: Construct, { logGroupRef }: ILogGroupRef): Role {
    this.role ??= new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('logs.amazonaws.com'),
      description: 'Lets CloudWatch Logs check that this account may send logs to another one',
    });
    const resourceName = `${logGroupRef.logGroupName}:*`;
    this.role.addToPolicy(new PolicyStatement({
      actions: ['logs:PutLogEvents'],
      resources: [Stack.of(scope).formatArn({ service: 'logs', resource: 'log-group', resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME })],
    }));
    scope.node.addDependency(this.role);
    return this.role;
  }

  private handOver(account: string): void {
    if (this.accounts.has(account)) { return; }
    this.accounts.add(account);
    const statement = (accounts: string[]) => ({
      Sid: 'Accounts',
      Effect: 'Allow',
      Action: 'logs:PutSubscriptionFilter',
      Resource: this.destinationArn,
      Principal: { AWS: accounts.length === 1 ? accounts[0] : accounts },
    });
    const policy = { Version: '2012-10-17', Statement: [statement([...this.accounts].sort())] };
    publishHandOver(this, {
      account: this.account,
      summary: `account ${this.account}, which this app does not deploy, must let account ${account} send logs to ${this.destinationArn}, and the role of `
        + 'the destination must trust CloudWatch Logs for that account; a CrossAccountLogsDestination there does both with sourceAccounts '
        + '(put-destination-policy replaces the whole policy and names the accounts of this app up to here: of several messages use the last)',
      statement: JSON.stringify(statement([account])),
      commands: [
        `aws logs put-destination-policy --region ${this.region} --destination-name ${shellQuote(this.name)} `
        + `--access-policy ${shellQuote(JSON.stringify(policy))}`,
      ],
    });
  }
}
