import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { buildBase, newApp } from './base-app';
import { WIRINGS } from './wirings';
import { CrossAccountAccessPlugin } from '../src';

/** CPU time of building and synthesizing an app, with the plugin or without it. */
function synthesize(n: number, outdir: string, plugin: boolean): number {
  const before = process.cpuUsage();
  const app = newApp(outdir);
  if (plugin) { Validations.of(app).addPlugins(new CrossAccountAccessPlugin()); }
  for (const group of buildBase(app, n)) { WIRINGS.ours(group); }
  app.synth();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

// tsx maps every frame of every stack trace that aws-cdk-lib takes; the published package is plain JavaScript
process.setSourceMapsEnabled(false);
const [n, plugin] = process.argv.slice(2);
const temp = mkdtempSync(join(tmpdir(), 'bench-plugin-'));
try {
  synthesize(1, join(temp, 'warm-up'), false);
  process.stdout.write(JSON.stringify({ cpuMs: synthesize(Number(n), join(temp, 'measured'), plugin === 'true') }));
} finally {
  rmSync(temp, { recursive: true, force: true });
}
