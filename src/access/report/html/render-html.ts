import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HtmlInput } from './html-input';

/**
 * The scripts of the page in their order. They are plain JavaScript files beside the compiled ones, because a browser runs
 * them as they are: the text of a compiled function would change with the compiler's and the coverage's settings.
 */
const SCRIPTS = ['elements', 'data', 'filter', 'map', 'map-model', 'list', 'chain', 'findings', 'page'];

/**
 * One page with everything in it: it opens from a file, asks no server for anything, and its policy (the `meta` element)
 * lets the browser run nothing but our own script.
 */
export function renderHtml(input: HtmlInput): string {
  const style = asset('page.css');
  const script = `(() => {\n'use strict';\n${SCRIPTS.map((name) => withoutComments(asset(`${name}.js`))).join('\n')}})();\n`;
  const title = escapeHtml(input.title);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'">
<style>${style}</style>
</head>
<body>
<div id="page">
<header>
<h1>${title}</h1>
<p class="quiet">${escapeHtml(summaryOf(input))}</p>
</header>
<noscript><p>This report needs JavaScript. It runs on your machine only and loads nothing.</p></noscript>
</div>
<script type="application/json" id="data">${jsonForScript(input)}</script>
<script>${script}</script>
</body>
</html>
`;
}

function summaryOf({ links, findings, accounts }: HtmlInput): string {
  const outcomes = ['allowed', 'denied', 'depends'].map((outcome) => `${numberOf(links.filter((link) => link.outcome === outcome).length)} ${outcome}`);
  return `${counted(links.length, 'call')} in ${counted(accounts.filter(({ name }) => /^\d{12}$/.test(name)).length, 'account')}: ${outcomes.join(', ')}. ${counted(findings.length, 'finding')}.`;
}

function counted(count: number, word: string): string {
  return `${numberOf(count)} ${word}${count === 1 ? '' : 's'}`;
}

function numberOf(count: number): string {
  return count.toLocaleString('en');
}

/** Without the block comments that stand on lines of their own: a fifth of the page would be our types. */
function withoutComments(script: string): string {
  return script.replace(/^ *\/\*[^]*?\*\/\n/gm, '');
}

/** Nothing in it can end the script element or begin a comment in it: https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements */
function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter]);
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function asset(file: string): string {
  return readFileSync(join(__dirname, 'page', file), 'utf8').replace(/\r\n/g, '\n');
}
