import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBase, newApp } from './base-app';
import type { Measurement } from './measurement';
import { WIRINGS } from './wirings';
import type { Variant } from './wirings';

/** Builds and synthesizes one app: what a `cdk synth` does once the modules are loaded. */
function synthesize(variant: Variant, n: number, outdir: string): void {
  const app = newApp(outdir);
  for (const group of buildBase(app, n)) { WIRINGS[variant](group); }
  app.synth();
}

function cpuMilliseconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function templatesIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.template.json'))
    .map((name) => readFileSync(join(directory, name), 'utf8'));
}

function resourcesIn(template: string): number {
  const { Resources: resources = {} } = JSON.parse(template) as { Resources?: object };
  return Object.keys(resources).length;
}

function measure(variant: Variant, n: number): Measurement {
  const temp = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    // loads what aws-cdk-lib loads lazily, and starts its validation engine
    const warmUpMs = cpuMilliseconds(() => synthesize(variant, 1, join(temp, 'warm-up')));
    const outdir = join(temp, 'measured');
    const cpuMs = cpuMilliseconds(() => synthesize(variant, n, outdir));
    const peakMiB = process.resourceUsage().maxRSS / 1024;
    const templates = templatesIn(outdir);
    return {
      warmUpMs,
      cpuMs,
      peakMiB,
      resources: templates.map(resourcesIn).reduce((sum, count) => sum + count, 0),
      templateBytes: templates.map((text) => Buffer.byteLength(text)).reduce((sum, bytes) => sum + bytes, 0),
    };
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

// tsx maps every frame of every stack trace that aws-cdk-lib takes; the published package is plain JavaScript
process.setSourceMapsEnabled(false);
const [variant, n] = process.argv.slice(2);
process.stdout.write(JSON.stringify(measure(variant as Variant, Number(n))));
