/** @typedef {'from' | 'to'} Side */
/** A line of a block: one thing, or what is left over where there are many (thing -1). @typedef {{ id: string, thing: number, links: number[], more: number }} Row */
/** An account as a caller, or as what is called. @typedef {{ id: string, side: Side, account: number, open: boolean, rows: Row[], links: number[] }} Block */
/** All calls of one verdict between two ends; an end is a block that is closed, or a row. @typedef {{ from: string, to: string, fromAccount: number, toAccount: number, outcome: HtmlLink['outcome'], links: number[] }} Strand */
/** @typedef {{ blocks: Record<Side, Block[]>, strands: Strand[] }} MapModel */

/** So many things on both sides are shown one by one; with more of them only accounts are, until one is opened. */
const THINGS_AT_ONCE = 36;

/** An open account shows so many things; the rest is one row. */
const ROWS_AT_ONCE = 12;

/**
 * What the map shows: callers on the left, what is called on the right, so that an account may stand on both sides.
 *
 * @param {readonly number[]} links
 * @param {ReadonlyMap<string, boolean>} opened what the reader opened or closed, by block
 * @param {ReadonlySet<string>} whole the blocks of which all rows are wanted
 * @returns {MapModel}
 */
function mapModelOf(links, opened, whole) {
  const things = { from: linksByThing(links, 'from'), to: linksByThing(links, 'to') };
  const few = things.from.size + things.to.size <= THINGS_AT_ONCE;
  const blocks = { from: blocksOf('from'), to: blocksOf('to') };
  const strands = strandsOf(links, { from: endsOf(blocks.from, things.from), to: endsOf(blocks.to, things.to) });
  arrange(blocks, strands);
  return { blocks, strands };

  /** @param {Side} side */
  function blocksOf(side) {
    /** @type {Map<number, Row[]>} */
    const rows = new Map();
    for (const [thing, its] of things[side]) {
      const { account } = thingAt(thing);
      if (!rows.has(account)) { rows.set(account, []); }
      rows.get(account)?.push({ id: `${side}-thing-${thing}`, thing, links: its, more: 0 });
    }
    return [...rows].sort(([one], [other]) => one - other).map(([account, all]) => {
      const id = `${side}-account-${account}`;
      return { id, side, account, open: opened.get(id) ?? few, rows: whole.has(id) ? all : shortened(all, `${id}-more`), links: all.flatMap((row) => row.links) };
    });
  }
}

/**
 * @param {readonly number[]} links
 * @param {Side} side
 */
function linksByThing(links, side) {
  /** @type {Map<number, number[]>} */
  const things = new Map();
  for (const index of links) {
    const thing = report.links[index][side];
    const known = things.get(thing);
    if (known) { known.push(index); } else { things.set(thing, [index]); }
  }
  return things;
}

/**
 * The rows with most calls, and one for the others.
 *
 * @param {Row[]} rows
 * @param {string} id
 */
function shortened(rows, id) {
  if (rows.length <= ROWS_AT_ONCE + 1) { return rows; }
  const sorted = [...rows].sort((one, other) => other.links.length - one.links.length);
  const rest = sorted.slice(ROWS_AT_ONCE);
  return [...sorted.slice(0, ROWS_AT_ONCE), { id, thing: -1, links: rest.flatMap((row) => row.links), more: rest.length }];
}

/**
 * Where the calls of each thing end: at its row, the row of the left over, or at the closed block.
 *
 * @param {readonly Block[]} blocks
 * @param {ReadonlyMap<number, readonly number[]>} things
 */
function endsOf(blocks, things) {
  const byAccount = new Map(blocks.map((block) => [block.account, block]));
  const rows = new Set(blocks.flatMap((block) => block.rows.map((row) => row.id)));
  /** @type {Map<number, string>} */
  const ends = new Map();
  for (const thing of things.keys()) {
    const block = /** @type {Block} */ (byAccount.get(thingAt(thing).account));
    const row = `${block.side}-thing-${thing}`;
    ends.set(thing, !block.open ? block.id : rows.has(row) ? row : `${block.id}-more`);
  }
  return ends;
}

/**
 * @param {readonly number[]} links
 * @param {Record<Side, ReadonlyMap<number, string>>} ends
 */
function strandsOf(links, ends) {
  /** @type {Map<string, Strand>} */
  const strands = new Map();
  for (const index of links) {
    const { from, to, outcome } = report.links[index];
    const [start, end] = [ends.from.get(from) ?? '', ends.to.get(to) ?? ''];
    const key = `${start} ${end} ${outcome}`;
    const known = strands.get(key);
    if (known) {
      known.links.push(index);
    } else {
      strands.set(key, { from: start, to: end, fromAccount: thingAt(from).account, toAccount: thingAt(to).account, outcome, links: [index] });
    }
  }
  // the worst come first in the list of calls, and are drawn last, over the others
  return [...strands.values()].reverse();
}

/**
 * Orders both sides by the barycentre of what they are connected to, first the accounts, then the rows in them: strands
 * cross less.
 *
 * @param {Record<Side, Block[]>} blocks
 * @param {readonly Strand[]} strands
 */
function arrange(blocks, strands) {
  for (let round = 0; round < 6; round++) {
    const [side, other] = sidesOf(round);
    const places = new Map(blocks[other].map(({ account }, place) => [account, place]));
    const means = meansOf(strands, (strand) => accountOf(strand, side), (strand) => places.get(accountOf(strand, other)) ?? 0);
    blocks[side].sort((one, two) => (means.get(one.account) ?? 0) - (means.get(two.account) ?? 0) || one.account - two.account);
  }
  for (let round = 0; round < 4; round++) {
    const [side, other] = sidesOf(round);
    const places = new Map(blocks[other].flatMap((block) => block.open ? block.rows.map((row) => row.id) : [block.id]).map((id, place) => [id, place]));
    const means = meansOf(strands, (strand) => strand[side], (strand) => places.get(strand[other]) ?? 0);
    for (const { rows } of blocks[side]) {
      rows.sort((one, two) => Number(one.more > 0) - Number(two.more > 0) || (means.get(one.id) ?? 0) - (means.get(two.id) ?? 0));
    }
  }
}

/** @param {number} round @returns {[Side, Side]} */
function sidesOf(round) {
  return round % 2 === 0 ? ['to', 'from'] : ['from', 'to'];
}

/**
 * @param {Strand} strand
 * @param {Side} side
 */
function accountOf(strand, side) {
  return side === 'from' ? strand.fromAccount : strand.toAccount;
}

/**
 * The mean place of what each is connected to, weighted by the number of calls.
 *
 * @template Key
 * @param {readonly Strand[]} strands
 * @param {(strand: Strand) => Key} keyOf
 * @param {(strand: Strand) => number} placeOf
 */
function meansOf(strands, keyOf, placeOf) {
  /** @type {Map<Key, { sum: number, weight: number }>} */
  const sums = new Map();
  for (const strand of strands) {
    const { sum, weight } = sums.get(keyOf(strand)) ?? { sum: 0, weight: 0 };
    const calls = strand.links.length;
    sums.set(keyOf(strand), { sum: sum + calls * placeOf(strand), weight: weight + calls });
  }
  return new Map([...sums].map(([key, { sum, weight }]) => [key, sum / weight]));
}
