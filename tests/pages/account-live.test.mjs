// Two browsers on the same organisation: each sees what the other saves, and neither loses what is
// its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GROUP, RESEARCH, agrees, noticeOf, onEachDatabase, openOrder, PEOPLE, refusedWith, review, save, saved, setAmount, suspend, tryOnly } from './account.mjs';
import { en, filled, pattern } from './catalogue.mjs';

const { orders, subscriptions } = en;

/** Somebody saved in between. */
const OVERTAKEN = refusedWith(409);

onEachDatabase(['--example'], (nordwind) => {
  test('what one saves is seen by the other within seconds, who is not disturbed', async (t) => {
    const [ines, marek] = [await nordwind.enter(t, 'ines'), await nordwind.enter(t, 'marek', '/preview?group=none')];
    await suspend(ines, '4500044');
    await marek.rows.first().focus();
    for (const key of ['PageDown', 'PageDown', 'ArrowDown']) await marek.page.keyboard.press(key);
    await marek.settled();
    const before = await whereIs(marek);
    assert.ok(before.top > 0 && before.focus, JSON.stringify(before));

    await save(ines);
    const notice = await noticeOf(marek);
    assert.match(notice, pattern(filled(en.account.THEIRS, { name: PEOPLE.ines }), {}, { whole: false }));
    await marek.settled();
    assert.deepEqual(await whereIs(marek), before);
    await agrees(marek, nordwind);
    await marek.hasEdits(0);
    assert.equal(await ines.page.locator('.scenario-notice').innerText(), '', 'nobody is told of their own');
  });

  test('what is typed stays where it is while somebody else saves', async (t) => {
    const [ines, marek] = [await nordwind.enter(t, 'ines'), await nordwind.enter(t, 'marek')];
    await openOrder(marek, 'BUDGET 2');
    await marek.press(orders.EDIT, marek.page.locator('.line').first());
    const amount = marek.dialog.getByLabel(orders.FIELD_AMOUNT);
    await amount.fill('77,000');
    await setAmount(ines, 'SMALL-1', '4,000');
    await save(ines);
    await noticeOf(marek);
    assert.equal(await amount.inputValue(), '77,000');
    assert.ok(await amount.evaluate((field) => field === document.activeElement), 'the focus is where it was');
    await tryOnly(marek, marek.dialog);
    await marek.message(en.changes.APPLIED);
    await marek.hasEdits(1);
  });

  test('what is typed into the panel of an invoice stays there while somebody else saves', async (t) => {
    const usage = (await nordwind.expectedOn('RES-DATA'))[0];
    const [ines, marek] = [await nordwind.enter(t, 'ines'), await nordwind.enter(t, 'marek', `/preview?invoice=${encodeURIComponent(usage.id)}`)];
    await marek.panel.getByRole('heading', { name: en.why.CANDIDATES }).waitFor();
    await marek.press(en.why.EDIT_CHARGE, marek.panel);
    const reference = marek.panel.getByRole('combobox', { name: en.why.REFERENCE });
    await reference.fill('SMALL-1');
    await setAmount(ines, 'MP-TARN', '3,000');
    await save(ines);
    await noticeOf(marek);
    await marek.settled();
    assert.equal(await reference.inputValue(), 'SMALL-1');
  });

  test('who saves second sees theirs and their own where both changed the same, and may save on top', async (t) => {
    const [ines, marek] = await bothOn(t, { isDeaf: true, expected: OVERTAKEN });
    await setAmount(ines, 'EU-2340', '5,000');
    await setAmount(marek, 'EU-2340', '6,000');
    await save(ines);
    await overtaken(marek);
    assert.deepEqual(await clashes(marek), [['4,000.00', '5,000', '6,000']]);
    assert.equal(await nordwind.amount('EU-2340'), '5000', 'nothing of his is saved yet');

    await marek.press(en.save.SAVE_MINE, marek.dialog);
    await saved(marek);
    assert.equal(await nordwind.amount('EU-2340'), '6000');
    await agrees(marek, nordwind);
    await noticeOf(ines);
    await agrees(ines, nordwind);
  });

  test('who saves second may let theirs stand, and discard their own', async (t) => {
    const [ines, marek] = await bothOn(t, { isDeaf: true, expected: OVERTAKEN });
    await setAmount(ines, 'MP-LUMEN', '10,000');
    await setAmount(marek, 'MP-LUMEN', '11,000');
    await save(ines);
    await overtaken(marek);
    await marek.press(en.save.DISCARD_MINE, marek.dialog);
    await marek.dialog.waitFor({ state: 'detached' });
    await marek.hasEdits(0);
    assert.equal(await nordwind.amount('MP-LUMEN'), '10000');
    await agrees(marek, nordwind);
  });

  test('who has heard of theirs sees what both changed before saving', async (t) => {
    const [ines, marek] = await bothOn(t);
    await setAmount(ines, 'MP-ORBIT', '17,000');
    await setAmount(marek, 'MP-ORBIT', '18,000');
    await save(ines);
    await noticeOf(marek);
    await review(marek);
    assert.deepEqual(await clashes(marek), [['16,500.00', '17,000', '18,000']]);
    await marek.press(en.save.SAVE_MINE, marek.dialog);
    await saved(marek);
    assert.equal(await nordwind.amount('MP-ORBIT'), '18000');
    await agrees(marek, nordwind);

    await setAmount(marek, 'MP-ORBIT', '19,000');
    await save(marek);
    assert.equal(await nordwind.amount('MP-ORBIT'), '19000', 'what was settled is not asked again');
  });

  test('what somebody saves while one looks at the own save is told there', async (t) => {
    const [ines, marek] = await bothOn(t);
    await setAmount(ines, 'SMALL-1', '7,000');
    await setAmount(marek, 'SMALL-1', '8,000');
    await review(marek);
    await marek.dialog.getByRole('heading', { name: en.save.TITLE }).waitFor();
    await save(ines);
    await marek.dialog.getByRole('heading', { name: en.save.OVERTAKEN }).waitFor();
    assert.deepEqual((await clashes(marek)).map(([, theirs, mine]) => [theirs, mine]), [['7,000', '8,000']]);
    await marek.press(en.save.DISCARD_MINE, marek.dialog);
    await marek.hasEdits(0);
    assert.equal(await nordwind.amount('SMALL-1'), '7000');
  });

  test('a single edit that somebody was before is kept, and looked at before it is saved', async (t) => {
    const [ines, marek] = await bothOn(t, { isDeaf: true, expected: OVERTAKEN });
    await openOrder(marek, 'BUDGET 2');
    await marek.press(orders.EDIT, marek.page.locator('.line').first());
    await marek.dialog.getByLabel(orders.FIELD_AMOUNT).fill('71,000');
    await marek.dialog.locator('.proposal-told[data-kind=changes]').waitFor();
    await setAmount(ines, 'BUDGET 2', '72,000');
    await save(ines);
    await marek.press(en.changes.APPLY, marek.dialog);
    await marek.dialog.getByRole('heading', { name: en.save.OVERTAKEN }).waitFor();
    await marek.page.locator('[role=alert] .flash-text').filter({ hasText: en.save.OVERTAKEN_KEPT }).waitFor();
    assert.deepEqual((await clashes(marek)).map(([, theirs, mine]) => [theirs, mine]), [['72,000', '71,000']]);
    await marek.hasEdits(1);
    assert.equal(await nordwind.amount('BUDGET 2'), '72000', 'nothing of his is saved yet');
    await marek.press(en.save.DISCARD_MINE, marek.dialog);
    await marek.hasEdits(0);
  });

  test('who changed something else saves second without being asked', async (t) => {
    const [ines, marek] = await bothOn(t, { isDeaf: true, expected: OVERTAKEN });
    await setAmount(ines, 'SEC-01', '21,000');
    await setAmount(marek, 'TRAIN-7', '46,000');
    await save(ines);
    await save(marek);
    assert.deepEqual([await nordwind.amount('SEC-01'), await nordwind.amount('TRAIN-7')], ['21000', '46000']);
    await agrees(marek, nordwind);
  });

  test('who sees no purchase orders sees what others save all the same', async (t) => {
    const aiko = await nordwind.enter(t, 'aiko', '/subscriptions/agmt-000013', { account: RESEARCH });
    const order = aiko.page.getByRole('combobox', { name: pattern(subscriptions.ORDER_OF) }).first();
    await order.waitFor();
    const ines = await nordwind.client('ines');
    const path = `/accounts/${GROUP}/agreements/agmt-000013/charges?limit=100`;
    const { items } = await ines.get(path);
    const [charge] = items.filter(({ state }) => state === 'future');
    assert.equal(await aiko.page.locator('.scenario-notice').innerText(), '', 'nothing was saved yet');
    await ines.send('POST', `/accounts/${GROUP}/charges:update-purchase-orders`, {
      purchaseOrders: [{ chargeId: charge.id, purchaseOrderReference: 'HEARD-1' }],
    });
    assert.equal(await noticeOf(aiko), filled(en.account.THEIRS, { name: PEOPLE.ines }));
    const name = filled(subscriptions.ORDER_OF, { charge: charge.description });
    await aiko.page.waitForFunction(
      (name) => document.querySelector(`[role=combobox][aria-label="${name}"]`)?.value === 'HEARD-1',
      name,
    );
  });

  /** Ines and Marek; options are those of his browser. */
  const bothOn = async (t, options) => [await nordwind.enter(t, 'ines'), await nordwind.enter(t, 'marek', '/preview', options)];
});

/** Where somebody is: how far the table is scrolled, and what has the focus. */
const whereIs = ({ page }) => page.evaluate(() => ({
  top: document.querySelector('.table-scroll').scrollTop,
  page: scrollY,
  focus: document.activeElement.getAttribute('aria-rowindex'),
}));

/** Tries to save, and waits until it is told that somebody else was first. */
async function overtaken(visitor) {
  await visitor.press(en.save.REVIEW);
  await visitor.press(en.save.SAVE, visitor.dialog);
  await visitor.dialog.getByRole('heading', { name: en.save.OVERTAKEN }).waitFor();
}

/** What both changed, as the dialog shows it: before, theirs and mine. */
async function clashes(visitor) {
  const { page, dialog } = visitor;
  const part = dialog.locator('.save-part').filter({ has: page.getByRole('heading', { name: en.save.BOTH }) });
  await part.waitFor();
  // At once: what others save meanwhile draws the table anew.
  return part.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText)));
}
