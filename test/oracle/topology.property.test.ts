import * as fc from 'fast-check';
import { Oracle } from './oracle';
import { build, topologies } from './topology';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 500);

test(`${RUNS} random topologies allow the declared calls and no other`, async () => {
  await fc.assert(fc.asyncProperty(topologies, async (topology) => {
    const { cloud, calls } = build(topology);
    const oracle = new Oracle(cloud);
    for (const { call, declared } of calls) {
      const { allowed } = await oracle.decide(call);
      if (allowed !== declared) {
        throw new Error(`${call.principalArn} on ${call.resourceArn}: declared ${declared}, allowed ${allowed}`);
      }
    }
  }), { numRuns: RUNS });
}, 60_000 + RUNS * 1_000);
