import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildBase, newApp } from './base-app';
import type { Pair, PairGroup } from './base-app';
import { WIRINGS } from './wirings';
import { AssumableRole, CrossAccountInvoker, CrossAccountTarget } from '../src';

/** Links of one pair of stacks, of the kinds that `wire` makes. */
export const LINKS_OF_STACKS = 10;

/**
 * Writes the assembly of an app with many links, ten for each pair of stacks.
 *
 * aws-cdk-lib synthesizes one pair of stacks; the others are copies of its files with other names, because synthesizing
 * 10,000 links takes minutes and none of them is measured.
 */
export function writeAssembly(links: number, pattern: string, outdir: string): void {
  synthesizePair(pattern);
  const { version, artifacts } = JSON.parse(readFileSync(join(pattern, 'manifest.json'), 'utf8')) as { version: string; artifacts: Record<string, { type: string }> };
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const files = stacks.flatMap(([name]) => [`${name}.template.json`, `${name}.metadata.json`]).map((name) => [name, readFileSync(join(pattern, name), 'utf8')]);
  const copies: object[] = [];
  for (let group = 0; group < links / LINKS_OF_STACKS; group++) {
    for (const [name, text] of files) { writeFileSync(join(outdir, renamed(name, group)), renamed(text, group)); }
    copies.push(JSON.parse(renamed(JSON.stringify(Object.fromEntries(stacks)), group)) as object);
  }
  writeFileSync(join(outdir, 'manifest.json'), JSON.stringify({ version, artifacts: Object.assign({}, ...copies) as object }));
}

/** Stacks are `Checkout0` and `Orders0`, functions and roles `checkout-7` and `orders-7`. */
function renamed(text: string, group: number): string {
  return text.replace(/\b(Checkout|Orders)0(?=[./"]|$)/g, `$1${group}`).replace(/\b(checkout|orders|reader)-(?=\d)/g, `$1-${group}-`);
}

function synthesizePair(outdir: string): void {
  const app = newApp(outdir);
  for (const group of buildBase(app, LINKS_OF_STACKS)) { wire(group); }
  app.synth();
}

/** Of ten links four are statements of a document, two permissions, two run through a role, and two are those of aws-cdk-lib. */
function wire({ source, target, pairs }: PairGroup): void {
  const part = (from: number, to: number): PairGroup => ({ source, target, pairs: pairs.slice(from, to) });
  WIRINGS.ours(part(0, 4));
  WIRINGS['ours-permissions'](part(4, 6));
  pairs.slice(6, 8).forEach((pair) => throughRole(part(0, 0), pair));
  WIRINGS['expert-l2'](part(8, 10));
}

function throughRole({ source, target }: PairGroup, { index, alias, caller }: Pair): void {
  const orders = new CrossAccountTarget(target, `Orders${index}`, { function: alias });
  const reader = new AssumableRole(target, `Reader${index}`, { roleName: `reader-${index}`, externalId: 'reports-2026', targets: [orders] });
  new CrossAccountInvoker(source, `Checkout${index}`, { function: caller, targets: [orders], via: reader });
}
