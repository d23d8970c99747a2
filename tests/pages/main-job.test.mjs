// What people come for: see which line every invoice uses and why, change something, see what moves.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { en, filled, pattern } from './catalogue.mjs';
import { CLOUD, site } from './site.mjs';

const pages = site();
const { frame, invoices, orders, why } = en;
const LINE = filled(en.words.PLACE, { order: CLOUD, line: '1' });

test('the first visit leads to the sample with one click', async (t) => {
  const visitor = await pages.visit(t, '/files');
  assert.equal(await visitor.heading.innerText(), en.start.TITLE);
  assert.equal(await visitor.navigation.count(), 0, 'no way to pages without data');

  await visitor.press(en.start.SAMPLE);
  await visitor.row(/^cloud-backup-12$/).waitFor();
  assert.equal(await visitor.heading.innerText(), invoices.TITLE);
  assert.equal(await visitor.page.title(), `${invoices.TITLE} · ${frame.PRODUCT}`);
  const months = await visitor.page.locator('.month-name').allInnerTexts();
  assert.equal(months.length, 16);
  assert.deepEqual(months.filter((month) => month.includes(invoices.NOW)).map((month) => month.slice(0, 8)), ['Nov 2026']);
  const { shown, total } = await visitor.shown();
  assert.ok(shown === total && total > 100, `${shown} of ${total}`);
  assert.equal(await visitor.scenarioText(), frame.EDITS_NONE);
});

test('an invoice tells the line it uses, and the rule by which each other one lost', async (t) => {
  const visitor = await pages.sample(t);
  await visitor.openInvoice(/^cloud-backup-13$/);
  const { panel } = visitor;
  assert.equal(await panel.getByRole('heading', { level: 2 }).innerText(), why.TITLE);
  assert.match(await panel.locator('.why-summary').innerText(), pattern(why.SUMMARY_LEFT, { place: LINE }));
  assert.equal(await (await visitor.cell(visitor.row(/^cloud-backup-13$/), invoices.COLUMN_ORDER)).innerText(), LINE);

  const candidates = panel.locator('.candidate');
  const count = await candidates.count();
  assert.ok(count > 8);
  assert.equal(await panel.locator('.candidates').first().locator('.candidate').count(), 1, 'one is chosen');
  assert.match(await candidates.first().innerText(), pattern(`${CLOUD} line 1 is used: `, {}, { whole: false }));
  assert.equal(await candidates.locator('.rule').count(), count, 'each tells its rule');

  await visitor.link(filled(why.SHOW_ORDER, { order: CLOUD }), panel).first().click();
  await visitor.settled();
  assert.equal(await visitor.heading.innerText(), CLOUD);
  assert.equal(visitor.address, `/purchase-orders/${CLOUD}`);
});

test('what suspending a purchase order does is shown before it is done', async (t) => {
  const visitor = await pages.sample(t, `/purchase-orders/${CLOUD}`);
  await visitor.press(orders.SUSPEND);
  const told = visitor.dialog.locator('.proposal-lines li');
  await told.first().waitFor();
  const foretold = await told.allInnerTexts();
  assert.match(foretold[0], pattern(en.changes.LOSES_OTHER, { from: CLOUD }));
  assert.equal(await visitor.scenarioText(), frame.EDITS_NONE, 'nothing is done yet');

  await visitor.press(filled(orders.SUSPEND_ORDER, { order: CLOUD }), visitor.dialog);
  assert.equal(await visitor.message(en.changes.APPLIED), filled(en.changes.APPLIED, { summary: foretold[0] }));
  await visitor.open(frame.NAV_INVOICES);
  await visitor.hasEdits(1);
  assert.deepEqual(await visitor.changes(), foretold, 'what was foretold has come');
});

test('invoices that move are found, and show where they were before', async (t) => {
  const visitor = await pages.suspended(t);
  await visitor.link(invoices.CHANGED_ONLY).click();
  await visitor.settled();
  const changed = Number((await visitor.scenarioText()).match(/· (\d+)/)[1]);
  assert.equal((await visitor.shown()).shown, changed);
  const row = visitor.row(/^cloud-backup-13$/);
  const place = await visitor.cell(row, invoices.COLUMN_ORDER);
  assert.equal(await place.locator('del').innerText(), LINE);
  assert.ok((await place.innerText()).endsWith(en.words.NO_ORDER));
  await visitor.openInvoice(/^cloud-backup-13$/);
  const before = filled(why.BEFORE, { place: LINE });
  await visitor.panel.getByText(before).waitFor();
  assert.equal(await visitor.panel.getByRole('heading', { level: 2 }).innerText(), why.TITLE_NONE);
});

test('edits are taken back and applied again, by buttons and by keys, and discarded', async (t) => {
  const visitor = await pages.suspended(t);
  const { keyboard } = visitor.page;
  const after = await visitor.changes();

  await visitor.press(frame.UNDO);
  await visitor.message(frame.UNDONE);
  await visitor.hasEdits(0);
  assert.deepEqual(await visitor.changes(), []);
  await visitor.press(frame.REDO);
  await visitor.message(frame.REDONE);
  await visitor.hasEdits(1);
  await visitor.page.locator('.changes-list').waitFor();
  assert.deepEqual(await visitor.changes(), after);

  for (const [keys, edits, text] of [['z', 0, frame.UNDONE], ['y', 1, frame.REDONE], ['z', 0, frame.UNDONE], ['Shift+z', 1, frame.REDONE]]) {
    await keyboard.press(`Control+${keys}`);
    await visitor.hasEdits(edits);
    await visitor.message(text);
  }
  await visitor.press(frame.DISCARD);
  await visitor.message(frame.DISCARDED);
  await visitor.hasEdits(0);
});

test('two scenarios stand side by side, and differ where one was edited', async (t) => {
  const { scenarios } = en;
  const visitor = await pages.suspended(t);
  await visitor.press(frame.NEW_SCENARIO);
  await visitor.page.getByRole('combobox', { name: frame.SCENARIO }).waitFor();
  await visitor.press(frame.DISCARD);
  await visitor.message(frame.DISCARDED);
  await visitor.open(frame.NAV_SCENARIOS);

  const table = visitor.page.getByRole('table').first();
  const names = [1, 2].map((number) => filled(frame.SCENARIO_NUMBER, { number }));
  assert.deepEqual(await table.getByRole('columnheader').allInnerTexts(), [scenarios.WHAT, scenarios.FACTS, ...names]);
  const cells = (name) => table.getByRole('row', { name: pattern(name, {}, { whole: false }) }).first().locator('td').allInnerTexts();
  assert.deepEqual(await cells(scenarios.ROW_EDITS), ['0', '1', '0']);
  const [, moved, none] = await cells(scenarios.ROW_MOVED);
  assert.ok(Number(moved) > 0 && none === '0', `${moved}, ${none}`);
  const differences = visitor.page.getByRole('region', { name: scenarios.DIFFERENCES });
  assert.ok((await differences.getByRole('row').count()) > 1);
  // What is another than without edits stands out.
  const changed = table.getByRole('row', { name: pattern(scenarios.ROW_MOVED, {}, { whole: false }) }).locator('[data-changed]');
  assert.deepEqual(await changed.allInnerTexts(), [moved]);
  const sums = await cells(scenarios.ROW_SUM);
  assert.ok(sums[0] !== '–' && sums.every((sum) => sum === sums[0]), sums.join(' '));

  await visitor.press(scenarios.GO);
  await visitor.hasEdits(1);
});
