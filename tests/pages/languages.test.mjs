// German where the browser or the reader wants it, everywhere; and pages that run from right to left.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { en, englishOnly, filled, german, told } from './catalogue.mjs';
import { CLOUD, site } from './site.mjs';

const pages = site();

/** The sample is in English, whoever looks at it. */
const DATA = new Set();
JSON.parse(readFileSync(new URL('../../examples/sample.json', import.meta.url)), (_, value) => DATA.add(value) && value);

/** What the page still says in English. */
async function english(visitor, state) {
  const texts = (await told(visitor)).filter((text) => !DATA.has(text));
  return texts.flatMap((text) => englishOnly.filter(({ pattern }) => pattern.test(text)).map(({ key }) => `${state}: ${key}: ${text}`));
}

test('a German browser gets German pages, to the last word', async (t) => {
  const visitor = await pages.visit(t, '/files', { locale: 'de-DE' });
  const { page } = visitor;
  const left = await english(visitor, 'Start');
  await visitor.press(german['start.sample']);
  await page.getByRole('heading', { level: 1, name: german['invoices.title'] }).waitFor();
  await visitor.settled();
  assert.equal(await page.locator('html').getAttribute('lang'), 'de');
  left.push(...(await english(visitor, 'invoices')));
  await visitor.row(/^INV-200241$/).first().click();
  await visitor.panel.locator('.candidate').first().waitFor();
  left.push(...(await english(visitor, 'panel')));

  await visitor.go(`/purchase-orders/${CLOUD}`);
  left.push(...(await english(visitor, 'purchase order')));
  await visitor.button(german['orders.edit']).first().click();
  left.push(...(await english(visitor, 'dialog')));
  await page.keyboard.press('Escape');
  await visitor.press(german['orders.suspend']);
  await visitor.dialog.locator('.proposal-lines li').first().waitFor();
  left.push(...(await english(visitor, 'consequences')));
  await visitor.press(filled(german['orders.suspend_order'], { order: CLOUD }), visitor.dialog);
  await page.locator('.flash-text').first().waitFor();
  left.push(...(await english(visitor, 'message')));
  const addresses = {
    '/purchase-orders': 'orders.title',
    '/to-do': 'to_do.title',
    '/scenarios': 'scenarios.title',
    '/print': 'print.title',
    '/nowhere': 'frame.not_found',
  };
  for (const [path, title] of Object.entries(addresses)) {
    await visitor.go(path);
    await visitor.isAt(german[title]);
    left.push(...(await english(visitor, path)));
  }
  assert.deepEqual(left, []);
});

test('numbers and months are written the German way', async (t) => {
  const visitor = await pages.sample(t, '/preview', { locale: 'de-DE' });
  const december = await visitor.page.locator('.month-button', { hasText: /^Dez\. 2026/ }).innerText();
  assert.match(december.replaceAll('\u00a0', ' '), /\d{2}\.\d{3},\d{2} €/);
  assert.match(december.replaceAll('\u00a0', ' '), /\d{3}\.\d{3},\d{2} \$/);
});

test('the language that a reader chose goes before that of the browser, and stays', async (t) => {
  const visitor = await pages.sample(t);
  await visitor.press(en.frame.LOOK);
  const loaded = visitor.page.waitForEvent('load');
  await visitor.dialog.getByLabel(en.frame.LOOK_LANGUAGE).selectOption('de');
  await loaded;
  await visitor.page.getByRole('heading', { level: 1, name: german['invoices.title'] }).waitFor();
  await visitor.reload();
  assert.equal(await visitor.heading.innerText(), german['invoices.title']);
  assert.equal(await visitor.page.evaluate(() => localStorage.getItem('tieback.language')), 'de');
});

test('from right to left nothing is wider than the window', async (t) => {
  const visitor = await pages.sample(t);
  const { page } = visitor;
  const found = [];
  const addresses = [
    ['/preview?invoice=INV-200241', en.invoices.TITLE],
    ['/to-do', en.to_do.TITLE],
    ['/purchase-orders', en.orders.TITLE],
    [`/purchase-orders/${CLOUD}`, CLOUD],
    ['/scenarios', en.scenarios.TITLE],
    ['/print', en.print.TITLE],
    ['/files', en.start.TITLE],
  ];
  for (const [path, heading] of addresses) {
    await visitor.go(path);
    await visitor.isAt(heading);
    await page.evaluate(() => { document.documentElement.dir = 'rtl'; });
    for (const width of [1280, 375]) {
      await page.setViewportSize({ width, height: 760 });
      await visitor.settled();
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (excess > 0) found.push(`${path}, ${width} px: ${excess} px too wide`);
    }
  }
  assert.deepEqual(found, []);
});
