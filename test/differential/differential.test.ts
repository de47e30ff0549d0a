import type { Case } from './case';
import { compareCase, isUnexplained } from './compare';
import { EXPLAINED } from './explained';
import { caseOf } from './generate';
import { ours } from './ours';
import { Random } from './random';
import { shrunk } from './shrink';

/** 100,000 and more by one command: npx tsx test/differential/run.ts --cases 100000 */
const CASES = 2_000;
const SEED = 2026;

const cases = Array.from({ length: CASES }, (_, index) => caseOf(SEED, index));

test(`${CASES} generated cases: what an independent simulator says, or what AWS says against it`, async () => {
  const outcomes = new Set<string>();
  for (const given of cases) {
    const comparison = await compareCase(given);
    outcomes.add(comparison.ours);
    if (isUnexplained(comparison)) { throw new Error(`ours ${comparison.ours}, theirs ${comparison.theirs}: ${JSON.stringify(given)}`); }
  }
  // all keys are known, so nothing depends; and neither outcome is rare
  expect([...outcomes].sort()).toEqual(['allowed', 'denied']);
}, 120_000);

test.each(EXPLAINED)('the simulator still differs over $name', async ({ example, rewrite }) => {
  const given: Case = {
    seed: 0,
    index: 0,
    caller: { kind: 'role', account: '111111111111', name: 'checkout', session: 'nightly' },
    resourceAccount: '111111111111',
    identityPolicies: [],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    ...example,
    context: { 'aws:userid': 'AROAEXAMPLE:nightly', ...example.context },
  };
  const { ours: mine, theirs, explained } = await compareCase(given);
  expect([mine, theirs]).toEqual(['allowed', 'denied']);
  expect(explained).toHaveLength(1);
  expect((await compareCase(rewrite(given))).theirs).toBe('allowed');
});

test('what is decided while keys are unknown is decided so for any value of them', () => {
  const random = new Random(SEED);
  let [decided, open] = [0, 0];
  for (const [index, given] of cases.entries()) {
    const keys = [...new Set([...Object.keys(given.context), 'aws:PrincipalTag/team', 'aws:SourceIp'])].filter((key) => !key.startsWith('aws:PrincipalA'));
    const hidden = random.some(keys, 10);
    const { outcome, dependsOn } = ours(given, new Set(hidden.map((key) => key.toLowerCase())));
    if (outcome === 'depends') {
      open++;
      expect(dependsOn.length).toBeGreaterThan(0);
      continue;
    }
    decided++;
    // the values that other cases have for the same keys, and no value
    for (const other of [given, cases[(index + 1) % CASES], cases[(index + 17) % CASES], cases[(index + 101) % CASES]]) {
      const context = Object.fromEntries([
        ...Object.entries(given.context).filter(([key]) => !hidden.includes(key)),
        ...Object.entries(other.context).filter(([key]) => hidden.includes(key) && key !== 'aws:userid'),
      ]);
      const full = ours({ ...given, context }, hidden.includes('aws:userid') ? new Set(['aws:userid']) : new Set());
      if (full.outcome !== outcome) { throw new Error(`${outcome} without ${hidden.join()}, ${full.outcome} with ${JSON.stringify(context)}: ${JSON.stringify(given)}`); }
    }
  }
  expect(Math.min(decided, open)).toBeGreaterThan(CASES / 20);
});

test('shrinking leaves what it is about', async () => {
  const value = { keep: [1, 2, { deep: [3, 4] }], drop: 'x' };
  const has3 = async (smaller: unknown): Promise<boolean> => JSON.stringify(smaller).includes('3');
  expect(await shrunk<unknown>(value, has3)).toEqual({ keep: [{ deep: [3] }] });
});
