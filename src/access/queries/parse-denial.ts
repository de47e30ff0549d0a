import type { LayerName } from '../evaluate/verdict';
import { partitionOf } from '../read/partitions';

/** What an access-denied message of AWS says. */
export interface Denial {
  /** Who called: the ARN of a session, role or user; a service. */
  readonly principal?: string;
  /** `lambda:InvokeFunction`; SQS writes its actions in lower case. */
  readonly action?: string;
  readonly resource?: string;
  /** The kind of policy that AWS blames. */
  readonly layer?: LayerName;
  /** Whether a Deny was met; else no Allow was found. */
  readonly explicit: boolean;
  /** The ARN of the policy with the Deny, which AWS tells for some. */
  readonly policyArn?: string;
  /** The kinds of deliveries that a message without names can be about. */
  readonly kinds?: RegExp;
  /** The message is encoded; only AWS can read it. */
  readonly encoded?: boolean;
}

/**
 * Reads what AWS, an SDK, the CLI or CloudTrail prints. Undefined for a text that says nothing of a denial.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function parseDenial(given: string): Denial | undefined {
  const text = given.replace(/\\"/g, '"').replace(/\s+/g, ' ').trim();
  return decoded(given) ?? standard(text) ?? withoutNames(text) ?? encoded(text);
}

const STANDARD = /(?:User: ?"?([^\s"]+)"? )?is not authorized to perform: ?"?([a-zA-Z0-9-]+:[a-zA-Z0-9]+)"?(?: on resource: ?"?([^\s"]+)"?)?(.*)/;

function standard(text: string): Denial | undefined {
  const [, principal, action, resource, rest] = STANDARD.exec(text) ?? [];
  if (action === undefined) { return undefined; }
  return {
    ...principal !== undefined && { principal },
    action,
    ...resource !== undefined && resource !== '*' && { resource: resource.replace(/[.,;]$/, '') },
    ...reasonOf(rest),
  };
}

/** How AWS names the kinds of policy; the order matters, because `policy` is in most. */
const LAYERS: readonly (readonly [RegExp, LayerName])[] = [
  [/identity-based/i, 'identity policy'],
  [/resource-based/i, 'resource policy'],
  [/permissions boundary/i, 'permissions boundary'],
  [/service control/i, 'service control policy'],
  [/resource control/i, 'resource control policy'],
  [/VPC endpoint/i, 'endpoint policy'],
  [/session/i, 'session policy'],
  [/role trust/i, 'trust policy'],
];

function reasonOf(rest: string): Pick<Denial, 'layer' | 'explicit' | 'policyArn'> {
  const [, denying, policyArn] = /explicit deny(?: in (?:an?|the) ([A-Za-z -]+?(?:policy|boundary)))?(?:: (arn:[^\s"]+))?/i.exec(rest) ?? [];
  const explicit = /explicit deny|explicitly denie[sd]/i.test(rest);
  const [, silent] = /because no ([A-Za-z -]+?) (?:policy |policies )?allows?/i.exec(rest) ?? [];
  // KMS to other accounts: `because the resource does not exist in this Region, no resource-based policies allow access, or …`
  const [, among] = /no (resource-based|identity-based) policies allow/i.exec(rest) ?? [];
  const name = denying ?? silent ?? among ?? '';
  const layer = LAYERS.find(([pattern]) => pattern.test(name))?.[1];
  return { ...layer && { layer }, explicit: explicit && among === undefined, ...policyArn !== undefined && { policyArn: policyArn.replace(/[.,;]$/, '') } };
}

/** What `aws sts decode-authorization-message` prints. */
function decoded(text: string): Denial | undefined {
  if (!text.trim().startsWith('{')) { return undefined; }
  let json: { DecodedMessage?: string; explicitDeny?: boolean; context?: { principal?: { arn?: string }; action?: string; resource?: string } };
  try {
    json = JSON.parse(text) as typeof json;
  } catch {
    return undefined;
  }
  if (typeof json.DecodedMessage === 'string') { return decoded(json.DecodedMessage); }
  const { context, explicitDeny } = json;
  if (context?.action === undefined) { return undefined; }
  return { principal: context.principal?.arn, action: context.action, resource: context.resource, explicit: explicitDeny === true };
}

/** Texts of services that refuse a configuration: they say what kind of call is denied, but not between whom. */
function withoutNames(text: string): Denial | undefined {
  const [, operation, service] = /(?:execution )?role does not have permissions to call (\w+) on (\w+)/i.exec(text) ?? [];
  if (operation !== undefined) { return { action: `${service.toLowerCase()}:${operation}`, layer: 'identity policy', explicit: false }; }
  const [, url] = /Access to the resource (https:\/\/sqs\S+) is denied/i.exec(text) ?? [];
  if (url !== undefined) { return { resource: queueArn(url), explicit: false }; }
  if (/Unable to validate the following destination configurations/i.test(text)) { return { kinds: /^bucket/, layer: 'resource policy', explicit: false }; }
  if (/Invalid permissions on Lambda function/i.test(text)) { return { kinds: /api/, layer: 'resource policy', explicit: false }; }
  return undefined;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html */
function queueArn(url: string): string | undefined {
  const [, region, account, name] = /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com[^/]*\/(\d{12})\/([^/?]+)/.exec(url) ?? [];
  return name === undefined ? undefined : `arn:${partitionOf(region)}:sqs:${region}:${account}:${name}`;
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html */
function encoded(text: string): Denial | undefined {
  return /Encoded authorization failure message/i.test(text) ? { encoded: true, explicit: false } : undefined;
}
