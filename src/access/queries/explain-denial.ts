import { Decider, isCaller } from './decide-call';
import type { Known } from './decide-call';
import { deploymentRemark, remarksOn } from './denial-remarks';
import { explained } from './explain';
import type { Explanation } from './explain';
import { NameError, Names } from './find-named';
import { parseDenial } from './parse-denial';
import type { Denial } from './parse-denial';
import type { Party } from './parties';
import { callerNamed, callableArns } from './parties';
import type { Link } from '../links/link';
import { plainText } from '../report/plain';

/** A message of AWS beside what the templates say of the same call. */
export interface DenialExplanation {
  readonly denial: Denial;
  /** The calls that it can be about. */
  readonly explanations: readonly Explanation[];
  /** How AWS's reason and the templates' agree, and what to do next. */
  readonly remarks: readonly string[];
}

/**
 * Finds the construct and statement behind an access-denied message.
 *
 * @throws NameError if the text is no such message, or what it names is several things
 */
export function explainDenial(known: Known, text: string): DenialExplanation {
  const denial = parseDenial(text);
  if (!denial) { throw new NameError(`this text says nothing of a denied call; expected AWS's message, such as "${EXAMPLE}"`); }
  if (denial.encoded) { return { denial, explanations: [], remarks: [ENCODED] }; }
  const deployment = deploymentRemark(denial, known.cloud);
  if (deployment !== undefined) { return { denial, explanations: [], remarks: [deployment] }; }
  const names = new Names(known.cloud);
  const explanations = callsOf(denial, known, names);
  return { denial, explanations, remarks: remarksOn(denial, explanations) };
}

const EXAMPLE = 'User: arn:… is not authorized to perform: lambda:InvokeFunction on resource: arn:…';

const ENCODED = 'the message is encoded; run "aws sts decode-authorization-message --encoded-message … --query DecodedMessage --output text" with credentials that may do so, and paste what it prints';

function callsOf(denial: Denial, known: Known, names: Names): Explanation[] {
  const caller = denial.principal === undefined ? undefined : callerNamed(denial.principal, known.cloud, names);
  const target = denial.resource === undefined ? undefined : names.find(denial.resource);
  const spoken = known.links.filter((link) => isAbout(link, denial, caller, target && [target.arn]));
  if (spoken.length > 0) { return spoken.map((link) => explained(known, link, caller ?? partyOf(link))); }
  if (!caller || !target || denial.action === undefined) { return []; }
  const link = new Decider(known).decide(caller, target.arn, denial.action);
  return [explained(known, link, caller, elsewhere(known, target.arn, caller))];
}

/** Without names a message is about what is denied only. */
function isAbout(link: Link, denial: Denial, caller: Party | undefined, targets: readonly string[] | undefined): boolean {
  return (denial.action === undefined || link.action.toLowerCase() === denial.action.toLowerCase())
    && (!caller || isCaller(link, caller))
    && (!targets || targets.includes(link.to))
    && (!denial.kinds || (link.delivery !== undefined && denial.kinds.test(link.delivery.of.kind)))
    && ((caller && targets) !== undefined || link.verdict.outcome !== 'allowed');
}

function partyOf({ caller, delivery }: Link): Party {
  if (caller.kind === 'role' || caller.kind === 'user') { return { kind: 'identity', arn: caller.arn }; }
  return caller.kind === 'service' ? { kind: 'service', service: caller.service, sourceArn: delivery?.of.sourceArn } : { kind: 'anonymous' };
}

/** The caller may call another qualifier of the same function. */
function elsewhere({ cloud, links }: Known, to: string, caller: Party): string[] {
  const [unqualified] = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:[^:]+/.exec(to) ?? [to];
  const others = links.filter((link) => link.to !== to && callableArns(unqualified, cloud).includes(link.to) && isCaller(link, caller) && link.verdict.outcome === 'allowed');
  return others.map((link) => `the caller may call ${plainText(link.to)}: Lambda takes the policy of exactly the ARN that is called`);
}
