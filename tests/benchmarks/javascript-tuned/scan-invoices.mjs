// Invoices from bytes: most of a snapshot, so nothing is looked at twice.
import { dayNumber } from './calendar.mjs';
import { MEMO, longer } from './documents.mjs';
import { LIMIT, POW10, tooLarge } from './money.mjs';
import { monthAt, skipSpace } from './scan.mjs';
import { SPECIFIC } from './words.mjs';

// Keys: a number in the low four bits, the length above them.
const ID = 0 | (2 << 4);
const ISSUED_AT = 1 | (8 << 4);
const INVOICE_UNIT = 2 | (11 << 4);
const TYPE = 3 | (4 << 4);
const TOTAL = 4 | (5 << 4);
const REGISTRATION = 5 | (21 << 4);
const CATEGORY = 6 | (8 << 4);
const CYCLE = 7 | (5 << 4);
const CURRENCY = 8 | (8 << 4);
const BILL_FROM = 9 | (8 << 4);
const PERIOD = 10 | (13 << 4);
const ORIGINAL = 11 | (17 << 4);
const REFERENCE = 12 | (22 << 4);
const LINE = 13 | (17 << 4);

/** Which key it is, by letters that tell them apart; its quote is at `p`. */
function keyAt(b, p) {
  const second = b[p + 2];
  switch (b[p + 1]) {
    case 105: // i
      return second === 100 ? ID : second === 115 ? ISSUED_AT : INVOICE_UNIT;
    case 116: // t
      return second === 121 ? TYPE : second === 111 ? TOTAL : REGISTRATION;
    case 99: // c
      return second === 97 ? CATEGORY : second === 121 ? CYCLE : CURRENCY;
    case 98: // b
      return b[p + 5] === 70 ? BILL_FROM : PERIOD;
    case 111: // o
      return ORIGINAL;
    default: // p
      return b[p + 14] === 82 ? REFERENCE : LINE;
  }
}

/** From the bracket at `start` to behind the other. */
export function scanInvoices(b, start, documents, text) {
  const { sellers, currencies, units, registrations, profiles } = documents;
  let { ids, idAt, profile, kind, month, issued, total, capacity } = documents;
  let number = documents.count;
  let sum = 0;
  let p = skipSpace(b, start + 1);
  for (; b[p] !== 93; p = skipSpace(b, p)) {
    if (number === capacity) {
      documents.grow(capacity * 2);
      ({ idAt, profile, kind, month, issued, total, capacity } = documents);
    }
    let idEnd = idAt[number];
    if (idEnd + 1024 > ids.length) documents.ids = ids = longer(ids, ids.length * 2);
    let own = 0;
    let category = 0;
    let outOfCycle = 0;
    let seller = 0;
    let currency = 0;
    let unit = 0;
    let registration = 0;
    let period = 0;
    let time = 0;
    let amount = 0;
    let point = 0;
    let original = 0; // where the text begins; 0 is none
    let originalEnd = 0;
    let reference = 0;
    let referenceEnd = 0;
    let line = 0;
    let lineEnd = 0;
    p++;
    for (;;) {
      while (b[p] <= 32 || b[p] === 44) p++;
      if (b[p] === 125) break;
      const key = keyAt(b, p);
      p += (key >> 4) + 2;
      while (b[p] !== 58) p++;
      p++;
      while (b[p] <= 32) p++;
      if (b[p] === 110) {
        p += 4; // null
        continue;
      }
      const from = ++p;
      switch (key) {
        case ID:
          while (b[p] !== 34) ids[idEnd++] = b[p++];
          break;
        case ISSUED_AT: {
          const year = b[p] * 1000 + b[p + 1] * 100 + b[p + 2] * 10 + b[p + 3] - 53328;
          const day = dayNumber(year, b[p + 5] * 10 + b[p + 6] - 528, b[p + 8] * 10 + b[p + 9] - 528);
          const minutes = (b[p + 11] * 10 + b[p + 12] - 528) * 60 + b[p + 14] * 10 + b[p + 15] - 528;
          time = day * 86_400_000 + minutes * 60_000 + (b[p + 17] * 10 + b[p + 18] - 528) * 1000;
          p += 19;
          if (b[p++] === 46) {
            for (let scale = 100; scale >= 1 && b[p] !== 90; scale = (scale / 10) | 0) time += (b[p++] - 48) * scale;
            while (b[p] !== 34) p++;
          }
          break;
        }
        case INVOICE_UNIT:
          while (b[p] !== 34) p++;
          unit = units.find(b, from, p) + 1;
          break;
        case TYPE:
          own = b[p] === 99 ? MEMO : 0;
          p += own === 0 ? 7 : 11;
          break;
        case TOTAL:
          if (b[p] === 45) p++; // -0
          for (let c = b[p]; c !== 34; c = b[++p]) {
            if (c === 46) point = p + 1;
            else amount = amount * 10 + c - 48;
          }
          if (point !== 0) point = p - point;
          break;
        case REGISTRATION:
          while (b[p] !== 34) p++;
          registration = registrations.find(b, from, p) + 1;
          break;
        case CATEGORY:
          // monthly-usage, subscription, marketplace, professional-services
          category = b[p] === 115 ? 1 : b[p] === 112 ? 3 : b[p + 1] === 97 ? 2 : 0;
          p += category === 0 ? 13 : category === 1 ? 12 : category === 2 ? 11 : 21;
          break;
        case CYCLE:
          outOfCycle = b[p] === 111 ? 1 : 0;
          p += outOfCycle === 0 ? 7 : 12;
          break;
        case CURRENCY:
          p += 3;
          currency = currencies.find(b, from, p);
          break;
        case BILL_FROM:
          while (b[p] !== 34) p++;
          seller = sellers.find(b, from, p);
          break;
        case PERIOD:
          period = monthAt(b, p);
          p += 7;
          break;
        case ORIGINAL:
          while (b[p] !== 34) p++;
          original = from;
          originalEnd = p;
          break;
        case REFERENCE:
          while (b[p] !== 34) p++;
          reference = from;
          referenceEnd = p;
          break;
        default:
          while (b[p] !== 34) p++;
          line = from;
          lineEnd = p;
      }
      p++;
    }
    p++;
    // The point is the number of decimals by now.
    if (amount < LIMIT) amount *= POW10[documents.digitsOf(currency) - point];
    if (amount >= LIMIT) tooLarge();
    idAt[number + 1] = idEnd;
    profile[number] = profiles.find(seller, currency, unit, registration, SPECIFIC[category * 2 + outOfCycle]);
    kind[number] = own;
    month[number] = period;
    issued[number] = time;
    total[number] = amount;
    sum += amount;
    if (own !== MEMO) original = 0;
    if (original !== 0 || reference !== 0) {
      documents.addSpecial(
        number,
        original === 0 ? null : text.utf8Slice(original, originalEnd),
        reference === 0 ? null : text.latin1Slice(reference, referenceEnd),
        line === 0 ? '1' : text.utf8Slice(line, lineEnd),
        -1,
      );
    }
    number++;
  }
  documents.count = number;
  documents.sum += sum;
  return p + 1;
}
