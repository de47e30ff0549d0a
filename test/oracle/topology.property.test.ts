import * as fc from 'fast-check';
import { topologies } from './topology';
import { build, mismatch } from './topology-calls';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 500);

test(`${RUNS} random topologies allow the declared calls and no other`, async () => {
  await fc.assert(fc.asyncProperty(topologies, async (topology) => {
    const wrong = await mismatch(build(topology));
    if (wrong !== undefined) { throw new Error(wrong); }
  }), { numRuns: RUNS });
}, 60_000 + RUNS * 1_000);
