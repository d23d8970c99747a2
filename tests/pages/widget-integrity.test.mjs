// The package served from another origin than the page, held to its digests: what was changed on its way
// does not run, and the console hears of it.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launch, open } from '../browser/chromium.mjs';
import { serve } from '../browser/static-server.mjs';
import { en, german } from './catalogue.mjs';

const DIST = new URL('../../crates/widget/npm/dist', import.meta.url).pathname;
const SNAPSHOT = JSON.parse(readFileSync(new URL('../../examples/snapshot.json', import.meta.url), 'utf8'));
const CORS = { 'access-control-allow-origin': '*' };

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** A page of one origin with a part whose files are of another, after something was done to them. */
async function visit(t, change = () => {}, language = 'en') {
  const directory = mkdtempSync(path.join(tmpdir(), 'tieback-integrity-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const [dist, site] = [path.join(directory, 'dist'), path.join(directory, 'site')];
  cpSync(DIST, dist, { recursive: true });
  const digests = JSON.parse(readFileSync(path.join(dist, 'integrity.json'), 'utf8'));
  change(dist);
  const other = await serve(t, { '/widget/': dist }, CORS);
  mkdirSync(site);
  writeFileSync(path.join(site, 'index.html'), `<!doctype html>
    <html lang="${language}">
      <meta charset="utf-8"><title>Console</title>
      <script>globalThis.told = []; addEventListener('tieback-error', ({ detail }) => globalThis.told.push(detail.code));</script>
      <script type="importmap">${JSON.stringify({ integrity: Object.fromEntries(['runtime.js', 'engine.js'].map((file) => [`${other}/widget/${file}`, digests[file]])) })}</script>
      <script type="module" src="${other}/widget/widget.js" integrity="${digests['widget.js']}" crossorigin></script>
      <tieback-preview></tieback-preview>
    </html>`);
  const own = await serve(t, { '/': site });
  const { page } = await open(t, browser);
  await page.goto(`${own}/index.html`);
  await page.evaluate((snapshot) => { document.querySelector('tieback-preview').snapshot = snapshot; }, SNAPSHOT);
  return page;
}

function appendTo(file, text) {
  writeFileSync(file, `${readFileSync(file, 'utf8')}${text}`);
}

/** Changes one byte in the middle of a file. */
function changeByte(file) {
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(file, bytes);
}

test('from another origin, and held to its digests, it works as from the own', async (t) => {
  const page = await visit(t);
  await page.locator('tieback-preview .embed-coming').first().waitFor();
  assert.deepEqual(await page.evaluate(() => globalThis.told), []);
});

for (const file of ['widget_bg.wasm', 'shared.wasm', 'preview.wasm', 'engine_bg.wasm']) test(`a program of which one byte was changed does not run: ${file}`, async (t) => {
  const page = await visit(t, (dist) => changeByte(path.join(dist, file)));
  await page.waitForFunction(() => globalThis.told.length > 0);
  assert.deepEqual(await page.evaluate(() => globalThis.told), ['NOT_LOADED']);
  assert.equal(await page.locator('tieback-preview .embed-coming').count(), 0);
});

for (const file of ['runtime.js', 'engine.js']) test(`a script that was changed is not run by the import map: ${file}`, async (t) => {
  const page = await visit(t, (dist) => appendTo(path.join(dist, file), '\n// changed'));
  await page.waitForFunction(() => globalThis.told.length > 0);
  assert.deepEqual(await page.evaluate(() => globalThis.told), ['NOT_LOADED']);
});

test('texts that were changed are not shown: it speaks English', async (t) => {
  const right = await visit(t, () => {}, 'de');
  await right.getByText(german['why.title']).first().waitFor();
  const page = await visit(t, (dist) => appendTo(path.join(dist, 'de.json'), ' '), 'de');
  await page.getByText(en.why.TITLE).first().waitFor();
});
