import type { Style } from './paint';

/** Colour is never the only sign: the word stands there too. */
export const STYLES: Readonly<Record<string, Style>> = {
  allowed: 'green',
  allows: 'green',
  denied: 'red',
  denies: 'red',
  silent: 'red',
  depends: 'yellow',
  error: 'red',
  warning: 'yellow',
  info: 'cyan',
  gained: 'red',
  lost: 'green',
  changed: 'yellow',
};
