// Deterministic snapshots and what-if edits for the benchmarks.
//
//   node generate.mjs --size S|M|L [--seed N] [--out FILE]
//
// Everything is drawn with 32-bit integers, so the same seed gives the same
// bytes everywhere. Every invoice has a generator of its own, seeded by its
// position: text can be written while it is made, whatever the size.
import { closeSync, openSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const SIZES = {
  S: { invoices: 1_000, purchaseOrders: 10, linesPerOrder: 100, seed: 1 },
  M: { invoices: 100_000, purchaseOrders: 100, linesPerOrder: 100, seed: 1 },
  L: { invoices: 1_000_000, purchaseOrders: 1_000, linesPerOrder: 100, seed: 1 },
};

const BILLING_MONTHS = 24;
const FIRST_MONTH = 2025 * 12; // 2025-01
const MINOR_DIGITS = { USD: 2, EUR: 2, JPY: 0 };
const EMEA = 'AWS_EMEA_SARL';
// Weight in percent, and the currencies with theirs.
const SELLERS = [
  [
    'AWS_INC',
    30,
    [
      ['USD', 85],
      ['EUR', 15],
    ],
  ],
  [
    EMEA,
    22,
    [
      ['EUR', 80],
      ['USD', 20],
    ],
  ],
  [
    'AWS_JAPAN',
    14,
    [
      ['JPY', 90],
      ['USD', 10],
    ],
  ],
  ['AWS_AUSTRALIA', 10, [['USD', 100]]],
  [
    'AWS_INDIA',
    10,
    [
      ['USD', 80],
      ['EUR', 20],
    ],
  ],
  [
    'AWS_KOREA',
    8,
    [
      ['USD', 70],
      ['JPY', 30],
    ],
  ],
  ['AWS_NEW_ZEALAND', 6, [['USD', 100]]],
];
const LINE_TYPES = [
  ['all', 22],
  ['monthly-usage', 24],
  ['subscription', 16],
  ['marketplace-blanket-usage', 20],
  ['marketplace-transaction', 8],
  ['professional-services', 10], // AWS_INC alone; elsewhere monthly-usage
];
const CATEGORIES = [
  ['monthly-usage', 'monthly', 40],
  ['monthly-usage', 'out-of-cycle', 2],
  ['subscription', 'out-of-cycle', 16],
  ['subscription', 'monthly', 2],
  ['marketplace', 'monthly', 22],
  ['marketplace', 'out-of-cycle', 10],
  ['professional-services', 'out-of-cycle', 5],
  ['professional-services', 'monthly', 3],
];
const UNITS = Array.from({ length: 12 }, (_, i) => `unit-${String(i + 1).padStart(2, '0')}`);
const TAX_REGISTRATIONS = [
  'DE811907980',
  'FR52487773327',
  'GB727255821',
  'IE9845994H',
  'IT10100690964',
  'NL853746333B01',
  'PL5262936178',
  'SE502079149101',
];
const COST_CENTERS = ['1010', '2020', '3030', '4711', '9999'];

// A small integer generator (xorshift with a mixed seed).
class Random {
  constructor(seed, stream) {
    let x = Math.imul(seed + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(stream + 1, 0xc2b2ae35);
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
    this.state = (x ^ (x >>> 16)) | 0 || 0x1234567;
    this.next();
  }

  next() {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return x >>> 0;
  }

  below(limit) {
    return this.next() % limit;
  }

  between(first, last) {
    return first + this.below(last - first + 1);
  }

  percent(share) {
    return this.below(100) < share;
  }

  /** One of `[value.., weight]` by weight. */
  weighted(choices) {
    let sum = 0;
    for (const choice of choices) sum += choice.at(-1);
    let rest = this.below(sum);
    for (const choice of choices) {
      rest -= choice.at(-1);
      if (rest < 0) return choice;
    }
    return choices[0];
  }

  pick(list) {
    return list[this.below(list.length)];
  }
}

const pad = (value, length) => String(value).padStart(length, '0');
const month = (index) => `${Math.trunc((FIRST_MONTH + index) / 12)}-${pad(((FIRST_MONTH + index) % 12) + 1, 2)}`;
const monthIndex = (text) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1 - FIRST_MONTH;

function money(minor, currency) {
  const digits = MINOR_DIGITS[currency];
  if (digits === 0) return String(minor);
  const text = pad(minor, digits + 1);
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Three leading digits, a weighted magnitude: a few cents' worth to millions. */
function amount(random, magnitudes) {
  const scale = 10 ** random.weighted(magnitudes)[0];
  return random.between(100, 999) * scale + random.below(scale);
}

const INVOICE_MAGNITUDES = [
  [1, 15],
  [2, 32],
  [3, 35],
  [4, 16],
  [5, 2],
];
const LINE_MAGNITUDES = [
  [2, 10],
  [3, 30],
  [4, 40],
  [5, 18],
  [6, 2],
];

// Purchase orders -----------------------------------------------------------

function sellerBy(percentile) {
  let rest = percentile;
  for (const seller of SELLERS) {
    rest -= seller[1];
    if (rest < 0) return seller;
  }
  return SELLERS[0];
}

function purchaseOrder(position, { linesPerOrder, seed, invoices, purchaseOrders }) {
  const random = new Random(seed, 0x40000000 + position);
  // Spread over the weights: even ten purchase orders meet every large seller.
  const [seller, , currencies] = sellerBy((position * 37 + 11) % 100);
  // The first ten are long ones in the main currency: a small snapshot consists of them.
  const main = position < 10;
  const currency = main ? currencies[0][0] : random.weighted(currencies)[0];
  const billFrom = [seller];
  if (position % 20 === 3) {
    const other = random.pick(SELLERS.filter(([name, , list]) => name !== seller && list.some(([code]) => code === currency)));
    if (other) billFrom.push(other[0]);
  }
  const effective = random.between(-12, main ? -4 : 14);
  const expiration =
    effective +
    (main
      ? 29
      : random.weighted([
          [8, 10],
          [11, 25],
          [17, 15],
          [23, 30],
          [35, 20],
        ])[0]);
  // Budgets are revised all the time, open-ended ones are set up once.
  const style = random.weighted([
    ['budget', 62],
    ['blanket', 28],
    ['mixed', 10],
  ])[0];
  const trackedShare = { budget: 100, blanket: 2, mixed: 50 }[style];
  const updatedMonth = style === 'budget' ? random.between(0, BILLING_MONTHS - 1) : random.between(-12, 4);
  const updatedAt = `${month(updatedMonth)}-${pad(random.between(1, 28), 2)}T${pad(random.between(7, 18), 2)}:${pad(random.below(60), 2)}:00.${pad(random.below(1000), 3)}Z`;
  const order = {
    id: `PO-${month(updatedMonth).slice(0, 4)}-${pad(Math.imul(position + 1, 7919) % 1_000_000, 6)}`,
    billFrom,
    currency,
    effectiveMonth: month(effective),
    expirationMonth: month(expiration),
    updatedAt: position % 25 === 24 ? '2025-09-01T09:00:00.000Z' : updatedAt,
    suspended: position % 33 === 8,
    taxRegistrationNumbers: [],
    invoiceUnits: [],
    description: `${style} ${position + 1}`,
    lineItems: [],
  };
  if (billFrom.includes(EMEA) && random.percent(40)) {
    const first = random.below(TAX_REGISTRATIONS.length);
    const count = random.between(1, 3);
    for (let i = 0; i < count; i++) order.taxRegistrationNumbers.push(TAX_REGISTRATIONS[(first + i) % TAX_REGISTRATIONS.length]);
  }
  if (position % 10 === 0) {
    const first = random.below(UNITS.length);
    const count = random.between(1, 3);
    for (let i = 0; i < count; i++) order.invoiceUnits.push(UNITS[(first + i) % UNITS.length]);
  }
  const allowsServices = billFrom.length === 1 && seller === 'AWS_INC';
  const perLine = Math.max(1, Math.trunc(invoices / (purchaseOrders * linesPerOrder)));
  for (let i = 0; i < linesPerOrder; i++) {
    let [type] = random.weighted(LINE_TYPES);
    if (type === 'professional-services' && !allowsServices) type = 'monthly-usage';
    const width = Math.min(
      expiration - effective + 1,
      random.weighted([
        [12, 40],
        [24, 8],
        [random.between(1, 3), 22],
        [random.between(1, 24), 30],
      ])[0],
    );
    const start = random.between(effective, expiration - width + 1);
    const minor = Math.trunc((amount(random, LINE_MAGNITUDES) * perLine) / 10) + 1;
    const [quantity, unit] = random.weighted([
      ['1', minor, 70],
      ['2', minor, 10],
      ['12', Math.trunc(minor / 12) + 1, 12],
      ['2.5', minor, 8],
    ]);
    const item = {
      number: String(i + 1),
      type,
      startMonth: month(start),
      endMonth: month(start + width - 1),
      amount: money(unit, currency),
      quantity,
      balanceTracking: random.percent(trackedShare) && type !== 'marketplace-transaction',
    };
    const tax = random.below(100);
    if (tax < 20) item.tax = { type: 'percent', value: random.pick(['10', '19', '20', '7.5', '8.875']) };
    else if (tax < 25) item.tax = { type: 'absolute', value: money(Math.trunc(unit / 10), currency) };
    if (random.percent(30)) item.costCenter = random.pick(COST_CENTERS);
    order.lineItems.push(item);
  }
  return order;
}

// Invoices ------------------------------------------------------------------

/** A number of ten digits for each position, none twice. */
const invoiceId = (position) => `INV${pad(Math.imul(position + 1, 2654435761) >>> 0, 10)}`;

function basics(position, settings) {
  const random = new Random(settings.seed, position);
  const [billFrom, , currencies] = sellerBy(random.below(100));
  const [currency] = random.weighted(currencies);
  const [category, cycle] = random.weighted(CATEGORIES);
  const period = Math.trunc((position * BILLING_MONTHS) / settings.invoices);
  const minor = amount(random, INVOICE_MAGNITUDES);
  return { random, billFrom, currency, category, cycle, period, minor };
}

function invoiceText(position, settings, references) {
  let document = basics(position, settings);
  const { random, period } = document;
  let minor = document.minor;
  let type = 'invoice';
  let original = null;
  let reference = null;
  let line = null;
  const kind = random.below(200);
  if (kind < 6) {
    type = 'credit-memo';
    if (kind < 3 && position > 0) {
      // Of an invoice some weeks back, for at most its total.
      const reach = Math.trunc(settings.invoices / BILLING_MONTHS) + 1;
      const back = position > 2 * reach ? random.between(reach, 2 * reach) : random.between(1, position);
      const earlier = basics(position - back, settings);
      original = invoiceId(position - back);
      minor = Math.trunc((earlier.minor * random.between(1, 100)) / 100) + 1;
      document = { ...earlier, period, random };
    } else {
      minor = Math.trunc(minor / 4) + 1;
    }
  } else if (kind < 12) {
    const state = random.weighted([
      ['any', 40],
      ['unknown', 20],
      ['suspended', 15],
      ['expired', 25],
    ])[0];
    const pool =
      state === 'expired'
        ? references.filter((order) => order.expiration < period)
        : references.filter((order) => state !== 'suspended' || order.suspended);
    if (state === 'unknown' || pool.length === 0) reference = `MP-${random.below(Math.max(10, Math.trunc(settings.purchaseOrders / 2)))}`;
    else reference = random.pick(pool).id;
    const [choice] = random.weighted([
      ['none', 40],
      ['present', 45],
      ['new', 15],
    ]);
    if (choice === 'present') line = String(random.between(1, settings.linesPerOrder));
    if (choice === 'new') line = `MP-${random.between(1, 20)}`;
  }
  const { billFrom, currency, category, cycle } = document;
  const monthly = cycle === 'monthly';
  const onTheThird = monthly && random.percent(50);
  const day = monthly ? (onTheThird ? 3 : random.between(2, 6)) : random.between(1, 28);
  const seconds = onTheThird ? 0 : random.below(86_400);
  const clock = `${pad(Math.trunc(seconds / 3600), 2)}:${pad(Math.trunc(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
  const issuedAt = `${month(monthly ? period + 1 : period)}-${pad(day, 2)}T${clock}Z`;
  const registration = billFrom === EMEA && random.percent(80) ? `"${random.pick(TAX_REGISTRATIONS)}"` : 'null';
  const unit = random.percent(25) ? `"${random.pick(UNITS)}"` : 'null';
  const quoted = (value) => (value === null ? 'null' : `"${value}"`);
  return (
    `{"id":"${invoiceId(position)}","type":"${type}","category":"${category}","cycle":"${cycle}","billFrom":"${billFrom}",` +
    `"currency":"${currency}","billingPeriod":"${month(period)}","issuedAt":"${issuedAt}","total":"${money(minor, currency)}",` +
    `"originalInvoiceId":${quoted(original)},"taxRegistrationNumber":${registration},"invoiceUnit":${unit},` +
    `"purchaseOrderReference":${quoted(reference)},"purchaseOrderLine":${quoted(line)}}`
  );
}

/** Yields the text of one snapshot in parts. */
export function* generate(settings) {
  const references = [];
  yield '{"purchaseOrders":[';
  for (let position = 0; position < settings.purchaseOrders; position++) {
    const order = purchaseOrder(position, settings);
    references.push({ id: order.id, suspended: order.suspended, expiration: monthIndex(order.expirationMonth) });
    yield (position === 0 ? '' : ',') + JSON.stringify(order);
  }
  yield '],"invoices":[';
  let part = '';
  for (let position = 0; position < settings.invoices; position++) {
    if (position > 0) part += ',';
    part += invoiceText(position, settings, references);
    if (part.length > 1 << 18) {
      yield part;
      part = '';
    }
  }
  yield `${part}]}\n`;
}

// Edits ---------------------------------------------------------------------

/**
 * `count` edits documents of one edit each, for the what-if comparison. Each
 * touches an object (or a property of a purchase order) of its own and leaves
 * the snapshot valid, alone or after any of the others.
 */
export function generateEdits(snapshot, count, seed) {
  const random = new Random(seed, 0x7f000001);
  const orders = snapshot.purchaseOrders;
  const invoices = snapshot.invoices;
  const used = new Set();
  // Lines end at the latest where one of the given lines does, purchase orders
  // never earlier: whatever is changed together fits together.
  const lastMonth = orders.map((order) =>
    Math.max(monthIndex(order.effectiveMonth), ...(order.lineItems ?? []).map((line) => monthIndex(line.endMonth))),
  );
  const room = orders.map((order) => 100 - (order.lineItems ?? []).length);

  const attempt = (choose) => {
    for (let i = 0; i < 200; i++) {
      const [key, edit] = choose() ?? [];
      if (key !== undefined && !used.has(key)) {
        used.add(key);
        return edit;
      }
    }
    return null;
  };
  const line = (edit) =>
    attempt(() => {
      const position = random.below(orders.length);
      const order = orders[position];
      if ((order.lineItems ?? []).length === 0) return null;
      const item = random.pick(order.lineItems);
      return [`line ${order.id} ${item.number}`, edit(item, order, position)];
    });
  const order = (property, edit) =>
    attempt(() => {
      const position = random.below(orders.length);
      return [`${property} ${orders[position].id}`, { set: { purchaseOrder: orders[position].id }, to: edit(orders[position], position) }];
    });
  const lineAmount = () =>
    line((item, { id, currency }) => {
      const before = Number(item.amount.replace('.', ''));
      const after = Math.trunc((before * random.between(10, 400)) / 100) + 1;
      return { set: { purchaseOrder: id, lineItem: item.number }, to: { amount: money(after, currency) } };
    });
  const makers = {
    amount: lineAmount,
    endMonth: () =>
      line((item, { id }, position) => {
        const last = random.between(monthIndex(item.startMonth), lastMonth[position]);
        return { set: { purchaseOrder: id, lineItem: item.number }, to: { endMonth: month(last) } };
      }),
    balanceTracking: () =>
      line((item, { id }) => ({
        set: { purchaseOrder: id, lineItem: item.number },
        to: { balanceTracking: !(item.balanceTracking ?? false) },
      })),
    removeLine: () => line((item, { id }) => ({ remove: { purchaseOrder: id, lineItem: item.number } })),
    addLine: () => {
      const newLine = (currency, first, last) => {
        const start = random.between(first, last);
        const value = money(amount(random, LINE_MAGNITUDES), currency);
        return {
          number: `new-${random.next()}`,
          type: random.pick(['all', 'monthly-usage', 'subscription', 'marketplace-blanket-usage']),
          startMonth: month(start),
          endMonth: month(random.between(start, last)),
          amount: value,
          quantity: '1',
          balanceTracking: random.percent(60),
        };
      };
      const free = orders.map((_, position) => position).filter((position) => room[position] > 0);
      if (free.length > 0) {
        const position = random.pick(free);
        room[position] -= 1;
        const { id, currency, effectiveMonth } = orders[position];
        return { add: { lineItem: newLine(currency, monthIndex(effectiveMonth), lastMonth[position]), purchaseOrder: id } };
      }
      // All full: the new line comes with a purchase order of its own.
      const like = random.pick(orders);
      const first = monthIndex(like.effectiveMonth);
      const last = monthIndex(like.expirationMonth);
      return {
        add: {
          purchaseOrder: {
            id: `NEW-${random.next()}`,
            billFrom: [like.billFrom[0]],
            currency: like.currency,
            effectiveMonth: like.effectiveMonth,
            expirationMonth: like.expirationMonth,
            lineItems: [newLine(like.currency, first, last)],
          },
        },
      };
    },
    suspended: () => order('suspended', ({ suspended }) => ({ suspended: !(suspended ?? false) })),
    expirationMonth: () => order('expirationMonth', (_, position) => ({ expirationMonth: month(lastMonth[position] + random.below(13)) })),
    reference: () =>
      attempt(() => {
        const invoice = random.pick(invoices);
        const to =
          invoice.purchaseOrderReference == null
            ? { purchaseOrderReference: random.percent(80) ? random.pick(orders).id : `MP-${random.below(10)}` }
            : { purchaseOrderReference: null };
        return [`invoice ${invoice.id}`, { set: { invoice: invoice.id }, to }];
      }),
  };
  const kinds = [
    ['amount', 34],
    ['endMonth', 12],
    ['balanceTracking', 12],
    ['suspended', 10],
    ['expirationMonth', 6],
    ['reference', 10],
    ['addLine', 8],
    ['removeLine', 8],
  ];
  const documents = [];
  while (documents.length < count) {
    const edit = makers[random.weighted(kinds)[0]]() ?? lineAmount();
    if (edit === null) throw new Error('the snapshot is too small for so many edits');
    documents.push({ at: '2027-01-15T09:00:00.000Z', edits: [edit] });
  }
  return documents;
}

/** The snapshot after edits of the contract's kinds, which it must admit; the given one stays as it is. */
export function applyEdits(snapshot, { at, edits }) {
  const after = { ...snapshot };
  const list = (name) => (after[name] = [...(after[name] ?? [])]);
  const replace = (items, key, id, change) => {
    const position = items.findIndex((item) => item[key] === id);
    if (position < 0) throw new Error(`there is no ${id}`);
    const item = change(items[position]);
    if (item === null) items.splice(position, 1);
    else items[position] = item;
  };
  const inOrder = (id, change) => replace(list('purchaseOrders'), 'id', id, change);
  const inLines = (order, change) => {
    const lineItems = [...(order.lineItems ?? [])];
    change(lineItems);
    return { ...order, lineItems, updatedAt: at };
  };
  for (const { set, to, add, remove } of edits) {
    const target = set ?? remove;
    if (add?.purchaseOrder && !add.lineItem)
      list('purchaseOrders').push({ ...add.purchaseOrder, updatedAt: add.purchaseOrder.updatedAt ?? at });
    else if (add?.lineItem) inOrder(add.purchaseOrder, (order) => inLines(order, (lines) => lines.push(add.lineItem)));
    else if (add) list(add.charge ? 'charges' : 'invoices').push(add.charge ?? add.invoice);
    else if (target.lineItem !== undefined) {
      inOrder(target.purchaseOrder, (order) =>
        inLines(order, (lines) => replace(lines, 'number', target.lineItem, (line) => (set ? { ...line, ...to } : null))),
      );
    } else if (target.purchaseOrder !== undefined) {
      const silent = set && Object.keys(to).every((key) => key === 'contacts' || key === 'tags');
      inOrder(target.purchaseOrder, (order) => (set ? { ...order, ...(silent ? {} : { updatedAt: at }), ...to } : null));
    } else {
      const [kind] = Object.keys(target);
      replace(list(`${kind}s`), 'id', target[kind], (item) => (set ? { ...item, ...to } : null));
    }
  }
  return after;
}

// Command line --------------------------------------------------------------

function main(words) {
  const options = { size: 'S', out: null, seed: null };
  for (let i = 0; i < words.length; i += 2) {
    const name = words[i].replace(/^--/, '');
    if (!(name in options) || words[i + 1] === undefined) throw new Error(`unknown option ${words[i]}`);
    options[name] = words[i + 1];
  }
  const size = SIZES[options.size];
  if (!size) throw new Error(`--size is one of ${Object.keys(SIZES).join(', ')}`);
  const settings = options.seed === null ? size : { ...size, seed: Number(options.seed) };
  const file = options.out === null ? 1 : openSync(options.out, 'w');
  for (const part of generate(settings)) {
    const bytes = Buffer.from(part);
    for (let written = 0; written < bytes.length;) {
      try {
        written += writeSync(file, bytes, written);
      } catch (error) {
        if (error.code !== 'EAGAIN') throw error;
      }
    }
  }
  if (file !== 1) closeSync(file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
