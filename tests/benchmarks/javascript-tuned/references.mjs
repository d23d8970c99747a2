// Where references, originals and associations lead.
import { hashOf } from './intern.mjs';
import { minorUnits } from './money.mjs';

/**
 * Takes associations from the opening balances, and resolves the special
 * documents. What their references can make is numbered: `madeOrders` (ids)
 * behind the purchase orders, `madeLines` behind the lines.
 */
export function resolveReferences(documents, orders, lines, associations) {
  const madeOrders = [];
  const madeLines = { order: [], number: [] };
  const orderById = new Map(orders.map(({ id }, i) => [id, i]));
  const numbersOf = []; // by purchase order, when asked for: from line number to line
  const numbers = (i) => (numbersOf[i] ??= linesByNumber(orders[i], lines));
  const lineOf = (id, number) => (orderById.has(id) ? (numbers(orderById.get(id)).get(number) ?? -1) : -1);

  for (const { purchaseOrderId, lineItemNumber, total } of associations) {
    const line = lineOf(purchaseOrderId, lineItemNumber);
    if (line >= 0) lines.opening[line] -= minorUnits(total, orders[lines.order[line]].digits);
  }
  const resolved = new Map();
  for (const special of documents.specials) {
    const { document, original, reference, line, agreementEnd } = special;
    const facts = { original, agreementEnd, order: -1, line: -1, originalDocument: -1, originalAt: -1, associated: -1 };
    resolved.set(document, facts);
    if (original !== null) continue;
    if (!orderById.has(reference)) orderById.set(reference, orders.length + madeOrders.push(reference) - 1);
    facts.order = orderById.get(reference);
    facts.line = lineOf(reference, line);
    if (facts.line < 0) {
      facts.line = lines.count + madeLines.order.push(facts.order) - 1;
      madeLines.number.push(line);
      numbers(facts.order).set(line, facts.line);
    }
  }
  resolveOriginals(documents, associations, resolved, lineOf);
  return { madeOrders, madeLines, resolved };
}

function linesByNumber(order, { number }) {
  const found = new Map();
  if (order === undefined) return found; // it is made
  for (let line = order.firstLine; line < order.firstLine + order.lineCount; line++) found.set(number[line], line);
  return found;
}

const FILTER = (1 << 20) - 1;

/** Of the last eight bytes. */
const filterOf = (b, start, end) => ((hashOf(b, start, end) << 3) ^ hashOf(b, start, end - 4)) & FILTER;

/** For each credit memo of an original: its document, and its line by association. */
function resolveOriginals(documents, associations, resolved, lineOf) {
  const wanted = new Map();
  const present = new Uint8Array(FILTER + 1); // by hash, most identifiers are not wanted
  for (const facts of resolved.values()) {
    if (facts.original === null) continue;
    const bytes = Buffer.from(facts.original, 'utf8');
    present[filterOf(bytes, 0, bytes.length)] = 1;
    if (wanted.has(facts.original)) wanted.get(facts.original).push(facts);
    else wanted.set(facts.original, [facts]);
  }
  if (wanted.size === 0) return;
  const { ids, idAt, count } = documents;
  for (let document = 0; document < count; document++) {
    if (present[filterOf(ids, idAt[document], idAt[document + 1])] === 0) continue;
    for (const facts of wanted.get(documents.idText(document)) ?? []) facts.originalDocument = document;
  }
  for (const { invoiceId, purchaseOrderId, lineItemNumber } of associations) {
    for (const facts of wanted.get(invoiceId) ?? []) facts.associated = lineOf(purchaseOrderId, lineItemNumber);
  }
}
