// What can be edited beside whole purchase orders: an estimate, lines and their months, scenarios.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { en, filled, pattern } from './catalogue.mjs';
import { CLOUD, site } from './site.mjs';

const pages = site();
const { changes, frame, orders, scenarios, why, words } = en;

/** The lines of a purchase order on its page. */
const lines = ({ page }) => page.locator('.line');
const title = (line, type) => filled(orders.LINE, { line, type });

test('an estimate is replaced by what a person expects, and says so until that is undone', async (t) => {
  const visitor = await pages.sample(t, '/preview?group=none&f=mark~%3D~estimate');
  const row = visitor.rows.first();
  await row.waitFor();
  const { panel } = visitor;
  await row.click();
  await panel.getByRole('heading', { name: why.CANDIDATES }).waitFor();
  await visitor.press(why.EDIT_CHARGE, panel);
  const amount = panel.getByLabel(pattern(why.ESTIMATE, {}, { whole: false }));
  await amount.fill('98,765.43');
  await amount.press('Tab');
  await panel.locator('.proposal-lines li').first().waitFor();
  assert.equal(await visitor.scenarioText(), frame.EDITS_NONE, 'nothing is done yet');
  await visitor.press(changes.APPLY, panel);
  await visitor.message(changes.APPLIED);
  await visitor.hasEdits(1);
  const total = await visitor.cell(visitor.rows.first(), en.invoices.COLUMN_TOTAL);
  await total.getByText('98,765.43').waitFor();
  assert.equal(await total.locator('del').count(), 1, 'what was estimated stands beside it');
  await visitor.press(frame.UNDO);
  await visitor.hasEdits(0);
  await total.locator('del').waitFor({ state: 'detached' });
});

test('a line is added to a purchase order that is there, and taken away again', async (t) => {
  const visitor = await pages.sample(t, `/purchase-orders/${CLOUD}`);
  const count = await lines(visitor).count();
  await visitor.press(orders.ADD_LINE);
  await visitor.dialog.getByLabel(orders.FIELD_AMOUNT).fill('5000');
  await visitor.dialog.locator('.proposal button').first().waitFor();
  await visitor.press(orders.ADD_LINE, visitor.dialog);
  await visitor.message(changes.APPLIED);
  await visitor.hasEdits(1);
  const added = lines(visitor).filter({ has: visitor.page.getByRole('heading', { name: title(String(count + 1), words.TYPE_BLANKET) }) });
  await added.waitFor();
  assert.equal(await lines(visitor).count(), count + 1);
  assert.match(await added.innerText(), /5,000\.00/);

  await visitor.press(orders.REMOVE, added);
  await visitor.press(filled(orders.REMOVE_LINE, { line: String(count + 1) }), visitor.dialog);
  await visitor.hasEdits(2);
  await added.waitFor({ state: 'detached' });
  assert.equal(await lines(visitor).count(), count);
});

test('a line gets another type and other months, and what that moves is told before', async (t) => {
  const visitor = await pages.sample(t, `/purchase-orders/${CLOUD}`);
  const first = lines(visitor).first();
  const heading = first.getByRole('heading');
  assert.equal(await heading.innerText(), title('1', words.TYPE_USAGE));
  await visitor.press(orders.EDIT, first);
  const { dialog } = visitor;
  await dialog.getByRole('combobox', { name: new RegExp(`^${orders.FIELD_TYPE}`) }).selectOption('subscription');
  const end = dialog.getByLabel(orders.FIELD_END);
  await end.fill('2026-12');
  await end.press('Tab');
  await dialog.locator('.proposal-lines li').first().waitFor();
  await visitor.press(changes.APPLY, dialog);
  await visitor.message(changes.APPLIED);
  await visitor.hasEdits(1);
  await first.getByRole('heading', { name: title('1', words.TYPE_SUBSCRIPTION) }).waitFor();
  assert.match(await first.locator('.hint').first().innerText(), /Dec 2026/);

  await visitor.open(frame.NAV_INVOICES);
  assert.ok((await visitor.changes()).length > 0, 'invoices for usage go elsewhere');
});

test('a scenario is named, and taken away', async (t) => {
  const visitor = await pages.suspended(t);
  await visitor.press(frame.NEW_SCENARIO);
  await visitor.open(frame.NAV_SCENARIOS);
  const table = visitor.page.getByRole('table').first();
  const head = (name) => table.getByRole('columnheader', { name, exact: true });
  await visitor.button(scenarios.RENAME).nth(1).click();
  await visitor.dialog.getByLabel(scenarios.NAME).fill('Without the cloud');
  await visitor.press(scenarios.SAVE, visitor.dialog);
  await head('Without the cloud').waitFor();
  const chooser = visitor.page.getByRole('combobox', { name: frame.SCENARIO });
  assert.equal(await chooser.locator('option:checked').innerText(), 'Without the cloud');
  await visitor.reload();
  await head('Without the cloud').waitFor();

  // Its edits are asked about.
  await visitor.button(scenarios.REMOVE).nth(1).click();
  await visitor.dialog.getByText(scenarios.REMOVE_TEXT_ONE).waitFor();
  await visitor.press(scenarios.REMOVE_KEEP, visitor.dialog);
  await head('Without the cloud').waitFor();
  await visitor.button(scenarios.REMOVE).nth(1).click();
  await visitor.press(scenarios.REMOVE, visitor.dialog);
  await head('Without the cloud').waitFor({ state: 'detached' });
  await chooser.waitFor({ state: 'detached' });
  assert.equal(await visitor.button(scenarios.REMOVE).count(), 0, 'one always stays');
  await visitor.hasEdits(1);
});

test('another month counts as now', async (t) => {
  const visitor = await pages.sample(t);
  const now = () => visitor.page.locator('.month-name').filter({ hasText: en.invoices.NOW }).innerText();
  assert.match(await now(), /^Nov 2026/);
  const field = visitor.page.getByLabel(frame.AS_OF_HINT);
  await field.fill('2027-01');
  await field.press('Enter');
  await visitor.page.locator('.month-name').filter({ hasText: en.invoices.NOW }).filter({ hasText: 'Jan 2027' }).waitFor();
  await visitor.settled();
  assert.ok((await visitor.shown()).total > 0);
});
