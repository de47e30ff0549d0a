import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Does something while the template of a stack lacks all resources of a type. */
export async function withoutResources<T>(assembly: string, stack: string, type: string, task: () => Promise<T>): Promise<T> {
  const file = join(assembly, `${stack}.template.json`);
  const text = readFileSync(file, 'utf8');
  const template = JSON.parse(text) as { Resources: Record<string, { Type: string }> };
  const kept = Object.entries(template.Resources).filter(([, { Type }]) => Type !== type);
  writeFileSync(file, JSON.stringify({ ...template, Resources: Object.fromEntries(kept) }));
  try {
    return await task();
  } finally {
    writeFileSync(file, text);
  }
}
