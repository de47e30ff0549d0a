/** With more findings than this, only the groups with errors are open at first. */
const FINDINGS_AT_ONCE = 6;

/** So many of one rule are drawn at first. */
const FINDINGS_OF_RULE = 25;

/** The shape and colour of a severity, of those that verdicts have. */
const SHAPE_OF_SEVERITY = { error: 'denied', warning: 'depends', info: 'silent' };

/** The findings by rule; nothing where there is none of them. */
function findingsSection() {
  /** @type {Map<string, HtmlFinding[]>} */
  const rules = new Map();
  for (const finding of report.findings) { rules.set(finding.ruleId, [...rules.get(finding.ruleId) ?? [], finding]); }
  return element('section', { 'id': 'findings', 'aria-labelledby': 'findings-heading' },
    element('h2', { id: 'findings-heading' }, 'Findings'),
    report.findings.length === 0 && element('p', {}, 'None.'),
    ...[...rules.values()].map(ruleElement));
}

/** @param {HtmlFinding[]} findings */
function ruleElement(findings) {
  const [{ ruleId, severity, title, docs }] = findings;
  const body = element('div', {}, ...findings.slice(0, FINDINGS_OF_RULE).map(findingElement));
  if (findings.length > FINDINGS_OF_RULE) {
    const more = element('button', { class: 'more', click: () => more.replaceWith(...findings.slice(FINDINGS_OF_RULE).map(findingElement)) },
      `Show the other ${findings.length - FINDINGS_OF_RULE}`);
    body.append(more);
  }
  return element('details', { class: 'rule', open: report.findings.length <= FINDINGS_AT_ONCE },
    element('summary', {},
      element('span', { class: `verdict ${SHAPE_OF_SEVERITY[severity]}` }, icon(SHAPE_OF_SEVERITY[severity]), severity),
      element('span', { class: 'title' }, title),
      element('span', { class: 'count' }, String(findings.length), element('span', { class: 'unseen' }, ' times'))),
    element('p', { class: 'quiet' }, element('code', {}, ruleId), ' ', docsLink(docs)),
    body);
}

/** Only an address of the web becomes a link. @param {string} docs */
function docsLink(docs) {
  return /^https?:\/\//.test(docs) ? element('a', { href: docs, rel: 'noreferrer', target: '_blank' }, 'What this rule means') : docs;
}

/** @param {HtmlFinding} finding */
function findingElement({ message, fix, place, otherPlace, statement }) {
  return element('article', { class: 'finding' },
    element('p', {}, message),
    placeButton(place),
    otherPlace && placeButton(otherPlace),
    element('p', { class: 'fix' }, element('strong', {}, 'Fix: '), fix),
    statement !== undefined && element('details', {}, element('summary', {}, 'Statement'), jsonBlock(statement)));
}

/** Where a finding stands; pressed, the calls of that construct are shown. @param {HtmlPlace} place */
function placeButton(place) {
  const line = placeLine(place);
  line.append(element('button', { 'class': 'small', 'aria-label': `Show its calls: ${place.path}`, 'click': () => searchFor(place.path) }, 'Show its calls'));
  return line;
}

/** @param {string} text */
function searchFor(text) {
  if (chain.link >= 0) { closeChain(); }
  setFilter({ ...NO_FILTER, outcomes: new Set(OUTCOMES), text });
  byId('filter').scrollIntoView();
  byId('list').focus({ preventScroll: true });
}

function unknownsSection() {
  if (report.unknowns.length === 0) { return undefined; }
  return element('section', { 'aria-label': 'What could not be read' },
    element('details', { class: 'rule' },
      element('summary', {}, element('span', { class: 'title' }, 'What could not be read'), element('span', { class: 'count' }, String(report.unknowns.length))),
      element('ul', { class: 'unknowns' }, ...report.unknowns.map(({ path, what }) => element('li', {}, element('code', {}, path), ` ${what}`)))));
}
