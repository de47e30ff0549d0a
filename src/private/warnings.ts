/**
 * Ids of warnings and informational messages. They are a contract: users write them into
 * `Annotations.of(x).acknowledgeWarning(id)`. Each has a heading in docs/warnings.md.
 */
const PREFIX = 'cdk-cross-account-lambda';

/** Anyone in any AWS account may call the target. */
export const ANYONE = `${PREFIX}:Caller.anyone`;
/** A resource policy has used 70 % of what Lambda stores. */
export const POLICY_NEAR_LIMIT = `${PREFIX}:CrossAccountTarget.policyNearLimit`;
/** The target is one version: the next deployment publishes another, which nobody may call. */
export const VERSION_TARGET = `${PREFIX}:CrossAccountTarget.versionTarget`;
/** Information: the caller is in the target's own account. */
export const SAME_ACCOUNT = `${PREFIX}:CrossAccountTarget.sameAccount`;
/** Information: a half belongs to an account that this app does not deploy. */
export const HAND_OVER = `${PREFIX}:handOver`;
/** Information: the function is imported, so its environment could not be set. */
export const ENVIRONMENT_NOT_SET = `${PREFIX}:CrossAccountInvoker.environmentNotSet`;
/** Everybody in an account may assume the role, without a condition. */
export const WHOLE_ACCOUNT = `${PREFIX}:AssumableRole.wholeAccount`;
/** The role's sessions could last longer than any of its callers can ask for. */
export const CHAINED_SESSION = `${PREFIX}:AssumableRole.chainedSession`;
/** A trust policy has used 70 % of what IAM stores. */
export const TRUST_NEAR_LIMIT = `${PREFIX}:AssumableRole.trustPolicyNearLimit`;
/** Nothing is known of the ways out of a function's subnets, so whether it reaches an endpoint is not checked. */
export const NETWORK_NOT_KNOWN = `${PREFIX}:Network.notKnown`;
/** A VPC that others use gets an endpoint that lets through only what this library knows of. */
export const SHARED_ENDPOINT = `${PREFIX}:Network.sharedEndpoint`;
/** A security group that was given lets everything out. */
export const OPEN_GROUP = `${PREFIX}:VpcLambdaTarget.openGroup`;
/** The prefix of the findings of a plan; the finding's id follows. */
export const PLAN_FINDING = `${PREFIX}:VpcLambdaTarget.`;
/** Information: a source has no name that other stacks can write, so every source of its kind in its account may call. */
export const ANY_OF_ACCOUNT = `${PREFIX}:Source.anyOfAccount`;
/** Information: a topic gets its first policy statement, which replaces the policy that SNS gives a new topic. */
export const FIRST_POLICY = `${PREFIX}:CrossAccountSubscription.firstPolicy`;
/** A function may run longer than the API that calls it waits. */
export const API_TIMEOUT = `${PREFIX}:Api.timeout`;
/** Methods without IAM authorization, which a resource policy of their API closes. */
export const CLOSED_METHODS = `${PREFIX}:CrossAccountApiAccess.closedMethods`;
/** A function may run longer than a user pool waits for its trigger. */
export const TRIGGER_TIMEOUT = `${PREFIX}:CrossAccountUserPoolTrigger.timeout`;
/** Messages become visible again sooner than AWS recommends for the function's timeout. */
export const VISIBILITY_TIMEOUT = `${PREFIX}:CrossAccountQueueEventSource.visibilityTimeout`;
