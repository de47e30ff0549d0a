/** The panel with all that decides one call. -1: closed. */
const chain = {
  link: -1,
  panel: element('div', { 'id': 'chain', 'class': 'chain', 'role': 'dialog', 'aria-labelledby': 'chain-heading', 'hidden': true }),
  /** Where the keyboard was before. @type {Element | null} */
  before: null,
};

/** Below this width the panel covers the page. */
const covering = matchMedia('(max-width: 999px)');

const WORDS_OF_LAYER = { allows: 'allows it', denies: 'denies it', depends: 'depends', silent: 'says nothing of it' };

/** The same, where nothing denies the call but that nobody allows it. */
const LACKS = 'has no statement that allows it';

/** @param {number} index */
function openChain(index) {
  if (chain.link < 0) { chain.before = document.activeElement; }
  showChain(index);
  byId('chain-heading').focus();
}

/** @param {number} index */
function showChain(index) {
  chain.link = index;
  chain.panel.replaceChildren(...present(chainContent(report.links[index])));
  chain.panel.scrollTop = 0;
  chain.panel.hidden = false;
  setCovering();
  rememberState();
}

function closeChain() {
  chain.link = -1;
  chain.panel.hidden = true;
  setCovering();
  rememberState();
  if (chain.before instanceof HTMLElement || chain.before instanceof SVGElement) { chain.before.focus(); }
}

/** What a panel covers must not be reached with the keyboard. */
function setCovering() {
  const isOpen = chain.link >= 0;
  byId('page').inert = isOpen && covering.matches;
  document.body.classList.toggle('with-chain', isOpen);
  chain.panel.setAttribute('aria-modal', String(covering.matches));
}

/**
 * @param {HtmlLink} link
 * @returns {Child[]}
 */
function chainContent(link) {
  const [from, to] = [thingAt(link.from), thingAt(link.to)];
  const findings = findingsAbout(link);
  const lacksAllow = link.outcome === 'denied' && link.layers.every(({ outcome }) => outcome !== 'denies');
  return [
    element('div', { class: 'chain-head' },
      element('h2', { id: 'chain-heading', tabindex: -1 }, verdictOf(link.outcome), ` ${from.name} → ${to.name}`),
      element('button', { 'class': 'close', 'aria-label': 'Close', 'click': closeChain }, '✕')),
    element('p', { class: 'reason' }, link.reason),
    element('p', {}, element('code', {}, link.action), ' ', element('span', { class: 'quiet' }, declaredText(link))),
    link.dependsOn && element('p', {}, 'Depends on ', ...codes(link.dependsOn), '.'),
    element('ol', { class: 'layers' },
      element('li', { class: 'end-of-chain' }, ...endContent('From', from)),
      link.delivery && element('li', {}, element('h3', {}, link.delivery.what), placeLine(link.delivery.place)),
      ...link.layers.map((layer) => layerElement(layer, lacksAllow)),
      element('li', { class: 'end-of-chain' }, ...endContent('To', to))),
    findings.length > 0 && element('h3', {}, counted(findings.length, 'finding'), ' about these constructs'),
    ...findings.map((finding) => findingElement(finding)),
  ];
}

/**
 * @param {string} word
 * @param {HtmlThing} thing
 */
function endContent(word, { kind, name, id, account, place }) {
  return [
    element('h3', {}, element('span', { class: 'quiet' }, `${word} ${kind} `), name),
    element('p', { class: 'place' }, element('code', {}, id), element('span', { class: 'quiet' }, `account ${accountName(account)}`)),
    place ? placeLine(place) : element('p', { class: 'quiet' }, 'No template here creates it.'),
  ];
}

/**
 * @param {HtmlLayer} layer
 * @param {boolean} lacksAllow whether the call is denied because nobody allows it
 */
function layerElement({ layer, outcome, statements = [], dependsOn }, lacksAllow) {
  const lacking = outcome === 'silent' && lacksAllow;
  const shape = lacking ? 'denied' : SHAPE_OF_LAYER[outcome];
  return element('li', {},
    element('h3', {}, element('span', { class: `verdict ${shape}` }, icon(shape)), ` ${layer} `, element('span', { class: `verdict ${shape}` }, lacking ? LACKS : WORDS_OF_LAYER[outcome])),
    dependsOn && element('p', {}, 'on ', ...codes(dependsOn)),
    ...statements.map((index) => statementElement(index, statements.length <= 3)));
}

/**
 * @param {number} index
 * @param {boolean} open
 */
function statementElement(index, open) {
  const { policy, place, unknown, json } = report.statements[index];
  const sid = typeof json === 'object' && json !== null && 'Sid' in json ? ` ${json.Sid}` : '';
  return element('details', { open },
    element('summary', {}, policy, element('span', { class: 'quiet' }, sid)),
    place ? placeLine(place) : element('p', { class: 'quiet' }, 'In no template: managed by AWS, or handed in.'),
    unknown !== undefined && element('p', {}, `Not wholly known: ${unknown}`),
    jsonBlock(json));
}

/** @param {readonly string[]} texts */
function codes(texts) {
  return texts.flatMap((text, index) => index === 0 ? [element('code', {}, text)] : [', ', element('code', {}, text)]);
}

/** The findings about one of the constructs of a call, or about both of them where they have two sides. @param {HtmlLink} link */
function findingsAbout(link) {
  const statements = link.layers.flatMap((layer) => (layer.statements ?? []).map((index) => report.statements[index].place));
  const paths = new Set([thingAt(link.from).place, thingAt(link.to).place, link.delivery?.place, ...statements].map((place) => place?.path));
  return report.findings.filter(({ place, otherPlace }) => paths.has(place.path) && (otherPlace === undefined || paths.has(otherPlace.path)));
}
