// The canonical output of a run.
import { isAscii } from 'node:buffer';
import { monthText } from './calendar.mjs';
import { MEMO } from './documents.mjs';
import { writeLineItems } from './preview-lines.mjs';
import { BY, EVENTS } from './words.mjs';
import { Pieces, copyBytes, output, quoted, writeMoney } from './write.mjs';

/** As UTF-8; valid until the next output. */
export function toPreviewBytes(state, result) {
  const { documents, lines } = state;
  output.reserve(documents.count * 300 + result.events.count * 140 + lines.count * 200 + 100_000);
  const pieces = new Pieces();
  const names = namesOf(state);
  const linePiece = linePieces(pieces, result, names);
  const ids = outputIds(documents);
  let p = output.text(0, '{"events":[');
  p = writeEvents(p, state, result.events, ids, pieces, linePiece);
  p = output.text(p, '],"invoices":[');
  p = writeInvoices(p, state, result, ids, pieces, linePiece);
  p = output.text(p, '],"lineItems":[');
  p = writeLineItems(p, state, result, names, pieces);
  p = output.text(p, ']}');
  return output.buffer.subarray(0, p);
}

export function toPreview(state, result) {
  const bytes = toPreviewBytes(state, result);
  return isAscii(bytes) ? bytes.latin1Slice() : bytes.utf8Slice();
}

/** How lines and purchase orders are called, made ones too. */
function namesOf({ orders, madeOrders, madeLines, lines }) {
  return {
    orderOf: (line) => (line < lines.count ? lines.order[line] : madeLines.order[line - lines.count]),
    numberOf: (line) => (line < lines.count ? lines.number[line] : madeLines.number[line - lines.count]),
    orderId: (i) => (i < orders.length ? orders[i].id : madeOrders[i - orders.length]),
  };
}

/** The identifiers as they stand in JSON. */
function outputIds(documents) {
  const { count, ids, idAt } = documents;
  if (!ids.includes(34) && !ids.includes(92)) return { view: new DataView(ids.buffer), start: idAt };
  const start = new Uint32Array(count + 1);
  const escaped = Array.from({ length: count }, (_, i) => {
    const bytes = Buffer.from(JSON.stringify(documents.idText(i)).slice(1, -1), 'utf8');
    start[i + 1] = start[i] + bytes.length;
    return bytes;
  });
  escaped.push(Buffer.alloc(16));
  const all = Uint8Array.from(Buffer.concat(escaped));
  return { view: new DataView(all.buffer), start };
}

const TOTAL = ',"total":"';

/** From behind the identifier to the total, by line + 1. */
function linePieces(pieces, { placed, events }, { orderOf, numberOf, orderId }) {
  const found = new Int32Array(placed.length + 1).fill(-1);
  found[0] = pieces.add(`","lineItemNumber":null,"purchaseOrderId":null${TOTAL}`);
  const add = (line) => {
    found[line + 1] = pieces.add(`","lineItemNumber":${quoted(numberOf(line))},"purchaseOrderId":"${orderId(orderOf(line))}"${TOTAL}`);
  };
  for (let line = 0; line < placed.length; line++) if (placed[line] > 0) add(line);
  for (let i = 0; i < events.count; i++) if (found[events.line[i] + 1] < 0) add(events.line[i]);
  return found;
}

function writeEvents(start, { order }, { count, code, at, line }, ids, pieces, linePiece) {
  const heads = EVENTS.map((name) => pieces.add(`{"code":"${name}","invoiceId":"`));
  const end = pieces.add('},');
  const { starts, view: from } = pieces;
  let p = start;
  for (let i = 0; i < count; i++) {
    const { view } = output.reserve(p);
    const document = order[at[i]];
    const head = heads[code[i]];
    const tail = linePiece[line[i] + 1];
    p = copyBytes(view, p, from, starts[head], starts[head + 1]);
    p = copyBytes(view, p, ids.view, ids.start[document], ids.start[document + 1]);
    p = copyBytes(view, p, from, starts[tail], starts[tail + 1] - TOTAL.length);
    p = copyBytes(view, p, from, starts[end], starts[end + 1]);
  }
  return count > 0 ? p - 1 : p;
}

function writeInvoices(start, { documents, order, lists }, { line, by, covered, balanceAfter }, ids, pieces, linePiece) {
  const { given, charges, profile, profiles, month, kind, total, digits, sellers, currencies } = documents;
  const digitsOf = Uint8Array.from(profiles.currency, (currency) => digits[currency]);
  const head = pieces.add('{"balanceAfter":"');
  const headNone = pieces.add('{"balanceAfter":null');
  const tails = ['","type":"invoice"},', '","type":"credit-memo"},'].map((text) => pieces.add(text));
  const middleText = (at, formedOf) => {
    const document = order[at];
    const own = profile[document];
    return (
      `${balanceAfter[at] === balanceAfter[at] ? '"' : ''},"billFrom":${JSON.stringify(sellers.strings[profiles.seller[own]])},` +
      `"billingPeriod":"${monthText(month[document])}","by":"${BY[by[at]]}","charges":${formedOf},"covered":${covered[at] === 1},` +
      `"currency":"${currencies.strings[profiles.currency[own]]}","id":"`
    );
  };
  // What lies between the balance and the identifier recurs: pieces + 1 by
  // seller and currency, then by month and outcome.
  const middles = new Map();
  const middlesOf = profiles.seller.map((seller, own) => {
    const key = seller * currencies.strings.length + profiles.currency[own];
    if (!middles.has(key)) middles.set(key, new Int32Array(lists.months * 16));
    return middles.get(key);
  });
  const { starts } = pieces;
  const { view: idView, start: idStart } = ids;
  let from = pieces.view;
  let p = start;
  for (let at = 0; at < order.length; at++) {
    let { view } = output.reserve(p);
    const document = order[at];
    const own = profile[document];
    const after = balanceAfter[at];
    const none = after === after ? 0 : 1;
    const first = none === 0 ? head : headNone;
    p = copyBytes(view, p, from, starts[first], starts[first + 1]);
    if (none === 0) p = writeMoney(view, p, after, digitsOf[own]);
    if (document < given) {
      const known = middlesOf[own];
      const outcome = (month[document] - lists.firstMonth) * 16 + by[at] * 4 + covered[at] * 2 + none;
      if (known[outcome] === 0) {
        known[outcome] = pieces.add(middleText(at, '[]')) + 1;
        from = pieces.view;
      }
      const middle = known[outcome] - 1;
      p = copyBytes(view, p, from, starts[middle], starts[middle + 1]);
    } else {
      p = output.text(p, middleText(at, JSON.stringify(charges[document - given])));
      ({ view } = output);
    }
    p = copyBytes(view, p, idView, idStart[document], idStart[document + 1]);
    const tail = linePiece[line[at] + 1];
    p = copyBytes(view, p, from, starts[tail], starts[tail + 1]);
    p = writeMoney(view, p, total[document], digitsOf[own]);
    const end = tails[kind[document] & MEMO];
    p = copyBytes(view, p, from, starts[end], starts[end + 1]);
  }
  return order.length > 0 ? p - 1 : p;
}
