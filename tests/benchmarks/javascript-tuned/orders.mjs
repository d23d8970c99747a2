// Purchase orders, and one column for each property of their lines.
import { instant, monthIndex } from './calendar.mjs';
import { longer } from './documents.mjs';
import { Interner } from './intern.mjs';
import { totalValue } from './money.mjs';
import { LINE_TYPES } from './words.mjs';

const COLUMNS = ['type', 'start', 'end', 'tracked', 'value'];

export class Orders {
  /** Shares the numbers of texts with the documents. */
  constructor(documents) {
    this.documents = documents;
    this.list = [];
    this.lineCount = 0;
    this.capacity = 1024;
    this.number = [];
    this.numbers = new Interner(); // line numbers recur from order to order
    this.type = new Uint8Array(this.capacity);
    this.start = new Int16Array(this.capacity);
    this.end = new Int16Array(this.capacity);
    this.tracked = new Uint8Array(this.capacity);
    this.value = new Float64Array(this.capacity);
  }

  /** Room for so many more lines. */
  reserve(count) {
    if (this.lineCount + count <= this.capacity) return;
    this.capacity = (this.lineCount + count) * 2;
    for (const column of COLUMNS) this[column] = longer(this[column], this.capacity);
  }

  digitsOf(order) {
    const { documents } = this;
    return documents.digitsOf(documents.currencies.intern(order.currency));
  }

  /** After its lines, the first of which is `from`. */
  add(order, from) {
    const { currencies, sellers, units, registrations } = this.documents;
    this.list.push({
      id: order.id,
      currency: currencies.intern(order.currency),
      digits: this.digitsOf(order),
      updatedAt: instant(order.updatedAt),
      expiration: monthIndex(order.expirationMonth),
      suspended: order.suspended === true,
      sellers: order.billFrom.map((seller) => sellers.intern(seller)),
      units: (order.invoiceUnits ?? []).map((unit) => units.intern(unit) + 1),
      registrations: (order.taxRegistrationNumbers ?? []).map((text) => registrations.intern(text) + 1),
      from,
      lineCount: this.lineCount - from,
      firstLine: 0, // in the order of candidates
    });
  }

  /** A line that is an object. */
  addLine(item, digits) {
    this.reserve(1);
    const line = this.lineCount++;
    this.number.push(item.number);
    this.type[line] = LINE_TYPES.get(item.type);
    this.start[line] = monthIndex(item.startMonth);
    this.end[line] = monthIndex(item.endMonth);
    this.tracked[line] = item.balanceTracking === true ? 1 : 0;
    this.value[line] = totalValue(item, digits);
  }
}
