// The widget in consoles made with Vue and with Angular, each from the lines of the package's README.
// (With React a whole example is tested, in consoles.test.mjs.)
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { en, filled } from './catalogue.mjs';
import { AGREEMENT, embedded, orderOf } from './embedded.mjs';

const PACKAGE = path.resolve(import.meta.dirname, '../../crates/widget/npm');
const README = readFileSync(path.join(PACKAGE, 'README.md'), 'utf8');
const tools = createRequire(new URL('../npm/package.json', import.meta.url));
const load = (name) => import(pathToFileURL(tools.resolve(name)));

/** What a console has besides the lines of README. */
const CONSOLE = {
  'index.html': `<!doctype html>
    <title>Console</title>
    <link rel="icon" href="/favicon.svg">
    <main><console-charges></console-charges></main>
    <output></output>
    <script type="module" src="./main.js"></script>`,
  'public/favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'console.js': `
    export const { tieback } = await (await fetch('configuration.json')).json();
    export const id = '${AGREEMENT}';
    export const fetchClientSecret = async () => (await (await fetch('embed-session', { method: 'POST' })).json()).clientSecret;
    export function saved({ charges }) {
      document.querySelector('output').textContent += charges.map((charge) => charge.purchaseOrderReference).join();
    }`,
};

/** A block of README's, with something put before what is found in it. */
function fromReadme(language, found, before) {
  const [, block] = README.match(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm'));
  assert.ok(block.includes(found), block);
  return block.replace(found, `${before}${found}`);
}

const [, options] = README.match(/`vue\((\{.+\})\)`/);

const FRAMEWORKS = {
  vue: {
    files: {
      'main.js': "import { createApp, h } from 'vue'; import Charges from './Charges.vue'; import Flags from './Flags.vue'; createApp({ render: () => [h(Charges), h(Flags)] }).mount('main');",
      'Flags.vue': `<template>
        <tieback-preview :whatIf.prop="false"></tieback-preview><tieback-preview :whatIf.prop="true"></tieback-preview>
        <tieback-po-picker :knownOnly.prop="false" :required="false"></tieback-po-picker>
      </template>`,
      'Charges.vue': fromReadme('vue', '</script>', "import { tieback, id, fetchClientSecret, saved } from './console.js';\n"),
    },
    plugins: async () => [(await load('@vitejs/plugin-vue')).default(new Function(`return ${options}`)())],
  },
  angular: {
    files: {
      'main.js': `
        import '@angular/compiler';
        import { provideZonelessChangeDetection } from '@angular/core';
        import { bootstrapApplication } from '@angular/platform-browser';
        import { Charges } from './charges.ts';
        bootstrapApplication(Charges, { providers: [provideZonelessChangeDetection()] });`,
      'charges.ts': `import * as host from './console.js';\n${fromReadme('ts', 'export class Charges {}', '').replace('Charges {}', 'Charges { tieback = host.tieback; id = host.id; fetchClientSecret = host.fetchClientSecret; saved = host.saved; }')}`,
      'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true, "useDefineForClassFields": false } }',
    },
    plugins: async () => [],
    // Templates are compiled in the page here, which the policy of the console refuses.
    bypassCSP: true,
  },
};

const { visit, saved, nameOfFirst } = embedded();

for (const [name, { files, plugins, bypassCSP }] of Object.entries(FRAMEWORKS)) {
  test(`${name}: a purchase order is set through the element that README shows`, async (t) => {
    const root = application(t, { ...files, ...CONSOLE });
    const { build } = await load('vite');
    await build({ root, configFile: false, logLevel: 'warn', plugins: await plugins(), build: { chunkSizeWarningLimit: 2000 } });
    const { page, charges } = await visit(t, { directory: path.join(root, 'dist'), bypassCSP });
    if (name === 'vue') {
      await page.locator('tieback-po-picker').waitFor({ state: 'attached' });
      const flags = await page.evaluate(() => [...document.querySelectorAll('tieback-preview')].map((part) => part.whatIf).concat(...[...document.querySelectorAll('tieback-po-picker')].map((part) => [part.knownOnly, part.required])));
      assert.deepEqual(flags, [false, true, false, false]);
    }
    const order = `MP-${name.toUpperCase()}`;
    const [charge] = await nameOfFirst();
    await orderOf(charges, charge).fill(order);
    await charges.getByText(en.subscriptions.WILL).waitFor();
    await charges.getByRole('button', { name: en.subscriptions.SAVE, exact: true }).click();
    await charges.getByText(filled(en.subscriptions.SAVED_ONE, { count: '1' })).waitFor();
    assert.equal(await page.locator('output').innerText(), order, 'the console has heard of it');
    assert.ok((await saved()).some((one) => one.purchaseOrderReference === order));
  });
}

/** A project with these files, in which the package and the frameworks are installed. */
function application(t, files) {
  const root = mkdtempSync(path.join(tmpdir(), 'console-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const directory of ['public', 'node_modules/@tieback']) mkdirSync(path.join(root, directory), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(root, name), text);
  symlinkSync(PACKAGE, path.join(root, 'node_modules/@tieback/widget'));
  for (const name of ['vue', '@angular', 'rxjs', 'tslib']) {
    symlinkSync(path.join(import.meta.dirname, '../npm/node_modules', name), path.join(root, 'node_modules', name));
  }
  return root;
}
