export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Colours a text that is laid out already: codes have no width. */
export type Paint = (style: Style | undefined, text: string) => string;

const CODES: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39],
};

export const inColour: Paint = (style, text) => {
  if (style === undefined || text === '') { return text; }
  const [on, off] = CODES[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
};

export const withoutColour: Paint = (_style, text) => text;
