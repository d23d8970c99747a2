// The preview as it is usually written in JavaScript: objects, Maps, decimal.js
// for every amount, and one pass over the lines of a seller and currency for
// each document. Plain and correct; the second opinion `check.mjs` compares with.
import Decimal from 'decimal.js';

// 28 x 28 digits and a percentage of 28 more stay exact.
const Money = Decimal.clone({ precision: 200, rounding: Decimal.ROUND_HALF_EVEN });
const ZERO = new Money(0);

const MINOR_DIGITS = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((c) => [c, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((c) => [c, 3]),
  ...'CLF UYW'.split(' ').map((c) => [c, 4]),
]);
const SCOPED_BY_TAX_REGISTRATION = new Set(['AWS_EMEA_SARL']);
const SPECIFIC_TYPE = new Map([
  ['monthly-usage/monthly', 'monthly-usage'],
  ['subscription/out-of-cycle', 'subscription'],
  ['marketplace/monthly', 'marketplace-blanket-usage'],
  ['marketplace/out-of-cycle', 'marketplace-blanket-usage'],
  ['professional-services/out-of-cycle', 'professional-services'],
  ['professional-services/monthly', 'monthly-usage'],
]);

const minorDigits = (currency) => MINOR_DIGITS.get(currency) ?? 2;
const round = (amount, currency) => amount.toDecimalPlaces(minorDigits(currency), Decimal.ROUND_HALF_EVEN);
const format = (amount, currency) => (amount.isZero() ? ZERO : amount).toFixed(minorDigits(currency));
const monthIndex = (text) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1;
const monthText = (index) => `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;

function instant(text) {
  const [, seconds, fraction = ''] = /^([^.Z]+)(?:\.(\d+))?Z$/.exec(text);
  return Date.parse(`${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
}

// UTF-8 bytes sort like code points.
function compareBytes(a, b) {
  if (a === b) return 0;
  const left = Array.from(a);
  const right = Array.from(b);
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = left[i].codePointAt(0) - right[i].codePointAt(0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function compareNatural(a, b) {
  const left = a.match(/[0-9]+|[^0-9]+/g) ?? [];
  const right = b.match(/[0-9]+|[^0-9]+/g) ?? [];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const leftDigits = /^[0-9]/.test(left[i]);
    const rightDigits = /^[0-9]/.test(right[i]);
    if (leftDigits !== rightDigits) return leftDigits ? -1 : 1;
    if (leftDigits) {
      const x = BigInt(left[i]);
      const y = BigInt(right[i]);
      if (x !== y) return x < y ? -1 : 1;
    } else {
      const difference = compareBytes(left[i], right[i]);
      if (difference !== 0) return difference;
    }
  }
  return left.length - right.length || compareBytes(a, b);
}

function totalValue(line, currency) {
  const net = new Money(line.amount).times(line.quantity);
  let tax = ZERO;
  if (line.tax) {
    tax = line.tax.type === 'percent' ? net.times(line.tax.value).dividedBy(100) : new Money(line.tax.value);
  }
  return round(net.plus(tax), currency);
}

// Step 1: charges that share a key become one invoice.
function formInvoices(charges) {
  const groups = new Map();
  for (const charge of charges) {
    const key = [
      charge.billFrom,
      charge.currency,
      charge.invoiceUnit ?? null,
      charge.taxRegistrationNumber ?? null,
      charge.category,
      charge.cycle,
      charge.billingPeriod,
      charge.paymentTerms ?? null,
      charge.purchaseOrderReference ?? null,
    ];
    if (charge.cycle === 'out-of-cycle') {
      key.push(charge.agreementId ?? null, charge.time == null ? null : instant(charge.time));
    }
    const text = JSON.stringify(key);
    if (groups.has(text)) groups.get(text).push(charge);
    else groups.set(text, [charge]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group;
    const ids = group.map((charge) => charge.id).sort(compareBytes);
    const sum = round(
      group.reduce((total, charge) => total.plus(charge.amount), ZERO),
      first.currency,
    );
    const period = monthIndex(first.billingPeriod);
    const ends = group.filter((charge) => charge.agreementEndMonth != null).map((charge) => monthIndex(charge.agreementEndMonth));
    let issuedAt;
    if (first.cycle === 'monthly') issuedAt = instant(`${monthText(period + 1)}-03T00:00:00Z`);
    else issuedAt = instant(first.time ?? `${first.billingPeriod}-01T00:00:00Z`);
    return {
      id: `preview:${ids[0]}`,
      formed: true,
      charges: ids,
      creditMemo: sum.isNegative() && !sum.isZero(),
      category: first.category,
      cycle: first.cycle,
      billFrom: first.billFrom,
      currency: first.currency,
      period,
      issuedAt,
      total: sum.abs(),
      original: null,
      taxRegistrationNumber: first.taxRegistrationNumber ?? null,
      invoiceUnit: first.invoiceUnit ?? null,
      reference: first.purchaseOrderReference ?? null,
      line: group.map((charge) => charge.purchaseOrderLine ?? '1').sort(compareNatural)[0],
      agreementEnd: ends.length > 0 ? Math.max(...ends) : null,
    };
  });
}

function givenInvoice(invoice) {
  const creditMemo = invoice.type === 'credit-memo';
  return {
    id: invoice.id,
    formed: false,
    charges: [],
    creditMemo,
    category: invoice.category,
    cycle: invoice.cycle,
    billFrom: invoice.billFrom,
    currency: invoice.currency,
    period: monthIndex(invoice.billingPeriod),
    issuedAt: instant(invoice.issuedAt),
    total: new Money(invoice.total),
    original: creditMemo ? (invoice.originalInvoiceId ?? null) : null,
    taxRegistrationNumber: invoice.taxRegistrationNumber ?? null,
    invoiceUnit: invoice.invoiceUnit ?? null,
    reference: invoice.purchaseOrderReference ?? null,
    line: invoice.purchaseOrderLine ?? '1',
    agreementEnd: null,
  };
}

export function load(bytes) {
  const snapshot = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  const drawn = new Map();
  const associations = new Map();
  for (const association of snapshot.associations ?? []) {
    const key = JSON.stringify([association.purchaseOrderId, association.lineItemNumber]);
    drawn.set(key, (drawn.get(key) ?? ZERO).plus(association.total));
    associations.set(association.invoiceId, association);
  }
  const orders = new Map();
  const index = new Map();
  for (const given of snapshot.purchaseOrders ?? []) {
    const order = {
      id: given.id,
      billFrom: new Set(given.billFrom),
      currency: given.currency,
      effective: monthIndex(given.effectiveMonth),
      expiration: monthIndex(given.expirationMonth),
      updatedAt: instant(given.updatedAt),
      suspended: given.suspended ?? false,
      taxRegistrationNumbers: new Set(given.taxRegistrationNumbers ?? []),
      invoiceUnits: new Set(given.invoiceUnits ?? []),
      lines: new Map(),
    };
    orders.set(order.id, order);
    for (const item of given.lineItems ?? []) {
      const value = totalValue(item, order.currency);
      const start = monthIndex(item.startMonth);
      const end = monthIndex(item.endMonth);
      const tracked = item.balanceTracking ?? false;
      const before = drawn.get(JSON.stringify([order.id, item.number])) ?? ZERO;
      const line = {
        order,
        number: item.number,
        type: item.type,
        start,
        end,
        tracked,
        value,
        opening: tracked ? value.minus(before) : null,
      };
      order.lines.set(line.number, line);
      for (const seller of order.billFrom) {
        const key = `${seller} ${order.currency}`;
        if (!index.has(key)) index.set(key, []);
        index.get(key).push(line);
      }
    }
  }
  const documents = [...(snapshot.invoices ?? []).map(givenInvoice), ...formInvoices(snapshot.charges ?? [])];
  documents.sort((a, b) => a.issuedAt - b.issuedAt || a.formed - b.formed || compareBytes(a.id, b.id));
  return { documents, orders, index, associations };
}

export function run(state) {
  const { documents, index, associations } = state;
  const orders = new Map();
  const balances = new Map();
  const counts = new Map();
  for (const order of state.orders.values()) {
    orders.set(order.id, { ...order, lines: new Map(order.lines) });
    for (const line of order.lines.values()) if (line.tracked) balances.set(line, line.opening);
  }
  const events = [];
  const placements = [];
  const placed = new Map();

  const isCandidate = (line, document, specific) => {
    const { order } = line;
    if (order.suspended || order.expiration < document.period || order.effective > document.period) return false;
    if (
      SCOPED_BY_TAX_REGISTRATION.has(document.billFrom) &&
      order.taxRegistrationNumbers.size > 0 &&
      !order.taxRegistrationNumbers.has(document.taxRegistrationNumber)
    )
      return false;
    if (order.invoiceUnits.size > 0 && !order.invoiceUnits.has(document.invoiceUnit)) return false;
    if (line.start > document.period || line.end < document.period) return false;
    return line.type === 'all' || line.type === specific;
  };
  const covers = (line, document) => document.creditMemo || !line.tracked || balances.get(line).greaterThanOrEqualTo(document.total);
  const isBetter = (a, b, document) => {
    const scope = (b.order.invoiceUnits.size > 0) - (a.order.invoiceUnits.size > 0);
    if (scope !== 0) return scope < 0;
    const specificity = (a.type === 'all') - (b.type === 'all');
    if (specificity !== 0) return specificity < 0;
    const coverage = covers(b, document) - covers(a, document);
    if (coverage !== 0) return coverage < 0;
    if (a.order.updatedAt !== b.order.updatedAt) return a.order.updatedAt > b.order.updatedAt;
    const id = compareBytes(a.order.id, b.order.id);
    if (id !== 0) return id < 0;
    const width = a.end - a.start - (b.end - b.start);
    return width !== 0 ? width < 0 : compareNatural(a.number, b.number) < 0;
  };
  const bestMatch = (document) => {
    const specific = SPECIFIC_TYPE.get(`${document.category}/${document.cycle}`);
    let best = null;
    for (const line of index.get(`${document.billFrom} ${document.currency}`) ?? []) {
      if (!isCandidate(line, document, specific)) continue;
      if (best === null || isBetter(line, best, document)) best = line;
    }
    return best;
  };
  const byReference = (document, say) => {
    let order = orders.get(document.reference);
    const created = order === undefined;
    if (created) {
      order = {
        id: document.reference,
        currency: document.currency,
        expiration: Math.max(document.period, document.agreementEnd ?? document.period + 11),
        suspended: false,
        lines: new Map(),
      };
      orders.set(order.id, order);
    }
    let line = order.lines.get(document.line);
    if (line === undefined) {
      const value = order.currency === document.currency ? document.total : ZERO;
      const end = Math.max(document.period, document.agreementEnd ?? order.expiration);
      line = {
        order,
        number: document.line,
        type: 'marketplace-transaction',
        start: document.period,
        end,
        tracked: false,
        value,
        opening: null,
      };
      order.lines.set(line.number, line);
      say(created ? 'PURCHASE_ORDER_CREATED' : 'LINE_ITEM_ADDED', order.id, line);
    }
    if (order.suspended) {
      say('REFERENCED_PO_SUSPENDED', order.id, line);
      return null;
    }
    if (order.expiration < document.period) {
      order.expiration = Math.max(line.end, document.period);
      say('PURCHASE_ORDER_REACTIVATED', order.id, line);
    }
    return line;
  };
  const whereOriginalWent = (document) => {
    if (placed.has(document.original)) return placed.get(document.original);
    const association = associations.get(document.original);
    return orders.get(association?.purchaseOrderId)?.lines.get(association.lineItemNumber) ?? null;
  };

  for (const document of documents) {
    const say = (code, purchaseOrderId, line) =>
      events.push({ code, invoiceId: document.id, lineItemNumber: line?.number ?? null, purchaseOrderId });
    let by = 'match';
    let line;
    if (document.original !== null) {
      by = 'credit-memo';
      line = whereOriginalWent(document);
    } else if (document.reference !== null) {
      by = 'reference';
      line = byReference(document, say);
    } else {
      line = bestMatch(document);
    }
    placed.set(document.id, line);
    let covered = line !== null;
    let balanceAfter = null;
    if (line === null) {
      by = 'none';
      say('NO_PURCHASE_ORDER', null, null);
    } else {
      counts.set(line, (counts.get(line) ?? 0) + 1);
      if (line.tracked && line.order.currency === document.currency) {
        covered = covers(line, document);
        const before = balances.get(line);
        balanceAfter = document.creditMemo ? before.plus(document.total) : before.minus(document.total);
        balances.set(line, balanceAfter);
        const threshold = line.value.times('0.75');
        if (before.greaterThanOrEqualTo(threshold) && balanceAfter.lessThan(threshold)) say('BALANCE_BELOW_THRESHOLD', line.order.id, line);
        if (before.greaterThan(0) && balanceAfter.lessThanOrEqualTo(0)) say('OUT_OF_BALANCE', line.order.id, line);
      }
    }
    placements.push({ document, by, line, covered, balanceAfter });
  }
  return { placements, orders, balances, counts, events };
}

export function toPreview(state, result) {
  const invoices = result.placements.map(({ document, by, line, covered, balanceAfter }) => ({
    balanceAfter: balanceAfter === null ? null : format(balanceAfter, document.currency),
    billFrom: document.billFrom,
    billingPeriod: monthText(document.period),
    by,
    charges: document.charges,
    covered,
    currency: document.currency,
    id: document.id,
    lineItemNumber: line?.number ?? null,
    purchaseOrderId: line?.order.id ?? null,
    total: format(document.total, document.currency),
    type: document.creditMemo ? 'credit-memo' : 'invoice',
  }));
  const lineItems = [];
  for (const order of [...result.orders.values()].sort((a, b) => compareBytes(a.id, b.id))) {
    for (const line of [...order.lines.values()].sort((a, b) => compareNatural(a.number, b.number))) {
      lineItems.push({
        closingBalance: line.tracked ? format(result.balances.get(line), order.currency) : null,
        invoices: result.counts.get(line) ?? 0,
        lineItemNumber: line.number,
        openingBalance: line.tracked ? format(line.opening, order.currency) : null,
        purchaseOrderId: order.id,
        totalValue: format(line.value, order.currency),
        tracked: line.tracked,
      });
    }
  }
  return JSON.stringify({ events: result.events, invoices, lineItems });
}

export function previewFromBytes(bytes) {
  const state = load(bytes);
  return toPreview(state, run(state));
}
