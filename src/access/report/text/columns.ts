import type { Paint, Style } from './paint';
import { padTo, widthOf } from './width';
import { wrap } from './wrap';

/** One cell: a text, or several with a style each, below one another. */
export type Cell = string | readonly (readonly [style: Style | undefined, text: string])[];

export interface Page {
  /** The width of the terminal. */
  readonly columns: number;
  readonly paint: Paint;
}

const GAP = 2;

/**
 * A table with aligned columns and a line below its header, in at most the width of the page: columns that are too long
 * share what is left evenly, and their cells go on in the next line.
 */
export function columns(header: readonly string[], rows: readonly (readonly Cell[])[], page: Page): string {
  const widths = widthsFor([header, ...rows], page.columns - GAP * (header.length - 1));
  const line = (cells: readonly Cell[]): string[] => {
    const wrapped = cells.map((cell, i) => linesOf(cell, widths[i]));
    const height = Math.max(...wrapped.map(({ length }) => length));
    return Array.from({ length: height }, (_, row) => wrapped.map((lines, i) => {
      const [style, text] = lines[row] ?? [undefined, ''];
      return i === cells.length - 1 ? page.paint(style, text) : page.paint(style, text) + ' '.repeat(widths[i] - widthOf(text) + GAP);
    }).join('').trimEnd());
  };
  const head = line(header.map((title) => [['bold', title]] as const));
  const rule = page.paint('dim', widths.map((width) => '─'.repeat(width)).join(' '.repeat(GAP)));
  return [...head, rule, ...rows.flatMap(line)].join('\n');
}

function linesOf(cell: Cell, width: number): (readonly [Style | undefined, string])[] {
  const parts = typeof cell === 'string' ? [[undefined, cell] as const] : cell;
  return parts.flatMap(([style, text]) => wrap(text, width).map((line) => [style, line] as const));
}

function widthsFor(rows: readonly (readonly Cell[])[], available: number): number[] {
  const natural = rows[0].map((_, i) => Math.max(...rows.map((cells) => naturalWidth(cells[i]))));
  const widths = [...natural];
  // the short columns keep their width; the others share the rest
  const long = new Set(natural.keys());
  let rest = available;
  for (let changed = true; changed && long.size > 0;) {
    changed = false;
    for (const i of long) {
      if (natural[i] > Math.floor(rest / long.size)) { continue; }
      rest -= natural[i];
      long.delete(i);
      changed = true;
    }
  }
  for (const i of long) { widths[i] = Math.max(4, Math.floor(rest / long.size)); }
  return widths;
}

function naturalWidth(cell: Cell): number {
  const texts = typeof cell === 'string' ? [cell] : cell.map(([, text]) => text);
  return Math.max(0, ...texts.flatMap((text) => text.split('\n').map(widthOf)));
}

/** A paragraph behind a label, the next lines indented below the first. */
export function labelled(label: string, text: string, { columns: width, paint }: Page, style?: Style): string {
  const indent = widthOf(label);
  const lines = wrap(text, width - indent);
  return lines.map((line, i) => (i === 0 ? paint('dim', label) : padTo('', indent)) + paint(style, line)).join('\n');
}

/** A paragraph of text, all of its lines indented. */
export function paragraph(text: string, indent: number, { columns: width, paint }: Page, style?: Style): string {
  return wrap(text, width - indent).map((line) => padTo('', indent) + paint(style, line)).join('\n').replace(/ +$/gm, '');
}
