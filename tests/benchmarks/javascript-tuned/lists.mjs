// Scope and type come before coverage in the order of candidates. So which
// lines a document uses is known beforehand: the list of one month and of one
// partition (seller, currency, invoice unit, tax registration, type). A list is
// in the order of the remaining keys, which never change in a run, and ends at
// its first untracked line, as that one covers everything.
import { MATCHED_TYPES, SCOPED_BY_TAX_REGISTRATION, TRANSACTION } from './words.mjs';

const BLOCK_BITS = 3;
const BLOCK = 1 << BLOCK_BITS;
const TIERS = 5; // scoped or not, specific or not, and the end

export function buildLists(documents, orders, lines) {
  const { firstMonth, months } = monthsOf(documents);
  const partitions = new Map(); // from key to number
  const scopes = scopesOf(documents, orders);
  const partitionsOf = partitionsByOrder(scopes, lines, orders, partitions);
  const lists = { firstMonth, months, partitionsOf, start: null, entries: null, blockStart: null, bounds: null, tiers: null };
  lists.start = new Int32Array(partitions.size * months + 1);
  buildEntries(lists, lines);
  buildBlocks(lists, lines.opening);
  buildTiers(lists, documents.profiles, scopes, partitions);
  return lists;
}

/** The list of a document: that of its first tier with a line, else -1. */
export function listOf({ tiers, start, firstMonth }, profile, month) {
  for (let tier = profile * TIERS; tiers[tier] >= 0; tier++) {
    const list = tiers[tier] + month - firstMonth;
    if (start[list] < start[list + 1]) return list;
  }
  return -1;
}

/** The first line of a list that covers an amount, else its first. Bounds that were too high are lowered. */
export function findLine(entries, bounds, balance, start, end, firstBlock, amount) {
  for (let k = start, block = firstBlock; k < end; k += BLOCK, block++) {
    if (bounds[block] < amount) continue;
    const stop = k + BLOCK < end ? k + BLOCK : end;
    let most = -Infinity;
    for (let at = k; at < stop; at++) {
      const own = balance[entries[at]];
      if (own >= amount) return entries[at];
      if (own > most) most = own;
    }
    bounds[block] = most;
  }
  return entries[start];
}

/** After a balance rose: the bounds above the line in every list it is in. */
export function raiseBounds(lists, lines, bounds, line, balance) {
  const { start, entries, blockStart, partitionsOf, firstMonth, months } = lists;
  if (lines.type[line] === TRANSACTION) return;
  const own = partitionsOf[lines.order[line]];
  const from = Math.max(lines.start[line] - firstMonth, 0);
  const to = Math.min(lines.end[line] - firstMonth, months - 1);
  for (let k = lines.type[line]; k < own.length; k += MATCHED_TYPES) {
    for (let list = own[k] * months + from; list <= own[k] * months + to; list++) {
      const place = placeOf(entries, start[list], start[list + 1], line);
      if (place < 0) continue;
      const block = blockStart[list] + ((place - start[list]) >> BLOCK_BITS);
      if (bounds[block] < balance) bounds[block] = balance;
    }
  }
}

/** Where a line is among the entries of a list, else -1. */
function placeOf(entries, start, end, line) {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle] < line) low = middle + 1;
    else high = middle;
  }
  return low < end && entries[low] === line ? low : -1;
}

function monthsOf({ count, month }) {
  let firstMonth = 32767;
  let lastMonth = 0;
  for (let i = 0; i < count; i++) {
    if (month[i] < firstMonth) firstMonth = month[i];
    if (month[i] > lastMonth) lastMonth = month[i];
  }
  return { firstMonth, months: Math.max(1, lastMonth - firstMonth + 1) };
}

/** Units and registrations that no purchase order selects are like none, 0. */
function scopesOf({ sellers, currencies, units, registrations }, orders) {
  const unit = new Int32Array(units.strings.length + 1);
  const registration = new Int32Array(registrations.strings.length + 1);
  let unitCount = 1;
  let registrationCount = 1;
  for (const order of orders) {
    if (order.suspended) continue;
    for (const own of order.units) if (unit[own] === 0) unit[own] = unitCount++;
    for (const own of order.registrations) if (registration[own] === 0) registration[own] = registrationCount++;
  }
  const currencyCount = currencies.strings.length;
  return {
    scoping: sellers.byString.get(SCOPED_BY_TAX_REGISTRATION) ?? -1,
    unit,
    registration,
    registrationCount,
    /** The partition of type 0; the other types follow. */
    keyOf: (seller, currency, ownUnit, ownRegistration) =>
      (((seller * currencyCount + currency) * unitCount + ownUnit) * registrationCount + ownRegistration) * MATCHED_TYPES,
  };
}

/** The scopes of a purchase order, as keys. */
function keysOf(order, { scoping, unit, registration, registrationCount, keyOf }) {
  if (order.suspended) return [];
  const selected = (numbers, scope) => [...new Set(numbers)].map((number) => scope[number]);
  const units = order.units.length === 0 ? [0] : selected(order.units, unit);
  const every = Array.from({ length: registrationCount }, (_, i) => i);
  const registrations = order.registrations.length === 0 ? every : selected(order.registrations, registration);
  return [...new Set(order.sellers)].flatMap((seller) =>
    units.flatMap((own) => (seller === scoping ? registrations : [0]).map((number) => keyOf(seller, order.currency, own, number))),
  );
}

/** By purchase order its partitions, five types for each scope, -1 where it has no line. */
function partitionsByOrder(scopes, lines, orders, partitions) {
  const keys = orders.map((order) => keysOf(order, scopes));
  const partitionsOf = keys.map((own) => new Int32Array(own.length * MATCHED_TYPES).fill(-1));
  for (let line = 0; line < lines.count; line++) {
    const type = lines.type[line];
    if (type === TRANSACTION) continue;
    const own = partitionsOf[lines.order[line]];
    for (let k = type; k < own.length; k += MATCHED_TYPES) {
      if (own[k] >= 0) continue;
      const key = keys[lines.order[line]][(k - type) / MATCHED_TYPES] + type;
      if (!partitions.has(key)) partitions.set(key, partitions.size);
      own[k] = partitions.get(key);
    }
  }
  return partitionsOf;
}

/** Two passes over the same entries: the first counts them, the second puts them where they belong. */
function buildEntries(lists, lines) {
  const { start } = lists;
  passEntries(lists, lines, start, null);
  for (let list = 0, sum = 0; list < start.length; list++) {
    const size = start[list];
    start[list] = sum;
    sum += size;
  }
  lists.entries = new Int32Array(start[start.length - 1]);
  passEntries(lists, lines, start.slice(), lists.entries);
}

function passEntries({ partitionsOf, firstMonth, months }, lines, next, entries) {
  const closed = new Uint8Array(next.length);
  for (let line = 0; line < lines.count; line++) {
    const type = lines.type[line];
    if (type === TRANSACTION) continue;
    const own = partitionsOf[lines.order[line]];
    const untracked = lines.opening[line] === Infinity ? 1 : 0;
    const from = Math.max(lines.start[line] - firstMonth, 0);
    const to = Math.min(lines.end[line] - firstMonth, months - 1);
    for (let k = type; k < own.length; k += MATCHED_TYPES) {
      for (let list = own[k] * months + from; list <= own[k] * months + to; list++) {
        if (closed[list] === 1) continue;
        closed[list] = untracked;
        const place = next[list]++;
        if (entries !== null) entries[place] = line;
      }
    }
  }
}

/** The largest balance of each block of entries. */
function buildBlocks(lists, opening) {
  const { start, entries } = lists;
  const count = start.length - 1;
  const blockStart = new Int32Array(count + 1);
  for (let list = 0; list < count; list++) {
    blockStart[list + 1] = blockStart[list] + ((start[list + 1] - start[list] + BLOCK - 1) >> BLOCK_BITS);
  }
  const bounds = new Float64Array(blockStart[count]).fill(-Infinity);
  for (let list = 0; list < count; list++) {
    for (let k = start[list]; k < start[list + 1]; k++) {
      const block = blockStart[list] + ((k - start[list]) >> BLOCK_BITS);
      if (bounds[block] < opening[entries[k]]) bounds[block] = opening[entries[k]];
    }
  }
  lists.blockStart = blockStart;
  lists.bounds = bounds;
}

/** The first lists of the partitions of each profile in the order of the first keys, then -1. */
function buildTiers(lists, profiles, { scoping, unit, registration, keyOf }, partitions) {
  const tiers = new Int32Array(profiles.count * TIERS).fill(-1);
  for (let profile = 0; profile < profiles.count; profile++) {
    const seller = profiles.seller[profile];
    const specific = profiles.specific[profile];
    const ownUnit = unit[profiles.unit[profile]];
    const ownRegistration = seller === scoping ? registration[profiles.registration[profile]] : 0;
    let tier = profile * TIERS;
    for (const scope of ownUnit === 0 ? [0] : [ownUnit, 0]) {
      for (const type of specific === 0 ? [0] : [specific, 0]) {
        const key = keyOf(seller, profiles.currency[profile], scope, ownRegistration) + type;
        if (partitions.has(key)) tiers[tier++] = partitions.get(key) * lists.months;
      }
    }
  }
  lists.tiers = tiers;
}
