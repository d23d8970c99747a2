// Adding a purchase order: two steps and a review, with what is wrong told at the field, what it
// takes told before it is added, and nothing typed lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GROUP, onOneDatabase } from './account.mjs';
import { faults } from './axe.mjs';
import { en, filled, pattern } from './catalogue.mjs';
import { focused, tabTo } from './keys.mjs';
import { CLOUD, site } from './site.mjs';

const { add_order: texts, orders, words } = en;
const ADD = '/add-purchase-order';

const pages = site();

test('what is wrong is told at each field and in one list, once somebody wants to go on', async (t) => {
  const visitor = await pages.sample(t, ADD);
  await details(visitor);
  assert.equal(await visitor.page.locator('.field-error').count(), 0, 'nothing is wrong before anything is typed');
  await currency(visitor).fill('EURO');
  await visitor.page.getByLabel(orders.FIELD_ID).focus();
  await visitor.page.locator('[data-at="/currency"] .field-error').filter({ hasText: texts.NO_CURRENCY }).waitFor();
  assert.equal(await visitor.page.locator('.order-problems').count(), 0, 'the list waits until it is asked for');
  await visitor.press(texts.ADD_CONTACT);
  await visitor.page.getByLabel(texts.CONTACT_EMAIL).fill('nobody');
  await visitor.press(texts.NEXT_LINES);
  const problems = visitor.page.getByRole('region', { name: texts.CHECK_THESE });
  await problems.waitFor();
  const told = (await problems.getByRole('listitem').allInnerTexts()).map((text) => text.split(':')[0]);
  const email = filled(texts.NAME_IN_CONTACT, { contact: '1', field: texts.CONTACT_EMAIL });
  assert.deepEqual(told.sort(), [orders.FIELD_CURRENCY, orders.FIELD_ID, email].sort());
  assert.equal(await visitor.page.evaluate(() => document.activeElement.className), 'order-problems');
  const id = visitor.page.getByLabel(orders.FIELD_ID);
  assert.equal(await id.getAttribute('aria-invalid'), 'true');
  await problems.getByRole('button', { name: pattern(texts.PROBLEM_AT, { field: email }) }).click();
  await visitor.page.waitForFunction(() => document.activeElement.closest('[data-at="/contacts/0/email"]'));
  assert.equal(await currency(visitor).inputValue(), 'EURO', 'what was typed is there');

  await id.fill('NEW 1');
  await currency(visitor).fill('USD');
  await visitor.page.getByLabel(texts.CONTACT_EMAIL).fill('ada@example.com');
  await problems.waitFor({ state: 'detached' });
  await visitor.press(texts.NEXT_LINES);
  await step(visitor, texts.STEP_LINES);
});

test('a number that is taken is told while it is typed', async (t) => {
  const visitor = await pages.sample(t, ADD);
  await details(visitor);
  await visitor.page.getByLabel(orders.FIELD_ID).fill(CLOUD);
  await currency(visitor).focus();
  await visitor.page.locator('[data-at="/id"] .field-error').filter({ hasText: CLOUD }).waitFor();
});

test('what is typed is there again after reloading and going back, until one starts over', async (t) => {
  const visitor = await pages.sample(t, ADD);
  await details(visitor);
  await visitor.page.getByText(texts.IS_KEPT).waitFor();
  await visitor.page.getByLabel(orders.FIELD_ID).fill('KEPT-7');
  await visitor.press(texts.NEXT_LINES);
  await step(visitor, texts.STEP_LINES);
  await amount(visitor).fill('1234.5');
  await visitor.reload();
  await step(visitor, texts.STEP_LINES);
  assert.equal(await amount(visitor).inputValue(), '1,234.5');
  await visitor.page.goBack();
  await step(visitor, texts.STEP_DETAILS);
  assert.equal(await visitor.page.getByLabel(orders.FIELD_ID).inputValue(), 'KEPT-7');

  await visitor.open(en.frame.NAV_ORDERS);
  await visitor.link(en.dashboard.ADD).click();
  await visitor.arrives(texts.TITLE);
  await visitor.page.getByText(texts.WAS_KEPT).waitFor();
  assert.equal(await visitor.page.getByLabel(orders.FIELD_ID).inputValue(), 'KEPT-7');
  await visitor.press(texts.START_OVER);
  await visitor.page.getByText(texts.WAS_KEPT).waitFor({ state: 'detached' });
  assert.equal(await visitor.page.getByLabel(orders.FIELD_ID).inputValue(), '');
  await visitor.reload();
  await details(visitor);
  assert.equal(await visitor.page.getByLabel(orders.FIELD_ID).inputValue(), '');
});

test('one line for each quarter is put in at once, each with the whole amount', async (t) => {
  const visitor = await lines(await pages.sample(t, ADD), 'QUARTERS');
  await visitor.page.getByText(texts.QUICK, { exact: true }).click();
  await visitor.press(texts.QUICK_QUARTERS);
  await visitor.page.getByText(texts.QUICK_NO_AMOUNT).waitFor();
  await visitor.page.getByLabel(texts.QUICK_AMOUNT, { exact: true }).fill('2500');
  await visitor.page.getByLabel(texts.QUICK_TYPE, { exact: true }).selectOption('monthly-usage');
  await visitor.press(texts.QUICK_QUARTERS);
  await visitor.page.getByText(filled(texts.PUT_OTHER, { count: 4 })).first().waitFor();
  assert.deepEqual(await months(visitor), ['Nov 2026 Jan 2027', 'Feb 2027 Apr 2027', 'May 2027 Jul 2027', 'Aug 2027 Oct 2027']);
  const values = visitor.page.locator('.order-value-money').filter({ hasText: /2,500\.00/ });
  await values.nth(3).waitFor();
  for (const type of await visitor.page.locator('.order-line').getByLabel(orders.FIELD_TYPE).all()) {
    assert.equal(await type.inputValue(), 'monthly-usage');
  }
  await visitor.press(filled(texts.COPY_LINE, { line: 4 }));
  await line(visitor, 5).waitFor();
  await visitor.press(filled(texts.REMOVE_LINE, { line: 1 }));
  await line(visitor, 1).waitFor({ state: 'detached' });
  assert.equal(await visitor.page.locator('.order-line').count(), 4);
});

test('rows of a spreadsheet become lines, and what is not understood is told by row', async (t) => {
  const visitor = await lines(await pages.sample(t, ADD), 'PASTED');
  await visitor.page.getByText(texts.PASTE, { exact: true }).click();
  const field = visitor.page.getByLabel(texts.PASTE_FIELD, { exact: true });
  await field.fill([
    ['Type', 'Start month', 'End month', 'Amount', 'Colour'],
    [words.TYPE_USAGE, '2026-11', 'Apr 2027', 'US$ 1,500.00', 'red'],
    ['Pizza', '2027-05', '2027-10', '700', 'blue'],
    ['', '2027-05', '2027-10', '', 'green'],
  ].map((row) => row.join('\t')).join('\n'));
  await visitor.press(texts.PASTE_TAKE);
  const told = visitor.page.locator('.wizard-quick [role=status] li');
  await told.first().waitFor();
  assert.deepEqual(await told.allInnerTexts(), [
    filled(texts.PUT_OTHER, { count: 2 }),
    filled(texts.PASTE_COLUMN, { column: 'Colour' }),
    filled(texts.PASTE_CELL, { row: 3, cell: 'Pizza' }),
    filled(texts.PASTE_NO_AMOUNT, { row: 4 }),
  ]);
  assert.match(await field.inputValue(), /^Type[^\n]+\n\t2027-05\t2027-10\t\tgreen\n$/, 'what was no line is left');
  assert.deepEqual(await months(visitor), ['Nov 2026 Apr 2027', 'May 2027 Oct 2027']);
  assert.equal(await amount(visitor).inputValue(), '1,500.00');
  assert.equal(await line(visitor, 1).getByLabel(orders.FIELD_TYPE).inputValue(), 'monthly-usage');
});

test('a line of which the amount is still to be typed is not said to be missing', async (t) => {
  const visitor = await lines(await pages.sample(t, ADD), 'UNFINISHED');
  await visitor.press(texts.NEXT_REVIEW);
  await visitor.page.getByRole('region', { name: texts.CHECK_THESE }).waitFor();
  assert.equal(await visitor.page.locator('.order-warnings li').count(), 0);
});

test('rows with the headings of a list of purchase orders keep their months and the kind of their tax', async (t) => {
  const visitor = await lines(await pages.sample(t, ADD), 'TAXED');
  await visitor.page.getByText(texts.PASTE, { exact: true }).click();
  await visitor.page.getByLabel(texts.PASTE_FIELD, { exact: true }).fill([
    ['line_type', 'start', 'end', 'line_amount', 'tax', 'tax_type'],
    ['all', '2026-11', '2027-04', '700', '50', 'absolute'],
    ['all', '2027-05', '2027-10', '700', '19', 'percent'],
  ].map((row) => row.join('\t')).join('\n'));
  await visitor.press(texts.PASTE_TAKE);
  const told = visitor.page.locator('.wizard-quick [role=status] li');
  await told.first().waitFor();
  assert.deepEqual(await told.allInnerTexts(), [filled(texts.PUT_OTHER, { count: 2 })]);
  assert.deepEqual(await months(visitor), ['Nov 2026 Apr 2027', 'May 2027 Oct 2027']);
  const kinds = visitor.page.getByLabel(texts.TAX_KIND, { exact: true });
  assert.deepEqual([await kinds.nth(0).inputValue(), await kinds.nth(1).inputValue()], ['absolute', 'percent']);
});

test('a line that can never be used is allowed and told', async (t) => {
  const visitor = await lines(await pages.sample(t, ADD), 'TWICE');
  await amount(visitor).fill('100');
  await visitor.press(filled(texts.COPY_LINE, { line: 1 }));
  await visitor.page.locator('.order-warnings').getByText(texts.WORTH_A_LOOK).waitFor();
  await visitor.press(texts.NEXT_REVIEW);
  await step(visitor, texts.STEP_REVIEW);
  await visitor.page.locator('.order-warnings li').first().waitFor();
  assert.doesNotMatch(await visitor.page.locator('.order-warnings').innerText(), /\(P-/, 'rules have no codes for people');
});

test('a review that is opened with nothing typed tells what is missing, and leads there', async (t) => {
  const visitor = await pages.sample(t, `${ADD}?step=review`);
  await step(visitor, texts.STEP_REVIEW);
  const problems = visitor.page.getByRole('region', { name: texts.CHECK_THESE });
  const missing = filled(texts.NAME_IN_LINE, { line: 1, field: orders.FIELD_AMOUNT });
  await problems.getByRole('button', { name: pattern(texts.PROBLEM_AT, { field: missing }) }).click();
  await step(visitor, texts.STEP_LINES);
  await visitor.page.waitForFunction(() => document.activeElement.closest('[data-at="/lineItems/0/amount"]'));
  assert.equal(await visitor.button(texts.TITLE).count(), 0, 'nothing that is not complete is added');
});

test('a purchase order is added by keyboard alone', async (t) => {
  const visitor = await pages.sample(t, ADD);
  await details(visitor);
  const { keyboard } = visitor.page;
  await tabTo(visitor, orders.FIELD_ID);
  await keyboard.type('KEYS-1');
  await tabTo(visitor, texts.NEXT_LINES);
  await keyboard.press('Enter');
  await step(visitor, texts.STEP_LINES);
  assert.equal((await focused(visitor)).name, texts.STEP_LINES, 'the heading of the step has the focus');
  await tabTo(visitor, orders.FIELD_AMOUNT);
  await keyboard.type('5000');
  await tabTo(visitor, texts.NEXT_REVIEW);
  await keyboard.press('Enter');
  await step(visitor, texts.STEP_REVIEW);
  await visitor.page.locator('.proposal-lines li').first().waitFor();
  await tabTo(visitor, texts.TITLE);
  await keyboard.press('Enter');
  await visitor.arrives('KEYS-1');
});

test('tax registration numbers are asked for where the seller looks at them', async (t) => {
  const visitor = await pages.sample(t, ADD);
  await details(visitor);
  await visitor.page.getByText(texts.NARROW).click();
  const numbers = visitor.page.getByLabel(orders.FIELD_TAX_NUMBERS);
  await visitor.page.getByLabel(orders.FIELD_UNITS).waitFor();
  assert.equal(await numbers.count(), 0, 'Amazon Web Services, Inc. does not');
  const seller = visitor.page.getByRole('combobox', { name: texts.SELLER });
  await seller.fill('AWS_EMEA_SARL');
  await numbers.fill('DE123456789');
  await seller.fill('AWS_INC');
  await numbers.waitFor();
  assert.equal(await numbers.inputValue(), 'DE123456789', 'what is there can be taken away');
});

test('one line for each month is put in at once', async (t) => {
  const visitor = await lines(await pages.sample(t, ADD), 'MONTHS');
  await visitor.page.getByText(texts.QUICK, { exact: true }).click();
  await visitor.page.getByLabel(texts.QUICK_AMOUNT, { exact: true }).fill('300');
  await visitor.press(texts.QUICK_MONTHS);
  await visitor.page.getByText(filled(texts.PUT_OTHER, { count: 12 })).first().waitFor();
  const put = await months(visitor);
  assert.equal(put.length, 12);
  assert.deepEqual([put[0], put[11]], ['Nov 2026 Nov 2026', 'Oct 2027 Oct 2027']);
  await visitor.page.locator('.order-value-money').filter({ hasText: /300\.00/ }).nth(11).waitFor();
});

test('every step by the rules of WCAG 2.2 AA, light and dark, wide and on a phone', async (t) => {
  const visitor = await pages.sample(t, ADD);
  await details(visitor);
  await visitor.press(texts.ADD_CONTACT);
  await visitor.press(texts.ADD_SELLER);
  await visitor.press(en.ui.ADD_TAG);
  await visitor.page.getByText(texts.NARROW).click();
  await visitor.press(texts.NEXT_LINES);
  await visitor.page.getByRole('region', { name: texts.CHECK_THESE }).waitFor();
  const found = await faults(visitor, 'details with problems');
  await visitor.press(filled(texts.REMOVE_CONTACT, { number: 1 }));
  await visitor.press(filled(texts.REMOVE_SELLER, { number: 2 }));
  await lines(visitor, 'LOOKS-1');
  await visitor.page.getByText(texts.QUICK, { exact: true }).click();
  await visitor.page.getByText(texts.PASTE, { exact: true }).click();
  await visitor.press(texts.NEXT_REVIEW);
  await visitor.page.getByRole('region', { name: texts.CHECK_THESE }).waitFor();
  found.push(...(await faults(visitor, 'lines with problems')));
  await amount(visitor).fill('900');
  await visitor.press(texts.NEXT_REVIEW);
  await step(visitor, texts.STEP_REVIEW);
  await visitor.page.locator('.proposal-lines li').first().waitFor();
  found.push(...(await faults(visitor, 'review')));
  assert.deepEqual(found, []);
});

onOneDatabase(['--example'], (nordwind) => {
  test('a purchase order is typed in two steps, reviewed, and saved', async (t) => {
    const ines = await nordwind.enter(t, 'ines', ADD);
    await details(ines);
    await ines.page.getByLabel(orders.FIELD_ID).fill('NEXT 2027/1');
    await ines.page.getByLabel(orders.FIELD_DESCRIPTION).fill('All of the cloud');
    await ines.page.getByText(texts.MEANS_INC).waitFor();
    await ines.page.getByLabel(texts.SHIP_TO).fill('Speicherstadt 1, 20457 Hamburg');
    await ines.press(texts.ADD_CONTACT);
    await ines.page.getByLabel(texts.CONTACT_EMAIL).fill('ines@nordwind.example');
    await ines.page.getByLabel(texts.CONTACT_NAME, { exact: true }).fill('Ines Albrecht');
    await ines.press(texts.NEXT_LINES);
    await step(ines, texts.STEP_LINES);
    await line(ines, 1).getByLabel(orders.FIELD_TYPE).selectOption('monthly-usage');
    await ines.page.getByText(words.TYPE_USAGE_HINT).waitFor();
    await amount(ines).fill('40,000.00');
    await line(ines, 1).getByLabel(orders.FIELD_QUANTITY).fill('3');
    await ines.page.locator('.order-value-money').filter({ hasText: /120,000\.00/ }).waitFor();
    await ines.press(texts.NEXT_REVIEW);
    await step(ines, texts.STEP_REVIEW);
    await ines.page.getByRole('region', { name: texts.WILL_TAKE }).getByRole('listitem').first().waitFor();
    const lasts = await ines.page.getByRole('region', { name: texts.LASTS }).getByRole('listitem').allInnerTexts();
    assert.equal(lasts.length, 1);
    assert.match(lasts[0], new RegExp(`${pattern(texts.RUNS_OUT).source}|${pattern(texts.ENOUGH).source}`));
    const told = await ines.page.locator('.proposal-lines li').allInnerTexts();
    assert.ok(told.some((sentence) => sentence.includes('NEXT 2027/1')), `${told}`);
    await ines.press(texts.TITLE);
    await ines.arrives('NEXT 2027/1');

    const client = await nordwind.client('ines');
    const kept = await client.get(`/accounts/${GROUP}/purchase-orders/${encodeURIComponent('NEXT 2027/1')}`);
    assert.equal(kept.description, 'All of the cloud');
    assert.equal(kept.shipTo, 'Speicherstadt 1, 20457 Hamburg');
    assert.deepEqual(kept.contacts, [{ name: 'Ines Albrecht', email: 'ines@nordwind.example' }]);
    assert.deepEqual(kept.lineItems.map(({ number, type, amount: own, quantity }) => [number, type, own, quantity]), [['1', 'monthly-usage', '40000.00', '3']]);
    await ines.go(`/accounts/${GROUP}${ADD}`);
    await details(ines);
    assert.equal(await ines.page.getByLabel(orders.FIELD_ID).inputValue(), '', 'what was saved is no draft any more');
  });

  test('the next one like another takes two clicks', async (t) => {
    const client = await nordwind.client('ines');
    const before = await client.get(`/accounts/${GROUP}/purchase-orders/TRAIN-7`);
    const ines = await nordwind.enter(t, 'ines', `${ADD}?like=TRAIN-7`);
    await step(ines, texts.STEP_REVIEW);
    await ines.page.locator('.proposal-lines li').first().waitFor();
    await ines.press(texts.TITLE);
    await ines.arrives('TRAIN-8');
    const after = await client.get(`/accounts/${GROUP}/purchase-orders/TRAIN-8`);
    assert.equal(after.effectiveMonth, monthAfter(before.expirationMonth));
    assert.deepEqual(after.lineItems.map((own) => own.amount), before.lineItems.map((own) => own.amount));
    assert.equal(after.lineItems[0].startMonth, after.effectiveMonth);
    assert.equal(after.lineItems[0].endMonth, after.expirationMonth);
    assert.deepEqual(after.contacts, before.contacts);
  });

  test('who may not add one is told why, and has nothing to type in', async (t) => {
    const thomas = await nordwind.enter(t, 'thomas', ADD);
    await thomas.page.getByText(texts.MAY_NOT).waitFor();
    await thomas.page.getByText(/AddPurchaseOrder/).waitFor();
    assert.equal(await thomas.page.getByLabel(orders.FIELD_ID).count(), 0);
  });

  test('signing out leaves nothing of what was typed in this browser', async (t) => {
    const marek = await nordwind.enter(t, 'marek', ADD);
    await details(marek);
    await marek.page.getByLabel(orders.FIELD_ID).fill('SECRET-1');
    const kept = () => marek.page.evaluate(() => JSON.stringify({ ...localStorage }));
    assert.match(await kept(), /SECRET-1/);
    await marek.pick(/Marek/, en.account.SIGN_OUT);
    await marek.message(en.account.SIGNED_OUT);
    assert.doesNotMatch(await kept(), /SECRET-1/);
  });
});

/** Waits until a step is there. */
async function step(visitor, title) {
  await visitor.page.getByRole('heading', { level: 2, name: title, exact: true }).waitFor();
  await visitor.page.locator('.wizard-step[aria-current=step]').filter({ hasText: title }).waitFor();
  await visitor.settled();
}

const details = (visitor) => step(visitor, texts.STEP_DETAILS);

/** Goes to the second step with a number. */
async function lines(visitor, id) {
  await details(visitor);
  await visitor.page.getByLabel(orders.FIELD_ID).fill(id);
  await visitor.press(texts.NEXT_LINES);
  await step(visitor, texts.STEP_LINES);
  return visitor;
}

const currency = ({ page }) => page.getByRole('textbox', { name: orders.FIELD_CURRENCY, exact: true });

const line = ({ page }, number) => page.getByRole('group', { name: filled(texts.LINE, { line: number }), exact: true });

/** The amount of the first line. */
const amount = ({ page }) => page.locator('.order-line').first().getByLabel(orders.FIELD_AMOUNT, { exact: true });

/** From when to when each line is. */
const months = async ({ page }) => {
  const own = async (of) => [await of.getByRole('textbox', { name: orders.FIELD_START }).inputValue(), await of.getByRole('textbox', { name: orders.FIELD_END }).inputValue()].join(' ');
  return Promise.all((await page.locator('.order-line').all()).map(own));
};

/** The month after one. */
const monthAfter = (month) => {
  const [year, number] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
};
