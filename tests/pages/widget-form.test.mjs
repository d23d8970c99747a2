// The picker as a control of a form: before it is in view, what it tells while one types, what it says
// of a number, and until when.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { en, filled, german } from './catalogue.mjs';
import { embedded, waitUntil } from './embedded.mjs';

/** A purchase order that is there. */
const ORDER = '4500044';

const { visit } = embedded();

/** What the form would send. */
const inForm = (page) => page.evaluate(() => new FormData(document.querySelector('#request')).get('purchaseOrder'));

test('before it is in view the form can be sent with what the page has put in, and has a value without', async (t) => {
  const { page, requests } = await visit(t, { hidden: true });
  assert.equal(await inForm(page), '', 'a control that nobody has touched is sent as well');
  const said = await page.evaluate((order) => {
    const part = document.querySelector('tieback-po-picker');
    part.value = order;
    return [part.checkValidity(), part.validationMessage];
  }, ORDER);
  assert.deepEqual([...said, await inForm(page)], [true, '', ORDER]);
  assert.equal(requests.some((path) => path.endsWith('.wasm')), false);
});

test('out of view and empty, it is led to and says what it lacks', async (t) => {
  const { page, picker } = await visit(t, { hidden: true });
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('#request { margin-block-start: 400vh }');
    document.adoptedStyleSheets = [sheet];
    document.documentElement.hidden = false;
  });
  await page.locator('tieback-charges').getByRole('table').waitFor();
  assert.equal(await picker.getByRole('combobox').count(), 0, 'it is not there yet');
  await page.evaluate(() => {
    document.querySelector('#what').value = 'Two licences';
    document.querySelector('#request').requestSubmit();
  });
  await picker.getByRole('combobox').waitFor();
  await picker.locator('[part="note"]').waitFor();
  assert.equal(await picker.locator('[part="note"]').innerText(), await picker.evaluate((part) => part.validationMessage));
  await waitUntil(() => picker.evaluate((part) => part.shadowRoot.activeElement?.localName === 'input'));
});

test('what is put right is not called wrong any more', async (t) => {
  const { picker } = await visit(t);
  const box = picker.getByRole('combobox');
  await box.waitFor();
  await picker.evaluate((part, order) => {
    part.value = order;
    part.setCustomValidity('Not this one');
    part.reportValidity();
  }, ORDER);
  await picker.getByText('Not this one').waitFor();
  assert.equal(await box.getAttribute('aria-invalid'), 'true');
  await picker.evaluate((part) => part.setCustomValidity(''));
  await picker.getByText('Not this one').waitFor({ state: 'detached' });
  assert.equal(await box.getAttribute('aria-invalid'), null);
});

test('every key is told once, and a number that is typed is no choice until the control is left', async (t) => {
  const { page, picker, told } = await visit(t);
  const box = picker.getByRole('combobox');
  await box.waitFor();
  await picker.evaluate((part) => {
    globalThis.heard = [];
    for (const name of ['input', 'change']) part.addEventListener(name, () => globalThis.heard.push(name));
  });
  const heard = () => page.evaluate(() => globalThis.heard.join());
  await box.fill(ORDER);
  await picker.getByRole('option', { name: ORDER }).first().waitFor();
  await box.press('End');
  await box.press('1');
  await box.press('Backspace');
  assert.equal(await heard(), 'input,input,input');
  await page.getByLabel('What', { exact: true }).focus();
  assert.equal(await heard(), 'input,input,input,change');
  assert.deepEqual(await told('tieback-change'), [{ value: ORDER }]);
  // What is chosen of the list is told at once.
  await box.fill('');
  await picker.getByRole('option').first().waitFor();
  await box.press('ArrowDown');
  await box.press('Enter');
  assert.equal((await told('tieback-change')).at(-1).value, await box.inputValue());
  assert.equal((await told('tieback-change')).length, 2);
});

test('spaces around a number are no part of it', async (t) => {
  const { page, picker } = await visit(t);
  const box = picker.getByRole('combobox');
  await box.fill(`  ${ORDER} `);
  assert.equal(await inForm(page), ORDER);
  await waitUntil(() => picker.evaluate((part) => part.validity.valid));
  await page.getByLabel('What', { exact: true }).focus();
  await waitUntil(async () => (await box.inputValue()) === ORDER);
  assert.deepEqual(await picker.evaluate((part) => [part.value, part.validity.valid]), [ORDER, true]);
  await box.fill('   ');
  assert.equal(await picker.evaluate((part) => part.validity.valueMissing), true);
});

test('without a server it says after some seconds what it waits for, and not once it has it', async (t) => {
  const { picker, told } = await visit(t, { expected: true });
  await picker.getByRole('combobox').waitFor();
  const server = await picker.evaluate((part) => part.server);
  await picker.evaluate((part) => { part.server = ''; });
  const words = picker.getByText(filled(en.embed.NOT_SET_UP_TEXT, { missing: 'server' }));
  await words.waitFor();
  assert.equal((await told('tieback-error')).at(-1).code, 'NOT_SET_UP');
  await picker.evaluate((part, server) => { part.server = server; }, server);
  await words.waitFor({ state: 'detached' });
});

test('inside a shadow root the language is that around it', async (t) => {
  const { page, charges } = await visit(t, { hidden: true });
  await page.evaluate(() => {
    const part = document.querySelector('tieback-charges');
    for (const other of document.querySelectorAll('tieback-preview, tieback-po-picker')) other.remove();
    const around = Object.assign(document.createElement('div'), { lang: 'de' });
    part.replaceWith(around);
    around.attachShadow({ mode: 'open' }).append(part);
    document.documentElement.hidden = false;
  });
  await charges.getByRole('columnheader', { name: german['subscriptions.column_order'] }).waitFor();
  await charges.getByRole('button', { name: german['subscriptions.save'], exact: true }).waitFor();
});
