// What is known about the documents, one column for each property.
import { instant, monthIndex } from './calendar.mjs';
import { Interner, Profiles } from './intern.mjs';
import { minorUnits } from './money.mjs';
import { CATEGORIES, SPECIFIC, minorDigits } from './words.mjs';

/** Bits of the column `kind`. An invoice that is not special is 0. */
export const MEMO = 1;
export const SPECIAL = 2; // it has a reference or an original

const COLUMNS = ['profile', 'kind', 'month', 'issued', 'total'];

export class Documents {
  constructor(capacity) {
    this.capacity = capacity;
    this.count = 0;
    this.given = 0; // these come first, then the formed ones
    this.ids = new Uint8Array(capacity * 16 + 1024); // UTF-8, one behind the other
    this.idAt = new Uint32Array(capacity + 1);
    this.profile = new Int32Array(capacity);
    this.kind = new Uint8Array(capacity);
    this.month = new Int16Array(capacity);
    this.issued = new Float64Array(capacity);
    this.total = new Float64Array(capacity);
    this.sum = 0;
    this.specials = [];
    this.charges = []; // of the formed ones
    this.sellers = new Interner();
    this.currencies = new Interner();
    this.units = new Interner();
    this.registrations = new Interner();
    this.profiles = new Profiles();
    this.digits = []; // by currency
  }

  grow(capacity) {
    this.capacity = capacity;
    this.idAt = longer(this.idAt, capacity + 1);
    for (const column of COLUMNS) this[column] = longer(this[column], capacity);
  }

  digitsOf(currency) {
    return (this.digits[currency] ??= minorDigits(this.currencies.strings[currency]));
  }

  /** An invoice that is an object. */
  addInvoice(invoice) {
    const number = this.count;
    const memo = invoice.type === 'credit-memo';
    const issued = instant(invoice.issuedAt);
    const total = minorUnits(invoice.total, this.digitsOf(this.currencies.intern(invoice.currency)));
    this.add(invoice.id, invoice, memo ? MEMO : 0, issued, total);
    const original = memo ? (invoice.originalInvoiceId ?? null) : null;
    const reference = invoice.purchaseOrderReference ?? null;
    if (original !== null || reference !== null) this.addSpecial(number, original, reference, invoice.purchaseOrderLine ?? '1', -1);
  }

  /** One more, like an object that is an invoice or a charge. */
  add(id, like, kind, issued, total) {
    const number = this.count++;
    this.putId(number, id);
    this.profile[number] = this.profiles.find(
      this.sellers.intern(like.billFrom),
      this.currencies.intern(like.currency),
      like.invoiceUnit == null ? 0 : this.units.intern(like.invoiceUnit) + 1,
      like.taxRegistrationNumber == null ? 0 : this.registrations.intern(like.taxRegistrationNumber) + 1,
      SPECIFIC[CATEGORIES.get(like.category) * 2 + (like.cycle === 'monthly' ? 0 : 1)],
    );
    this.kind[number] = kind;
    this.month[number] = monthIndex(like.billingPeriod);
    this.issued[number] = issued;
    this.total[number] = total;
    this.sum += total;
  }

  /** The document is one with a reference or an original. */
  addSpecial(document, original, reference, line, agreementEnd) {
    this.kind[document] |= SPECIAL;
    this.specials.push({ document, original, reference, line, agreementEnd });
  }

  putId(number, text) {
    const start = this.idAt[number];
    if (start + text.length * 3 + 1024 > this.ids.length) this.ids = longer(this.ids, this.ids.length * 2 + text.length * 3);
    const { ids } = this;
    let end = start;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 128) {
        end = start + Buffer.from(ids.buffer).utf8Write(text, start);
        break;
      }
      ids[end++] = code;
    }
    this.idAt[number + 1] = end;
  }

  idText(number) {
    return Buffer.from(this.ids.buffer).utf8Slice(this.idAt[number], this.idAt[number + 1]);
  }
}

/** The same numbers in a longer array. */
export function longer(array, length) {
  const larger = new array.constructor(length);
  larger.set(array);
  return larger;
}
