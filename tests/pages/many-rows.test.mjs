// Ten thousand invoices, a hundred thousand rows of a billing export: the page stays at hand.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

import { GAP, LONGEST, best, scrollAll, seen, seesBusyPages, watch } from './busy.mjs';
import { en, filled } from './catalogue.mjs';
import { chargeName, focus, orderName, snapshot } from './generated.mjs';
import { site } from './site.mjs';

const pages = site();
const INVOICES = 10_000;
const directory = mkdtempSync(path.join(tmpdir(), 'tieback-pages-'));
after(() => rmSync(directory, { recursive: true }));

/** A page with all the invoices. */
async function open(t) {
  const visitor = await pages.visit(t, '/files');
  await visitor.choose({ name: 'large.json', data: snapshot({ invoices: INVOICES, orders: 100 }) });
  await visitor.press(en.start.SHOW);
  await visitor.rows.first().waitFor({ timeout: 30_000 });
  await visitor.settled();
  return visitor;
}

test('ten thousand invoices: the right rows stand at both ends', async (t) => {
  const visitor = await open(t);
  assert.deepEqual(await visitor.shown(), { shown: INVOICES, total: INVOICES });
  await visitor.page.locator('.choice', { hasText: en.invoices.GROUP_NONE }).click();
  await visitor.press(en.invoices.COLUMN_DOCUMENT, visitor.page.locator('.table-column').first());
  await visitor.settled();
  const names = async () => (await visitor.column(en.invoices.COLUMN_DOCUMENT)).allInnerTexts();
  assert.deepEqual((await names()).slice(0, 3), [1, 2, 3].map(chargeName));
  await visitor.scrollTable(1);
  assert.deepEqual((await names()).slice(-2), [INVOICES - 1, INVOICES].map(chargeName));
  assert.equal(await visitor.rows.last().getAttribute('aria-rowindex'), String(INVOICES + 1));
  await visitor.scrollTable(0.5);
  const [first, ...others] = (await names()).map((name) => Number(name.slice('charge-'.length)));
  assert.deepEqual(others, others.map((_, place) => first + place + 1), 'in the middle none is missing');
  assert.ok(Math.abs(first - INVOICES / 2) < 50, `${first}`);
});

test('ten thousand invoices: nothing that one does keeps the page busy', async (t) => {
  const visitor = await open(t);
  await seesBusyPages(visitor);
  const longest = { scroll: 0, filter: 0, edit: 0 };
  longest.scroll = await best(LONGEST, async () => {
    await watch(visitor);
    await scrollAll(visitor);
    await visitor.settled();
    return (await seen(visitor)).longest;
  });
  longest.filter = await best(LONGEST, async () => {
    await watch(visitor);
    await visitor.filter(`${en.invoices.COLUMN_SELLER} = AWS_EMEA_SARL`);
    await visitor.press(en.ui.CLEAR_FILTER);
    await visitor.settled();
    return (await seen(visitor)).longest;
  });
  let order = 0;
  longest.edit = await best(LONGEST, async () => {
    order += 1;
    await visitor.open(en.frame.NAV_ORDERS);
    await visitor.row(orderName(order)).click();
    await visitor.page.getByRole('heading', { level: 1, name: orderName(order) }).waitFor();
    await visitor.settled();
    await watch(visitor);
    await visitor.press(en.orders.SUSPEND);
    await visitor.press(filled(en.orders.SUSPEND_ORDER, { order: orderName(order) }), visitor.dialog);
    await visitor.hasEdits(order);
    await visitor.open(en.frame.NAV_INVOICES);
    return (await seen(visitor)).longest;
  });
  t.diagnostic(`longest task in ms: ${JSON.stringify(longest)}`);
  assert.ok(Math.max(...Object.values(longest)) <= LONGEST, JSON.stringify(longest));
  assert.ok((await visitor.changes()).length > 0);
});

/** A worker that is ended may have been loading its modules again. */
const ABANDONED = [/(outlook|reading)-wasm\S*: net::ERR_ABORTED/];

test('a hundred thousand rows are read while the page goes on, and can be cancelled', async (t) => {
  const file = path.join(directory, 'large.csv');
  writeFileSync(file, focus({ rows: 100_000 }));
  const visitor = await pages.visit(t, '/files', { expected: ABANDONED });
  const input = visitor.page.locator('input[type=file]');
  const progress = visitor.page.locator('progress');

  await input.setInputFiles(file);
  await progress.waitFor();
  await visitor.press(en.start.CANCEL);
  await visitor.message(en.start.CANCELLED);
  assert.equal(await progress.count(), 0);

  const gap = await best(GAP, async () => {
    await visitor.go('/files');
    await watch(visitor);
    await visitor.page.evaluate(() => {
      const values = new Set();
      new MutationObserver(() => values.add(document.querySelector('progress')?.value)).observe(document.querySelector('main'), { subtree: true, childList: true, attributes: true });
      globalThis.values = values;
    });
    await input.setInputFiles(file);
    await visitor.page.getByText(filled(en.start.ROWS_OTHER, { count: '100,000' })).waitFor({ timeout: 60_000 });
    return (await seen(visitor)).gap;
  });
  const steps = await visitor.page.evaluate(() => globalThis.values.size);
  t.diagnostic(`longest time without a frame: ${gap} ms; progress shown in ${steps} steps`);
  assert.ok(steps > 3, `progress in ${steps} steps`);
  assert.ok(gap <= GAP, `${gap} ms without a frame`);
});
