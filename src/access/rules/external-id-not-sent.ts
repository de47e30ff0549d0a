import { mentions } from './code-text';
import type { Finding, Rule } from './rule';
import { inAnyWay, namingOf } from '../evaluate/principal';
import type { Link } from '../links/link';
import type { Cloud } from '../model/cloud';
import type { FunctionModel } from '../model/function';
import type { Condition, Statement } from '../model/policy';
import { isMark, readable } from '../values/unknown';

/** How every SDK and every configuration file calls the parameter. */
const PARAMETER = /ExternalId|external_id/;
/** How people and this library call the variable that has it. */
const VARIABLE = /EXTERNAL_?ID/i;
const KEY = 'sts:externalid';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html */
export const EXTERNAL_ID_NOT_SENT: Rule = {
  id: 'external-id-not-sent',
  severity: 'error',
  title: 'The role asks for an external id, and the caller sends none',
  check: ({ cloud, links, denied }) => {
    const byRole = functionsByRole(cloud);
    return [
      ...denied.filter(({ cause }) => cause.kind === 'external-id').map(({ link }) => ofService(link)),
      ...links.filter((link) => asksForId(cloud, link) && onlyFunctionsHave(cloud, link.from) && sendsNone(byRole.get(link.from) ?? []))
        .map((link) => findingOf(link, 'the code of its functions speaks of none', OF_FUNCTION)),
    ];
  },
};

function functionsByRole({ functions }: Cloud): Map<string, FunctionModel[]> {
  const byRole = new Map<string, FunctionModel[]>();
  for (const fn of functions.values()) {
    const same = byRole.get(fn.roleArn);
    if (same) { same.push(fn); } else { byRole.set(fn.roleArn, [fn]); }
  }
  return byRole;
}

/** Whether nothing else of the trust policy lets the caller in. */
function asksForId({ identities }: Cloud, { action, verdict, to, request }: Link): boolean {
  if (action !== 'sts:AssumeRole' || verdict.outcome !== 'depends' || !verdict.dependsOn.some((key) => key.toLowerCase() === KEY)) { return false; }
  const letIn = (identities.get(to)?.trust ?? []).filter((statement) => statement.effect === 'Allow' && inAnyWay(namingOf(statement, request)) !== false);
  return letIn.length > 0 && letIn.every(asks);
}

function asks({ conditions, source }: Statement): boolean {
  return source.unknown === undefined && conditions.some(isRequired);
}

function isRequired({ key, operator, ifExists, values }: Condition): boolean {
  return key.toLowerCase() === KEY && !ifExists && !/Not|Null/i.test(operator) && values.every((value) => value !== '*' && !isMark(value));
}

/** What else assumes a role that others than functions have, nobody here can read. */
function onlyFunctionsHave({ identities }: Cloud, roleArn: string): boolean {
  const trust = identities.get(roleArn)?.trust ?? [];
  return trust.every(({ effect, principals }) => effect === 'Deny' || (principals !== undefined && Object.keys(principals).join() === 'Service'
    && principals.Service!.every((service) => service === 'lambda.amazonaws.com')));
}

/** Only code that can be read, and of which nothing is hidden, says that nothing is sent. */
function sendsNone(functions: readonly FunctionModel[]): boolean {
  return functions.length > 0 && functions.every(({ code }) =>
    !Object.keys(code.environment).some((name) => VARIABLE.test(name)) && mentions(code, PARAMETER) === false);
}

const OF_FUNCTION = 'pass ExternalId to AssumeRole, given to the function as an environment variable; or drop the condition where both accounts are your own';

/** A state machine sends its own ARN, other services nothing: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html */
function ofService(link: Link): Finding {
  const sent = link.request.context.get(KEY)?.[0];
  return sent === undefined
    ? findingOf(link, 'its service sends none', 'drop the condition, and name the source by aws:SourceArn where the service sends it')
    : findingOf(link, `its service sends '${readable(sent)}'`, `write sts:ExternalId as '${readable(sent)}' in the trust policy`);
}

function findingOf({ from, to, fromSite, toSite }: Link, why: string, fix: string): Finding {
  return {
    message: `the trust policy of ${readable(to)} asks ${readable(from)} for an external id (sts:ExternalId), and ${why}`,
    fix,
    site: (fromSite ?? toSite)!,
    ...fromSite && toSite && { otherSite: toSite },
  };
}
