// What to do: a proposal is edited first where such things are edited, and going through the list
// keeps the focus and what is open.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { onOneDatabase, saved } from './account.mjs';
import { faults } from './axe.mjs';
import { en, filled, pattern } from './catalogue.mjs';
import { site } from './site.mjs';

const { add_order: adding, changes, frame, orders, to_do: texts, why } = en;

const pages = site();

test('a purchase order that is proposed is edited before it is added', async (t) => {
  const visitor = await pages.sample(t, '/to-do');
  const entry = await proposed(visitor, texts.FIX_ADD_ORDER);
  const sentence = await entry.locator('.finding-text').innerText();
  await visitor.link(texts.EDIT_FIRST, entry).click();
  await visitor.arrives(adding.TITLE);
  await step(visitor, adding.STEP_DETAILS);
  await visitor.page.getByText(adding.PROPOSED).waitFor();
  const id = visitor.page.getByLabel(orders.FIELD_ID);
  assert.equal(await id.inputValue(), 'NEW-1');
  await visitor.reload();
  await step(visitor, adding.STEP_DETAILS);
  assert.equal(await id.inputValue(), 'NEW-1', 'a reload begins with the same');

  await id.fill('4500-77');
  await visitor.press(adding.NEXT_LINES);
  await step(visitor, adding.STEP_LINES);
  assert.match(await visitor.page.locator('.order-line').getByLabel(orders.FIELD_AMOUNT, { exact: true }).inputValue(), /\d/);
  await visitor.press(adding.NEXT_REVIEW);
  await step(visitor, adding.STEP_REVIEW);
  await visitor.page.locator('.proposal-lines li').first().waitFor();
  await visitor.press(adding.TITLE);
  await visitor.arrives('4500-77');
  await visitor.hasEdits(1);
  await visitor.open(frame.NAV_TO_DO);
  await visitor.arrives(texts.TITLE);
  assert.equal(await visitor.page.getByText(sentence, { exact: true }).count(), 0, 'it is done with');
});

test('a value that is proposed for a line is edited in its form', async (t) => {
  const visitor = await pages.sample(t, '/to-do');
  const entry = await proposed(visitor, texts.FIX_RELEASE);
  const sentence = await entry.locator('.finding-fix').innerText();
  await visitor.link(texts.EDIT_FIRST, entry).click();
  const { dialog } = visitor;
  await dialog.waitFor();
  const amount = dialog.getByLabel(orders.FIELD_AMOUNT, { exact: true });
  const value = await amount.inputValue();
  assert.ok(/\d/.test(value) && sentence.includes(value), `${value} is what was proposed: ${sentence}`);
  await dialog.locator('.proposal-lines li').first().waitFor();
  await visitor.press(changes.APPLY, dialog);
  await visitor.message(changes.APPLIED);
  await visitor.hasEdits(1);
  await dialog.waitFor({ state: 'detached' });
  await visitor.settled();
  assert.doesNotMatch(visitor.address, /finding/, 'a reload does not open it again');
});

test('where nothing is proposed it is told why, and the form is one step away', async (t) => {
  const order = (id, updatedAt, type) => ({
    id, billFrom: ['AWS_INC'], currency: 'USD', effectiveMonth: '2026-01', expirationMonth: '2027-12', updatedAt,
    lineItems: [{ number: '1', type, startMonth: '2026-01', endMonth: '2027-10', amount: '1000', quantity: '1', balanceTracking: true }],
  });
  const data = JSON.stringify({
    purchaseOrders: [
      order('A', '2026-02-01T00:00:00Z', 'all'),
      order('B', '2026-01-01T00:00:00Z', 'all'),
      order('C', '2026-01-01T00:00:00Z', 'subscription'),
    ],
    charges: [{ id: 'u', kind: 'usage', category: 'monthly-usage', cycle: 'monthly', billFrom: 'AWS_INC', currency: 'USD', billingPeriod: '2026-12', amount: '900' }],
  });
  const visitor = await pages.visit(t, '/files');
  await visitor.choose({ name: 'snapshot.json', data });
  await visitor.press(en.start.SHOW);
  await visitor.arrives(en.invoices.TITLE);
  const { dialog, page } = visitor;

  await visitor.open(frame.NAV_TO_DO);
  const decided = page.locator('.finding').filter({ hasText: texts.NO_FIX_UPDATE });
  await visitor.link(filled(texts.OPEN_FORM, { order: 'B' }), decided).click();
  await dialog.waitFor();
  assert.doesNotMatch(visitor.address, /finding/, 'a reload does not open it again');
  await page.keyboard.press('Escape');
  await visitor.open(frame.NAV_TO_DO);
  const unused = page.locator('.finding').filter({ hasText: texts.NO_FIX_UNUSED });
  await visitor.link(filled(texts.OPEN_LINE, { line: '1', order: 'C' }), unused).click();
  await dialog.getByLabel(orders.FIELD_AMOUNT, { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.doesNotMatch(visitor.address, /finding/);
});

test('what a charge is to name is edited where it is proposed', async (t) => {
  const visitor = await pages.sample(t, '/to-do');
  const entry = await proposed(visitor, texts.FIX_REFERENCE);
  const sentence = await entry.locator('.finding-text').innerText();
  const fix = await entry.locator('.finding-fix').innerText();
  await visitor.press(texts.EDIT_FIRST, entry);
  const number = entry.getByRole('combobox', { name: why.REFERENCE });
  assert.equal(fix, filled(texts.FIX_REFERENCE, { value: await number.inputValue() }));
  await focusIsOn(visitor, '.finding-fields input');
  assert.deepEqual(await faults(visitor, 'with what a charge is to name'), []);
  await number.fill('4500-78');
  await number.press('Tab');
  await entry.locator('.proposal-lines li').filter({ hasText: '4500-78' }).first().waitFor();
  await visitor.press(changes.APPLY, entry);
  await visitor.message(changes.APPLIED);
  await visitor.hasEdits(1);
  await visitor.page.getByText(sentence, { exact: true }).waitFor({ state: 'detached' });
});

test('a proposal takes the focus and gives it back, and what is open stays while another is applied', async (t) => {
  const visitor = await pages.sample(t, '/to-do');
  const first = visitor.page.locator('.finding').filter({ has: visitor.button(texts.PROPOSE) }).first();
  const key = await first.getAttribute('data-key');
  await visitor.press(texts.PROPOSE, first);
  await focusIsOn(visitor, '.finding-fix');
  const own = visitor.page.locator(`.finding[data-key=${JSON.stringify(key)}]`);
  await visitor.press(texts.CLOSE, own);
  await focusIsOn(visitor, '.finding .actions button');

  const kept = await proposed(visitor, texts.FIX_RELEASE);
  const open = await kept.getAttribute('data-key');
  if (open === key) throw new Error('the first finding is not the one that stays open');
  await own.locator('.proposal-lines li').first().waitFor();
  await visitor.press(changes.APPLY, own);
  await visitor.message(changes.APPLIED);
  await visitor.hasEdits(1);
  await own.locator('.finding-proposal').waitFor({ state: 'detached' });
  await focusIsOn(visitor, '.finding');
  await visitor.page.locator(`.finding[data-key=${JSON.stringify(open)}] .finding-proposal`).waitFor();
});

onOneDatabase(['--example'], (nordwind) => {
  test('a value that is proposed for a line of an account is edited, and saved at once', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/to-do');
    await ines.arrives(texts.TITLE);
    const entry = await proposed(ines, texts.FIX_RAISE);
    await ines.link(texts.EDIT_FIRST, entry).click();
    const { dialog } = ines;
    await dialog.waitFor();
    assert.match(await dialog.getByLabel(orders.FIELD_AMOUNT, { exact: true }).inputValue(), /\d/);
    await dialog.locator('.proposal-lines li').first().waitFor();
    await ines.press(changes.APPLY, dialog);
    await saved(ines);
    await ines.hasEdits(0);
  });
});

/** Opens proposals, from the first one on, until one is such; returns its entry. */
async function proposed(visitor, fix) {
  const { page } = visitor;
  const found = page.locator('.finding').filter({ has: page.locator('.finding-fix').filter({ hasText: pattern(fix) }) });
  await page.locator('.finding').first().waitFor();
  while (!(await found.count())) {
    const opened = await page.locator('.finding-fix').count();
    await visitor.button(texts.PROPOSE).first().click();
    await page.locator('.finding-fix').nth(opened).waitFor();
  }
  return found.first();
}

/** Waits until something of such a selector has the focus. */
const focusIsOn = ({ page }, selector) => page.waitForFunction((wanted) => document.activeElement.matches(wanted), selector);

/** Waits until a step of adding a purchase order is there. */
async function step(visitor, title) {
  await visitor.page.getByRole('heading', { level: 2, name: title, exact: true }).waitFor();
  await visitor.settled();
}
