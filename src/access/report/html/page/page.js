/** @typedef {{ value: string, text: string }} Choice */

const searchBox = element('input', {
  'id': 'search', 'type': 'search', 'placeholder': 'Search names, ARNs, paths', 'aria-label': 'Search', 'autocomplete': 'off', 'spellcheck': 'false',
  'input': () => setFilter({ text: searchBox.value }),
});

/** The verdicts as buttons that stay pressed, with the number of calls that the rest of the filter leaves. */
const outcomeButtons = OUTCOMES.map((outcome) => {
  const number = element('span', { class: 'count' });
  const button = element('button', { id: `only-${outcome}`, class: 'chip', click: () => toggleOutcome(outcome) }, verdictOf(outcome), number);
  return { outcome, number, button };
});

/** @param {HtmlLink['outcome']} outcome */
function toggleOutcome(outcome) {
  const outcomes = new Set(filter.outcomes);
  // the first press asks for this verdict alone, as a press on the last one pressed asks for all
  if (outcomes.size === OUTCOMES.length) { outcomes.clear(); }
  if (!outcomes.delete(outcome)) { outcomes.add(outcome); }
  setFilter({ outcomes: outcomes.size === 0 ? new Set(OUTCOMES) : outcomes });
}

const accountChoices = report.accounts.map(({ name, stacks }, index) => ({ value: String(index), text: stacks.length > 0 ? `${name} ${stacks.slice(0, 3).join(', ')}` : name }));

const selects = {
  fromAccount: selectOf('Caller in', 'any account', accountChoices, (value) => setFilter({ fromAccount: Number(value || -1), fromThing: -1 })),
  toAccount: selectOf('Called in', 'any account', accountChoices, (value) => setFilter({ toAccount: Number(value || -1), toThing: -1 })),
  action: selectOf('Action', 'any', [...new Set(report.links.map((link) => link.action))].sort().map((action) => ({ value: action, text: action })),
    (value) => setFilter({ action: value })),
  half: selectOf('Declared by', 'any half', [
    { value: 'both', text: 'both halves' },
    { value: 'identity', text: "only the caller's half" },
    { value: 'resource', text: "only the called side's half" },
    { value: 'delivery', text: "a service's configuration" },
  ], (value) => setFilter({ half: value })),
};

/**
 * @param {string} label
 * @param {string} any the words for no filter
 * @param {readonly Choice[]} choices
 * @param {(value: string) => void} chosen
 */
function selectOf(label, any, choices, chosen) {
  const select = element('select', { change: () => chosen(select.value) },
    ...[{ value: '', text: any }, ...choices].map(({ value, text }) => element('option', { value }, text)));
  return { select, label: element('label', {}, element('span', { class: 'quiet' }, label), select) };
}

const chosenThings = element('span', { class: 'chosen' });
const clearButton = element('button', { id: 'clear', click: clearFilter }, 'Clear');

function filterSection() {
  redraws.push(showFilter);
  return element('search', { 'id': 'filter', 'class': 'filter', 'aria-label': 'Filter of the calls' },
    searchBox,
    element('div', { 'class': 'chips', 'role': 'group', 'aria-label': 'Verdict' }, ...outcomeButtons.map(({ button }) => button)),
    ...Object.values(selects).map(({ label }) => label),
    chosenThings,
    clearButton);
}

/** The controls follow the filter, which the map and the address change too. */
function showFilter() {
  if (searchBox.value !== filter.text) { searchBox.value = filter.text; }
  const counts = countByOutcome(shown.ofAnyOutcome);
  for (const { outcome, number, button } of outcomeButtons) {
    number.textContent = counts[outcome].toLocaleString('en');
    button.setAttribute('aria-pressed', String(filter.outcomes.size < OUTCOMES.length && filter.outcomes.has(outcome)));
  }
  selects.fromAccount.select.value = filter.fromAccount < 0 ? '' : String(filter.fromAccount);
  selects.toAccount.select.value = filter.toAccount < 0 ? '' : String(filter.toAccount);
  selects.action.select.value = filter.action;
  selects.half.select.value = filter.half;
  chosenThings.replaceChildren(...present([
    filter.fromThing >= 0 && chosenThing('caller', filter.fromThing, { fromThing: -1 }),
    filter.toThing >= 0 && chosenThing('called', filter.toThing, { toThing: -1 }),
  ]));
  clearButton.disabled = !isFiltered() && filter.text === '';
}

/**
 * @param {string} word
 * @param {number} thing
 * @param {Change} without
 */
function chosenThing(word, thing, without) {
  return element('button', { 'class': 'chip', 'aria-label': `Remove: ${word} ${thingAt(thing).name}`, 'click': () => setFilter(without) },
    `${word} ${thingAt(thing).name} `, element('span', { 'aria-hidden': 'true' }, '✕'));
}

/** Follows the system until it is pressed; the page remembers nothing. */
function themeButton() {
  const isDark = () => (document.documentElement.style.colorScheme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const wordOf = () => isDark() ? 'Light colours' : 'Dark colours';
  const button = element('button', {
    id: 'theme',
    click: () => {
      document.documentElement.style.colorScheme = isDark() ? 'light' : 'dark';
      button.textContent = wordOf();
    },
  }, wordOf());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { button.textContent = wordOf(); });
  return button;
}

/** @param {KeyboardEvent} event */
function shortcut(event) {
  if (event.key === 'Escape' && chain.link >= 0) {
    event.preventDefault();
    closeChain();
  } else if (event.key === 'Escape' && document.activeElement === searchBox) {
    event.preventDefault();
    setFilter({ text: '' });
    byId('list').focus();
  } else if (event.key === '/' && !(document.activeElement instanceof HTMLInputElement || document.activeElement instanceof HTMLSelectElement)) {
    event.preventDefault();
    if (chain.link >= 0 && covering.matches) { closeChain(); }
    searchBox.focus();
    searchBox.select();
  }
}

/** What is only open for the paper. @type {HTMLDetailsElement[]} */
let unfolded = [];

/** Paper cannot be scrolled or unfolded. @param {boolean} printing */
function setPrinting(printing) {
  if (printing) {
    for (const more of document.querySelectorAll('button')) { if (more.className === 'more') { more.click(); } }
    unfolded = [...document.querySelectorAll('details')].filter((details) => !details.open);
  }
  for (const details of unfolded) { details.open = printing; }
  list.printing = printing;
  drawRows();
}

function start() {
  const calls = report.links.length === 0
    ? [element('p', {}, 'These templates speak of no call.')]
    : [filterSection(), mapSection(), listSection()];
  byId('page').append(element('main', {}, findingsSection(), ...calls, ...present([unknownsSection()])));
  document.querySelector('header')?.append(themeButton());
  document.body.append(chain.panel);
  addEventListener('keydown', shortcut);
  addEventListener('beforeprint', () => setPrinting(true));
  addEventListener('afterprint', () => setPrinting(false));
  covering.addEventListener('change', setCovering);
  const recall = () => {
    const call = recallState();
    applyFilter();
    if (call >= 0) { openChain(call); } else if (chain.link >= 0) { closeChain(); }
  };
  addEventListener('hashchange', recall);
  recall();
}

start();
