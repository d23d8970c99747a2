// Saving what was tried: what was previewed is what is saved, and what is not saved is not lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { agrees, noticeOf, onEachDatabase, openOrder, refusedWith, review, save, saved, setAmount, setReference, suspend, told } from './account.mjs';
import { en, filled } from './catalogue.mjs';

const { frame, orders } = en;

/** The purchase order of the monthly cloud bill, and what others take its place. */
const MONTHLY = '4500044';

onEachDatabase(['--example'], (nordwind) => {
  test('what was previewed is what is saved, and is there again on a page that is loaded anew', async (t) => {
    const ines = await nordwind.enter(t, 'ines');
    const before = await nordwind.preview();
    await suspend(ines, MONTHLY);
    await ines.open(frame.NAV_INVOICES);
    const changes = await ines.changes();
    const previewed = (await ines.keep(frame.KEEP_PREVIEW)).data.toString('utf8');
    assert.notEqual(previewed, before);
    assert.equal(await nordwind.preview(), before, 'nothing is saved yet');

    await review(ines);
    assert.deepEqual(await told(ines, en.save.WILL), [filled(en.save.ORDERS, { ids: MONTHLY })]);
    assert.deepEqual(await told(ines, en.save.MOVES), changes, 'what the page shows is what saving moves');
    await ines.press(en.save.SAVE, ines.dialog);
    assert.equal(await saved(ines), filled(en.save.SAVED, { summary: changes[0] }));

    assert.equal(await nordwind.preview(), previewed);
    await agrees(ines, nordwind);
    await ines.reload();
    await ines.hasEdits(0);
    await agrees(ines, nordwind);
    await openOrder(ines, MONTHLY);
    await ines.button(orders.RESUME).waitFor();
  });

  test('an edit is saved at once where none waits, and joins those that wait', async (t) => {
    const ines = await nordwind.enter(t, 'ines');
    const before = await nordwind.preview();
    await openOrder(ines, 'MP-LUMEN');
    await ines.press(orders.SUSPEND);
    await ines.press(filled(orders.SUSPEND_ORDER, { order: 'MP-LUMEN' }), ines.dialog);
    await saved(ines);
    assert.notEqual(await nordwind.preview(), before);
    await agrees(ines, nordwind);

    await suspend(ines, 'MP-TARN');
    await openOrder(ines, 'MP-LUMEN');
    await ines.press(orders.RESUME);
    await ines.dialog.getByText(en.save.WITH_OTHERS).waitFor();
    await ines.press(filled(orders.RESUME_ORDER, { order: 'MP-LUMEN' }), ines.dialog);
    await ines.hasEdits(2);
    await save(ines);
    await agrees(ines, nordwind);
  });

  test('an edit that the server turns down leaves nothing, and is told where it was made', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', { expected: refusedWith(422) });
    await openOrder(ines, 'SMALL-1');
    await ines.press(orders.SUSPEND);
    await ines.dialog.locator('.proposal-lines li').first().waitFor();
    await ines.page.route('**/changes?*', notNow);
    await ines.press(filled(orders.SUSPEND_ORDER, { order: 'SMALL-1' }), ines.dialog);
    await ines.dialog.getByText('Not on a Thursday').first().waitFor();
    await ines.page.keyboard.press('Escape');
    await ines.hasEdits(0);
  });

  test('the last save is taken back by edits that are saved like any others', async (t) => {
    const ines = await nordwind.enter(t, 'ines');
    const before = await nordwind.preview();
    await setAmount(ines, 'SMALL-1', '9,000');
    await save(ines);
    const after = await nordwind.preview();
    assert.notEqual(after, before);

    await ines.press(en.save.REVERSE);
    await ines.message(en.save.REVERSED);
    await ines.hasEdits(1);
    assert.equal(await nordwind.preview(), after, 'taking it back is not saved by itself');
    await save(ines);
    assert.equal(await nordwind.preview(), before);
    await agrees(ines, nordwind);
  });

  test('edits that are not saved are there again on a page that is loaded anew', async (t) => {
    const ines = await nordwind.enter(t, 'ines');
    await suspend(ines, 'RES-DATA');
    await ines.open(frame.NAV_INVOICES);
    const changes = await ines.changes();
    const previewed = (await ines.keep(frame.KEEP_PREVIEW)).data;
    await ines.reload();
    await ines.hasEdits(1);
    await ines.page.locator('.changes-list').waitFor();
    assert.deepEqual(await ines.changes(), changes);
    assert.deepEqual((await ines.keep(frame.KEEP_PREVIEW)).data, previewed);

    const other = await nordwind.enter(t, 'ines');
    await other.hasEdits(0);
    await ines.press(frame.DISCARD);
    await ines.message(frame.DISCARDED);
    await ines.reload();
    await ines.hasEdits(0);
  });

  test('another purchase order for usage goes for all its months to come', async (t) => {
    const months = await usageOn(nordwind, 'RES-DATA');
    assert.ok(months.length > 3, `${months.length} months`);
    const [{ id }] = await nordwind.expectedOn('RES-DATA');
    const ines = await nordwind.enter(t, 'ines', `/preview?invoice=${encodeURIComponent(id)}`);
    await setReference(ines, 'SMALL-1');
    const previewed = (await ines.keep(frame.KEEP_PREVIEW)).data.toString('utf8');
    await review(ines);
    assert.deepEqual(await told(ines, en.save.WILL), [filled(en.save.CHARGES_OTHER, { count: months.length })]);
    await ines.press(en.save.SAVE, ines.dialog);
    await saved(ines);

    assert.deepEqual(await usageOn(nordwind, 'RES-DATA'), []);
    assert.deepEqual(await usageOn(nordwind, 'SMALL-1'), months);
    assert.equal(await nordwind.preview(), previewed);
    await agrees(ines, nordwind);
  });

  test('what is edited while a save is on its way stays, and is saved after it', async (t) => {
    const ines = await nordwind.enter(t, 'ines');
    const letGo = await heldBack(ines);
    await setAmount(ines, 'MP-ORBIT', '17,000');
    await review(ines);
    await ines.press(en.save.SAVE, ines.dialog);
    await ines.press(en.save.CANCEL, ines.dialog);
    await ines.dialog.waitFor({ state: 'detached' });
    await ines.page.locator('.scenario-text').filter({ hasText: en.save.UNDERWAY }).waitFor();
    assert.equal(await ines.button(en.save.REVIEW).getAttribute('aria-disabled'), 'true');
    await setAmount(ines, 'EU-2340', '5,000');
    await ines.hasEdits(2);

    letGo();
    await ines.message(en.save.SAVED);
    await ines.hasEdits(1);
    assert.equal(await nordwind.amount('MP-ORBIT'), '17000');
    await save(ines);
    assert.equal(await nordwind.amount('EU-2340'), '5000');
    await agrees(ines, nordwind);
  });

  test('a save that fails after its dialog was closed is told, and its edits stay', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', { expected: refusedWith(422) });
    const letGo = await heldBack(ines, notNow);
    await suspend(ines, 'BUDGET 2');
    await review(ines);
    await ines.press(en.save.SAVE, ines.dialog);
    await ines.press(en.save.CANCEL, ines.dialog);
    await ines.dialog.waitFor({ state: 'detached' });
    letGo();
    assert.equal(await ines.message(en.save.NOT_SAVED), filled(en.save.NOT_SAVED, { reason: THURSDAY }));
    await ines.hasEdits(1);
  });

  test('an edit whose own save fails after its dialog was closed takes back none that came later', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', { expected: refusedWith(422) });
    const letGo = await heldBack(ines, notNow);
    await openOrder(ines, 'BUDGET 2');
    await ines.press(orders.SUSPEND);
    await ines.press(filled(orders.SUSPEND_ORDER, { order: 'BUDGET 2' }), ines.dialog);
    await ines.hasEdits(1);
    await ines.page.keyboard.press('Escape');
    await ines.dialog.waitFor({ state: 'detached' });
    await setAmount(ines, 'MP-ORBIT', '19,000');
    await ines.hasEdits(2);

    letGo();
    assert.equal(await ines.message(en.save.NOT_SAVED), filled(en.save.NOT_SAVED, { reason: THURSDAY }));
    await ines.hasEdits(2);
    await openOrder(ines, 'BUDGET 2');
    await ines.button(orders.RESUME).waitFor();
  });

  test('the last save can be taken back after others saved, and on a page that is loaded anew', async (t) => {
    const ines = await nordwind.enter(t, 'ines');
    const before = await nordwind.amount('EU-2340');
    await setAmount(ines, 'EU-2340', '5,500');
    await save(ines);
    await (await nordwind.client('marek')).suspend('BUDGET 2');
    await noticeOf(ines);
    await ines.button(en.save.REVERSE).waitFor();
    await ines.reload();
    await ines.press(en.save.REVERSE);
    await ines.hasEdits(1);
    await save(ines);
    assert.equal(await nordwind.amount('EU-2340'), before);
    await agrees(ines, nordwind);
  });
});

const THURSDAY = 'Not on a Thursday';

/** The server turns a request down. */
function notNow(route) {
  const problem = { title: 'Not now', status: 422, code: 'NOT_NOW', detail: THURSDAY, problems: [] };
  return route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify(problem) });
}

/** Holds saves back until they are let go. */
async function heldBack(visitor, answer = (route) => route.continue()) {
  let letGo;
  const held = new Promise((resolve) => { letGo = resolve; });
  await visitor.page.route('**/changes?seen=*', async (route) => {
    await held;
    return answer(route);
  });
  return letGo;
}

/** The months whose usage is on a purchase order: metered in the open one, expected in those to come. */
async function usageOn(organisation, order) {
  const { invoices } = JSON.parse(await organisation.preview());
  const isUsage = ({ id, purchaseOrderId }) => purchaseOrderId === order && /:\d{4}-\d{2}$/.test(id);
  return invoices.filter(isUsage).map((invoice) => invoice.billingPeriod);
}
