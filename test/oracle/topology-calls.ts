import { ASSUME } from './assume';
import { accountOf } from './oracle';
import type { GrantKind, Topology } from './topology';
import { TopologyApp } from './topology-app';
import type { Stranger } from './topology-app';
import { TwoJudges } from './two-judges';
import type { Call } from '../support/authorizer';
import type { Cloud } from '../support/cloud';

const INVOKE = 'lambda:InvokeFunction';

/** A call, and whether somebody declared it. */
export interface Question {
  readonly call: Call;
  readonly declared: boolean;
}

/** The synthesized topology, and every call worth asking about. */
export interface Built {
  readonly cloud: Cloud;
  readonly questions: Question[];
}

export function build(topology: Topology): Built {
  const app = new TopologyApp(topology);
  return { cloud: app.cloud(), questions: [...invocations(topology, app), ...assumptions(topology, app)] };
}

/** The first call that is allowed but not declared, or the other way round. */
export async function mismatch({ cloud, questions }: Built): Promise<string | undefined> {
  const oracle = new TwoJudges(cloud);
  for (const { call, declared } of questions) {
    const { allowed } = await oracle.decide(call);
    if (allowed !== declared) {
      const secret = call.action === ASSUME ? ` with external id ${call.externalId}` : '';
      return `${call.principalArn}: ${call.action} on ${call.resourceArn}${secret}: declared ${declared}, allowed ${allowed}`;
    }
  }
  return undefined;
}

/** Every role of the app and every stranger, with every target, its function, and an alias of a longer name. */
function invocations(topology: Topology, app: TopologyApp): Question[] {
  const resources = app.targets.flatMap(({ arn }) => [arn, arn.split(':').slice(0, 7).join(':'), `${arn}2`]);
  return resources.flatMap((resourceArn) => {
    const granted = (s: number) => topology.strangers[s].grants
      .filter(({ target }) => app.targets[target % app.targets.length].arn === resourceArn)
      .map(({ kind }) => kind);
    // in the target's own account a stranger with every permission needs no grant
    const atHome = (stranger: Stranger) => stranger.account === accountOf(resourceArn);
    return everybody(app, { action: INVOKE, resourceArn }, (s) => atHome(app.strangers[s]) || letIn(app, s, granted));
  });
}

/** Every role of the app and every stranger, with every role: with its external id, none, and that of another role. */
function assumptions(topology: Topology, app: TopologyApp): Question[] {
  return app.roles.flatMap(({ arn: resourceArn, externalId: right }, i) => {
    const trusted = (s: number) => topology.strangers[s].trusts
      .filter(({ role }) => role % app.roles.length === i)
      .map(({ kind }) => kind);
    const questions = everybody(app, { action: ASSUME, resourceArn }, (s) => letIn(app, s, trusted));
    const externalIds = new Set([right, undefined, `external-${i + 1}`]);
    return questions.flatMap(({ call, declared }) => [...externalIds].map((externalId) => ({
      call: { ...call, externalId },
      declared: declared && (right === undefined || externalId === right),
    })));
  });
}

function everybody(app: TopologyApp, call: Pick<Call, 'action' | 'resourceArn'>, letsStrangerIn: (stranger: number) => boolean): Question[] {
  const own = [...app.callers, ...app.roles.map(({ arn }) => arn)].map((principalArn) => ({
    call: { ...call, principalArn },
    declared: app.declares(principalArn, call.resourceArn),
  }));
  const strangers = app.strangers.map(({ arn, organization: id }, s) => ({
    call: { ...call, principalArn: arn, organization: { id, paths: [`${id}/r-ab12/`] } },
    declared: letsStrangerIn(s),
  }));
  return [...own, ...strangers];
}

/** Whether a grant to any stranger covers this one. */
function letIn({ strangers }: TopologyApp, self: number, grantsTo: (stranger: number) => GrantKind[]): boolean {
  return strangers.some(({ account, organization }, s) => grantsTo(s).some((kind) => {
    switch (kind) {
      case 'role': return s === self;
      case 'account': return account === strangers[self].account;
      case 'organization': return organization === strangers[self].organization;
      case 'none': return false;
    }
  }));
}
