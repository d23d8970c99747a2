// Every component looks as it did when somebody last looked at it, and so do the pages that are looked at
// most. After a change that is meant, see what it did and store the new pictures:
// `node tests/pages/pictures.mjs --looks`.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GALLERY, LOOKS, PAGE_LOOKS, colours, difference, photograph, photographOpened, photographPages, stored } from './gallery.mjs';
import { site } from './site.mjs';

const gallery = site(...GALLERY);
const pages = site();

/** The share of a picture that may be another: edges of letters, not a line of text. */
const TOLERANCE = 0.002;

for (const look of LOOKS) {
  test(`the gallery looks as before, ${look.name}`, async (t) => {
    const visitor = await gallery.browserPage(t);
    await compare(visitor, await photograph(visitor, look));
  });
}

for (const scheme of ['light', 'dark']) {
  test(`what opens in the gallery looks as before, ${scheme}`, async (t) => {
    const visitor = await gallery.browserPage(t);
    await compare(visitor, await photographOpened(visitor, scheme));
  });
}

for (const look of PAGE_LOOKS) {
  test(`pages of the sample look as before, ${look.name}`, async (t) => {
    const visitor = await pages.browserPage(t);
    await compare(visitor, await photographPages(visitor, look));
  });
}

async function compare(visitor, pictures) {
  const found = [];
  for (const { name, data } of pictures) {
    const before = await stored(name);
    const share = before ? await difference(visitor, before, data) : 1;
    if (share > TOLERANCE) found.push(`${name}: ${(100 * share).toFixed(2)} % differ`);
    if ((await colours(visitor, data)) < 4) found.push(`${name} shows nothing`);
  }
  assert.deepEqual(found, []);
}
