/** Letters that take two columns of a terminal: those of East Asia, and pictures. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u;

/** The columns that a text without colour codes takes in a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) { width += WIDE.test(letter) ? 2 : 1; }
  return width;
}

export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}
