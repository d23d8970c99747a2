// The focus on its way through a console by keyboard: from the console into each part and out again,
// with a ring that can be seen wherever it stops.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { en } from './catalogue.mjs';
import { embedded, orderOf } from './embedded.mjs';

const WAY = ['console', 'tieback-charges', 'tieback-preview', 'console', 'tieback-po-picker', 'console'];
/** More stops than there are: whoever gets so far is trapped. */
const MANY = 200;

const { visit, nameOfFirst } = embedded();

for (const [colours, media] of Object.entries({ 'usual colours': {}, 'the colours of the system': { forcedColors: 'active' } })) {
  test(`by keyboard through all parts and back, in ${colours}`, async (t) => {
    const { page, charges, picker, preview } = await visit(t, media);
    await orderOf(charges, (await nameOfFirst())[0]).fill('MP-FOCUS');
    await charges.getByText(en.subscriptions.WILL).waitFor();
    await preview.getByRole('button', { name: en.embed.WHAT_IF }).first().click();
    await preview.getByRole('group', { name: en.embed.TRIAL }).getByRole('combobox').first().waitFor();
    await picker.getByRole('combobox').waitFor();
    await page.evaluate(() => {
      const first = Object.assign(document.createElement('button'), { id: 'first', textContent: 'First' });
      document.querySelector('main').prepend(first);
      first.focus();
    });
    const there = await walk(page, 'Tab', 'Send');
    // The first was not reached by keyboard.
    assert.deepEqual(there.slice(1).filter(({ hasRing }) => !hasRing), [], 'stops without a ring');
    assert.deepEqual(parts(there), WAY);
    const back = await walk(page, 'Shift+Tab', 'First');
    assert.deepEqual(back.filter(({ hasRing }) => !hasRing), [], 'stops without a ring on the way back');
    assert.deepEqual(names(back).reverse(), names(there), 'the same stops');
  });
}

/** The stops from where the focus is to the one of a name. */
async function walk(page, key, last) {
  const stops = [await stop(page)];
  while (stops.at(-1).name !== last) {
    assert.ok(stops.length < MANY, `trapped: ${JSON.stringify(stops.slice(-3))}`);
    await page.keyboard.press(key);
    stops.push(await stop(page));
  }
  return stops;
}

/** Where the focus is, whose that is, and whether one sees it. */
function stop(page) {
  return page.evaluate(() => {
    let at = document.activeElement;
    const part = at.shadowRoot ? at.localName : 'console';
    while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(at);
    const { width, height, top, bottom } = at.getBoundingClientRect();
    const isInView = width > 0 && height > 0 && bottom > 0 && top < innerHeight;
    // A console has the ring of the browser.
    const isDrawn = outlineStyle !== 'none' && (part === 'console' || parseFloat(outlineWidth) >= 2) && !/, 0\)$/.test(outlineColor);
    return { part, name: at.getAttribute('aria-label') ?? (at.textContent.trim() || at.id || at.localName), hasRing: isInView && isDrawn };
  });
}

const names = (stops) => stops.map(({ part, name }) => `${part}: ${name}`);
const parts = (stops) => stops.map(({ part }) => part).filter((part, place, all) => part !== all[place - 1]);
