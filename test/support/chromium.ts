import { spawnSync } from 'node:child_process';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', 'google-chrome'];

let found: { readonly command?: string } | undefined;

/**
 * A Chromium of this machine; undefined if there is none.
 *
 * Tests of pages are skipped without it, unless the environment has REQUIRE_CHROMIUM set.
 */
export function chromiumOfMachine(): string | undefined {
  const { CHROMIUM, REQUIRE_CHROMIUM } = process.env;
  found ??= { command: chooseChromium([...CHROMIUM ? [CHROMIUM] : [], ...USUAL], Boolean(REQUIRE_CHROMIUM)) };
  return found.command;
}

/** The first that starts; fails if there must be one. */
export function chooseChromium(candidates: string[], required: boolean): string | undefined {
  const chosen = candidates.find((command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0);
  if (chosen === undefined && required) {
    throw new Error(`REQUIRE_CHROMIUM is set, but none of these starts: ${candidates.join(', ')}; install Chromium, or set CHROMIUM`);
  }
  return chosen;
}

/** Without a window, and without what a browser does for itself: updates, experiments, a sandbox that root may not use. */
export function launchChromium(executablePath: string): Promise<Browser> {
  const background = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic', '--no-first-run'];
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', ...background] });
}
