/** Rows above and below the visible ones, so that scrolling shows no gap. */
const SPARE_ROWS = 8;

/** More rows than this are not printed: that is more than forty pages. */
const PRINTED_ROWS = 2000;

/** The list draws only the rows that are in sight: ten thousand calls cost as much as fifty. */
const list = {
  box: element('div', { 'id': 'list', 'class': 'list', 'role': 'listbox', 'tabindex': 0, 'aria-labelledby': 'list-heading', 'aria-describedby': 'list-keys' }),
  sheet: element('div', { class: 'sheet', role: 'presentation' }),
  note: element('p', { id: 'list-note', class: 'quiet', role: 'status' }),
  /** The place of the chosen row within what is shown. */
  active: 0,
  printing: false,
};

function listSection() {
  list.box.append(list.sheet);
  list.box.addEventListener('scroll', drawRows, { passive: true });
  list.box.addEventListener('keydown', moveByKey);
  list.box.addEventListener('click', (event) => {
    const row = event.target instanceof Element ? event.target.closest('[data-place]') : undefined;
    if (row) {
      choose(Number(row.getAttribute('data-place')));
      openActive();
    }
  });
  new ResizeObserver(drawRows).observe(list.box);
  redraws.push(() => {
    list.active = Math.max(shown.links.indexOf(chain.link), 0);
    list.box.scrollTop = 0;
    drawRows();
    keepInSight();
  });
  return element('section', { 'aria-labelledby': 'list-heading' },
    element('div', { class: 'heading' }, element('h2', { id: 'list-heading' }, 'Calls'), list.note),
    list.box,
    element('p', { id: 'list-keys', class: 'quiet keys' },
      element('kbd', {}, '/'), ' search  ', element('kbd', {}, '↑'), ' ', element('kbd', {}, '↓'), ' choose  ',
      element('kbd', {}, 'Enter'), ' show the chain  ', element('kbd', {}, 'Esc'), ' close'));
}

/** The same as in the style sheet, where it depends on the width of the window. */
function rowHeight() {
  return Number.parseFloat(getComputedStyle(list.box).getPropertyValue('--row'));
}

function drawRows() {
  const height = rowHeight();
  const count = shown.links.length;
  const { first, last } = rowsInSight(height, count);
  list.sheet.style.height = `${count * height}px`;
  list.sheet.replaceChildren(...shown.links.slice(first, last).map((index, offset) => rowOf(index, first + offset, height)));
  list.box.hidden = count === 0;
  list.note.textContent = noteText(count);
  list.box.setAttribute('aria-activedescendant', count > 0 ? `row-${list.active}` : '');
}

/**
 * @param {number} height
 * @param {number} count
 */
function rowsInSight(height, count) {
  if (list.printing) { return { first: 0, last: Math.min(count, PRINTED_ROWS) }; }
  const { scrollTop, clientHeight } = list.box;
  return {
    first: Math.max(Math.floor(scrollTop / height) - SPARE_ROWS, 0),
    last: Math.min(Math.ceil((scrollTop + clientHeight) / height) + SPARE_ROWS, count),
  };
}

/** @param {number} count */
function noteText(count) {
  const all = counted(report.links.length, 'call');
  if (count === 0) { return `None of ${all} fits the filter.`; }
  const cut = list.printing && count > PRINTED_ROWS ? ` The first ${PRINTED_ROWS.toLocaleString('en')} are printed.` : '';
  return (isFiltered() ? `${count.toLocaleString('en')} of ${all}.` : `${all}.`) + cut;
}

/**
 * @param {number} index of the call
 * @param {number} place within what is shown
 * @param {number} height
 */
function rowOf(index, place, height) {
  const link = report.links[index];
  const row = element('div', {
    'id': `row-${place}`, 'class': 'call', 'role': 'option', 'data-place': place,
    'aria-selected': String(place === list.active), 'aria-setsize': shown.links.length, 'aria-posinset': place + 1,
  },
  verdictOf(link.outcome),
  endOf(thingAt(link.from)),
  element('span', { 'class': 'arrow', 'aria-hidden': 'true' }, '→'),
  element('span', { class: 'unseen' }, 'calls'),
  endOf(thingAt(link.to)),
  element('span', { class: 'action' }, element('code', {}, link.action), link.delivery && element('span', { class: 'quiet' }, link.delivery.what)));
  row.style.top = `${place * height}px`;
  return row;
}

/** @param {HtmlThing} thing */
function endOf({ name, kind, id, account }) {
  return element('span', { class: 'end', title: id },
    element('span', { class: 'name' }, name),
    element('span', { class: 'quiet' }, `${kind} in ${accountName(account)}`));
}

/** @param {number} place */
function choose(place) {
  list.active = Math.min(Math.max(place, 0), shown.links.length - 1);
  keepInSight();
  drawRows();
}

function keepInSight() {
  const height = rowHeight();
  const top = list.active * height;
  const { scrollTop, clientHeight } = list.box;
  if (top < scrollTop) { list.box.scrollTop = top; }
  if (top + height > scrollTop + clientHeight) { list.box.scrollTop = top + height - clientHeight; }
}

function openActive() {
  openChain(shown.links[list.active]);
}

/** @param {KeyboardEvent} event */
function moveByKey(event) {
  const page = Math.max(Math.floor(list.box.clientHeight / rowHeight()) - 1, 1);
  /** @type {Record<string, number>} */
  const places = {
    ArrowDown: list.active + 1, ArrowUp: list.active - 1, PageDown: list.active + page, PageUp: list.active - page,
    Home: 0, End: shown.links.length - 1,
  };
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    openActive();
  } else if (places[event.key] !== undefined && !event.ctrlKey && !event.altKey && !event.metaKey) {
    event.preventDefault();
    choose(places[event.key]);
    if (chain.link >= 0) { showChain(shown.links[list.active]); }
  }
}
