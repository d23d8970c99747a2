// Every component looks as it did when somebody last looked at it. After a change that is meant, see
// what it did and store the new pictures: `node tests/pages/pictures.mjs --gallery`.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GALLERY, SCHEMES, colours, difference, enter, photograph, stored } from './gallery.mjs';
import { site } from './site.mjs';

const gallery = site(...GALLERY);

/** The share of a picture that may be another: edges of letters, not a line of text. */
const TOLERANCE = 0.002;

for (const scheme of SCHEMES) {
  test(`the gallery looks as before, ${scheme}`, async (t) => {
    const visitor = await gallery.browserPage(t);
    await enter(visitor);
    const found = [];
    for (const { name, data } of await photograph(visitor, scheme)) {
      const before = await stored(name);
      const share = before ? await difference(visitor, before, data) : 1;
      if (share > TOLERANCE) found.push(`${name}: ${(100 * share).toFixed(2)} % differ`);
      if ((await colours(visitor, data)) < 4) found.push(`${name} shows nothing`);
    }
    assert.deepEqual(found, []);
  });
}
