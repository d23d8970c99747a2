// Everything by keyboard alone, and the focus where people expect it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { en, pattern } from './catalogue.mjs';
import { focused, tabTo } from './keys.mjs';
import { CLOUD, site } from './site.mjs';

const pages = site();
const { frame, invoices, orders } = en;

test('the main job, without a mouse', async (t) => {
  const visitor = await pages.visit(t, '/files');
  const { page } = visitor;
  const { keyboard } = page;
  await tabTo(visitor, en.start.SAMPLE);
  await keyboard.press('Enter');
  await visitor.row(/^cloud-backup-12$/).waitFor();
  assert.equal((await focused(visitor)).name, invoices.TITLE, 'the heading of a page that is gone to has the focus');

  await tabTo(visitor, /^August 2026: /);
  for (let row = 0; row < 3; row += 1) await keyboard.press('ArrowDown');
  const row = (await focused(visitor)).name;
  assert.match(row, /^cloud-backup-12 /);
  await keyboard.press('Enter');
  await visitor.panel.getByRole('heading', { name: en.why.CANDIDATES }).waitFor();
  await tabTo(visitor, pattern(en.why.SHOW_ORDER, { order: /AF-\S+/ }));
  await keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'AF-' }).waitFor();
  await visitor.settled();
  assert.match((await focused(visitor)).name, /^AF-/);

  await tabTo(visitor, orders.SUSPEND);
  await keyboard.press('Enter');
  await visitor.dialog.locator('.proposal-lines li').first().waitFor();
  await tabTo(visitor, pattern(orders.SUSPEND_ORDER, { order: /AF-\S+/ }));
  await keyboard.press('Enter');
  await visitor.message(en.changes.APPLIED);
  await keyboard.press('Control+z');
  await visitor.message(frame.UNDONE);
});

test('after an edit in the panel its title has the focus, and Escape closes it', async (t) => {
  const visitor = await pages.sample(t, '/preview?group=none&f=mark~%3D~estimate');
  const { panel, page } = visitor;
  await visitor.rows.first().waitFor();
  await visitor.rows.first().click();
  await panel.getByRole('heading', { name: en.why.CANDIDATES }).waitFor();
  await visitor.press(en.why.EDIT_CHARGE, panel);
  const amount = panel.getByLabel(pattern(en.why.ESTIMATE, {}, { whole: false }));
  await amount.fill('98,765.43');
  await amount.press('Tab');
  await panel.locator('.proposal-lines li').first().waitFor();
  await visitor.button(en.changes.APPLY, panel).press('Enter');
  await visitor.message(en.changes.APPLIED);
  await amount.waitFor({ state: 'detached' });
  assert.equal((await focused(visitor)).name, await panel.getByRole('heading', { level: 2 }).innerText());
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
});

test('a scenario that was renamed leaves the focus where it was', async (t) => {
  const visitor = await pages.suspended(t);
  await visitor.press(frame.NEW_SCENARIO);
  await visitor.open(frame.NAV_SCENARIOS);
  const { scenarios } = en;
  const table = visitor.page.getByRole('table').first();
  const rename = visitor.button(scenarios.RENAME).nth(1);
  await rename.press('Enter');
  await visitor.dialog.getByLabel(scenarios.NAME).fill('Without the cloud');
  await visitor.button(scenarios.SAVE, visitor.dialog).press('Enter');
  await table.getByRole('columnheader', { name: 'Without the cloud', exact: true }).waitFor();
  await visitor.settled();
  assert.ok(await rename.evaluate((button) => button === document.activeElement));

  // A button that goes by its own work leaves it to the table.
  await visitor.button(scenarios.GO).press('Enter');
  await visitor.settled();
  assert.equal((await focused(visitor)).name, scenarios.TITLE);
});

test('a button that goes by its own press leaves the focus near by', async (t) => {
  const visitor = await pages.suspended(t);
  const { page } = visitor;
  const is = async (locator) => locator.evaluate((element) => element === document.activeElement);
  const bar = page.getByRole('region', { name: frame.SCENARIO });
  for (const button of [frame.UNDO, frame.REDO, frame.DISCARD]) {
    await visitor.button(button, bar).press('Enter');
    await visitor.settled();
    assert.ok(await is(bar), button);
  }
  await visitor.button(en.ui.DISMISS).first().press('Enter');
  assert.ok(await is(page.getByRole('main')));

  const filter = page.getByRole('combobox', { name: invoices.FILTER });
  for (const button of [pattern(en.ui.REMOVE_FILTER), en.ui.CLEAR_FILTER]) {
    await visitor.go('/preview?f=mark~%3D~noOrder');
    await visitor.button(button).press('Enter');
    await visitor.settled();
    assert.ok(await is(filter), `${button}`);
  }
});

test('Control and Z takes back with the focus on a tick, and not behind a dialog', async (t) => {
  const visitor = await pages.suspended(t);
  const { page } = visitor;
  await visitor.go(`/purchase-orders/${CLOUD}`);
  await visitor.button(orders.RESUME).press('Enter');
  await visitor.dialog.waitFor();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Escape');
  await visitor.hasEdits(1);
  await page.evaluate(() => {
    const box = document.querySelector('main').appendChild(document.createElement('input'));
    box.type = 'checkbox';
    box.focus();
  });
  await page.keyboard.press('Control+z');
  await visitor.hasEdits(0);
});

test('rows are gone along by arrows, pages, the first and the last', async (t) => {
  const visitor = await pages.sample(t, '/preview?group=none');
  const { keyboard } = visitor.page;
  const index = () => visitor.page.evaluate(() => Number(document.activeElement.getAttribute('aria-rowindex')));
  await visitor.rows.first().focus();
  assert.equal(await index(), 2);
  await keyboard.press('ArrowDown');
  assert.equal(await index(), 3);
  await keyboard.press('PageDown');
  const below = await index();
  assert.ok(below > 5, `${below}`);
  await keyboard.press('ArrowUp');
  assert.equal(await index(), below - 1);
  await keyboard.press('End');
  await visitor.settled();
  const { total } = await visitor.shown();
  assert.equal(await index(), total + 1);
  await keyboard.press('Home');
  await visitor.settled();
  assert.equal(await index(), 2);
});

test('the first stop skips to the content of the page that one is on', async (t) => {
  const visitor = await pages.sample(t, '/purchase-orders');
  const { page } = visitor;
  await page.keyboard.press('Tab');
  const skip = visitor.link(frame.SKIP);
  assert.ok(await skip.evaluate((link) => link === document.activeElement));
  assert.ok(await skip.evaluate((link) => link.getBoundingClientRect().top >= 0), 'it is in view once it has the focus');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(200);
  await visitor.settled();
  assert.equal(await visitor.heading.innerText(), orders.TITLE);
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)));
});

test('every page that is gone to takes the focus to its heading', async (t) => {
  const visitor = await pages.sample(t);
  const headings = [
    [frame.NAV_TO_DO, en.to_do.TITLE],
    [frame.NAV_ORDERS, orders.TITLE],
    [frame.NAV_SCENARIOS, en.scenarios.TITLE],
    [frame.NAV_INVOICES, invoices.TITLE],
  ];
  for (const [name, heading] of headings) {
    await visitor.open(name);
    assert.deepEqual({ ...(await focused(visitor)), seen: true }, { name: heading, tag: 'H1', seen: true, main: false });
    assert.equal(await visitor.page.title(), `${heading} · ${frame.PRODUCT}`);
  }
});

test('Escape closes a dialog and gives the focus back, and closes the panel', async (t) => {
  const visitor = await pages.sample(t, `/purchase-orders/${CLOUD}`);
  const { page } = visitor;
  const suspend = visitor.button(orders.SUSPEND);
  await suspend.focus();
  await page.keyboard.press('Enter');
  await visitor.dialog.waitFor();
  await page.keyboard.press('Escape');
  await visitor.dialog.waitFor({ state: 'detached' });
  assert.ok(await suspend.evaluate((button) => button === document.activeElement));

  await visitor.open(frame.NAV_INVOICES);
  await visitor.openInvoice(/^cloud-backup-12$/);
  await visitor.button(en.ui.CLOSE_PANEL).focus();
  await page.keyboard.press('Escape');
  await visitor.panel.waitFor({ state: 'detached' });
  assert.equal(visitor.address, '/preview');
});

test('a menu is gone along by arrows, and Escape leaves it', async (t) => {
  const visitor = await pages.sample(t);
  const { page } = visitor;
  const keep = visitor.button(frame.KEEP);
  await keep.focus();
  await page.keyboard.press('Enter');
  const items = page.getByRole('menuitem');
  await items.first().waitFor();
  const here = () => items.evaluateAll((all) => all.indexOf(document.activeElement));
  assert.equal(await here(), 0);
  await page.keyboard.press('ArrowDown');
  assert.equal(await here(), 1);
  await page.keyboard.press('End');
  assert.equal(await here(), (await items.count()) - 1);
  await page.keyboard.press('Escape');
  assert.ok(await keep.evaluate((button) => button === document.activeElement));
});

test('a filter is written with suggestions, by keyboard', async (t) => {
  const visitor = await pages.sample(t);
  const { keyboard } = visitor.page;
  await visitor.page.getByRole('combobox', { name: invoices.FILTER }).focus();
  await keyboard.type(invoices.COLUMN_SELLER.slice(0, 3));
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await keyboard.type('MERI');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await visitor.settled();
  assert.deepEqual(await visitor.page.locator('.filter-token').allInnerTexts(), [`${invoices.COLUMN_SELLER} = MERIDIAN_RESALE`]);
  const sellers = await (await visitor.column(invoices.COLUMN_SELLER)).allInnerTexts();
  assert.deepEqual([...new Set(sellers)], ['MERIDIAN_RESALE']);
  await keyboard.press('Backspace');
  await visitor.settled();
  assert.equal(await visitor.page.locator('.filter-token').count(), 0);
});
