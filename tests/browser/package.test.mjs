// The npm package in a real browser: in a plain page, and in an application that Vite has built.
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { PACKAGE, ROOT, example, previewExamples, project, readText, tools } from '../../crates/procurement-wasm/npm/test/repository.mjs';
import { launch, open } from './chromium.mjs';
import { serve } from './static-server.mjs';

const PAGE = fileURLToPath(new URL('page', import.meta.url));
const CSP = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
const SHARED = {
  '/examples/': path.join(ROOT, 'tests/contract-examples'),
  '/focus.csv': path.join(ROOT, 'examples/focus.csv'),
};
const names = previewExamples.map(({ name }) => name);

const vite = await import(pathToFileURL(tools.resolve('vite')));

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test('a plain page under a strict policy: the contract to the byte', async (t) => {
  t.diagnostic(`Chromium ${browser.version()}`);
  const directories = { '/': PAGE, '/package/': PACKAGE, ...SHARED };
  const address = await serve(t, directories, { 'content-security-policy': CSP });
  await assertWorks(t, `${address}/plain.html`);
});

test('the policy is at work: without wasm-unsafe-eval nothing runs', async (t) => {
  const policy = CSP.replace(" 'wasm-unsafe-eval'", '');
  const address = await serve(t, { '/': PAGE, '/package/': PACKAGE }, { 'content-security-policy': policy });
  const { page, complaints } = await open(t, browser);
  const failed = page.waitForEvent('pageerror');
  await page.goto(`${address}/plain.html`);
  assert.match(String(await failed), /Content Security Policy/);
  assert.ok(complaints.length > 0);
});

test('an application built by Vite, served under the same policy', async (t) => {
  const root = application(t);
  await vite.build({ root, configFile: false, logLevel: 'warn' });

  const assets = readdirSync(path.join(root, 'dist/assets'));
  const modules = assets.filter((name) => name.endsWith('.wasm')).map((name) => name.replace(/-[\w-]{8}\./, '.'));
  assert.deepEqual(modules.sort(), ['billing_files_bg.wasm', 'procurement_bg.wasm'], 'each module once');
  const address = await serve(t, { '/': path.join(root, 'dist') }, { 'content-security-policy': CSP });
  await assertWorks(t, `${address}/index.html`);
});

test("Vite's development server, with the option that README names", async (t) => {
  const root = application(t);
  // Linked packages are left alone without the option; installed ones are not.
  const installed = path.join(root, 'node_modules/@tieback/procurement');
  rmSync(installed);
  cpSync(PACKAGE, installed, { recursive: true });
  const [, option] = readText(PACKAGE, 'README.md').match(/`optimizeDeps: \{ exclude: \['(.+)'\] \}`/);
  const server = await vite.createServer({
    root,
    configFile: false,
    logLevel: 'warn',
    optimizeDeps: { exclude: [option] },
    server: { host: '127.0.0.1' },
  });
  try {
    await server.listen();
    await assertWorks(t, `http://127.0.0.1:${server.httpServer.address().port}/index.html`);
  } finally {
    await server.close();
  }
});

test("README's page for browsers shows what it should", async (t) => {
  const root = project(t);
  const [, html] = readText(PACKAGE, 'README.md').match(/^```html\n([\s\S]*?)^```$/m);
  writeFileSync(path.join(root, 'index.html'), html);
  writeFileSync(path.join(root, 'snapshot.json'), example('02-nothing-fits.snapshot.json'));
  const address = await serve(t, { '/': root });
  const { page, complaints } = await open(t, browser);
  await page.goto(`${address}/index.html`);
  await page.waitForSelector('li');
  assert.deepEqual(await page.locator('li').allTextContents(), ['I: no purchase order']);
  assert.deepEqual(complaints, []);
});

/** A directory with the application in it and the package beside. */
function application(t) {
  const root = project(t);
  for (const file of ['index.html', 'application.js', 'check.js']) copyFileSync(path.join(PAGE, file), path.join(root, file));
  for (const [address, source] of Object.entries(SHARED)) cpSync(source, path.join(root, 'public', address), { recursive: true });
  writeFileSync(path.join(root, 'public/favicon.ico'), '');
  return root;
}

async function assertWorks(t, address) {
  const { page, complaints, requests } = await open(t, browser);
  await page.goto(address);
  await page.waitForFunction(() => globalThis.ready).catch((error) => assert.fail(`${error}\n${complaints.join('\n')}`));
  assert.deepEqual(await page.evaluate((list) => globalThis.check(list), names), []);
  const modules = () => requests.filter((url) => url.endsWith('.wasm')).map((url) => path.basename(url).split(/[-.]/)[0]);
  assert.deepEqual(modules(), ['procurement_bg'], 'the importers are not fetched');
  assert.equal(await page.evaluate(() => globalThis.checkImporters()), true);
  assert.deepEqual(modules(), ['procurement_bg', 'billing_files_bg']);
  assert.deepEqual(complaints, []);
}
