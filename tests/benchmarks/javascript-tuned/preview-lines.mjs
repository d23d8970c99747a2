// The line items of the canonical output.
import { compareBytes, compareNatural, plainNumber } from './compare.mjs';
import { copyBytes, output, quoted, writeInteger, writeMoney } from './write.mjs';

const TEXTS = {
  closing: '{"closingBalance":"',
  noClosing: '{"closingBalance":null,"invoices":',
  invoices: '","invoices":',
  number: ',"lineItemNumber":"',
  opening: '","openingBalance":"',
  noOpening: '","openingBalance":null',
  tracked: '","tracked":true},',
  untracked: '","tracked":false},',
};

/** Purchase orders by identifier, lines in natural order. */
export function writeLineItems(start, state, result, { numberOf, orderId }, pieces) {
  const { documents, orders, madeOrders, madeLines, lines } = state;
  const { balance, placed, madeExists, madeValue, madeCurrency } = result;
  const linesOf = orders.map(({ firstLine, lineCount }) => Array.from({ length: lineCount }, (_, k) => firstLine + k));
  linesOf.push(...madeOrders.map(() => []));
  madeLines.order.forEach((order, made) => madeExists[made] === 1 && linesOf[order].push(lines.count + made));
  const plain = Int32Array.from(balance, (_, line) => plainNumber(numberOf(line)));
  const compare = (a, b) => (plain[a] >= 0 && plain[b] >= 0 ? plain[a] - plain[b] : compareNatural(numberOf(a), numberOf(b)));
  const piece = Object.fromEntries(Object.entries(TEXTS).map(([name, text]) => [name, pieces.add(text)]));
  let p = start;
  const put = (number) => (p = copyBytes(output.reserve(p).view, p, pieces.view, pieces.starts[number], pieces.starts[number + 1]));
  const ordered = linesOf.map((_, order) => order).sort((a, b) => compareBytes(orderId(a), orderId(b)));
  for (const order of ordered) {
    if (linesOf[order].length === 0) continue;
    const digits = order < orders.length ? orders[order].digits : documents.digitsOf(madeCurrency[order - orders.length]);
    const middle = pieces.add(`,"purchaseOrderId":"${orderId(order)}","totalValue":"`);
    for (const line of linesOf[order].sort(compare)) {
      const tracked = line < lines.count && lines.opening[line] !== Infinity;
      if (tracked) {
        put(piece.closing);
        p = writeMoney(output.view, p, balance[line], digits);
        put(piece.invoices);
      } else {
        put(piece.noClosing);
      }
      p = writeInteger(output.view, p, placed[line]);
      put(piece.number);
      p = plain[line] >= 0 ? writeInteger(output.view, p, plain[line]) : output.text(p, quoted(numberOf(line)).slice(1, -1));
      if (tracked) {
        put(piece.opening);
        p = writeMoney(output.view, p, lines.opening[line], digits);
        output.view.setUint8(p++, 34);
      } else {
        put(piece.noOpening);
      }
      put(middle);
      p = writeMoney(output.view, p, line < lines.count ? lines.value[line] : madeValue[line - lines.count], digits);
      put(tracked ? piece.tracked : piece.untracked);
    }
  }
  return p > start ? p - 1 : p;
}
