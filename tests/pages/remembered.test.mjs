// What a reader chooses about the look and about tables is there again after the page is loaded anew.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { en, filled } from './catalogue.mjs';
import { site } from './site.mjs';

const pages = site();
const { frame, invoices, ui } = en;

test('colours, contrast and density are chosen, shown at once, and remembered', async (t) => {
  const visitor = await pages.sample(t);
  const look = () => visitor.page.evaluate(() => ['scheme', 'contrast', 'density'].map((name) => document.documentElement.dataset[name]));
  const height = async () => (await visitor.rows.first().boundingBox()).height;
  const paper = () => visitor.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.deepEqual(await look(), ['system', 'system', 'comfortable']);
  const [usual, light] = [await height(), await paper()];

  await visitor.press(frame.LOOK);
  await visitor.dialog.getByLabel(frame.LOOK_SCHEME).selectOption('dark');
  await visitor.dialog.getByLabel(frame.LOOK_CONTRAST).selectOption('high');
  await visitor.dialog.getByLabel(frame.LOOK_DENSITY).selectOption('compact');
  await visitor.page.keyboard.press('Escape');
  for (const state of ['at once', 'after the page is loaded anew']) {
    if (state !== 'at once') await visitor.reload();
    assert.deepEqual(await look(), ['dark', 'high', 'compact'], state);
    assert.ok((await height()) < usual, state);
    assert.notEqual(await paper(), light, state);
  }
});

test('a column that is hidden stays hidden, and one that is made wider stays wide', async (t) => {
  const visitor = await pages.sample(t);
  const { page } = visitor;
  const head = (label) => page.locator('.table-head').getByRole('columnheader', { name: label });
  const width = async () => (await head(invoices.COLUMN_TOTAL).boundingBox()).width;
  const before = await width();
  assert.ok((await visitor.placeOf(invoices.COLUMN_SELLER)) > 0);

  await visitor.press(ui.PREFERENCES);
  const popover = page.getByRole('dialog', { name: ui.PREFERENCES });
  await popover.getByRole('checkbox', { name: invoices.COLUMN_SELLER }).uncheck();
  for (let times = 0; times < 3; times += 1) await visitor.press(filled(ui.WIDER, { column: invoices.COLUMN_TOTAL }), popover);
  assert.equal(await popover.getByRole('checkbox').first().isDisabled(), true, 'the first column names the row');
  await page.keyboard.press('Escape');

  const wide = await width();
  assert.ok(wide > before, `${wide} after ${before}`);
  assert.equal(await visitor.placeOf(invoices.COLUMN_SELLER), 0);
  await visitor.reload();
  await visitor.rows.first().waitFor();
  assert.equal(await width(), wide);
  assert.equal(await visitor.placeOf(invoices.COLUMN_SELLER), 0);
});
