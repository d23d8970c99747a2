// Importing purchase orders from a CSV file: a dry run first, problems by row, and what others change
// meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GROUP, onOneDatabase, refusedWith } from './account.mjs';
import { faults } from './axe.mjs';
import { en, filled } from './catalogue.mjs';

const { import_orders: texts } = en;
const IMPORT = '/import-purchase-orders';
const HEADER = 'po_number,bill_from,currency,po_effective,po_expires,line_number,line_type,line_start,line_end,line_amount,balance_tracking,colour';

/** A file, and its rows. Months are of the present year and the next. */
const year = new Date().getUTCFullYear();
const list = (...rows) => ({ name: 'orders.csv', data: [HEADER, ...rows, ''].join('\n') });
const row = (id, { type = 'all', start = `${year}-01`, amount = '1000.00' } = {}) =>
  `${id},AWS_INC,USD,${year}-01,${year + 1}-12,1,${type},${start},${year + 1}-12,${amount},yes,red`;

onOneDatabase(['--example'], (nordwind) => {
  test('a file is tried first, and imported as it was seen', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/add-purchase-order');
    await ines.link(en.add_order.SEVERAL).click();
    await ines.arrives(texts.TITLE);
    const before = await nordwind.revision();
    await ines.choose(list(row('IMP-1'), row('IMP-2', { type: 'monthly-usage', amount: '250000.00' })));
    await ines.page.getByRole('heading', { name: filled(texts.READ_FILE, { file: 'orders.csv' }) }).waitFor();
    await ines.page.getByText(filled(texts.COUNTED, { rows: 2, orders: 2, lines: 2 })).waitFor();
    await ines.page.getByText(filled(texts.IGNORED, { columns: 'colour' })).waitFor();
    assert.deepEqual(await listed(ines, filled(texts.ADDED_OTHER, { count: 2 })), ['IMP-1', 'IMP-2']);
    const moved = await ines.page.locator('.proposal-lines li').allInnerTexts();
    assert.ok(moved.some((sentence) => sentence.includes('IMP-2')), `${moved}`);
    assert.equal(await nordwind.revision(), before, 'nothing is saved yet');

    await ines.press(filled(texts.IMPORT_OTHER, { count: 2 }));
    await ines.message(texts.DONE);
    const client = await nordwind.client('ines');
    const kept = await client.get(`/accounts/${GROUP}/purchase-orders/IMP-2`);
    assert.deepEqual(kept.lineItems.map(({ type, amount }) => [type, amount]), [['monthly-usage', '250000.00']]);
    await ines.link('IMP-2').click();
    await ines.arrives('IMP-2');
  });

  test('the same text again changes nothing, and says so; another amount is a change', async (t) => {
    const client = await nordwind.client('ines');
    await client.import(`/accounts/${GROUP}/purchase-orders:import`, list(row('AGAIN-1')).data);
    const ines = await nordwind.enter(t, 'ines', IMPORT);
    const text = ines.page.getByLabel(texts.PASTED, { exact: true });
    assert.equal(await ines.button(texts.LOOK).getAttribute('aria-disabled'), 'true');
    await text.fill(list(row('AGAIN-1')).data);
    await ines.press(texts.LOOK);
    assert.deepEqual(await listed(ines, filled(texts.UNCHANGED_ONE, { count: 1 })), ['AGAIN-1']);
    const button = ines.button(texts.IMPORT);
    assert.equal(await button.getAttribute('aria-description'), texts.NOTHING_TO_DO);
    await ines.reload();
    assert.equal(await text.inputValue(), list(row('AGAIN-1')).data, 'what was pasted is kept');
    await ines.press(texts.LOOK);
    await button.waitFor();
    await text.fill(list(row('AGAIN-1', { amount: '2000.00' })).data);
    await button.waitFor({ state: 'detached' });
    await ines.press(texts.LOOK);
    const values = { line: 1, field: en.orders.FIELD_AMOUNT };
    const difference = { field: filled(en.add_order.NAME_IN_LINE, values), before: '1,000.00', after: '2,000.00' };
    assert.deepEqual(await changed(ines, 'AGAIN-1'), [filled(texts.DIFFERENCE, difference)]);
  });

  test('what a file makes of each value is told before it is imported, in words', async (t) => {
    const client = await nordwind.client('ines');
    const header = 'po_number,bill_from,currency,po_effective,po_expires,line_number,line_type,line_start,line_end,line_amount,tax,tax_type,status,contact_emails';
    const own = (line, type, end, rest) => `WORDS-1,AWS_INC,USD,${year}-01,${year + 1}-12,${line},${type},${year}-01,${end},700,${rest}`;
    const table = (...rows) => [header, ...rows, ''].join('\n');
    await client.import(`/accounts/${GROUP}/purchase-orders:import`, table(own(1, 'all', `${year + 1}-12`, '10,percent,active,')));
    const ines = await nordwind.enter(t, 'ines', IMPORT);
    const rest = '5,absolute,suspended,payables@nordwind.example';
    await ines.choose({
      name: 'orders.csv',
      data: table(own(1, 'monthly-usage', `${year + 1}-06`, rest), own(2, 'all', `${year + 1}-12`, rest)),
    });
    const { add_order: form, orders, save, words } = en;
    const told = (field, before, after, line = '') => filled(texts.DIFFERENCE, {
      field: line ? filled(form.NAME_IN_LINE, { line, field }) : field, before, after,
    });
    assert.deepEqual((await changed(ines, 'WORDS-1')).sort(), [
      told(orders.FIELD_CONTACTS, save.EMPTY_VALUE, 'payables@nordwind.example'),
      told(orders.COLUMN_STATUS, words.STATUS_ACTIVE, words.STATUS_SUSPENDED),
      told(orders.FIELD_TYPE, words.TYPE_ALL, words.TYPE_USAGE, '1'),
      told(orders.FIELD_END, `December ${year + 1}`, `June ${year + 1}`, '1'),
      told(form.TAX, '10 %', '5', '1'),
      filled(texts.NEW_LINE, { line: '2', type: words.TYPE_ALL, amount: '700', quantity: '1' }),
    ].sort());
  });

  test('everything that is wrong with a file is told by its row and column, and nothing is taken', async (t) => {
    const ines = await nordwind.enter(t, 'ines', IMPORT, { expected: refusedWith(422) });
    const before = await nordwind.revision();
    await ines.choose(list(row('BAD-1', { type: 'every' }), row('BAD-2'), row('BAD-3', { start: 'soon' })));
    await ines.page.getByRole('heading', { name: filled(texts.PROBLEMS_OTHER, { count: 2 }) }).waitFor();
    await ines.page.getByText(texts.NOTHING_TAKEN).waitFor();
    const rows = ines.page.getByRole('table', { name: texts.PROBLEMS }).locator('tbody tr');
    const told = (await rows.allInnerTexts()).map((text) => text.split('\t').slice(0, 2).map((cell) => cell.trim()));
    assert.deepEqual(told, [['2', 'line_type'], ['4', 'line_start']]);
    assert.match(await rows.first().innerText(), /every/);
    assert.equal(await ines.button(texts.IMPORT).count(), 0);
    assert.equal(await nordwind.revision(), before);
    await ines.page.getByLabel(texts.PASTED, { exact: true }).fill(list(row('BAD-2')).data);
    await ines.press(texts.LOOK);
    assert.deepEqual(await listed(ines, filled(texts.ADDED_ONE, { count: 1 })), ['BAD-2']);
  });

  test('what others change meanwhile is met with a new look before anything is imported', async (t) => {
    const ines = await nordwind.enter(t, 'ines', IMPORT, { isDeaf: true, expected: refusedWith(409) });
    await ines.choose(list(row('MET-1', { type: 'monthly-usage', amount: '300000.00' })));
    const button = ines.button(filled(texts.IMPORT_ONE, { count: 1 }));
    await button.waitFor();
    const other = await nordwind.client('ines');
    // Newer ones come first: with this one there, the file takes other invoices.
    await other.import(`/accounts/${GROUP}/purchase-orders:import`, list(row('THEIRS-1', { type: 'monthly-usage', amount: '300000.00' })).data);
    await button.click();
    await ines.message(texts.CHANGED_MEANWHILE);
    await button.waitFor();
    const orders = async () => (await other.get(`/accounts/${GROUP}/purchase-orders?limit=100`)).items.map(({ id }) => id);
    assert.ok(!(await orders()).includes('MET-1'), 'nothing was imported unseen');
    await ines.settled();
    await button.click();
    await ines.message(texts.DONE);
    assert.ok((await orders()).includes('MET-1'));
  });

  test('the present purchase orders are the pattern', async (t) => {
    const ines = await nordwind.enter(t, 'ines', IMPORT);
    const download = ines.page.waitForEvent('download');
    await ines.link(texts.TEMPLATE).click();
    const path = await (await download).path();
    await ines.choose(path);
    await ines.page.locator('.import-list h3').filter({ hasText: filled(texts.UNCHANGED_OTHER, { count: '' }).trim() }).waitFor();
    assert.equal(await ines.page.locator('.import-list').count(), 1, 'what is written is what is read');
  });

  test('who may not import is told why', async (t) => {
    const thomas = await nordwind.enter(t, 'thomas', IMPORT);
    await thomas.page.getByText(texts.MAY_NOT).waitFor();
    await thomas.page.getByText(/AddPurchaseOrder/).waitFor();
    assert.equal(await thomas.page.locator('input[type=file]').count(), 0);
  });

  test('importing by the rules of WCAG 2.2 AA, before, with problems and with a dry run', async (t) => {
    const ines = await nordwind.enter(t, 'ines', IMPORT, { expected: refusedWith(422) });
    await ines.page.getByText(texts.COLUMNS).first().click();
    const found = await faults(ines, 'before');
    await ines.choose(list(row('AXE-1', { type: 'every' })));
    await ines.page.getByRole('table', { name: texts.PROBLEMS }).waitFor();
    found.push(...(await faults(ines, 'with problems')));
    await ines.choose(list(row('AXE-1')));
    await ines.button(filled(texts.IMPORT_ONE, { count: 1 })).waitFor();
    found.push(...(await faults(ines, 'with a dry run')));
    assert.deepEqual(found, []);
  });
});

/** What is told of a purchase order that is changed. */
async function changed({ page }, order) {
  const row = page.locator('.import-orders > li').filter({ has: page.getByRole('link', { name: order, exact: true }) });
  await row.locator('li').first().waitFor();
  return row.locator('li').allInnerTexts();
}

/** The purchase orders below a heading. */
async function listed({ page }, title) {
  const part = page.locator('.import-list').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
  await part.waitFor();
  return part.getByRole('listitem').allInnerTexts();
}
