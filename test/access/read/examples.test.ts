import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cloudOfTemplates } from '../../../src/access/read/read-cloud';
import { hasUnknown, readable } from '../../../src/access/values/unknown';

const EXAMPLES = join(__dirname, '../../../examples');
const REGION = 'eu-west-1';
/** Which stacks of the examples are in the account of what is called. */
const TARGETS = ['Orders', 'Images', 'Users', 'Reports'];

const examples = readdirSync(EXAMPLES).map((example) => {
  const directory = join(EXAMPLES, example, 'templates');
  return [example, readdirSync(directory).map((file) => ({
    path: join(directory, file),
    account: TARGETS.some((name) => file.startsWith(name)) ? '222222222222' : '111111111111',
    region: REGION,
  }))] as const;
});

test.each(examples)('%s has no roles, functions or policies that are not known', (_, files) => {
  const { identities, functions, resourcePolicies, unknowns, strayPolicies } = cloudOfTemplates(files);

  expect(functions.size).toBeGreaterThan(1);
  expect(identities.size).toBeGreaterThan(0);
  expect(strayPolicies).toEqual([]);
  expect(unknowns).toEqual([]);
  for (const arn of [...identities.keys(), ...functions.keys(), ...resourcePolicies.keys()]) { expect(readable(arn)).toMatch(/^arn:aws:[a-z0-9-]+:/); }
  for (const { statements, trust } of identities.values()) {
    for (const { source, resources = [] } of [...statements, ...trust]) { expect([source.unknown, resources.filter((one) => hasUnknown(one) && one.startsWith('⟦'))]).toEqual([undefined, []]); }
  }
});
