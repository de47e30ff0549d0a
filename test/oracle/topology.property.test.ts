import * as fc from 'fast-check';
import { topologies } from './topology';
import { build, mismatch } from './topology-calls';
import { twoCloudsOf } from './two-clouds';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 500);

test(`${RUNS} random topologies allow the declared calls and no other, and the access check finds no error`, async () => {
  await fc.assert(fc.asyncProperty(topologies, async (topology) => {
    const built = build(topology);
    const wrong = await mismatch(built) ?? twoCloudsOf(built.cloud).errors[0];
    if (wrong !== undefined) { throw new Error(wrong); }
  }), { numRuns: RUNS });
}, 60_000 + RUNS * 1_000);
