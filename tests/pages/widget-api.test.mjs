// What a console can say to the parts by attributes, properties, methods and slots, one after the other.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { en, filled } from './catalogue.mjs';
import { GROUP } from './client.mjs';
import { embedded, orderOf, waitUntil } from './embedded.mjs';

const { admin, visit, nameOfFirst } = embedded();

/** What is said, and what then holds. */
const SAID = {
  'readonly: there is nothing to enter': async ({ charges }) => {
    await charges.evaluate((part) => { part.readOnly = true; });
    await charges.getByText(en.embed.READ_ONLY).waitFor();
    assert.equal(await charges.getByRole('combobox').count(), 0);
    await charges.evaluate((part) => part.removeAttribute('readonly'));
    await charges.getByRole('combobox').first().waitFor();
  },
  'discard(): what is typed is gone': async ({ charges }) => {
    const order = orderOf(charges, (await nameOfFirst())[0]);
    const unsaved = () => charges.evaluate((part) => part.unsavedCharges);
    const before = await order.inputValue();
    await order.fill('MP-DISCARDED');
    await waitUntil(async () => (await unsaved()) === 1);
    await charges.evaluate((part) => part.discard());
    await waitUntil(async () => (await order.inputValue()) === before);
    assert.equal(await unsaved(), 0);
  },
  'color-scheme: one part is dark, the others are as the page': async ({ charges, picker }) => {
    await charges.evaluate((part) => { part.colorScheme = 'dark'; });
    await charges.locator('[part="base"][data-scheme="dark"]').waitFor();
    assert.equal(await picker.locator('[part="base"][data-scheme]').count(), 0);
    await charges.evaluate((part) => part.removeAttribute('color-scheme'));
    await charges.locator('[part="base"]:not([data-scheme])').waitFor();
  },
  'slot header: words above the part': async ({ page, charges }) => {
    await charges.evaluate((part) => part.prepend(Object.assign(document.createElement('p'), { slot: 'header', textContent: 'Above it all' })));
    const [words, table] = [page.getByText('Above it all'), charges.getByRole('table')];
    assert.equal(await words.isVisible(), true);
    assert.ok((await words.boundingBox()).y < (await table.boundingBox()).y);
  },
  'slot empty: words where there is nothing': async ({ page, preview }) => {
    await preview.evaluate((part) => part.append(Object.assign(document.createElement('p'), { slot: 'empty', textContent: 'Nothing to pay' })));
    const words = page.getByText('Nothing to pay');
    assert.equal(await words.isVisible(), false);
    await preview.evaluate((part) => { part.purchaseOrder = 'NO-SUCH'; });
    await words.waitFor();
    assert.equal(await preview.getByText(en.embed.NONE_COMING).isVisible(), false);
    await preview.evaluate((part) => part.removeAttribute('purchase-order'));
    await words.waitFor({ state: 'hidden' });
  },
  'placeholder: it follows the attribute': async ({ picker }) => {
    for (const text of ['PO-…', 'Number', '']) {
      await picker.evaluate((part, value) => { part.placeholder = value; }, text);
      await waitUntil(async () => ((await picker.getByRole('combobox').getAttribute('placeholder')) ?? '') === text);
    }
  },
  'bill-from: only purchase orders of that seller': async ({ picker }) => {
    const orders = async (query) => (await admin.get(`/accounts/${GROUP}/purchase-orders?limit=50${query}`)).items.map(({ id }) => id);
    const [all, own] = [await orders(''), await orders('&billFrom=AWS_EMEA_SARL')];
    assert.ok(own.length > 0 && own.length < all.length, `${own.length} of ${all.length}`);
    const isValid = () => picker.evaluate((part) => part.validity.valid);
    await picker.evaluate((part) => { part.billFrom = 'AWS_EMEA_SARL'; });
    const box = picker.getByRole('combobox');
    const order = all.find((id) => !own.includes(id));
    await box.fill(own[0]);
    await waitUntil(isValid);
    await box.fill(order);
    await waitUntil(async () => (await picker.evaluate((part) => part.validationMessage)) === filled(en.embed.PICK_UNKNOWN, { order }));
    await picker.evaluate((part) => part.removeAttribute('bill-from'));
    await waitUntil(isValid);
  },
  'setCustomValidity(): the console has the last word': async ({ picker }) => {
    const said = await picker.evaluate((part) => {
      part.setCustomValidity('Not this one');
      return [part.validity.customError, part.validationMessage, part.checkValidity()];
    });
    assert.deepEqual(said, [true, 'Not this one', false]);
    await picker.getByText('Not this one').waitFor();
    assert.equal(await picker.evaluate((part) => {
      part.setCustomValidity('');
      return part.validity.customError;
    }), false);
  },
  'disabled: nothing can be entered, and nothing is sent': async ({ page, picker }) => {
    const box = picker.getByRole('combobox');
    const sent = () => page.evaluate(() => new FormData(document.querySelector('#request')).get('purchaseOrder'));
    await picker.evaluate((part) => { part.value = '4500044'; });
    assert.equal(await sent(), '4500044');
    await picker.evaluate((part) => { part.disabled = true; });
    await waitUntil(() => box.isDisabled());
    assert.deepEqual([await sent(), await picker.evaluate((part) => part.willValidate)], [null, false]);
    await picker.evaluate((part) => { part.disabled = false; });
    await waitUntil(() => box.isEnabled());
    assert.equal(await sent(), '4500044');
  },
  'a fieldset that is disabled disables it too': async ({ picker }) => {
    const box = picker.getByRole('combobox');
    await picker.evaluate((part) => {
      const fields = document.createElement('fieldset');
      part.replaceWith(fields);
      fields.append(part);
      fields.disabled = true;
    });
    await waitUntil(() => box.isDisabled());
    assert.equal(await picker.evaluate((part) => part.disabled), false, 'the attribute is its own');
    await picker.evaluate((part) => { part.closest('fieldset').disabled = false; });
    await waitUntil(() => box.isEnabled());
  },
};

for (const [what, holds] of Object.entries(SAID)) {
  test(what, async (t) => {
    const it = await visit(t);
    await it.charges.getByRole('table').waitFor();
    await it.preview.locator('.embed-coming').first().waitFor();
    await it.picker.getByRole('combobox').waitFor();
    await holds(it);
  });
}
