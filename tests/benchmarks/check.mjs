// Both JavaScript implementations must give the bytes of the contract's
// examples, and the same bytes as each other on generated snapshots: those of
// the benchmarks, small, before and after edits, and odd ones.
//
//   node check.mjs [--examples DIR] [--seeds N]
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyEdits, generate, generateEdits } from './generate.mjs';
import * as decimal from './javascript-decimal.mjs';
import * as tuned from './javascript-tuned.mjs';

const options = { examples: fileURLToPath(new URL('../contract-examples', import.meta.url)), seeds: '40' };
const words = process.argv.slice(2);
for (let i = 0; i < words.length; i += 2) {
  const name = words[i].replace(/^--/, '');
  if (!(name in options) || words[i + 1] === undefined) throw new Error(`unknown option ${words[i]}`);
  options[name] = words[i + 1];
}

let checks = 0;
let failures = 0;

function same(name, expected, actual) {
  checks++;
  if (expected === actual) return;
  failures++;
  let at = 0;
  while (expected[at] === actual[at]) at++;
  const around = (text) => text.slice(Math.max(0, at - 120), at + 120);
  console.error(`${name}: differs at ${at}\n  expected ..${around(expected)}..\n  actual   ..${around(actual)}..`);
}

const readers = ['bytes', 'json'];

function byTuned(bytes, reader) {
  const state = tuned.load(bytes, reader);
  const result = tuned.run(state);
  const written = Buffer.from(tuned.toPreviewBytes(state, result)).toString('utf8');
  // Both forms of the output agree, and a run leaves the state as it was.
  if (tuned.toPreview(state, result) !== written) return `the string differs from the bytes: ${written}`;
  if (tuned.toPreview(state, tuned.run(state)) !== written) return `a second run differs: ${written}`;
  return written;
}

function compare(name, text) {
  const bytes = Buffer.from(text, 'utf8');
  const expected = decimal.previewFromBytes(bytes);
  for (const reader of readers) same(`${name} (${reader})`, expected, byTuned(bytes, reader));
  return JSON.parse(expected);
}

function generator(seed) {
  let x = Math.imul(seed + 1, 0x9e3779b1) | 1;
  const next = () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
  const below = (limit) => (next() >>> 3) % limit;
  const pick = (list) => list[below(list.length)];
  const maybe = (percent) => below(100) < percent;
  return { below, pick, maybe };
}

const DIGITS = { USD: 2, JPY: 0, KWD: 3, CLF: 4 };
const TYPES = ['all', 'monthly-usage', 'subscription', 'marketplace-transaction', 'marketplace-blanket-usage', 'professional-services'];
const CATEGORIES = ['monthly-usage', 'subscription', 'marketplace', 'professional-services'];
const CYCLES = ['monthly', 'out-of-cycle'];
const IDS = ['a', 'B', '\u{1f600}', '\uffee', '\u00e9', '"', '\\', 'ab', 'a"', 'z', '01', '1', '10', '2'];
const NUMBERS = [
  '1',
  '01',
  '2',
  '10',
  '2a',
  'a2',
  'a10',
  '1.5',
  '\u{1f600}',
  '\uffee',
  '3"',
  '007',
  '7',
  '99999999999999999999',
  '100000000000000000000',
];

// Wide ------------------------------------------------------------------------

/** More of everything than the first arrays hold: names, long identifiers, ties. */
function wideSnapshot(seed, { orders = 20, invoices, sellers, units, length, digits = 1 }) {
  const { below, pick, maybe } = generator(seed);
  const billFrom = Array.from({ length: sellers }, (_, i) => `SELLER ${i}`);
  const month = () => `2026-${String(1 + below(12)).padStart(2, '0')}`;
  const fill = pick(['x', '\u00e9', '"', '\u{1f600}x'])
    .repeat(Math.ceil(length / 2))
    .slice(0, length);
  return {
    purchaseOrders: Array.from({ length: orders }, (_, i) => ({
      id: `PO ${i}`,
      billFrom: billFrom.filter(() => maybe(20)).concat('LAST'),
      currency: 'USD',
      effectiveMonth: '2026-01',
      expirationMonth: '2026-12',
      updatedAt: '2026-01-01T00:00:00Z',
      invoiceUnits: maybe(50)
        ? Array.from({ length: 50 }, () => `U${below(units)}`).filter((unit, k, list) => list.indexOf(unit) === k)
        : [],
      lineItems: Array.from({ length: 100 }, (_, k) => ({
        number: String(k),
        type: pick(TYPES),
        startMonth: '2026-01',
        endMonth: '2026-12',
        amount: String(below(500)),
        quantity: '1',
        balanceTracking: maybe(90),
      })),
    })),
    invoices: Array.from({ length: invoices }, (_, i) => ({
      id: `${length > 0 ? fill : 'I'}${i % 5 === 0 ? fill.slice(0, 9) : ''}${String((i * 7919) % 100003).padStart(digits, '0')}`,
      category: pick(CATEGORIES),
      cycle: pick(CYCLES),
      billFrom: maybe(60) ? pick(billFrom) : 'NOBODY',
      currency: 'USD',
      billingPeriod: month(),
      issuedAt: maybe(50) ? '2026-01-01T00:00:00Z' : `${month()}-05T00:00:00Z`,
      total: `${below(300)}.${10 + below(90)}`,
      ...(maybe(50) ? { invoiceUnit: `U${below(units)}` } : {}),
    })),
    charges: Array.from({ length: 200 }, (_, i) => ({
      id: `charge ${fill} ${i}`,
      kind: 'usage',
      category: 'marketplace',
      cycle: 'monthly',
      billFrom: 'LAST',
      currency: 'USD',
      billingPeriod: '2026-01',
      amount: '1.005',
      paymentTerms: `NET_${i % 2}`,
      purchaseOrderReference: i % 2 === 0 ? 'PO 1' : null,
      purchaseOrderLine: 'further',
    })),
  };
}

for (let seed = 3; seed < 9; seed++)
  compare(`long ${seed}`, JSON.stringify(wideSnapshot(seed, { invoices: 1500, sellers: 5, units: 9, length: 180 })));
compare('wide', JSON.stringify(wideSnapshot(1, { invoices: 3000, sellers: 3000, units: 900, length: 0 })));
compare('crowded', JSON.stringify(wideSnapshot(2, { orders: 3, invoices: 6000, sellers: 1, units: 3, length: 0, digits: 6 })));
compare('crowded further', JSON.stringify(wideSnapshot(2, { orders: 1, invoices: 2000, sellers: 1, units: 3, length: 2, digits: 12 })));

// Examples --------------------------------------------------------------------

const examples = readdirSync(options.examples)
  .filter((file) => file.endsWith('.snapshot.json'))
  .sort();
if (examples.length === 0) throw new Error(`no examples in ${options.examples}`);
for (const file of examples) {
  const bytes = readFileSync(path.join(options.examples, file));
  const expected = readFileSync(path.join(options.examples, file.replace('.snapshot.json', '.preview.json')), 'utf8').trimEnd();
  same(`${file}, decimal`, expected, decimal.previewFromBytes(bytes));
  same(`${file}, tuned`, expected, tuned.previewFromBytes(bytes));
  for (const reader of readers) same(`${file}, tuned (${reader})`, expected, byTuned(bytes, reader));
}

// Generated -------------------------------------------------------------------

/** Enough of the contract's conditions to notice a generator that breaks them. */
function assertValid(name, snapshot) {
  const wrong = (what) => {
    failures++;
    console.error(`${name}: not valid: ${what}`);
  };
  const unique = (what, list) => new Set(list).size === list.length || wrong(`${what} not unique`);
  const reference = /^(?! )[A-Za-z0-9 _.:/=+\-%@]{1,200}(?<! )$/;
  const number = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/;
  unique(
    'purchase orders',
    snapshot.purchaseOrders.map((order) => order.id),
  );
  unique(
    'invoices',
    snapshot.invoices.map((invoice) => invoice.id),
  );
  for (const order of snapshot.purchaseOrders) {
    const lines = order.lineItems ?? [];
    unique(
      `lines of ${order.id}`,
      lines.map((line) => line.number),
    );
    if (!reference.test(order.id)) wrong(`id ${order.id}`);
    if (lines.length > 100) wrong(`${order.id} has ${lines.length} lines`);
    if (order.billFrom.length === 0 || order.effectiveMonth > order.expirationMonth || !order.updatedAt) wrong(order.id);
    for (const line of lines) {
      if (line.startMonth < order.effectiveMonth || line.endMonth > order.expirationMonth || line.startMonth > line.endMonth)
        wrong(`window of ${order.id} ${line.number}`);
      if (line.type === 'professional-services' && order.billFrom.some((seller) => seller !== 'AWS_INC'))
        wrong(`type of ${order.id} ${line.number}`);
      if (![line.amount, line.quantity, line.tax?.value ?? '0'].every((value) => number.test(value) && !value.startsWith('-')))
        wrong(`amounts of ${order.id} ${line.number}`);
    }
  }
  for (const invoice of snapshot.invoices) {
    if (!number.test(invoice.total) || invoice.total.startsWith('-')) wrong(`total of ${invoice.id}`);
    if ((invoice.total.split('.')[1] ?? '').length !== (invoice.currency === 'JPY' ? 0 : 2)) wrong(`total of ${invoice.id}`);
    if (invoice.purchaseOrderReference != null && !reference.test(invoice.purchaseOrderReference)) wrong(`reference of ${invoice.id}`);
  }
}

const seeds = Number(options.seeds);
compare('larger', [...generate({ invoices: 20_000, purchaseOrders: 20, linesPerOrder: 100, seed: 9 })].join(''));
for (let seed = 1; seed <= seeds; seed++) {
  const name = `seed ${seed}`;
  const settings = {
    invoices: 150 + seed * 15,
    purchaseOrders: 5 + (seed % 20),
    linesPerOrder: seed % 3 === 0 ? 100 : 4 + (seed % 30),
    seed,
  };
  const text = [...generate(settings)].join('');
  if (text !== [...generate(settings)].join('')) same(`${name} generated twice`, text, '');
  const snapshot = JSON.parse(text);
  assertValid(name, snapshot);
  compare(name, text);
  let all = snapshot;
  for (const [i, document] of generateEdits(snapshot, 24, seed).entries()) {
    const edited = applyEdits(snapshot, document);
    all = applyEdits(all, document);
    assertValid(`${name}, edit ${i}`, edited);
    assertValid(`${name}, edits to ${i}`, all);
    if (i < 3) compare(`${name}, edit ${i} ${JSON.stringify(document.edits)}`, JSON.stringify(edited));
  }
  compare(`${name}, all edits`, JSON.stringify(all));
}

// Odd -------------------------------------------------------------------------

/** Small, and full of ties, long decimals, strange names, charges and associations. */
function oddSnapshot(seed) {
  const { below, pick, maybe } = generator(seed);
  const month = (index) => `${2026 + Math.trunc(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
  const sellers = ['AWS_INC', 'AWS_EMEA_SARL', 'OTHER'];
  const currencies = Object.keys(DIGITS).slice(0, 1 + below(4));
  const scopes = { invoiceUnit: ['U1', 'U2', 'U3'], taxRegistrationNumber: ['T1', 'T2', '"T"'] };
  const exact = (currency, limit) => {
    const digits = String(below(limit)).padStart(DIGITS[currency] + 1, '0');
    return DIGITS[currency] === 0 ? digits : `${digits.slice(0, -DIGITS[currency])}.${digits.slice(-DIGITS[currency])}`;
  };
  const long = (limit) =>
    `${below(limit)}${maybe(60) ? `.${String(below(10 ** (1 + below(6)))).padStart(1 + below(6), '0')}${maybe(15) ? '0000000005' : pick(['', '5', '50', '25'])}` : ''}`;
  // Now and then a crowd of documents at one moment, or moments far apart.
  const crowd = seed % 25 === 0;
  const lastOf = seed % 10 === 3 ? 9 : 2;
  const fractions = seed % 4 === 1 ? [''] : ['', '', '.5', '.001', '.0019', '.000'];
  const time = () =>
    crowd ? '2026-02-28T23:59:59Z' : `2026-0${1 + below(lastOf)}-0${1 + below(3)}T0${below(2)}:00:0${below(2)}${pick(fractions)}Z`;
  const used = new Set();
  const id = (prefix) => {
    for (let i = 0; ; i++) {
      const text = `${prefix}${pick(IDS)}${i > 3 ? below(1000) : ''}${crowd && seed % 2 === 0 ? below(2 ** 29).toString(36) : ''}`;
      if (!used.has(text)) {
        used.add(text);
        return text;
      }
    }
  };
  const optional = (percent, value) => (maybe(percent) ? value() : pick([null, undefined]));
  const references = ['PO 1', 'PO 2', 'PO 3', 'PO 4', 'MP:1', 'MP:2', 'Po/3'];
  const purchaseOrders = [];
  const orderIds = ['PO 1', 'PO 2', 'PO 3', 'PO 4', 'PO 5', 'PO 6', 'po 1', 'PO-1'].slice(0, 1 + below(8));
  for (const order of orderIds) {
    const currency = pick(currencies);
    const first = below(8);
    const last = first + below(14);
    const lineItems = [];
    for (const number of NUMBERS.filter(() => maybe(40))) {
      const start = first + below(last - first + 1);
      lineItems.push({
        number,
        type: pick(TYPES),
        startMonth: month(start),
        endMonth: month(start + below(last - start + 1)),
        amount: maybe(5) ? pick([`${below(9)}.${'3'.repeat(25)}`, '-0']) : long(300),
        quantity: pick(['1', '1', '2', '0.5', '1.00', '3.333', maybe(10) ? `0.${'0'.repeat(20)}1` : '0']),
        balanceTracking: pick([true, true, false, undefined, null]),
        tax: pick([
          undefined,
          null,
          { type: 'percent', value: long(30) },
          { type: 'absolute', value: long(30) },
          { value: '7.5', type: 'percent' },
        ]),
        description: pick([undefined, null, 'text', 'quo"te\\']),
      });
    }
    purchaseOrders.push({
      id: order,
      billFrom: sellers
        .filter(() => maybe(60))
        .concat(maybe(50) ? ['AWS_INC'] : ['AWS_EMEA_SARL'])
        .filter((seller, i, list) => list.indexOf(seller) === i),
      currency,
      effectiveMonth: month(first),
      expirationMonth: month(last),
      updatedAt: time(),
      suspended: pick([true, false, false, false, null, undefined]),
      taxRegistrationNumbers: maybe(40) ? scopes.taxRegistrationNumber.filter(() => maybe(50)) : undefined,
      invoiceUnits: maybe(30) ? scopes.invoiceUnit.filter(() => maybe(50)) : pick([[], null, undefined]),
      description: pick(['', 'x', undefined]),
      tags: pick([{}, { purchaseOrders: '[{"id"]', 'a"b': '}' }, undefined]),
      lineItems: maybe(95) ? lineItems : undefined,
    });
  }
  const scope = () => ({
    taxRegistrationNumber: optional(50, () => pick([...scopes.taxRegistrationNumber, 'T9'])),
    invoiceUnit: optional(40, () => pick([...scopes.invoiceUnit, 'U9'])),
  });
  const referenceOf = (percent) => ({
    purchaseOrderReference: optional(percent, () => pick(references)),
    purchaseOrderLine: optional(50, () => pick(NUMBERS)),
  });
  const kind = () => ({
    category: pick(CATEGORIES),
    cycle: pick(CYCLES),
    billFrom: pick(sellers),
    currency: pick(currencies),
    billingPeriod: month(below(16)),
  });
  const associations = Array.from({ length: below(6) }, () => {
    const order = pick([...purchaseOrders, { id: 'MP:1', currency: 'JPY', lineItems: [] }]);
    return {
      invoiceId: id('OLD'),
      purchaseOrderId: order.id,
      lineItemNumber: pick(order.lineItems ?? [])?.number ?? '1',
      total: `${maybe(20) ? '-' : ''}${exact(order.currency, 30000)}`,
    };
  });
  const invoices = [];
  for (let i = below(crowd ? 300 : 40); i > 0; i--) {
    const basics = kind();
    const memo = maybe(30);
    invoices.push({
      id: id('I'),
      type: memo ? 'credit-memo' : pick(['invoice', undefined, null]),
      ...basics,
      issuedAt: time(),
      total: maybe(5) ? pick(['0', '-0']) : exact(basics.currency, pick([100, 30000, 1000000])),
      originalInvoiceId: optional(memo ? 60 : 10, () =>
        pick([...invoices.map((other) => other.id), ...associations.map((other) => other.invoiceId), 'GONE', 'preview:cha']),
      ),
      ...scope(),
      ...referenceOf(25),
    });
  }
  const charges = Array.from({ length: below(30) }, () => ({
    id: id(maybe(10) ? 'estimate:' : 'ch'),
    kind: pick(['usage', 'fixed']),
    ...kind(),
    billingPeriod: month(below(3)),
    amount: `${maybe(30) ? '-' : ''}${maybe(3) ? '0.0000000000000000000000001' : long(100)}`,
    agreementId: optional(50, () => pick(['A1', 'A2'])),
    agreementEndMonth: optional(40, () => month(below(30))),
    time: optional(50, time),
    paymentTerms: optional(50, () => pick(['NET_30', 'NET_60'])),
    ...(maybe(70) ? {} : scope()),
    ...referenceOf(40),
  }));
  return { purchaseOrders, associations, invoices, charges };
}

/** The same value written otherwise: indented, keys in another order, escapes. */
function rewritten(snapshot, seed) {
  const { below, maybe } = generator(seed);
  const shuffled = (value) => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (value === null || typeof value !== 'object') return value;
    const keys = Object.keys(value);
    for (let i = keys.length - 1; i > 0; i--) {
      const j = below(i + 1);
      [keys[i], keys[j]] = [keys[j], keys[i]];
    }
    return Object.fromEntries(keys.map((key) => [key, shuffled(value[key])]));
  };
  const text = JSON.stringify(shuffled(snapshot), null, maybe(50) ? ' ' : undefined);
  // Any letter of a key or a value may be escaped.
  return text.replace(/(?<!\\)[A-Za-z0-9](?=[^"\n]*"[:,\n}\]])/g, (letter) =>
    below(400) === 0 && !/[bfnrtu]/.test(letter) ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}` : letter,
  );
}

const seen = new Set();
for (let seed = 1; seed <= seeds * 50; seed++) {
  const snapshot = oddSnapshot(seed);
  let written = '';
  try {
    compare(`odd ${seed}`, JSON.stringify(snapshot));
    written = rewritten(snapshot, seed);
    JSON.parse(written);
  } catch (error) {
    if (written === '') throw error;
    continue; // an escape where none may be
  }
  const preview = compare(`odd ${seed}, rewritten`, written);
  for (const { code } of preview.events) seen.add(code);
  for (const { by } of preview.invoices) seen.add(by);
}
for (const empty of ['{}', ' { "invoices" : [ ] , "charges":null,"purchaseOrders":[]}\n']) compare('empty', empty);
for (const code of [
  'PURCHASE_ORDER_CREATED',
  'LINE_ITEM_ADDED',
  'REFERENCED_PO_SUSPENDED',
  'PURCHASE_ORDER_REACTIVATED',
  'BALANCE_BELOW_THRESHOLD',
  'OUT_OF_BALANCE',
  'NO_PURCHASE_ORDER',
  'match',
  'reference',
  'credit-memo',
  'none',
]) {
  if (!seen.has(code) && seeds >= 10) {
    failures++;
    console.error(`no odd snapshot led to ${code}`);
  }
}

console.log(`${checks} comparisons, ${failures} failures`);
process.exitCode = failures > 0 ? 1 : 0;
