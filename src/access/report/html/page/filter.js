/** Which calls the map and the list show. -1 stands for all. */
const filter = {
  text: '',
  outcomes: new Set(OUTCOMES),
  action: '',
  half: '',
  fromAccount: -1,
  toAccount: -1,
  fromThing: -1,
  toThing: -1,
};

/** @typedef {Partial<typeof filter>} Change */

/** The calls that pass, and those that would if every verdict were chosen. @type {{ links: number[], ofAnyOutcome: number[] }} */
const shown = { links: [], ofAnyOutcome: [] };

/** What to draw again after a change. @type {(() => void)[]} */
const redraws = [];

const NO_FILTER = { ...filter };

/** @type {Record<string, (declared: HtmlLink['declaredBy']) => boolean>} */
const HALVES = {
  both: (declared) => declared.includes('identity') && declared.includes('resource'),
  identity: (declared) => declared.length === 1 && declared[0] === 'identity',
  resource: (declared) => declared.length === 1 && declared[0] === 'resource',
  delivery: (declared) => declared.includes('delivery'),
};

/** @param {Change} change */
function setFilter(change) {
  Object.assign(filter, change);
  applyFilter();
  rememberState();
}

function clearFilter() {
  setFilter({ ...NO_FILTER, outcomes: new Set(OUTCOMES) });
}

function isFiltered() {
  return shown.links.length < report.links.length;
}

function applyFilter() {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  shown.ofAnyOutcome = [];
  report.links.forEach((link, index) => { if (passes(link, index, words)) { shown.ofAnyOutcome.push(index); } });
  shown.links = shown.ofAnyOutcome.filter((index) => filter.outcomes.has(report.links[index].outcome));
  for (const redraw of redraws) { redraw(); }
}

/**
 * @param {HtmlLink} link
 * @param {number} index
 * @param {string[]} words
 */
function passes(link, index, words) {
  const [from, to] = [thingAt(link.from), thingAt(link.to)];
  return (filter.fromThing < 0 || filter.fromThing === link.from)
    && (filter.toThing < 0 || filter.toThing === link.to)
    && (filter.fromAccount < 0 || filter.fromAccount === from.account)
    && (filter.toAccount < 0 || filter.toAccount === to.account)
    && (filter.action === '' || filter.action === link.action)
    && (filter.half === '' || HALVES[filter.half](link.declaredBy))
    && words.every((word) => thingTexts[link.from].includes(word) || thingTexts[link.to].includes(word) || linkTexts[index].includes(word));
}

/** The filter and the open call as the end of the address, so that it can be sent to somebody with the same file. */
function rememberState() {
  const state = new URLSearchParams();
  if (filter.text !== '') { state.set('search', filter.text); }
  if (filter.outcomes.size < OUTCOMES.length) { state.set('verdict', [...filter.outcomes].join(' ')); }
  if (filter.action !== '') { state.set('action', filter.action); }
  if (filter.half !== '') { state.set('half', filter.half); }
  if (filter.fromAccount >= 0) { state.set('from-account', accountName(filter.fromAccount)); }
  if (filter.toAccount >= 0) { state.set('to-account', accountName(filter.toAccount)); }
  if (filter.fromThing >= 0) { state.set('from', thingAt(filter.fromThing).id); }
  if (filter.toThing >= 0) { state.set('to', thingAt(filter.toThing).id); }
  if (chain.link >= 0) { state.set('call', String(chain.link)); }
  try {
    history.replaceState(undefined, '', `#${state}`);
  } catch {
    // a frame without an address of its own has nothing to remember
  }
}

/** The opposite; what this report does not have is left out. */
function recallState() {
  const state = new URLSearchParams(location.hash.slice(1));
  const verdicts = OUTCOMES.filter((outcome) => (state.get('verdict') ?? OUTCOMES.join(' ')).split(' ').includes(outcome));
  const half = state.get('half') ?? '';
  const action = state.get('action') ?? '';
  Object.assign(filter, {
    text: state.get('search') ?? '',
    outcomes: new Set(verdicts),
    action: report.links.some((link) => link.action === action) ? action : '',
    half: Object.hasOwn(HALVES, half) ? half : '',
    fromAccount: report.accounts.findIndex(({ name }) => name === state.get('from-account')),
    toAccount: report.accounts.findIndex(({ name }) => name === state.get('to-account')),
    fromThing: report.things.findIndex(({ id }) => id === state.get('from')),
    toThing: report.things.findIndex(({ id }) => id === state.get('to')),
  });
  const call = Number(state.get('call') ?? -1);
  return report.links[call] === undefined ? -1 : call;
}
