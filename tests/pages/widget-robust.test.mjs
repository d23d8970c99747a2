// What a console does to the parts in it: it prints them, gives them no room, mirrors them, stills them,
// sets their density, and puts them in front of servers and networks that are not as they should be.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { en, filled } from './catalogue.mjs';
import { embedded, orderOf, waitUntil } from './embedded.mjs';

const MANIFEST = JSON.parse(readFileSync(new URL('../../crates/widget/npm/custom-elements.json', import.meta.url), 'utf8'));
/** All that elements are made of, as text. */
const SOURCES = ['crates/widget/npm/src', 'app/src/embed', 'app/src/embed.rs', 'app/src/ui'].map((path) => sourceOf(new URL(`../../${path}`, import.meta.url).pathname)).join('\n');
const LOST = { expected: true };
const { visit, saved, nameOfFirst } = embedded();

test('on paper there are the rows, and nothing to press', async (t) => {
  const { page, charges, preview } = await visit(t, { colorScheme: 'dark' });
  await charges.getByRole('table').waitFor();
  await preview.getByRole('list').first().waitFor();
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  assert.equal(await charges.locator('[part="bar"]').isVisible(), false);
  assert.equal(await preview.getByRole('button', { name: en.embed.WHAT_IF }).first().isVisible(), false);
  assert.ok((await charges.getByRole('row').count()) > 1);
  const ink = await charges.getByRole('table').evaluate((table) => getComputedStyle(table).color);
  assert.ok(Math.max(...ink.match(/\d+/g).slice(0, 3).map(Number)) < 100, `${ink} on paper`);
  const bytes = await page.pdf({ format: 'A4' });
  assert.ok(bytes.length > 5000);
});

test('in a container without a size it waits, and fills it when there is room', async (t) => {
  const { page, charges } = await visit(t, { hidden: true });
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('section { inline-size: 0; block-size: 0; padding: 0; overflow: hidden }');
    document.adoptedStyleSheets = [sheet];
    document.documentElement.hidden = false;
  });
  await page.waitForTimeout(500);
  await page.evaluate(() => { document.adoptedStyleSheets = []; });
  const table = charges.getByRole('table');
  await table.waitFor();
  await waitUntil(async () => (await table.boundingBox()).width > 600);
  assert.equal(await table.locator('thead').evaluate((head) => getComputedStyle(head).position), 'static', 'columns stand side by side');
});

test('from right to left the columns are mirrored, and nothing sticks out', async (t) => {
  const { page, charges, preview } = await visit(t);
  await charges.getByRole('table').waitFor();
  await preview.locator('.embed-coming').first().waitFor();
  const order = async (first, last) => (await first.boundingBox()).x < (await last.boundingBox()).x;
  const heads = charges.getByRole('columnheader');
  const [month, place] = [preview.locator('.embed-month').first(), preview.locator('.embed-place').first()];
  assert.deepEqual([await order(heads.first(), heads.last()), await order(month, place)], [true, true]);
  await page.evaluate(() => { document.dir = 'rtl'; });
  assert.deepEqual([await order(heads.first(), heads.last()), await order(month, place)], [false, false]);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
});

test('for whoever wants less motion nothing moves', async (t) => {
  const { page, charges } = await visit(t, { reducedMotion: 'reduce' });
  await charges.getByRole('table').waitFor();
  const moving = await page.evaluate(() => [...document.querySelectorAll('tieback-charges, tieback-preview, tieback-po-picker')].flatMap((part) =>
    [...part.shadowRoot.querySelectorAll('*')].filter((element) => {
      const { transitionDuration, animationName, animationDuration, animationIterationCount } = getComputedStyle(element);
      const lasts = (times) => times.split(',').some((time) => Number.parseFloat(time) > 0.01);
      return lasts(transitionDuration) || (animationName !== 'none' && (lasts(animationDuration) || animationIterationCount === 'infinite'));
    }).map((element) => element.className)));
  assert.deepEqual(moving, []);
});

test('the console sets the density of all parts in one place, or of one by its attribute', async (t) => {
  const { page, charges } = await visit(t);
  const field = charges.getByRole('combobox').first();
  await field.waitFor();
  const height = async () => (await field.boundingBox()).height;
  const usual = await height();
  const set = (compact) => page.evaluate((compact) => { document.documentElement.style.setProperty('--tieback-compact', compact); }, compact);
  // The policy of the console is about what is written in it, not about what a script sets.
  await set('1');
  const compact = await height();
  assert.ok(compact < usual, `${compact} of ${usual}`);
  await set('0');
  assert.equal(await height(), usual);
  await page.evaluate(() => { document.querySelector('tieback-charges').density = 'compact'; });
  await waitUntil(async () => (await height()) === compact);
});

test('a server of an older version, and one that knows nothing of parts, are told and not broken', async (t) => {
  const answers = (status, change) => ({
    expected: true,
    route: (page) => page.route('**/embed/session', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, status, json: change(await response.json()) });
    }),
  });
  const older = await visit(t, answers(201, (opened) => ({ ...opened, apiVersion: 0 })));
  for (const part of [older.charges, older.preview]) {
    await part.getByText(filled(en.embed.OTHER_VERSION, { known: '1', spoken: '0' })).first().waitFor();
  }
  assert.equal((await older.told('tieback-error'))[0].code, 'API_VERSION');

  const other = await visit(t, answers(404, () => ({ code: 'NOT_FOUND', detail: 'there is no such address', title: 'Not Found', status: 404 })));
  await other.charges.getByText(/^There is no server at http/).first().waitFor();
  assert.equal((await other.told('tieback-error'))[0].code, 'API_VERSION');

  // One that has more to tell than is known here says the same as ever.
  const more = await visit(t, {
    route: (page) => page.route('**/agreements/*/charges?**', async (route) => {
      const response = await route.fetch();
      const list = await response.json();
      await route.fulfill({ response, json: { ...list, news: { more: 1 }, items: list.items.map((item) => ({ ...item, unheardOf: true })) } });
    }),
  });
  await more.charges.getByRole('table').waitFor();
});

for (const [what, file] of [['module', 'widget_bg.wasm'], ['program of all kinds', 'shared.wasm'], ['program of its kind', 'charges.wasm']]) test(`where the ${what} does not come the console hears of it, shows its own words, and goes on by itself`, async (t) => {
  let isLost = true;
  const { page, charges, context, told } = await visit(t, {
    ...LOST,
    route: (page) => page.route(`**/${file}`, (route) => (isLost ? route.abort() : route.continue())),
  });
  await waitUntil(async () => (await told('tieback-error')).some(({ code }) => code === 'NOT_LOADED'));
  assert.equal(await charges.getByText('This could not be loaded.').isVisible(), true, 'a sentence where the page has none');
  await page.evaluate(() => {
    const words = Object.assign(document.createElement('p'), { slot: 'error', textContent: 'Back in a minute' });
    document.querySelector('tieback-charges').append(words);
  });
  assert.equal(await page.getByText('Back in a minute').isVisible(), true);
  isLost = false;
  await context.setOffline(true);
  await context.setOffline(false);
  await charges.getByRole('table').waitFor();
  assert.equal(await page.getByText('Back in a minute').isVisible(), false);
});

test('a session that ends by the clock is opened anew before anything is asked by it', async (t) => {
  const { page, charges, secrets, requests } = await visit(t, { route: (page) => page.clock.install() });
  await charges.getByRole('table').waitFor();
  assert.equal(secrets(), 1);
  await page.clock.fastForward('14:00');
  await page.evaluate(() => document.querySelector('tieback-charges').refresh());
  await waitUntil(() => secrets() === 2);
  await waitUntil(() => requests.filter((path) => path === '/api/v1/embed/session').length === 2);
  await charges.getByRole('table').waitFor();
});

test('two versions: the second is told, whichever part it brings, and typed text stays', async (t) => {
  const loader = readFileSync(new URL('../../crates/widget/npm/dist/widget.js', import.meta.url), 'utf8').replaceAll('0.1.0', '0.0.9');
  const { page, charges, complaints } = await visit(t, { ...LOST, route: (page) => page.route('**/older/widget.js', (route) => route.fulfill({ contentType: 'text/javascript', body: loader })) });
  const [name] = await nameOfFirst();
  await orderOf(charges, name).fill('MP-STAYS');
  const version = await page.evaluate(async () => (await import('/older/widget.js')).version);
  assert.equal(version, '0.0.9');
  const told = complaints.filter((complaint) => complaint.includes('0.0.9') && complaint.includes('0.1.0'));
  assert.deepEqual(['tieback-charges', 'tieback-preview', 'tieback-po-picker'].filter((tag) => !told.some((complaint) => complaint.includes(`<${tag}>`))), []);
  assert.equal(await orderOf(charges, name).inputValue(), 'MP-STAYS');
  assert.ok((await saved()).every(({ purchaseOrderReference }) => purchaseOrderReference !== 'MP-STAYS'));
});

test('the manifest tells all that elements have, and nothing else', async (t) => {
  const { page, charges, preview, picker } = await visit(t);
  await charges.getByRole('table').waitFor();
  await preview.locator('summary').first().click();
  await preview.getByText(en.why.CHOSEN, { exact: true }).waitFor();
  await picker.getByRole('combobox').waitFor();
  // What is seen here is told; what is told is written somewhere.
  const seen = await page.evaluate(() => Object.fromEntries(['tieback-charges', 'tieback-preview', 'tieback-po-picker'].map((tag) => {
    const all = [...document.querySelectorAll(tag)].flatMap((part) => [...part.shadowRoot.querySelectorAll('slot, [part]')]);
    return [tag, { slots: all.flatMap(({ localName, name }) => (localName === 'slot' ? [name] : [])), parts: all.flatMap((element) => [...element.part]) }];
  })));
  for (const { tagName, slots, cssParts, events } of MANIFEST.modules[0].declarations) {
    const names = (list) => list.map(({ name }) => name);
    assert.deepEqual(seen[tagName].slots.filter((name) => !names(slots).includes(name)), [], `slots of ${tagName}`);
    assert.deepEqual(seen[tagName].parts.filter((name) => !names(cssParts).includes(name)), [], `parts of ${tagName}`);
    for (const name of names(slots)) assert.ok(new RegExp(`<slot name="${name}"|name: '${name}'`).test(SOURCES), `${tagName}: slot ${name}`);
    for (const name of names(cssParts)) assert.ok(new RegExp(`[" ]${name}[" ]`).test(SOURCES), `${tagName}: part ${name}`);
    for (const name of names(events)) assert.ok(new RegExp(`tell\\(["']${name.replace('tieback-', '')}["']|Event\\('${name}'`).test(SOURCES), `${tagName}: event ${name}`);
  }
  const told = new Set(MANIFEST.modules[0].declarations.flatMap(({ events }) => events.map(({ name }) => name)));
  for (const [, name] of SOURCES.matchAll(/tell\(["'](\w+)["']/g)) assert.ok(told.has(`tieback-${name}`), name);
  const elements = await page.evaluate(() => Object.fromEntries(['tieback-charges', 'tieback-preview', 'tieback-po-picker'].map((tag) => {
    const element = customElements.get(tag);
    const members = new Set();
    for (let at = element.prototype; at !== HTMLElement.prototype; at = Object.getPrototypeOf(at)) for (const name of Object.getOwnPropertyNames(at)) members.add(name);
    return [tag, { members: [...members], attributes: element.observedAttributes, style: document.querySelector(tag).shadowRoot.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join('\n') }];
  })));
  // What the platform calls, and what is only of the class.
  const PLATFORM = /^(constructor|_.*|.{1,2}|(dis)?connectedCallback|attributeChangedCallback|form\w+Callback)$/;
  for (const { tagName, members, attributes, cssProperties } of MANIFEST.modules[0].declarations) {
    const { members: own, attributes: observed, style } = elements[tagName];
    const public_ = own.filter((name) => !PLATFORM.test(name));
    assert.deepEqual(members.map(({ name }) => name).sort(), public_.sort(), tagName);
    for (const name of observed) {
      if (!name.startsWith('aria-')) assert.ok(attributes.some((attribute) => attribute.name === name), `${tagName}: ${name}`);
    }
    const properties = cssProperties.map(({ name }) => name);
    for (const name of properties) assert.ok(style.includes(`var(${name}`), `${tagName}: ${name}`);
    const settable = new Set([...style.matchAll(/var\((--tieback-[\w-]+)/g)].map(([, name]) => name));
    assert.deepEqual([...settable].filter((name) => !properties.includes(name)), [], `${tagName}: what can be set is told`);
  }
});

/** A file, or all files of a folder, one after the other. */
function sourceOf(path) {
  if (!statSync(path).isDirectory()) return readFileSync(path, 'utf8');
  return readdirSync(path).map((name) => sourceOf(join(path, name))).join('\n');
}
