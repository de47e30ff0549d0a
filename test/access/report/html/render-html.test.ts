import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { HtmlValidate } from 'html-validate';
import { createProgram, flattenDiagnosticMessageText, getPreEmitDiagnostics, ModuleDetectionKind, ModuleKind, ScriptTarget } from 'typescript';
import { hostileReport, largeReport, smallReport } from './sample';
import { htmlInputOf } from '../../../../src/access/report/html/html-input-of';
import { renderHtml } from '../../../../src/access/report/html/render-html';

const PAGE = join(__dirname, '../../../../src/access/report/html/page');
const page = renderHtml(htmlInputOf(smallReport(), 'orders & checkout'));

/** The text of the elements with that tag. */
function textsOf(html: string, tag: string): string[] {
  return Array.from(html.matchAll(new RegExp(`<${tag}(?: [^>]*)?>([^]*?)</${tag}>`, 'g')), ([, text]) => text);
}

test('is valid HTML', async () => {
  const { valid, results } = await new HtmlValidate({ extends: ['html-validate:standard'] }).validateString(page);
  expect(results.flatMap(({ messages }) => messages.map(({ ruleId, line, message }) => ({ ruleId, line, message })))).toEqual([]);
  expect(valid).toBe(true);
});

test('says the main figures without its script', () => {
  expect(textsOf(page, 'title')).toEqual(['orders &amp; checkout']);
  expect(page).toContain('3 calls in 2 accounts: 1 allowed, 1 denied, 1 depends. 1 finding.');
  expect(renderHtml(htmlInputOf(largeReport(1000)))).toContain('1,000 calls in 12 accounts');
});

test('lets the browser run its own script and style only', () => {
  const [policy] = /default-src[^"]*/.exec(page) ?? [];
  const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  expect(policy).toBe(`default-src 'none'; script-src ${hashOf(textsOf(page, 'script')[1])}; style-src ${hashOf(textsOf(page, 'style')[0])}; base-uri 'none'; form-action 'none'`);
});

test('names no address but that of namespaces', () => {
  const [, script] = textsOf(page, 'script');
  const addresses = `${script}${textsOf(page, 'style')[0]}`.match(/(?:https?:)?\/\/[a-z][^'"\s]*|@import[^;]*|url\([^)]*\)/g);
  expect(addresses).toEqual(['http://www.w3.org/2000/svg']);
});

test('hostile names end no element', () => {
  const input = htmlInputOf(hostileReport(), '</title><img src=x onerror="steal()">');
  const html = renderHtml(input);
  expect(html).not.toMatch(/<img|<!--/);
  expect(html.match(/<\/script/g)).toHaveLength(2);
  expect(textsOf(html, 'title')).toEqual(['&lt;/title&gt;&lt;img src=x onerror=&quot;steal()&quot;&gt;']);
  expect(JSON.parse(textsOf(html, 'script')[0])).toEqual(JSON.parse(JSON.stringify(input)));
});

test('is small: 60 KB and 1.5 KB a call', () => {
  const bytesOf = (calls: number): number => Buffer.byteLength(renderHtml(htmlInputOf(largeReport(calls))));
  expect(bytesOf(0)).toBeLessThan(60_000);
  expect(bytesOf(1000)).toBeLessThan(1_500_000);
});

test('every script of the page is in it, without its block comments', () => {
  const [, script] = textsOf(page, 'script');
  for (const file of readdirSync(PAGE).filter((name) => name.endsWith('.js'))) {
    const code = readFileSync(join(PAGE, file), 'utf8').split('\n').filter((line) => /^(?:async )?function /.test(line));
    expect(code.length).toBeGreaterThan(0);
    for (const line of code) { expect(script).toContain(`${line}\n`); }
  }
  expect(script).not.toMatch(/^ *\/\*/m);
});

test('the scripts have no type errors and nothing unused', () => {
  const files = readdirSync(PAGE).filter((name) => name.endsWith('.js')).map((name) => join(PAGE, name));
  // they are one script together, so no file is a module
  const program = createProgram(files, {
    allowJs: true,
    checkJs: true,
    noEmit: true,
    strict: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noImplicitReturns: true,
    target: ScriptTarget.ES2022,
    module: ModuleKind.Node16,
    moduleDetection: ModuleDetectionKind.Legacy,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
  });
  const problems = files.flatMap((file) => getPreEmitDiagnostics(program, program.getSourceFile(file)))
    .map(({ file, messageText }) => `${basename(file?.fileName ?? '')}: ${flattenDiagnosticMessageText(messageText, ' ')}`);
  expect(problems).toEqual([]);
});
