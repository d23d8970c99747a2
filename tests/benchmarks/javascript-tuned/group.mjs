// Charges that share a key become one invoice.
import { dayOf, instant, monthIndex } from './calendar.mjs';
import { compareBytes, compareNatural } from './compare.mjs';
import { MEMO } from './documents.mjs';
import { roundedSum } from './money.mjs';

/** Adds the formed invoices behind the given ones. */
export function formInvoices(documents, charges) {
  documents.given = documents.count;
  const groups = new Map();
  for (const charge of charges) {
    const key = keyOf(charge);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [charge]);
    else group.push(charge);
  }
  if (documents.count + groups.size > documents.capacity) documents.grow(documents.count + groups.size);
  for (const group of groups.values()) form(documents, group);
}

function keyOf(charge) {
  const key = [
    charge.billFrom,
    charge.currency,
    charge.invoiceUnit,
    charge.taxRegistrationNumber,
    charge.category,
    charge.cycle,
    charge.billingPeriod,
    charge.paymentTerms,
    charge.purchaseOrderReference,
  ];
  if (charge.cycle !== 'monthly') key.push(charge.agreementId, charge.time == null ? null : instant(charge.time));
  return key.join('\n');
}

function form(documents, group) {
  const [first] = group;
  const number = documents.count;
  const ids = group.map((charge) => charge.id).sort(compareBytes);
  documents.charges.push(ids);
  const digits = documents.digitsOf(documents.currencies.intern(first.currency));
  const sum = roundedSum(
    group.map((charge) => charge.amount),
    digits,
  );
  documents.add(`preview:${ids[0]}`, first, sum < 0 ? MEMO : 0, issuedAt(first), Math.abs(sum));
  if (first.purchaseOrderReference == null) return;
  const [line] = group.map((charge) => charge.purchaseOrderLine ?? '1').sort(compareNatural);
  const ends = group.map((charge) => (charge.agreementEndMonth == null ? -1 : monthIndex(charge.agreementEndMonth)));
  documents.addSpecial(
    number,
    null,
    first.purchaseOrderReference,
    line,
    ends.reduce((a, b) => Math.max(a, b)),
  );
}

function issuedAt({ cycle, billingPeriod, time }) {
  if (cycle === 'monthly') return dayOf(monthIndex(billingPeriod) + 1, 3);
  return time != null ? instant(time) : dayOf(monthIndex(billingPeriod), 1);
}
