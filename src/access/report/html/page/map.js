/** What the reader opened or closed, and the blocks of which all rows are wanted. */
const opened = /** @type {Map<string, boolean>} */ (new Map());
const whole = /** @type {Set<string>} */ (new Set());

/** With more strands than this, only those under the pointer have a number. */
const LABELS_AT_ONCE = 30;

/** With more strands than this, the allowed ones step back. */
const CROWD = 90;

const map = {
  root: element('div', { class: 'map' }),
  canvas: drawing('svg', { 'class': 'strands', 'aria-hidden': 'true' }),
  strands: /** @type {Strand[]} */ ([]),
  /** Those in front of the others. */
  hot: /** @type {readonly Strand[]} */ ([]),
};

function mapSection() {
  redraws.push(drawMap);
  new ResizeObserver(drawStrands).observe(map.root);
  return element('section', { 'aria-labelledby': 'map-heading' },
    element('div', { class: 'heading' }, element('h2', { id: 'map-heading' }, 'Map'), legend()),
    map.root);
}

function legend() {
  return element('p', { class: 'legend quiet' },
    ...['allowed', 'depends', 'denied'].map((outcome) => element('span', {},
      drawing('svg', { 'class': 'sample', 'viewBox': '0 0 36 8', 'aria-hidden': 'true' }, drawing('path', { 'class': `strand ${outcome}`, 'd': 'M0 4H36', 'stroke-width': 2 })),
      verdictOf(outcome))),
    'Choose an account or a name to see only its calls.');
}

function drawMap() {
  const focused = document.activeElement?.id ?? '';
  const { blocks, strands } = mapModelOf(shown.links, opened, whole);
  map.strands = strands;
  map.hot = [];
  const columns = /** @type {const} */ (['from', 'to']).map((side) => element('div', { class: `side ${side}` },
    element('h3', {}, side === 'from' ? 'Callers' : 'Called'),
    element('ul', {}, ...blocks[side].map(blockElement))));
  map.root.replaceChildren(columns[0], map.canvas, columns[1]);
  map.root.hidden = shown.links.length === 0;
  drawStrands();
  // the button that was pressed is a new one now
  if (focused !== '') { document.getElementById(focused)?.focus({ preventScroll: true }); }
}

/** @param {Block} block */
function blockElement(block) {
  const { id, side, account, open, rows, links } = block;
  const { name, stacks } = report.accounts[account];
  const chosen = side === 'from' ? filter.fromAccount : filter.toAccount;
  const about = stacks.length > 0 ? stacks.join(', ') : 'no template here';
  return element('li', { 'class': 'block', 'data-end': id },
    element('div', { class: 'block-head', ...highlighting((strand) => accountOf(strand, side) === account) },
      element('button', {
        'id': `${id}-toggle`, 'class': 'toggle', 'aria-expanded': String(open),
        'aria-label': `${counted(rows.reduce((sum, row) => sum + (row.more || 1), 0), 'name')} in ${name} as ${side === 'from' ? 'caller' : 'called'}`,
        'click': () => { opened.set(id, !open); drawMap(); },
      }, open ? '−' : '+'),
      element('button', {
        'id': `${id}-only`, 'class': 'account', 'aria-pressed': String(chosen === account), 'title': about,
        'click': () => setFilter({ [`${side}Account`]: chosen === account ? -1 : account }),
      }, element('strong', {}, name), element('span', { class: 'quiet' }, about)),
      countsOf(links)),
    open && element('ul', { class: 'rows' }, ...rows.map((row) => element('li', {}, rowElement(block, row)))));
}

/** @param {readonly number[]} links */
function countsOf(links) {
  const counts = countByOutcome(links);
  return element('span', { class: 'counts' }, ...OUTCOMES.filter((outcome) => counts[outcome] > 0).map((outcome) =>
    element('span', { class: `verdict ${outcome}` }, icon(outcome), String(counts[outcome]), element('span', { class: 'unseen' }, outcome))));
}

/**
 * @param {Block} block
 * @param {Row} row
 */
function rowElement({ id, side }, row) {
  const common = { 'id': row.id, 'class': 'row', 'data-end': row.id, ...highlighting((strand) => strand[side] === row.id) };
  if (row.more > 0) {
    return element('button', { ...common, click: () => { whole.add(id); drawMap(); } }, `and ${row.more} more`);
  }
  const { kind, name, id: thingId } = thingAt(row.thing);
  const chosen = (side === 'from' ? filter.fromThing : filter.toThing) === row.thing;
  return element('button', {
    ...common, 'title': `${kind} ${thingId}`, 'aria-pressed': String(chosen),
    'click': () => setFilter({ [`${side}Thing`]: chosen ? -1 : row.thing }),
  }, element('span', { class: 'name' }, name), element('span', { class: 'quiet kind' }, kind));
}

/** Listeners that bring the strands in question to the front. @param {(strand: Strand) => boolean} concerns @returns {Attributes} */
function highlighting(concerns) {
  const on = () => highlight(map.strands.filter(concerns));
  const off = () => highlight([]);
  return { mouseenter: on, mouseleave: off, focusin: on, focusout: off };
}

/** @param {readonly Strand[]} strands */
function highlight(strands) {
  map.hot = strands;
  map.canvas.classList.toggle('dimmed', strands.length > 0);
  for (const group of map.canvas.children) { group.classList.toggle('hot', strands.includes(map.strands[Number(group.getAttribute('data-strand'))])); }
}

/** Measures where the ends are, which the browser has laid out, and draws the curves between them. */
function drawStrands() {
  const left = map.root.querySelector('.side.from ul');
  const right = map.root.querySelector('.side.to ul');
  if (!left || !right) { return; }
  const frame = map.root.getBoundingClientRect();
  const width = Math.max(right.getBoundingClientRect().left - left.getBoundingClientRect().right, 1);
  const ports = { from: portsOf('from', frame.top), to: portsOf('to', frame.top) };
  map.canvas.setAttribute('viewBox', `0 0 ${width} ${frame.height}`);
  map.canvas.classList.toggle('busy', map.strands.length > LABELS_AT_ONCE);
  map.canvas.classList.toggle('crowded', map.strands.length > CROWD);
  map.canvas.replaceChildren(...map.strands.map((strand, index) => strandElement(strand, index, width, ports.from[index], ports.to[index])));
  highlight(map.hot);
}

/**
 * The height at which each strand leaves or arrives: spread over its end's edge, in the order of the other ends.
 *
 * @param {Side} side
 * @param {number} top
 */
function portsOf(side, top) {
  const other = side === 'from' ? 'to' : 'from';
  /** @type {Map<string, { top: number, height: number }>} */
  const boxes = new Map();
  for (const end of map.root.querySelectorAll('[data-end]')) {
    // a closed account ends at its head
    const box = (end.querySelector('.block-head') ?? end).getBoundingClientRect();
    boxes.set(end.getAttribute('data-end') ?? '', { top: box.top - top, height: box.height });
  }
  /** @type {Map<string, number[]>} */
  const strandsOfEnd = new Map();
  map.strands.forEach((strand, index) => strandsOfEnd.set(strand[side], [...strandsOfEnd.get(strand[side]) ?? [], index]));
  /** @type {number[]} */
  const ports = [];
  for (const [end, strands] of strandsOfEnd) {
    const { top: start, height } = boxes.get(end) ?? { top: 0, height: 0 };
    strands.sort((one, two) => (boxes.get(map.strands[one][other])?.top ?? 0) - (boxes.get(map.strands[two][other])?.top ?? 0));
    strands.forEach((strand, place) => { ports[strand] = start + height * (place + 1) / (strands.length + 1); });
  }
  return ports;
}

/**
 * @param {Strand} strand
 * @param {number} index
 * @param {number} width
 * @param {number} start
 * @param {number} end
 */
function strandElement(strand, index, width, start, end) {
  const { outcome, links } = strand;
  const curve = `M0 ${start.toFixed(1)}C${width / 2} ${start.toFixed(1)} ${width / 2} ${end.toFixed(1)} ${width} ${end.toFixed(1)}`;
  return drawing('g', {
    'class': `bundle ${outcome}`, 'data-strand': index,
    'mouseenter': () => highlight([strand]), 'mouseleave': () => highlight([]),
    'click': () => { if (links.length === 1) { openChain(links[0]); } else { chooseStrand(strand); } },
  },
  drawing('title', {}, links.length === 1 ? sentenceOf(report.links[links[0]]) : `${counted(links.length, 'call')} ${outcome}`),
  drawing('path', { class: 'reach', d: curve }),
  drawing('path', { 'class': `strand ${outcome}`, 'd': curve, 'stroke-width': 1.5 + Math.log2(links.length) / 1.5 }),
  links.length > 1 && drawing('text', pointOn(width, start, end, LABEL_AT[outcome]), String(links.length)));
}

/** Where along a strand its number stands: not where the other verdicts between the same ends have theirs. */
const LABEL_AT = { denied: 0.36, depends: 0.5, allowed: 0.64 };

/**
 * The point of the curve at that part of its way.
 *
 * @param {number} width
 * @param {number} start
 * @param {number} end
 * @param {number} t
 */
function pointOn(width, start, end, t) {
  const bend = 3 * t * (1 - t);
  return { x: width * (bend / 2 + t ** 3), y: start + (end - start) * (bend * t + t ** 3) };
}

/** @param {Strand} strand */
function chooseStrand({ from, to, fromAccount, toAccount, outcome }) {
  const [fromThing, toThing] = [from, to].map((end) => Number(/-thing-(\d+)$/.exec(end)?.[1] ?? -1));
  setFilter({ fromAccount, toAccount, fromThing, toThing, outcomes: new Set([outcome]) });
}
