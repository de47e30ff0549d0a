import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { reportOf, SAMPLE } from './sample-assembly';
import { explain } from '../../../src/access/queries/explain';
import { accessMarkdown, mapMarkdown } from '../../../src/access/report/markdown/access-markdown';
import { explainMarkdown, whoCanMarkdown } from '../../../src/access/report/markdown/answer-markdown';
import { diffMarkdown, handOverMarkdown } from '../../../src/access/report/markdown/change-markdown';
import { checkMarkdown, unknownsMarkdown } from '../../../src/access/report/markdown/check-markdown';
import { code, escapeMarkdown, fenced, table } from '../../../src/access/report/markdown/escape';
import { mermaidMap } from '../../../src/access/report/markdown/mermaid';
import { explainView } from '../../../src/access/report/views/answer-views';
import type { LinkView } from '../../../src/access/report/views/parts';
import { accessView, checkView } from '../../../src/access/report/views/report-views';
import { chromiumOfMachine, launchChromium } from '../../support/chromium';

const { report, known } = reportOf(SAMPLE);
const { links } = accessView(report);

describe('text of templates is no markup', () => {
  test.each([
    ['a|b', 'a\\|b'],
    ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert\\(1\\)&gt;'],
    ['[x](http://y) *b* _c_ `d` ~e~ #1 @team!', '\\[x\\]\\(http://y\\) \\*b\\* \\_c\\_ \\`d\\` \\~e\\~ \\#1 \\@team\\!'],
    ['one\ntwo & three', 'one<br>two &amp; three'],
  ])('%s', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  test('code within code', () => {
    expect([code('a'), code('a`b'), code('`a``'), code('a|b\nc')]).toEqual(['`a`', '``a`b``', '``` `a`` ```', '`a\\|b c`']);
    expect(fenced('json', '```\nx')).toBe('````json\n```\nx\n````');
    expect(fenced('json', 'x')).toBe('```json\nx\n```');
  });

  test('a table has as many cells in every row', () => {
    expect(table(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
  });
});

describe('check', () => {
  test('what is acknowledged, with the reason', () => {
    const text = checkMarkdown(checkView({ ...report, acknowledged: [{ ...report.findings[0], reason: 'a *public* page' }] }), links);
    expect(text).toMatch(/<details><summary>1 finding acknowledged<\/summary>\n\n- <b>[a-z-]+<\/b> at `[^`]+`: a \\\*public\\\* page\n\n<\/details>/);
    expect(checkMarkdown(checkView(report), links)).not.toContain('acknowledged</summary>');
  });

  test('the summary, every finding folded, the statement to write, the map', () => {
    const text = checkMarkdown(checkView(report), links);
    expect(text).toMatch(/^## Cross-account access\n\n❌ \*\*6 errors, no warnings\*\* · 8 calls: 3 allowed, 2 denied, 3 depend/);
    expect(text).toContain('<details><summary>❌ error <b>public-function</b>:');
    expect(text).toContain('- at `Target/OpenForAll` (account 222222222222, `Target.template.json`)');
    expect(text).toMatch(/The statement as it is now:\n\n```json\n\{\n {2}"Sid": "Target-OpenForAll"/);
    expect(text).toMatch(/The statement to write:\n\n```json\n\{\n {2}"Effect": "Allow"/);
    expect(text.split('<details>')).toHaveLength(text.split('</details>').length);
    expect(text).toContain('```mermaid\nflowchart LR');
  });

  test('the sign is that of the worst, and what was not read is said', () => {
    const view = checkView({ ...report, findings: [] });
    expect(checkMarkdown({ ...view, unknowns: [{ path: 'S/R', what: 'odd' }] }, [])).toContain('✅ **no findings**');
    expect(checkMarkdown({ ...view, summary: { ...view.summary, findings: { error: 0, warning: 1, info: 0 } } }, [])).toContain('⚠️ **');
    expect(unknownsMarkdown([{ path: 'S/R', what: 'odd' }])).toEqual(['<details><summary>1 value could not be read</summary>\n\n- `S/R`: odd\n\n</details>']);
  });
});

describe('the other answers', () => {
  test('access: one row for each call with why', () => {
    const text = accessMarkdown(accessView(report));
    expect(text).toContain('| ❔ depends | `role checkout`<br>111111111111 | `role reader`<br>222222222222 | `sts:AssumeRole` | depends on sts:ExternalId |');
    expect(text).toContain('| ✅ allowed | `s3.amazonaws.com` for `bucket uploads`<br>111111111111 | `function images`<br>222222222222 | `lambda:InvokeFunction` | resource policy `Target/ImagesForUploads` |');
    expect(text).toContain('no resource-based policy allows the lambda:InvokeFunction action |');
    expect(accessMarkdown({ ...accessView(report), links: [] })).not.toContain('mermaid');
    expect(accessMarkdown({ ...accessView(report), links: [{ ...links[0], fromAccount: '' }] })).toContain('| `role Source-NightlyRole-<generated>` |');
  });

  test('explain: the chain and the fix', () => {
    const text = explainMarkdown({ ...explainView(explain(known, { from: 'checkout', to: 'prices' })), remarks: ['say|so'] });
    expect(text).toContain('**say\\|so**');
    expect(text).toContain('### ❌ denied: `lambda:InvokeFunction`');
    expect(text).toContain('- the caller can assume `arn:aws:iam::222222222222:role/reader`');
    expect(text).toContain('**Fix:** add this statement to the policy of what is called, in the account that owns it, at `Target/Prices/Resource`');
    const depends = explainMarkdown(explainView(explain(known, { from: 'checkout', to: 'reader' })));
    expect(depends).toContain('| trust policy | depends on sts:ExternalId |');
    const outside = explainMarkdown(explainView(explain(known, { from: 'arn:aws:iam::999999999999:role/else', to: 'prices' })));
    expect(outside).toContain('- no template here creates the caller');
    expect(outside).toContain(', in account 999999999999');
  });

  test('explain: a remedy without a place', () => {
    const [call] = explainView(explain(known, { from: 'checkout', to: 'prices' })).calls;
    const text = explainMarkdown({ version: 1, command: 'explain', remarks: [], calls: [{ ...call, remedies: [{ layer: 'identity policy', todo: 'do it', account: '' }] }] });
    expect(text.endsWith('**Fix:** do it')).toBe(true);
  });

  test('who-can: nobody, and by which roles', () => {
    const base = { version: 1, command: 'who-can' as const, targets: ['t'], actions: ['a:B'], who: [] };
    expect(whoCanMarkdown(base)).toContain('Nobody in these templates.');
    const who = [{ group: 'assuming' as const, who: 'w', to: 't', action: 'a:B', on: ['x|y'], via: ['arn:aws:iam::1:role/r'], statements: [{ policy: 'p', statement: {} }] }];
    expect(whoCanMarkdown({ ...base, who })).toContain('### By assuming a role\n\n| who | reaches | because of |\n| --- | --- | --- |\n| `w` | `t`<br>`a:B` | assumes `role r`<br>`p`<br>if x\\|y |');
  });

  test('diff and handover', () => {
    const change = { change: 'gained' as const, kind: 'public' as const, from: 'anyone', to: 't', action: 'a:B', after: { outcome: 'allowed' as const, conditions: ['C'] } };
    expect(diffMarkdown({ version: 1, command: 'diff', summary: { gained: 1, changed: 0, lost: 0 }, changes: [change] })).toContain('| ➕ gained | **anyone** | `t` | `a:B`<br>if C |  |');
    expect(handOverMarkdown({ version: 1, command: 'handover', handOvers: [] }, ['policy'])).toContain('nothing to hand over: no call needs');
    const handOver = { account: '1', accountIsHere: false, half: 'resource' as const, owner: 'arn:aws:sqs:r:1:q', summary: 'let it in', forms: { policy: '{}', cli: [{ line: 'aws x', replaces: true }] } };
    const text = handOverMarkdown({ version: 1, command: 'handover', handOvers: [handOver] }, ['policy', 'cli', 'terraform']);
    expect(text).toContain('### Account 1: `queue q`\n\nlet it in\n\n<details><summary>Policy</summary>\n\n```json\n{}\n```');
    expect(text).toContain('<summary>AWS CLI: replaces the whole policy, so add what is there already</summary>');
    expect(text).not.toContain('Terraform');
  });
});

interface Mermaid {
  parse(text: string): Promise<unknown>;
  render(id: string, text: string): Promise<{ readonly svg: string }>;
}

describe('the map', () => {
  const link = (fields: Partial<LinkView>): LinkView => ({ ...links[0], ...fields });
  const hostile = ['"]; click n0 "javascript:alert(1)"', 'end', 'a`b`<b>x', '#quot;', 'subgraph x', '%%{init}%%', 'näme 配送', '\\"', '{}[]()|'].map((name, i) =>
    link({ from: `arn:aws:iam::${i}:role/${name}`, to: `arn:aws:lambda:r:${i}:function:${name}`, fromAccount: name, toAccount: `${name}2` }));
  const many = Array.from({ length: 400 }, (_, i) => link({ from: `arn:aws:iam::1:role/r${i}`, to: `arn:aws:lambda:r:2:function:f${i}`, fromAccount: String(i % 7), outcome: i % 2 ? 'allowed' : 'denied' }));

  test('a box for each account, an arrow for each pair, with the verdict in words and style', () => {
    const from = 'arn:aws:iam::1:role/a';
    const to = 'arn:aws:lambda:r:2:function:b';
    const pair = { from, to, fromAccount: '1', toAccount: '2' };
    expect(mermaidMap([link({ ...pair, action: 'x:A', outcome: 'allowed' }), link({ ...pair, action: 'x:B', outcome: 'allowed' }), link({ ...pair, action: 'x:C', outcome: 'depends' }), link({ ...pair, toAccount: '', action: 'x:D', outcome: 'denied' })])).toBe([
      'flowchart LR',
      '  subgraph a0["account 1"]',
      '    n0["role a"]',
      '  end',
      '  subgraph a1["account 2"]',
      '    n1["function b"]',
      '  end',
      '  subgraph a2["an account that is not known"]',
      '    n2["function b"]',
      '  end',
      '  n0 -->|"x:A, x:B"| n1',
      '  n0 -.->|"x:C (depends)"| n1',
      '  n0 -.->|"x:D (denied)"| n2',
      '  linkStyle 0 stroke:#2da44e,stroke-width:2px',
      '  linkStyle 1 stroke:#bf8700,stroke-width:2px',
      '  linkStyle 2 stroke:#cf222e,stroke-width:2px',
    ].join('\n'));
  });

  test('of many calls only their number between accounts', () => {
    const map = mermaidMap(many);
    expect(map.split('\n').filter((line) => line.includes('>|'))).toHaveLength(14);
    expect(map).toMatch(/\|"\d+ denied"\|/);
  });

  const chromium = chromiumOfMachine();
  (chromium === undefined ? test.skip : test)('Mermaid itself draws every map, with the labels as they are', async () => {
    const script = join(__dirname, '..', '..', '..', 'node_modules', 'mermaid', 'dist', 'mermaid.min.js');
    expect(existsSync(script)).toBe(true);
    const browser = await launchChromium(chromium!);
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ path: script });
      const draw = async (map: string): Promise<string> => page.evaluate(async (text) => {
        const { mermaid } = globalThis as unknown as { mermaid: Mermaid };
        await mermaid.parse(text);
        const { svg } = await mermaid.render('map', text);
        const { document } = globalThis as unknown as { document: { body: { innerHTML: string; textContent: string } } };
        document.body.innerHTML = svg;
        return document.body.textContent;
      }, map);
      expect(await draw(mermaidMap(links))).toContain('account 111111111111');
      const drawn = await draw(mermaidMap(hostile));
      for (const name of ['"]; click n0 "javascript:alert(1)"', 'a`b`<b>x', '#quot;', 'näme 配送', '{}[]()|']) { expect(drawn).toContain(`role ${name}`); }
      await draw(mermaidMap(many));
      await expect(draw('flowchart LR\n  a["x')).rejects.toThrow();
    } finally {
      await browser.close();
    }
  }, 60_000);

  test('nothing is drawn of nothing', () => {
    expect(mapMarkdown([])).toEqual([]);
  });
});
