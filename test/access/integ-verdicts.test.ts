import { join } from 'node:path';
import { AccessAssertions } from '../../src';
import { check } from '../../src/access/check';
import { cloudOf } from '../../src/access/read/read-cloud';

const SNAPSHOT = join(__dirname, '../../integ/integ.access-verdicts.ts.snapshot');
const ORDERS = 'arn:aws:lambda:eu-west-1:222222222222:function:integ-access-verdicts-orders:live';

/** The same verdicts that integ/integ.access-verdicts.ts asserts of AWS itself. */
test('the verdicts that AWS is asked to confirm', () => {
  const access = AccessAssertions.fromAssembly(SNAPSHOT);
  access.role('integ-access-verdicts-both').canInvoke(ORDERS);
  for (const name of ['identity', 'resource', 'qualifier', 'bounded', 'forbidden']) { access.role(`integ-access-verdicts-${name}`).cannotInvoke(ORDERS); }
});

test('every denied call has a finding of its own rule, the allowed one has none', () => {
  const { findings } = check(cloudOf(SNAPSHOT));
  const found = findings.map(({ ruleId, message }) => `${/integ-access-verdicts-(both|identity|resource|qualifier|bounded|forbidden)/.exec(message)?.[1]} ${ruleId}`);
  expect(found.sort()).toEqual([
    'bounded forbidden-call', 'forbidden forbidden-call', 'identity missing-half-invoke', 'qualifier qualifier-mismatch', 'resource missing-half-invoke',
  ]);
});
