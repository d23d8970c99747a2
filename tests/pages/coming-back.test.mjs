// A page that is loaded again goes on where it was; an address opens the view that it names.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { en, filled, pattern } from './catalogue.mjs';
import { CLOUD, site } from './site.mjs';

const pages = site();
const { frame, invoices, orders } = en;
const below = site('--base-path', '/finance/tieback');

test('edits, scenarios and their order survive a reload', async (t) => {
  const visitor = await pages.suspended(t);
  await visitor.press(frame.NEW_SCENARIO);
  await visitor.page.getByRole('combobox', { name: frame.SCENARIO }).waitFor();
  const changes = await visitor.changes();
  await visitor.reload();
  assert.deepEqual(await visitor.changes(), changes);
  await visitor.hasEdits(1);
  assert.equal(await visitor.page.getByRole('combobox', { name: frame.SCENARIO }).inputValue(), '1');
  await visitor.press(frame.UNDO);
  await visitor.message(frame.UNDONE);
});

test('a view is in its address: month, group, order of rows, filter and open invoice', async (t) => {
  const filter = encodeURIComponent('seller~=~AWS_INC');
  const visitor = await pages.sample(t, `/preview?month=2026-12&group=seller&sort=-total&f=${filter}&invoice=preview:workshop-4`);
  const { page } = visitor;
  assert.match(await page.locator('.month-button[aria-pressed=true]').innerText(), /^Dec 2026/);
  assert.ok(await page.getByRole('radio', { name: invoices.GROUP_SELLER, exact: true }).isChecked());
  assert.equal(await page.getByRole('columnheader', { name: pattern(invoices.COLUMN_TOTAL, {}, { whole: false }) }).getAttribute('aria-sort'), 'descending');
  assert.deepEqual(await page.locator('.filter-token').allInnerTexts(), [`${invoices.COLUMN_SELLER} = AWS_INC`]);
  assert.match(await visitor.panel.innerText(), /workshop-4/);
  const sellers = await (await visitor.column(invoices.COLUMN_SELLER)).allInnerTexts();
  assert.deepEqual([...new Set(sellers)], ['AWS_INC']);
  const months = await (await visitor.column(invoices.COLUMN_MONTH)).allInnerTexts();
  assert.deepEqual([...new Set(months)], ['Dec 2026']);

  const address = visitor.address;
  await visitor.reload();
  assert.equal(visitor.address, address);
  assert.deepEqual(await (await visitor.column(invoices.COLUMN_SELLER)).allInnerTexts(), sellers);
});

test('a purchase order and an unknown one have addresses', async (t) => {
  const visitor = await pages.sample(t, `/purchase-orders/${CLOUD}`);
  assert.equal(await visitor.heading.innerText(), CLOUD);
  await visitor.go('/purchase-orders/NO%20SUCH%2FORDER');
  await visitor.page.getByText(filled(orders.UNKNOWN, { order: 'NO SUCH/ORDER' })).waitFor();
  await visitor.go('/nowhere');
  assert.equal(await visitor.heading.innerText(), frame.NOT_FOUND);
});

test('without data, every page leads to where data comes in', async (t) => {
  const visitor = await pages.visit(t, '/to-do');
  for (const path of ['/preview', '/to-do', '/purchase-orders', `/purchase-orders/${CLOUD}`, '/scenarios']) {
    await visitor.go(path);
    assert.equal(await visitor.heading.innerText(), en.start.TITLE, path);
  }
});

test('back and forward lead through the views that were seen', async (t) => {
  const visitor = await pages.sample(t);
  const { page } = visitor;
  await page.getByRole('button', { name: /^Dec 2026/ }).click();
  await visitor.settled();
  await visitor.openInvoice(/^workshop-4$/);
  await visitor.open(frame.NAV_ORDERS);
  await visitor.row(CLOUD).click();
  await page.getByRole('heading', { level: 1, name: CLOUD }).waitFor();

  await page.goBack();
  await page.getByRole('heading', { level: 1, name: orders.TITLE }).waitFor();
  await page.goBack();
  await visitor.panel.getByText('workshop-4').first().waitFor();
  assert.match(visitor.address, /month=2026-12/);
  await page.goBack();
  await visitor.panel.waitFor({ state: 'detached' });
  assert.equal(visitor.address, '/preview?month=2026-12');
  await page.goBack();
  await page.locator('.month-button[aria-pressed=true]').waitFor({ state: 'detached' });
  assert.equal(visitor.address, '/preview');
  await page.goForward();
  await page.goForward();
  await visitor.panel.getByText('workshop-4').first().waitFor();
});

test('all of it works below a path', async (t) => {
  const visitor = await below.suspended(t);
  const { page } = visitor;
  assert.equal(new URL(page.url()).pathname, '/finance/tieback/preview');
  await visitor.hasEdits(1);
  await visitor.openInvoice(/^cloud-europe-13$/);
  await visitor.link(filled(en.why.SHOW_ORDER, { order: 'AF-2300-EUROPE' }), visitor.panel).first().click();
  await page.getByRole('heading', { level: 1, name: 'AF-2300-EUROPE' }).waitFor();
  await visitor.link(orders.SHOW_INVOICES).click();
  await visitor.settled();
  assert.ok(new URL(page.url()).pathname.startsWith('/finance/tieback/'), page.url());
  await visitor.reload();
  await visitor.hasEdits(1);
});
