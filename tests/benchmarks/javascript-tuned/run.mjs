// Places every document, one after another.
import { MEMO, SPECIAL, longer } from './documents.mjs';
import { findLine, raiseBounds } from './lists.mjs';
import {
  ADDED,
  BELOW_THRESHOLD,
  CREATED,
  CREDIT_MEMO,
  MATCH,
  NO_PURCHASE_ORDER,
  OUT_OF_BALANCE,
  REACTIVATED,
  REFERENCE,
  SUSPENDED,
} from './words.mjs';

/**
 * The arrays of the result are in the order of placing, as `state.order` is,
 * which tells the document. The state stays as it is. Lines made by references
 * are marketplace transactions, which no best match uses: lists never change.
 */
export function run(state) {
  const {
    lists,
    sequence: { list: listAt, amount, kind, particular },
  } = state;
  const result = begin(state);
  const { bounds, balance } = result;
  const { entries, start, blockStart } = lists;
  let next = 0;
  for (let at = 0; at < kind.length; at++) {
    const list = listAt[at];
    if (kind[at] >= SPECIAL) placeSpecial(state, result, at, particular[next++]);
    else if (list < 0) place(state, result, at, -1, MATCH);
    // A credit memo is always covered.
    else if (kind[at] === MEMO) place(state, result, at, lists.entries[lists.start[list]], MATCH);
    else place(state, result, at, findLine(entries, bounds, balance, start[list], start[list + 1], blockStart[list], amount[at]), MATCH);
  }
  return result;
}

/** What a run changes and makes. */
function begin({ orders, lines, lists, madeOrders, madeLines, sequence: { kind } }) {
  const count = kind.length;
  const balance = new Float64Array(lines.count + madeLines.order.length).fill(Infinity);
  balance.set(lines.opening);
  const expiration = new Int32Array(orders.length + madeOrders.length);
  for (let i = 0; i < orders.length; i++) expiration[i] = orders[i].expiration;
  return {
    line: new Int32Array(count), // -1 is none
    by: new Uint8Array(count),
    covered: new Uint8Array(count),
    balanceAfter: new Float64Array(count), // NaN is null
    balance,
    bounds: lists.bounds.slice(),
    placed: new Int32Array(balance.length),
    events: new Events(),
    expiration,
    madeExists: new Uint8Array(madeLines.order.length),
    madeValue: new Float64Array(madeLines.order.length),
    madeEnd: new Int32Array(madeLines.order.length),
    madeCurrency: new Int32Array(madeOrders.length).fill(-1),
  };
}

class Events {
  constructor() {
    this.count = 0;
    this.code = new Uint8Array(1024);
    this.at = new Int32Array(1024);
    this.line = new Int32Array(1024);
  }

  add(code, at, line) {
    const number = this.count++;
    if (number === this.code.length) for (const column of ['code', 'at', 'line']) this[column] = longer(this[column], number * 4);
    this.code[number] = code;
    this.at[number] = at;
    this.line[number] = line;
  }
}

/** On the line that is decided, in the currency of the document. */
function place(state, result, at, winner, how) {
  put(result, at, winner, how);
  if (winner < 0) return;
  const { balance, events } = result;
  const before = balance[winner];
  if (before === Infinity) return;
  const amount = state.sequence.amount[at];
  const isMemo = (state.sequence.kind[at] & MEMO) !== 0;
  const after = isMemo ? before + amount : before - amount;
  balance[winner] = after;
  result.balanceAfter[at] = after;
  if (isMemo) {
    raiseBounds(state.lists, state.lines, result.bounds, winner, after);
    return;
  }
  if (before < amount) result.covered[at] = 0;
  const threshold = state.lines.threshold[winner];
  if (after < threshold && before >= threshold) events.add(BELOW_THRESHOLD, at, winner);
  if (after <= 0 && before > 0) events.add(OUT_OF_BALANCE, at, winner);
}

/** What holds where nothing is drawn. */
function put(result, at, winner, how) {
  result.line[at] = winner;
  result.balanceAfter[at] = NaN;
  if (winner < 0) {
    result.events.add(NO_PURCHASE_ORDER, at, -1);
    return;
  }
  result.by[at] = how;
  result.covered[at] = 1;
  result.placed[winner]++;
}

/** A document with an original or a reference. */
function placeSpecial(state, result, at, facts) {
  const { documents, orders, lines } = state;
  const ofOriginal = facts.original !== null;
  const how = ofOriginal ? CREDIT_MEMO : REFERENCE;
  const currency = documents.profiles.currency[documents.profile[state.order[at]]];
  const winner = ofOriginal ? lineOfOriginal(state, result, at, facts) : lineOfReference(state, result, at, facts, currency);
  // Where currencies differ nothing is drawn; made lines are untracked anyway.
  const draws = winner >= 0 && winner < lines.count && orders[lines.order[winner]].currency === currency;
  if (draws) place(state, result, at, winner, how);
  else put(result, at, winner, how);
}

/** Where the original of a credit memo went. */
function lineOfOriginal({ lines }, { line, madeExists }, at, { originalAt, associated }) {
  const winner = originalAt >= 0 && originalAt < at ? line[originalAt] : associated;
  return winner >= lines.count && madeExists[winner - lines.count] === 0 ? -1 : winner;
}

function lineOfReference({ documents, orders, lines, order }, result, at, facts, currency) {
  const { events, expiration, madeExists, madeValue, madeEnd, madeCurrency } = result;
  const document = order[at];
  const period = documents.month[document];
  const { order: target, line: winner, agreementEnd } = facts;
  const known = orders[target]; // undefined when it is made
  const madeOrder = target - orders.length;
  const created = known === undefined && madeCurrency[madeOrder] < 0;
  if (created) {
    madeCurrency[madeOrder] = currency;
    expiration[target] = Math.max(period, agreementEnd >= 0 ? agreementEnd : period + 11);
  }
  const made = winner - lines.count;
  if (made >= 0 && madeExists[made] === 0) {
    const ownCurrency = known?.currency ?? madeCurrency[madeOrder];
    madeExists[made] = 1;
    madeValue[made] = ownCurrency === currency ? documents.total[document] : 0;
    madeEnd[made] = Math.max(period, agreementEnd >= 0 ? agreementEnd : expiration[target]);
    events.add(created ? CREATED : ADDED, at, winner);
  }
  if (known?.suspended === true) {
    events.add(SUSPENDED, at, winner);
    return -1;
  }
  if (expiration[target] < period) {
    expiration[target] = Math.max(period, made < 0 ? lines.end[winner] : madeEnd[made]);
    events.add(REACTIVATED, at, winner);
  }
  return winner;
}
