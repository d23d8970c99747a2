// Which coming invoices are shown: what a filter means, in every language; what an edit took away; and
// ids that hold percent codes.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { en, filled, german, pattern } from './catalogue.mjs';
import { site } from './site.mjs';

const pages = site();
const { changes, invoices, orders, print, scenarios, start, why, words } = en;

const order = (id) => ({
  id,
  billFrom: ['AWS_INC'],
  currency: 'USD',
  effectiveMonth: '2026-01',
  expirationMonth: '2027-12',
  updatedAt: '2026-01-05T10:00:00Z',
  lineItems: [{ number: '1', type: 'all', startMonth: '2026-01', endMonth: '2027-12', amount: '1000', quantity: '1', balanceTracking: true }],
});

/** Usage of a marketplace that names a purchase order. */
const charge = (id, purchaseOrderReference) => ({
  id,
  kind: 'usage',
  category: 'marketplace',
  cycle: 'monthly',
  billFrom: 'AWS_INC',
  currency: 'USD',
  billingPeriod: '2026-12',
  amount: '60',
  agreementId: `agreement-${id}`,
  purchaseOrderReference,
});

const place = (id) => filled(words.PLACE, { order: id, line: '1' });

/** A fresh browser in which a person's own file is open. */
async function own(t, ids, charges) {
  const visitor = await pages.visit(t, '/files');
  const data = JSON.stringify({ purchaseOrders: ids.map(order), invoices: [], charges });
  await visitor.choose({ name: 'own.json', data });
  await visitor.press(start.SHOW);
  await visitor.arrives(invoices.TITLE);
  return visitor;
}

const tokens = ({ page }) => page.locator('.filter-token').allInnerTexts();
const told = ({ page }, key) => new URL(page.url()).searchParams.get(key);

/** Adds a condition on a German page. */
async function filterInGerman(visitor, text) {
  const field = visitor.page.getByRole('combobox', { name: german['invoices.filter'] });
  await field.fill(text);
  await field.press('Enter');
  await visitor.settled();
}

/** How many invoices a German page shows. */
async function shownInGerman({ page }) {
  const text = await page.locator('.filter [role=status]').innerText();
  return Number(text.match(pattern(german['invoices.shown']))[1].replaceAll(/\D/g, ''));
}

test('the invoices of a purchase order are not those of another whose number begins alike', async (t) => {
  const visitor = await own(t, ['PO-1', 'PO-10'], [charge('one', 'PO-1'), charge('ten', 'PO-10')]);
  await visitor.go('/purchase-orders/PO-1');
  await visitor.link(orders.SHOW_INVOICES).click();
  await visitor.arrives(invoices.TITLE);
  await visitor.row(/^one$/).waitFor();
  assert.deepEqual(await tokens(visitor), [`${invoices.COLUMN_ORDER} = PO-1`]);
  const places = await (await visitor.column(invoices.COLUMN_ORDER)).allInnerTexts();
  assert.deepEqual([...new Set(places)], [place('PO-1')]);
});

test('an invoice that an edit takes away goes nowhere, which is no want of a purchase order', async (t) => {
  const visitor = await own(t, ['MP-1', 'MP-2'], [charge('one', 'MP-1'), charge('two', 'MP-2')]);
  await visitor.openInvoice(/^two$/);
  await visitor.press(why.EDIT_CHARGE, visitor.panel);
  await visitor.panel.getByRole('combobox', { name: why.REFERENCE }).fill('MP-1');
  await visitor.panel.locator('.proposal button').first().waitFor();
  await visitor.press(changes.APPLY, visitor.panel);
  await visitor.hasEdits(1);

  await visitor.go('/preview?group=order');
  const gone = visitor.row(/^two$/);
  await gone.waitFor();
  const cell = await visitor.cell(gone, invoices.COLUMN_ORDER);
  assert.equal(await cell.locator('del').innerText(), place('MP-2'));
  const text = await cell.innerText();
  assert.ok(text.trim().endsWith('–') && !text.includes(words.NO_ORDER), text);

  await visitor.go('/print?group=order');
  await visitor.isAt(print.TITLE);
  const main = visitor.page.getByRole('main');
  const headings = await main.locator('th[colspan]').allInnerTexts();
  assert.ok(headings.some((heading) => heading.startsWith('MP-2')), headings.join('\n'));
  assert.ok(!headings.some((heading) => heading.startsWith(invoices.HEADING_NO_ORDER)), headings.join('\n'));
  await main.getByRole('cell', { name: `${place('MP-2')} → –`, exact: true }).waitFor();

  await visitor.go('/scenarios');
  const differences = visitor.page.getByRole('region', { name: scenarios.DIFFERENCES });
  const cells = await differences.getByRole('row').filter({ hasText: 'MP-2' }).locator('td').allInnerTexts();
  assert.deepEqual(cells.slice(2), [place('MP-2'), '–']);
});

test('ids with percent codes are those that stand in the address', async (t) => {
  const visitor = await own(t, ['PO-1'], [charge('ngfw%3A1', 'PO-1')]);
  await visitor.openInvoice(/^ngfw%3A1$/);
  assert.equal(told(visitor, 'invoice'), 'preview:ngfw%3A1');
  await visitor.filter('a;b');
  assert.deepEqual(await tokens(visitor), ['a;b']);
  await visitor.reload();
  assert.deepEqual(await tokens(visitor), ['a;b'], 'one word, not two');
  await visitor.panel.getByRole('heading', { name: why.CANDIDATES }).waitFor();
  await visitor.go('/purchase-orders/A%253A1');
  await visitor.page.getByText(filled(orders.UNKNOWN, { order: 'A%3A1' })).waitFor();
});

test('a filter in an address asks the same in every language', async (t) => {
  const visitor = await pages.sample(t, '/preview?group=none');
  await visitor.filter(`${invoices.COLUMN_MARKS} = ${words.MARK_NO_ORDER}`);
  assert.equal(told(visitor, 'f'), 'mark~=~noOrder');
  const { shown } = await visitor.shown();
  assert.ok(shown > 0);
  await visitor.filter(`${invoices.COLUMN_TOTAL} >= 1,000`);
  const filter = told(visitor, 'f');
  assert.equal(filter, 'mark~=~noOrder;total~>=~1000');
  assert.deepEqual(await tokens(visitor), [
    `${invoices.COLUMN_MARKS} = ${words.MARK_NO_ORDER}`,
    `${invoices.COLUMN_TOTAL} >= 1,000`,
  ]);
  const { shown: large } = await visitor.shown();

  const address = (text) => `/preview?group=none&f=${encodeURIComponent(text)}`;
  const other = await pages.sample(t, address(filter), { locale: 'de-DE' });
  const mark = `${german['invoices.column_marks']} = ${german['words.mark_no_order']}`;
  const total = german['invoices.column_total'];
  assert.deepEqual(await tokens(other), [mark, `${total} >= 1.000`]);
  assert.equal(await shownInGerman(other), large);
  await filterInGerman(other, `${total} <= 2.000`);
  assert.equal(told(other, 'f'), `${filter};total~<=~2000`);

  await other.go(address(`mark~=~${words.MARK_NO_ORDER}`));
  assert.deepEqual(await tokens(other), [mark], 'an address of earlier days is understood');
  assert.equal(await shownInGerman(other), shown);
});
