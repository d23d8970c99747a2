// Everything about a snapshot that no balance decides: found once, before a run.
import { compareBytes, compareNatural, plainNumber } from './compare.mjs';
import { SPECIAL } from './documents.mjs';
import { buildLists, listOf } from './lists.mjs';
import { LIMIT, tooLarge } from './money.mjs';
import { resolveReferences } from './references.mjs';
import { orderDocuments } from './sort.mjs';

/** The state of a run, from what a reader returns, which stays as it is. */
export function index({ documents, orders: read, associations }) {
  // The order of the last keys: newest update, identifier.
  const orders = [...read.list].sort((a, b) => b.updatedAt - a.updatedAt || compareBytes(a.id, b.id));
  const lines = sortLines(orders, read);
  const references = resolveReferences(documents, orders, lines, associations);
  checkBalances(documents, lines);
  const lists = buildLists(documents, orders, lines);
  const order = orderDocuments(documents);
  return { documents, orders, lines, ...references, lists, order, sequence: sequence(documents, lists, order, references) };
}

/** Lines by purchase order, within one the narrower first, then by number. */
function sortLines(orders, { lineCount: count, number, type, start, end, tracked, value }) {
  const lines = {
    count,
    order: new Int32Array(count),
    type: new Uint8Array(count),
    start: new Int16Array(count),
    end: new Int16Array(count),
    number: new Array(count),
    value: new Float64Array(count),
    opening: new Float64Array(count), // Infinity when untracked
    threshold: new Float64Array(count), // the least balance of 75 %
  };
  const width = (line) => end[line] - start[line];
  let line = 0;
  for (let i = 0; i < orders.length; i++) {
    const { from, lineCount } = orders[i];
    orders[i].firstLine = line;
    const sorted = byNumber(number, from, lineCount, width);
    for (let k = 0; k < lineCount; k++) {
      const own = sorted[k];
      lines.order[line] = i;
      lines.type[line] = type[own];
      lines.start[line] = start[own];
      lines.end[line] = end[own];
      lines.number[line] = number[own];
      lines.value[line] = value[own];
      lines.opening[line] = tracked[own] === 1 ? value[own] : Infinity;
      lines.threshold[line] = Math.ceil((3 * value[own]) / 4);
      line++;
    }
  }
  return lines;
}

/** Lines of a purchase order, the narrower first, then by number. */
function byNumber(number, from, count, width) {
  const keys = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const plain = plainNumber(number[from + k]);
    if (plain < 0) {
      const lines = Array.from({ length: count }, (_, i) => from + i);
      return lines.sort((a, b) => width(a) - width(b) || compareNatural(number[a], number[b]));
    }
    keys[k] = (width(from + k) * 10_000_000 + plain) * count + k;
  }
  return keys.sort().map((key) => from + (key % count));
}

/** No balance may leave the range of exact numbers, whatever is drawn or given back. */
function checkBalances(documents, lines) {
  let largest = 0;
  for (const opening of lines.opening) if (opening !== Infinity) largest = Math.max(largest, Math.abs(opening));
  if (largest + documents.sum >= LIMIT) tooLarge();
}

/** What a run reads, in the order of placing: for a special document its resolved facts, else its list. */
function sequence({ count, profile, month, total, kind: kinds }, lists, order, { resolved }) {
  const list = new Int32Array(count);
  const amount = new Float64Array(count);
  const kind = new Uint8Array(count);
  const particular = [];
  for (let at = 0; at < count; at++) {
    const document = order[at];
    amount[at] = total[document];
    kind[at] = kinds[document];
    if (kind[at] < SPECIAL) list[at] = listOf(lists, profile[document], month[document]);
    else particular.push(resolved.get(document));
  }
  if (particular.some((facts) => facts.originalDocument >= 0)) {
    const places = new Int32Array(count);
    for (let at = 0; at < count; at++) places[order[at]] = at;
    for (const facts of particular) if (facts.originalDocument >= 0) facts.originalAt = places[facts.originalDocument];
  }
  return { list, amount, kind, particular };
}
