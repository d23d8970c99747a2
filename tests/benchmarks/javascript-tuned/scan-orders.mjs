// Purchase orders and their lines from bytes.
import { ABSOLUTE, NO_TAX, PERCENT, decimal, readDecimalAt, worth, worthBig } from './money.mjs';
import { monthAt, scanObject, skipColon, skipSpace, skipString, skipValue } from './scan.mjs';
import { LINE_TYPES } from './words.mjs';

/** From the bracket at `start` to behind the other. */
export function scanOrders(b, start, orders, text) {
  let p = skipSpace(b, start + 1);
  for (; b[p] !== 93; p = skipSpace(b, p)) p = scanOrder(b, p, orders, text);
  return p + 1;
}

function scanOrder(b, start, orders, text) {
  const from = orders.lineCount;
  const order = {};
  let waiting = -1;
  const end = scanObject(b, start, text, order, (key, p) => {
    if (key !== 'lineItems') return 0;
    if (order.currency !== undefined) return scanLines(b, p, orders, orders.digitsOf(order), text);
    waiting = p; // for the currency
    return skipValue(b, p);
  });
  if (waiting >= 0) scanLines(b, waiting, orders, orders.digitsOf(order), text);
  orders.add(order, from);
  return end;
}

function scanLines(b, start, orders, digits, text) {
  let p = skipSpace(b, start + 1);
  for (; b[p] !== 93; p = skipSpace(b, p)) p = scanLine(b, p, orders, digits, text);
  return p + 1;
}

// No two types are of one length.
const TYPE_BY_LENGTH = [];
for (const [name, type] of LINE_TYPES) TYPE_BY_LENGTH[name.length] = type;

function scanLine(b, start, orders, digits, text) {
  orders.reserve(1);
  const line = orders.lineCount++;
  orders.tracked[line] = 0;
  let net = 1;
  let places = 0;
  let kind = NO_TAX;
  let amount = 0; // where the texts begin
  let quantity = 0;
  let rate = 0;
  let p = skipSpace(b, start + 1);
  for (; b[p] !== 125; p = skipSpace(b, p)) {
    const first = b[p + 1]; // letters of the key
    const second = b[p + 2];
    const value = skipColon(b, p + 4);
    const from = value + 1;
    if (b[value] === 110) {
      p = value + 4; // null
      continue;
    }
    switch (first) {
      case 110: // number
        p = skipString(b, value);
        orders.number.push(orders.numbers.textAt(b, from, p - 1));
        break;
      case 115: // startMonth
        orders.start[line] = monthAt(b, from);
        p = from + 8;
        break;
      case 101: // endMonth
        orders.end[line] = monthAt(b, from);
        p = from + 8;
        break;
      case 97: // amount
      case 113: // quantity
        if (first === 97) amount = from;
        else quantity = from;
        p = readDecimalAt(b, from) + 1;
        net *= decimal.digits;
        places += decimal.places;
        break;
      case 98: // balanceTracking
        orders.tracked[line] = b[value] === 116 ? 1 : 0;
        p = value + (b[value] === 116 ? 4 : 5);
        break;
      case 116: // type, tax
        if (second === 121) {
          p = skipString(b, value);
          orders.type[line] = TYPE_BY_LENGTH[p - from - 1];
        } else {
          [kind, rate] = scanTax(b, value);
          p = skipValue(b, value);
        }
        break;
      default: // description, costCenter
        p = skipString(b, value);
    }
  }
  if (kind !== NO_TAX) readDecimalAt(b, rate);
  const total = worth(net, places, kind, decimal.digits, decimal.places, digits);
  const textAt = (from) => text.latin1Slice(from, skipString(b, from - 1) - 1);
  orders.value[line] = total === total ? total : worthBig(textAt(amount), textAt(quantity), kind, textAt(rate), digits);
  return p + 1;
}

/** Whether a tax is a percentage, and where its value begins. */
function scanTax(b, start) {
  let kind = NO_TAX;
  let rate = 0;
  for (let p = skipSpace(b, start + 1); b[p] !== 125; p = skipSpace(b, p)) {
    const isType = b[p + 1] === 116;
    const from = skipColon(b, skipString(b, p)) + 1;
    if (isType) kind = b[from] === 112 ? PERCENT : ABSOLUTE;
    else rate = from;
    p = skipString(b, from - 1);
  }
  return [kind, rate];
}
