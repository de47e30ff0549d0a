import type * as iam from 'aws-cdk-lib/aws-iam';
import { AccountCaller } from './account-caller';
import { AnyoneCaller } from './anyone-caller';
import { httpCaller, restCaller, webSocketCaller } from './api-callers';
import type { CallerKind } from './caller-kind';
import type { AnyoneCallerOptions, RoleCallerOptions, ServiceCallerOptions } from './caller-options';
import { OrganizationCaller } from './organization-caller';
import { OrganizationalUnitCaller } from './organizational-unit-caller';
import { RoleCaller } from './role-caller';
import { ServiceCaller } from './service-caller';
import type { BucketCallerOptions, HttpApiCallerOptions, RestApiCallerOptions, TopicCallerOptions, WebSocketApiCallerOptions } from './source-caller-options';
import { bucketCaller, ruleCaller } from './source-callers';
import { TopicCaller } from './topic-caller';

/**
 * Who may call a function: an immutable description that names an identity and changes nothing.
 *
 * In the target's account it becomes a statement of the resource policy. In the caller's account
 * it has no effect: there an identity policy must allow the same call (`CrossAccountInvoker`
 * writes it). All inputs are checked when the caller is made. Tokens are accepted wherever a
 * string is, except for the name of a service.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
export class Caller {
  /**
   * One role, known by its ARN.
   *
   * Target's account: with `ResourcePolicyType.DOCUMENT` the principal is the role's account and
   * the condition `aws:PrincipalArn` the role, so the role need not exist yet; with `PERMISSIONS`
   * the principal is the role itself, which must exist before the target is deployed.
   *
   * @param roleArn the role's ARN with its path; a token needs `options.account`
   * @param options the account, where the ARN does not tell it
   * @throws if the ARN is not a role's: a session, a wildcard, a policy, a user, a function
   */
  public static role(roleArn: string, options: RoleCallerOptions = {}): Caller {
    return new Caller(RoleCaller.fromArn(roleArn, options.account));
  }

  /**
   * The role of a construct of this app: a role itself, or the execution role of a function.
   *
   * Caller's account: a role without a physical name gets a stable one, because another account
   * must be able to write its ARN down; if it is already deployed, CloudFormation replaces it
   * once. Target's account: as for `Caller.role`.
   *
   * @param grantee a role or a function
   * @param options the account, where the role's stack does not know it
   * @throws if the construct has no role that this app knows
   */
  public static roleOf(grantee: iam.IGrantable, options: RoleCallerOptions = {}): Caller {
    return new Caller(RoleCaller.fromGrantable(grantee, options.account));
  }

  /**
   * A whole account: every identity there whose own policy allows the call.
   *
   * @param accountId twelve digits
   * @throws if it is not an account id
   */
  public static account(accountId: string): Caller {
    return new Caller(new AccountCaller([accountId]));
  }

  /**
   * Several whole accounts; duplicates are merged.
   *
   * @param accountIds one or more account ids
   * @throws if the list is empty or an element is not an account id
   */
  public static accounts(accountIds: string[]): Caller {
    return new Caller(new AccountCaller(accountIds));
  }

  /**
   * Every account of an AWS organization, by the condition `aws:PrincipalOrgID`.
   *
   * @param organizationId for example `o-a1b2c3d4e5`
   * @throws if it is not the id of an organization
   * @see https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-organization.html
   */
  public static organization(organizationId: string): Caller {
    return new Caller(new OrganizationCaller(organizationId));
  }

  /**
   * Every account of an organizational unit and of the units below it, by the condition
   * `aws:PrincipalOrgPaths`. Needs `ResourcePolicyType.DOCUMENT`.
   *
   * @param organizationPath for example `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111`
   * @throws if it is not a path from an organization to a unit
   */
  public static organizationalUnit(organizationPath: string): Caller {
    return new Caller(new OrganizationalUnitCaller(organizationPath));
  }

  /**
   * One resource of an AWS service, such as a bucket or a rule. AWS checks only the target's
   * policy for it; the caller's account needs no statement.
   *
   * @param options the service, the resource and its owner
   * @throws if the source account is missing, contradicts the ARN, or is set for SNS
   */
  public static service(options: ServiceCallerOptions): Caller {
    return new Caller(new ServiceCaller(options));
  }

  /**
   * A bucket, for its event notifications.
   *
   * Target's account: principal `s3.amazonaws.com` with the bucket as `aws:SourceArn` and its owner
   * as `aws:SourceAccount`. For a bucket of this app use `CrossAccountBucketDestination`, which
   * grants this, and orders the stacks.
   *
   * @param bucketArn for example `arn:aws:s3:::images`
   * @param options the owner
   * @throws if it is not the ARN of a bucket
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html
   */
  public static bucket(bucketArn: string, options: BucketCallerOptions): Caller {
    return new Caller(bucketCaller(bucketArn, options));
  }

  /**
   * A topic, for its subscriptions.
   *
   * Target's account: principal `sns.amazonaws.com` with the topic as `aws:SourceArn`; between
   * regions of which one is opt-in, the principal of that region. SNS sends no source account.
   *
   * @param topicArn for example `arn:aws:sns:eu-west-1:111111111111:orders`
   * @param options the region, where the ARN does not tell it
   * @throws if it is not the ARN of a topic
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html
   */
  public static topic(topicArn: string, options: TopicCallerOptions = {}): Caller {
    return new Caller(new TopicCaller(topicArn, options));
  }

  /**
   * A rule of EventBridge in the target's own account, for example on a bus that other accounts
   * send to.
   *
   * A rule of another account calls with its execution role: use `CrossAccountRuleTarget`, or
   * `Caller.role`.
   *
   * @param ruleArn for example `arn:aws:events:eu-west-1:222222222222:rule/orders`
   * @throws if it is not the ARN of a rule; when granted, if the rule is in another account
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
   */
  public static rule(ruleArn: string): Caller {
    return new Caller(ruleCaller(ruleArn));
  }

  /**
   * A REST API, or some of its methods, or one of its authorizers.
   *
   * Target's account: principal `apigateway.amazonaws.com` with
   * `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>` as `aws:SourceArn`,
   * and a star for what is not said; its region is the target's, as AWS asks for an API of another
   * region. The console's test calls are let in wherever no stage is said. For an API of this app
   * use `CrossAccountRestIntegration` or `CrossAccountTokenAuthorizer`.
   *
   * @param restApiId for example `a1b2c3d4e5`; `*` for every API of that account and region
   * @param options where the API is, and what of it
   * @throws if the id, account or region is none
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html
   */
  public static restApi(restApiId: string, options: RestApiCallerOptions): Caller {
    return new Caller(restCaller(restApiId, options));
  }

  /**
   * An HTTP API, or some of its routes, or one of its authorizers.
   *
   * Target's account: as for `Caller.restApi`, but with two stars after the id where nothing more is
   * said: the `$default` route has two parts. That pattern contains the API's authorizers. An HTTP
   * API calls targets of its own region only.
   *
   * @param httpApiId for example `a1b2c3d4e5`; `*` for every API of that account and region
   * @param options where the API is, and what of it
   * @throws if the id, account or region is none; when granted, if the target is in another region
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
   */
  public static httpApi(httpApiId: string, options: HttpApiCallerOptions): Caller {
    return new Caller(httpCaller(httpApiId, options));
  }

  /**
   * A WebSocket API, or some of its routes, or one of its authorizers.
   *
   * Target's account: as for `Caller.restApi`, with `<api>/<stage>/<route>` as the resource; the
   * pattern of the whole API contains its authorizers. A WebSocket API calls targets of its own
   * region only.
   *
   * @param webSocketApiId for example `a1b2c3d4e5`; `*` for every API of that account and region
   * @param options where the API is, and what of it
   * @throws if the id, account or region is none; when granted, if the target is in another region
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
   */
  public static webSocketApi(webSocketApiId: string, options: WebSocketApiCallerOptions): Caller {
    return new Caller(webSocketCaller(webSocketApiId, options));
  }

  /**
   * Everybody in every AWS account whose own policy allows it. Leaves the warning
   * `cdk-cross-account-lambda:Caller.anyone` on the target, which can be acknowledged.
   *
   * @param options the reason
   * @throws if the reason is empty
   */
  public static anyone(options: AnyoneCallerOptions): Caller {
    return new Caller(new AnyoneCaller(options.reason));
  }

  /** @internal */
  public readonly _kind: CallerKind;

  private constructor(kind: CallerKind) {
    this._kind = kind;
  }

  /** For messages: `role arn:…`, `account 111111111111`. */
  public toString(): string {
    return this._kind.text;
  }
}
