import type { Side } from './denied';
import { callerSite, fixFor, lacking, statementFor } from './missing-words';
import type { Finding, Rule } from './rule';
import { list } from './words';
import type { Link } from '../links/link';
import type { Cloud } from '../model/cloud';
import type { DeliveryRequest } from '../model/delivery';
import { fieldsOf } from '../values/arn';
import { readable } from '../values/unknown';

export type Half = DeliveryRequest['half'];

/** The rule for one kind of call of which a half is nowhere in the templates. */
export function missingHalf(half: Half, title: string): Rule {
  return {
    id: `missing-half-${half}`,
    severity: 'error',
    title,
    check: ({ cloud, denied, hasAccount }) => {
      const calls = new Map<string, Lacking>();
      for (const { link, cause } of denied) {
        if (cause.kind !== 'missing' || halfOf(link) !== half) { continue; }
        const lacks = cause.lacks.filter((side) => hasAccount(side === 'identity' ? link.fromAccount : link.toAccount));
        if (lacks.length === 0) { continue; }
        const key = `${link.from} ${link.to} ${lacks.join()}`;
        const same = calls.get(key);
        if (same) { same.actions.add(link.action); } else { calls.set(key, { link, lacks, actions: new Set([link.action]) }); }
      }
      return [...calls.values()].flatMap((call) => findingOf(call, cloud));
    },
  };
}

/** One caller and what it calls, with all actions for which the same side lacks a statement. */
interface Lacking {
  readonly link: Link;
  readonly lacks: readonly Side[];
  readonly actions: Set<string>;
}

const HALF_OF_SERVICE: Readonly<Record<string, Half>> = {
  'lambda': 'invoke', 'iam': 'assume', 'sqs': 'queue', 'sns': 'topic', 'events': 'topic', 'kinesis': 'stream', 'dynamodb': 'stream', 'kms': 'key', 'secretsmanager': 'key', 'execute-api': 'api',
};

function halfOf({ to, delivery }: Link): Half | undefined {
  const half = delivery?.step.half ?? HALF_OF_SERVICE[fieldsOf(to).service];
  // an API that may not call its function has a rule of its own: it answers 500
  return half === 'invoke' && delivery && /api|authorizer/.test(delivery.of.kind) ? 'api' : half;
}

function findingOf({ link, lacks, actions: all }: Lacking, cloud: Cloud): Finding[] {
  const site = siteOf(link, lacks);
  if (!site) { return []; }
  const actions = [...all];
  const otherSite = site === link.toSite ? callerSite(link) : link.toSite;
  const what = link.delivery ? ` (${link.delivery.step.what})` : '';
  return [{
    message: `${readable(link.from)} calls ${readable(link.to)} with ${list(actions)}${what}, and AWS denies it: ${lacks.map((side) => lacking(link, side)).join(', and ')}`,
    fix: lacks.map((side) => fixFor(link, side, actions, cloud)).join('; and '),
    site,
    ...otherSite && { otherSite },
    statement: statementFor(link, lacks[lacks.length - 1], actions, cloud),
  }];
}

/** Where the missing statement belongs; the other side where the templates have no construct for it. */
function siteOf(link: Link, lacks: readonly string[]): Finding['site'] | undefined {
  const [callers, called] = [callerSite(link), link.toSite];
  return lacks.includes('resource') ? called ?? callers : callers ?? called;
}
