import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Mistake, ScoredApp } from './parts';

export interface Loaded<App> {
  readonly file: string;
  readonly app: App;
}

/** Every mistake, in the order of their numbers. */
export function loadMistakes(): Loaded<Mistake>[] {
  return load('mistakes', 'mistake');
}

/** Every right app; the mistakes, repaired, are right too. */
export function loadRights(): Loaded<ScoredApp>[] {
  return load('right', 'right');
}

function load<App>(folder: string, name: string): Loaded<App>[] {
  return readdirSync(join(__dirname, folder)).sort().map((file) => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const app = (require(join(__dirname, folder, file)) as Record<string, App | undefined>)[name];
    if (!app) { throw new Error(`${folder}/${file} does not export ${name}`); }
    return { file, app };
  });
}
