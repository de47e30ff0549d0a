import type { AccessMeasurement } from './access';
import { check } from '../src/access/check';
import { cloudOf } from '../src/access/read/read-cloud';
import { compileLater } from '../src/cli/compile-later';

/** Reads and checks an assembly once in a fresh process, as the command line does. */
function measure(directory: string): AccessMeasurement {
  const base = process.resourceUsage().maxRSS / 1024;
  const start = process.cpuUsage();
  const cloud = cloudOf(directory);
  const read = process.cpuUsage(start);
  const { links, findings } = check(cloud);
  const all = process.cpuUsage(start);
  return {
    readMs: (read.user + read.system) / 1000,
    cpuMs: (all.user + all.system) / 1000,
    peakMiB: process.resourceUsage().maxRSS / 1024,
    baseMiB: base,
    calls: links.length,
    denied: links.filter(({ verdict }) => verdict.outcome === 'denied').length,
    findings: findings.length,
  };
}

compileLater();
process.stdout.write(JSON.stringify(measure(process.argv[2])));
