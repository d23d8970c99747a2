// Where the pages cannot run they say so, in words that tell what to do.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { en } from './catalogue.mjs';
import { snapshot } from './generated.mjs';
import { site } from './site.mjs';

const pages = site();

test('without JavaScript the page tells what it needs', async (t) => {
  const { page } = await pages.browserPage(t, { javaScriptEnabled: false, expected: [/\.js: csp$/] });
  await page.goto(pages.address('/'));
  const notice = page.locator('noscript p');
  await notice.waitFor();
  assert.match(await notice.innerText(), /needs JavaScript and WebAssembly\. Allow JavaScript for this site, then reload the page\./);
});

test('without WebAssembly the page names the browsers that have it', async (t) => {
  const { page } = await pages.browserPage(t);
  await page.addInitScript(() => { delete globalThis.WebAssembly; });
  await page.goto(pages.address('/'));
  await page.getByRole('heading', { name: 'This browser cannot run Tieback' }).waitFor();
  assert.match(await page.getByRole('alert').innerText(), /Use a current Chrome, Edge, Firefox or Safari/);
  assert.equal(await page.locator('#skeleton').count(), 0, 'nothing pretends to be on its way');
});

test('a part that does not arrive is told, with a way to try again', async (t) => {
  const { page } = await pages.browserPage(t, { expected: [/ERR_FAILED|Failed to fetch|app.*\.wasm/] });
  await page.route(/app.*_bg\.wasm$/, (route) => route.abort());
  await page.goto(pages.address('/files'));
  await page.getByRole('heading', { name: 'Tieback could not start' }).waitFor();
  await page.unrouteAll();
  await page.getByRole('link', { name: 'Reload the page' }).click();
  await page.getByRole('heading', { name: en.start.TITLE }).waitFor();
});

test('a worker that does not arrive is told, and the page goes on', async (t) => {
  const visitor = await pages.browserPage(t, { expected: [/worker\.js/, /ERR_FAILED/] });
  await visitor.page.route(/worker\.js$/, (route) => route.abort());
  await visitor.go('/files');
  await visitor.press(en.start.SAMPLE);
  await visitor.message(en.frame.STOPPED);
});

test('importers that do not arrive are told, and files are read once they do', async (t) => {
  const visitor = await pages.browserPage(t, { expected: [/reading-wasm/, /ERR_FAILED/] });
  await visitor.page.route(/reading-wasm/, (route) => route.abort());
  await visitor.go('/files');
  const file = { name: 'orders.json', data: snapshot({ invoices: 10, orders: 2 }) };
  await visitor.choose(file);
  await visitor.message(en.frame.NOT_LOADED);
  await visitor.page.unroute(/reading-wasm/);
  await visitor.choose(file);
  await visitor.button(en.start.SHOW).waitFor();
});

test('what computes the preview is told when it does not arrive, and loaded when it is next needed', async (t) => {
  const visitor = await pages.browserPage(t, { expected: [/outlook-wasm/, /ERR_FAILED/] });
  await visitor.page.route(/outlook-wasm_bg/, (route) => route.abort());
  await visitor.go('/files');
  await visitor.press(en.start.SAMPLE);
  await visitor.message(en.frame.NOT_LOADED);
  await visitor.page.unroute(/outlook-wasm_bg/);
  await visitor.press(en.start.SAMPLE);
  await visitor.rows.first().waitFor();
});

test('without what estimates usage there are no estimates, and all else works', async (t) => {
  const visitor = await pages.browserPage(t, { expected: [/forecast-wasm/, /ERR_FAILED/] });
  await visitor.page.route(/forecast-wasm/, (route) => route.abort());
  await visitor.go('/preview?data=sample');
  await visitor.openInvoice(/^cloud-backup-13$/);
  await visitor.filter(`${en.invoices.COLUMN_MARKS} = ${en.words.MARK_ESTIMATE}`);
  const { shown, total } = await visitor.shown();
  assert.ok(shown === 0 && total > 50, `${shown} of ${total}`);
});
