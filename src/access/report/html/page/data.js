/** @type {HtmlInput} */
const report = JSON.parse(byId('data').textContent ?? '');

/** The worst first. @type {readonly HtmlLink['outcome'][]} */
const OUTCOMES = ['denied', 'depends', 'allowed'];

/** All that the search looks at, in lower case. */
const thingTexts = report.things.map(({ kind, name, id, account, place }) =>
  [kind, name, id, place?.path, accountName(account), ...report.accounts[account].stacks].join('\n').toLowerCase());
const linkTexts = report.links.map(({ action, outcome, declaredBy, delivery }) =>
  [action, outcome, ...declaredBy, delivery?.place.path].join('\n').toLowerCase());

/** @param {number} account */
function accountName(account) {
  return report.accounts[account].name;
}

/** @param {number} thing */
function thingAt(thing) {
  return report.things[thing];
}

/** `denied: checkout in 111111111111 to orders:live in 222222222222, lambda:InvokeFunction` @param {HtmlLink} link */
function sentenceOf(link) {
  const [from, to] = [thingAt(link.from), thingAt(link.to)];
  return `${link.outcome}: ${from.kind} ${from.name} in ${accountName(from.account)} to ${to.kind} ${to.name} in ${accountName(to.account)}, ${link.action}`;
}

/** Which halves speak of a call. @param {HtmlLink} link */
function declaredText({ declaredBy }) {
  if (declaredBy.includes('delivery')) { return 'a service is configured to make the call'; }
  if (declaredBy.length > 1) { return 'declared by both halves'; }
  return declaredBy.includes('identity') ? "declared by the caller's half only" : "declared by the called side's half only";
}

/** @param {readonly number[]} links */
function countByOutcome(links) {
  /** @type {Record<HtmlLink['outcome'], number>} */
  const counts = { denied: 0, depends: 0, allowed: 0 };
  for (const index of links) { counts[report.links[index].outcome]++; }
  return counts;
}
