import { falseAlarms, found } from './score';
import type { Pair, Right, Tool } from './score';

/** The whole score, in Markdown. */
export function table(tools: Tool[], pairs: Pair[], rights: Right[]): string {
  const total = (tool: Tool) => pairs.filter((pair) => found(tool, pair).length > 0).length;
  const alarms = tools.map((tool) => falseAlarms(tool, pairs, rights));
  const together = pairs.filter((pair) => tools.some((tool) => !tool.own && found(tool, pair).length > 0)).length;
  return [
    row(['', 'mistake', ...tools.map(({ name }) => name)]),
    row(['---', '---', ...tools.map(() => '---')]),
    ...pairs.map((pair) => row([
      number(pair), `${pair.mistake.title} (\`${pair.mistake.rule}\`)`,
      ...tools.map((tool) => (found(tool, pair).length > 0 ? 'found' : '-')),
    ])),
    row(['', `**found, of ${pairs.length}**`, ...tools.map((tool) => `**${total(tool)}**`)]),
    row(['', `**right apps with a false alarm, of ${rights.length + pairs.length}**`, ...alarms.map(({ apps }) => `**${apps}**`)]),
    '',
    `The other tools together find ${together} of ${pairs.length}.`,
    '',
    'By which rules:',
    '',
    ...tools.flatMap((tool) => pairs
      .filter((pair) => !tool.own && found(tool, pair).length > 0)
      .map((pair) => `- ${number(pair)} ${tool.name}: ${found(tool, pair).map(code).join(', ')}`)),
    '',
    'False alarms, by rule and number of right apps:',
    '',
    ...tools.map((tool, index) => `- ${tool.name}: ${[...alarms[index].rules].map(([rule, apps]) => `${code(rule)} ${apps}`).join(', ') || 'none'}`),
    '',
    'The right apps are the mistaken ones without the mistake, and these:',
    '',
    ...rights.map(({ app }) => `- ${app.title}`),
  ].join('\n');
}

const row = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const code = (text: string) => `\`${text}\``;
const number = ({ mistake }: Pair) => mistake.id.slice(0, 2);
