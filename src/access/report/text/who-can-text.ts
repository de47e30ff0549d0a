import { shortName } from '../short-name';
import { columns, paragraph } from './columns';
import type { Cell, Page } from './columns';
import { count } from './summary-text';
import type { ReacherView, WhoCanView } from '../views/answer-views';

export const GROUP_TITLES: Readonly<Record<ReacherView['group'], string>> = {
  public: 'Anyone at all',
  organization: 'Whole organizations',
  account: 'Whole accounts',
  federated: 'Identity providers',
  service: 'Services',
  role: 'Roles and users',
  assuming: 'By assuming a role',
  depends: 'Perhaps',
};

/** Everybody who can reach the target, the widest groups first. */
export function whoCanText({ targets, actions, who }: WhoCanView, page: Page): string {
  const blocks = [paragraph(`who can do ${actions.join(' or ')} on`, 0, page), ...targets.map((target) => paragraph(target, 2, page, 'bold'))];
  const groups = (Object.keys(GROUP_TITLES) as ReacherView['group'][]).map((group) => ({ group, same: who.filter((one) => one.group === group) })).filter(({ same }) => same.length > 0);
  const tables = groups.map(({ group, same }) => `${page.paint(group === 'public' ? 'red' : 'bold', GROUP_TITLES[group])}\n${columns(['who', 'reaches', 'because of'], same.map((one) => row(one)), page)}`);
  return [blocks.join('\n'), ...tables, who.length === 0 ? 'nobody in these templates' : count(who.length, 'way')].join('\n\n');
}

function row({ group, who, at, to, action, on, via, statements }: ReacherView): Cell[] {
  const places = [...new Set(statements.map((statement) => statement.at?.path ?? statement.policy))];
  const conditions = on.length === 0 ? [] : [`${group === 'depends' ? 'depends on' : 'if'} ${on.join(' and ')}`];
  return [
    [[undefined, who], ...at ? [['dim', at.path] as const] : []],
    [[undefined, shortName(to)], ['dim', action]],
    [...via?.length ? [[undefined, `assumes ${via.map(shortName).join(', then ')}`] as const] : [], ...places.map((place) => [undefined, place] as const), ...conditions.map((text) => ['yellow', text] as const)],
  ];
}
