import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { committedTemplates, EXAMPLE_NAMES, synthesizeExample } from './synthesize';

test.each(EXAMPLE_NAMES)('%s deploys exactly the committed templates (npm run examples:update rewrites them)', (name) => {
  const directory = committedTemplates(name);
  const committed = Object.fromEntries(readdirSync(directory).map((file) => [file.replace('.template.json', ''), readFileSync(join(directory, file), 'utf8')]));
  expect(synthesizeExample(name)).toEqual(committed);
});
