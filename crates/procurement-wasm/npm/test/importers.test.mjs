// Files of others into snapshots: text, bytes and packed bytes give the same, what is refused is
// refused whole and with its place, and large files pass through in little memory.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';

import { preview } from '@tieback/procurement';
import { importCharges, importFocus, importPurchaseOrders } from '@tieback/procurement/importers';

// The same instance as the package's: initialising again returns what is there.
import init from '../dist/billing_files.js';
import { ROOT, readText } from './repository.mjs';

const { memory, __wbindgen_externrefs: handles } = await init();
const EXAMPLES = path.join(ROOT, 'examples');
const encode = (text) => new TextEncoder().encode(text);

const focus = { name: 'focus.csv', data: readText(EXAMPLES, 'focus.csv') };
const orders = { name: 'purchase-orders.csv', data: readText(EXAMPLES, 'purchase-orders.csv') };
const listing = { name: 'charges.json', data: readText(EXAMPLES, 'charges.json') };
const listingOptions = { billFrom: 'AWS_INC', period: '2026-03' };

const HEADER = 'BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargePeriodStart,InvoiceIssuerName,ProviderName,PublisherName,ServiceName,SubAccountId';
const row = (cost, issuer = '"Amazon Web Services, Inc."', account = '100000000001') =>
  `${cost},${account},USD,2026-03-01T00:00:00Z,Usage,2026-03-02T00:00:00Z,${issuer},AWS,Northwind,Trace,2`;
const csv = (...rows) => ({ name: 'rows.csv', data: [HEADER, ...rows, ''].join('\n') });

test('the example files together are a snapshot that can be previewed', () => {
  const parts = [importFocus([focus]), importPurchaseOrders(orders), importCharges(listing, listingOptions)];
  const [usage, list, charges] = parts.map(({ snapshot }) => snapshot);
  const snapshot = { ...list, charges: [...usage.charges, ...charges.charges] };
  const { invoices } = preview(snapshot);
  assert.ok(invoices.some(({ by }) => by === 'match'));
  assert.ok(invoices.some(({ by }) => by === 'reference'));
  const formed = invoices.flatMap((invoice) => invoice.charges).sort();
  assert.deepEqual(formed, snapshot.charges.map(({ id }) => id).sort());

  const [focusReport, ordersReport, listingReport] = parts.map(({ report }) => report);
  assert.equal(focusReport.rowsRead, focus.data.trim().split('\n').length - 1);
  assert.equal(focusReport.charges, usage.charges.length);
  assert.equal(ordersReport.purchaseOrders, list.purchaseOrders.length);
  assert.equal(listingReport.itemsRead, JSON.parse(listing.data).items.length);
  assert.equal(listingReport.fixed + listingReport.usage, charges.charges.length);
});

test('text, bytes, packed bytes and bytes of another context are read alike', () => {
  const forms = {
    bytes: encode,
    'bytes in the middle of a buffer': (text) => encode(`  ${text}`).subarray(2),
    'bytes with a mark': (text) => encode(`\ufeff${text}`),
    'packed bytes': (text) => gzipSync(text),
    'bytes of another context': (text) => runInNewContext('Uint8Array.from(bytes)', { bytes: encode(text) }),
  };
  const readers = [
    [focus, (file) => importFocus([file])],
    [orders, importPurchaseOrders],
    [listing, (file) => importCharges(file, listingOptions)],
  ];
  for (const [file, read] of readers) {
    const expected = read(file);
    for (const [form, write] of Object.entries(forms)) {
      assert.deepEqual(read({ ...file, data: write(file.data) }), expected, `${file.name}: ${form}`);
    }
  }
});

test('options say what the files do not', () => {
  const unknown = csv(row('1.5', 'Breezy Bytes LLC'));
  assert.equal(importFocus([unknown]).snapshot.charges[0].billFrom, 'BREEZY_BYTES_LLC');
  const mapping = { sellers: [{ id: 'BREEZY', names: ['Breezy Bytes LLC'] }] };
  assert.equal(importFocus([unknown], { mapping }).snapshot.charges[0].billFrom, 'BREEZY');

  const two = csv(row('1.5'), row('2', undefined, '100000000002'));
  assert.equal(refusal(() => importFocus([two])).code, 'SEVERAL_BILLING_ACCOUNTS');
  const [charge] = importFocus([two], { billingAccounts: ['100000000002'] }).snapshot.charges;
  assert.equal(charge.amount, '2');
  for (const options of [undefined, null, {}, { mapping: null }]) importFocus([focus], options);
});

test('a refused file is told by row and column, all at once, up to a hundred', () => {
  const error = refusal(() => importFocus([csv(row('1,000.00'), row('1'), row('NaN'))]));
  assert.deepEqual(error.problems.map(({ file, row, column }) => [file, row, column]).slice(-1), [['rows.csv', 4, 'BilledCost']]);
  assert.deepEqual([error.file, error.row, error.pointer, error.more], ['rows.csv', 2, '', 0]);
  const many = refusal(() => importFocus([csv(...Array(130).fill(row('x')))]));
  assert.deepEqual([many.problems.length, many.more], [100, 30]);
  assert.equal(refusal(() => importPurchaseOrders({ name: 'orders.csv', data: 'po_number\nPO-1\n' })).code, 'MISSING_COLUMN');
  assert.equal(refusal(() => importCharges({ name: 'charges.json', data: '[' }, listingOptions)).code, 'INVALID_JSON');
});

test('wrong arguments are refused by pointer and never a trap', () => {
  const data = orders.data;
  const cases = [
    [() => importFocus(), ''],
    [() => importFocus([]), ''],
    [() => importFocus(focus), ''],
    [() => importFocus([focus, null]), '/1'],
    [() => importFocus([{ data }]), '/0/name'],
    [() => importFocus([{ name: 'a.csv', data: new ArrayBuffer(8) }]), '/0/data'],
    [() => importPurchaseOrders(), ''],
    [() => importPurchaseOrders({ name: 5, data }), '/name'],
    [() => importPurchaseOrders({ name: 'a.csv', data: Promise.resolve(data) }), '/data'],
    [() => importPurchaseOrders({ name: 'a.csv', data: 'po_number,\ud800' }), '/data'],
    [() => importPurchaseOrders(orders, { period: '2026-03' }), ''],
    [() => importPurchaseOrders(orders, 5), ''],
    [() => importPurchaseOrders(orders, 10n), ''],
    [() => importCharges(listing), '/billFrom'],
    [() => importCharges(listing, { billFrom: 5 }), ''],
    [() => importCharges(listing, { billFrom: 'AWS_INC', period: '2026-13' }), '/period'],
  ];
  for (const [call, pointer] of cases) assert.equal(refusal(call).pointer, pointer, String(call));
});

test('a large file passes through in little memory, and nothing is kept', () => {
  const rows = Array.from({ length: 100_000 }, (_, index) => row(`0.${index}`));
  const file = { name: 'large.csv', data: encode(csv(...rows).data) };
  importFocus([focus]);
  const [before, held] = [memory.buffer.byteLength, handles.length];
  const { report } = importFocus([file]);
  assert.equal(report.rowsRead, rows.length);
  const grown = memory.buffer.byteLength - before;
  assert.ok(grown < file.data.length / 8, `${grown} bytes more for a file of ${file.data.length}`);
  const after = memory.buffer.byteLength;
  for (let i = 0; i < 200; i++) importFocus([{ name: 'small.csv', data: encode(focus.data) }]);
  assert.deepEqual([memory.buffer.byteLength, handles.length], [after, held]);
});

/** The refusal that a call ends with; afterwards the module must still work. */
function refusal(call) {
  try {
    call();
  } catch (error) {
    assert.equal(error.name, 'Refusal', `${call}: ${error.stack}`);
    assert.ok(error.problems.length > 0);
    const keys = ['code', 'column', 'file', 'message', 'pointer', 'row'];
    for (const problem of error.problems) assert.deepEqual(Object.keys(problem).sort(), keys);
    const { message, ...first } = error.problems[0];
    assert.ok(error.message.includes(message));
    for (const [key, value] of Object.entries(first)) assert.equal(error[key], value, key);
    assert.equal(importFocus([csv(row('1.25'))]).snapshot.charges[0].amount, '1.25');
    return error;
  }
  return assert.fail(`${call}: nothing was thrown`);
}
