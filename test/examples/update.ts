import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { committedTemplates, EXAMPLE_NAMES, synthesizeExample } from './synthesize';

// Rewrites the committed templates: the only way they change.
for (const name of EXAMPLE_NAMES) {
  const directory = committedTemplates(name);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
  for (const [stack, template] of Object.entries(synthesizeExample(name))) {
    writeFileSync(join(directory, `${stack}.template.json`), template);
  }
}
