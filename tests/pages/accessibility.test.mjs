// The rules of WCAG 2.2 AA that a program can check, on every page and in every state that looks
// different: light and dark, wide and as narrow as a phone. Nothing is wider than the window.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { faults } from './axe.mjs';
import { en } from './catalogue.mjs';
import { GALLERY, OPENED, enter, open } from './gallery.mjs';
import { CLOUD, site } from './site.mjs';

const pages = site();
const gallery = site(...GALLERY);

test('the page where data comes in, before and after files, and with problems', async (t) => {
  const visitor = await pages.visit(t, '/files');
  await visitor.isAt(en.start.TITLE);
  const found = await faults(visitor, 'at first');
  const focus = readFileSync(new URL('../../examples/focus.csv', import.meta.url));
  await visitor.choose({ name: 'neither.csv', data: 'a,b\n1,2' }, { name: 'focus.csv', data: focus });
  found.push(...(await faults(visitor, 'with problems')));
  assert.deepEqual(found, []);
});

test('the coming invoices, with edits, with the panel, with nothing that fits', async (t) => {
  const visitor = await pages.suspended(t);
  await visitor.isAt(en.invoices.TITLE);
  const found = await faults(visitor, 'with edits');
  await visitor.openInvoice(/^INV-200241$/);
  found.push(...(await faults(visitor, 'with the panel')));
  await visitor.press(en.ui.CLOSE_PANEL);
  await visitor.filter('zzzz');
  found.push(...(await faults(visitor, 'with nothing that fits')));
  assert.deepEqual(found, []);
});

test('what there is to do, and a proposal', async (t) => {
  const visitor = await pages.sample(t, '/to-do');
  await visitor.isAt(en.to_do.TITLE);
  const found = await faults(visitor, 'all');
  await visitor.button(en.to_do.PROPOSE).first().click();
  await visitor.page.locator('.proposal-lines').first().waitFor();
  found.push(...(await faults(visitor, 'with a proposal')));
  assert.deepEqual(found, []);
});

test('the purchase orders', async (t) => {
  const visitor = await pages.sample(t, '/purchase-orders');
  await visitor.isAt(en.orders.TITLE);
  assert.deepEqual(await faults(visitor, 'all'), []);
});

test('a purchase order, and its dialogs', async (t) => {
  const visitor = await pages.sample(t, `/purchase-orders/${CLOUD}`);
  await visitor.isAt(CLOUD);
  const found = await faults(visitor, 'all');
  for (const name of [en.orders.EDIT, en.orders.SUSPEND, en.orders.ADD_LINE, en.orders.REMOVE]) {
    await visitor.button(name).first().click();
    await visitor.dialog.waitFor();
    found.push(...(await faults(visitor, name)));
    await visitor.page.keyboard.press('Escape');
  }
  assert.deepEqual(found, []);
});

test('scenarios side by side', async (t) => {
  const visitor = await pages.suspended(t);
  await visitor.press(en.frame.NEW_SCENARIO);
  await visitor.open(en.frame.NAV_SCENARIOS);
  await visitor.isAt(en.scenarios.TITLE);
  assert.deepEqual(await faults(visitor, 'two'), []);
});

test('the preview to print', async (t) => {
  const visitor = await pages.sample(t, '/print');
  await visitor.isAt(en.print.TITLE);
  assert.deepEqual(await faults(visitor, 'all'), []);
});

test('how pages look, and a page that is none', async (t) => {
  const visitor = await pages.sample(t, '/nowhere');
  await visitor.isAt(en.frame.NOT_FOUND);
  const found = await faults(visitor, 'no page');
  await visitor.press(en.frame.LOOK);
  await visitor.dialog.waitFor();
  found.push(...(await faults(visitor, 'how it looks')));
  assert.deepEqual(found, []);
});

test('the coming invoices in high contrast, and in the colours of the system', async (t) => {
  const visitor = await pages.suspended(t);
  await visitor.page.evaluate(() => localStorage.setItem('tieback.contrast', 'high'));
  await visitor.reload();
  await visitor.isAt(en.invoices.TITLE);
  assert.equal(await visitor.page.evaluate(() => document.documentElement.dataset.contrast), 'high');
  await visitor.openInvoice(/^INV-200241$/);
  const found = await faults(visitor, 'high contrast');
  await visitor.page.evaluate(() => localStorage.removeItem('tieback.contrast'));
  await visitor.page.emulateMedia({ forcedColors: 'active' });
  await visitor.reload();
  assert.equal(await visitor.page.evaluate(() => matchMedia('(forced-colors: active)').matches), true);
  found.push(...(await faults(visitor, 'forced colours')));
  assert.deepEqual(found, []);
});

test('every component in every state', async (t) => {
  const visitor = await gallery.browserPage(t);
  await enter(visitor);
  // Some components show for ever that they are at work.
  assert.deepEqual(await faults(visitor, 'gallery', () => visitor.page.waitForTimeout(300)), []);
});

for (const [name, one] of Object.entries(OPENED)) {
  test(`what opens in the gallery: ${name}`, async (t) => {
    const visitor = await gallery.browserPage(t, { reducedMotion: 'reduce' });
    await enter(visitor);
    const opened = await open(visitor, one);
    const shown = async () => {
      await visitor.page.waitForTimeout(300);
      assert.ok(await opened.isVisible(), 'it is still open');
    };
    const found = await faults(visitor, name, shown, `#${one.section}`);
    assert.deepEqual(found, []);
  });
}
