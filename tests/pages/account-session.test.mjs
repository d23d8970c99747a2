// A session that ends in the middle of work: nothing that was typed is lost, and work goes on once
// somebody has signed in again, unless it is somebody else.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  GROUP, PEOPLE, SIGNED_OUT, agrees, noticeOf, onEachDatabase, openOrder, refusedWith, review, saved, setAmount, signInAs, suspend,
} from './account.mjs';
import { en } from './catalogue.mjs';

const { frame, orders } = en;
const EXPIRED = { expected: SIGNED_OUT };

onEachDatabase(['--example'], (nordwind) => {
  test('saving after the session has ended asks to sign in, and goes on', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', EXPIRED);
    await suspend(ines, '4500044');
    await nordwind.endSessions('ines');
    await ines.press(en.save.REVIEW);
    await expired(ines).waitFor();
    await signInAgain(ines, 'ines');
    await ines.dialog.getByText(en.save.CHECKING).first().waitFor({ state: 'detached' });
    await ines.press(en.save.SAVE, ines.dialog);
    await saved(ines);
    await agrees(ines, nordwind);
  });

  test('a session that ends while the save is looked at loses nothing either', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', EXPIRED);
    await setAmount(ines, 'SMALL-1', '5,000');
    await review(ines);
    await nordwind.endSessions('ines');
    await ines.press(en.save.SAVE, ines.dialog);
    await expired(ines).waitFor();
    await signInAgain(ines, 'ines');
    await saved(ines);
    assert.equal(await nordwind.amount('SMALL-1'), '5000');
  });

  test('what is typed into a form stays while one signs in again', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', EXPIRED);
    await suspend(ines, 'MP-TARN');
    await openOrder(ines, 'BUDGET 2');
    await ines.press(orders.EDIT, ines.page.locator('.line').first());
    const amount = ines.dialog.getByLabel(orders.FIELD_AMOUNT);
    await amount.fill('48,000');
    await nordwind.endSessions('ines');
    // The page notices when it asks the next time, here since others have saved.
    await (await nordwind.client('marek')).suspend('MP-LUMEN');
    await expired(ines).waitFor();
    await signInAgain(ines, 'ines');
    assert.equal(await amount.inputValue(), '48,000');
    await ines.press(en.changes.APPLY, ines.dialog);
    await ines.message(en.changes.APPLIED);
    await ines.hasEdits(2);
  });

  test('who does not sign in at once goes on looking, and is reminded', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', EXPIRED);
    await suspend(ines, 'RES-DATA');
    await nordwind.endSessions('ines');
    await ines.press(en.save.REVIEW);
    await expired(ines).waitFor();
    await ines.page.keyboard.press('Escape');
    await ines.page.keyboard.press('Escape');
    const banner = ines.page.getByRole('alert').filter({ hasText: en.sign_in.EXPIRED_TEXT });
    await banner.waitFor();
    await ines.open(frame.NAV_INVOICES);
    await ines.hasEdits(1);
    await ines.press(en.sign_in.EXPIRED, banner);
    await signInAgain(ines, 'ines');
    await banner.waitFor({ state: 'detached' });
    await ines.hasEdits(1);
  });

  test('somebody else who signs in begins at home, without edits that are not theirs', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', EXPIRED);
    await suspend(ines, 'BUDGET 2');
    await nordwind.endSessions('ines');
    await ines.press(en.save.REVIEW);
    await expired(ines).waitFor();
    await signInAs(ines, 'marek', expired(ines));
    const marek = ines;
    await marek.button(PEOPLE.marek).waitFor();
    await marek.arrives(en.invoices.TITLE);
    assert.equal(marek.address, `/accounts/${GROUP}/preview`);
    await marek.hasEdits(0);
    await agrees(marek, nordwind);

    await marek.pick(PEOPLE.marek, en.account.SIGN_OUT);
    await marek.arrives(en.sign_in.TITLE);
    await signInAs(marek, 'ines');
    await marek.button(PEOPLE.ines).waitFor();
    await marek.arrives(en.invoices.TITLE);
    await marek.hasEdits(1);
  });

  test('what waits for somebody who signs out instead is never sent for somebody else', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', EXPIRED);
    const before = await nordwind.amount('EU-2340');
    await setAmount(ines, 'EU-2340', '4,321');
    await review(ines);
    await nordwind.endSessions('ines');
    await ines.press(en.save.SAVE, ines.dialog);
    await expired(ines).waitFor();
    await ines.page.keyboard.press('Escape');
    await expired(ines).waitFor({ state: 'detached' });
    await ines.page.keyboard.press('Escape');
    const anew = ines.page.waitForEvent('load');
    await ines.pick(PEOPLE.ines, en.account.SIGN_OUT);
    await anew;
    await ines.arrives(en.sign_in.TITLE);
    await signInAs(ines, 'marek');
    const marek = ines;
    await marek.button(PEOPLE.marek).waitFor();
    await marek.arrives(en.invoices.TITLE);
    await marek.hasEdits(0);
    await agrees(marek, nordwind);
    assert.equal(await nordwind.amount('EU-2340'), before);
  });

  test('who signs in in another tab does not save what this one shows', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', EXPIRED);
    const before = await nordwind.amount('TRAIN-7');
    await setAmount(ines, 'TRAIN-7', '45,678');
    await review(ines);
    // The tabs of a browser share the session.
    await ines.page.context().addCookies([(await nordwind.client('marek')).browserCookie()]);
    await ines.press(en.save.SAVE, ines.dialog);
    await expired(ines).waitFor();
    assert.equal(await nordwind.amount('TRAIN-7'), before);
    await signInAgain(ines, 'ines');
    await saved(ines);
    assert.equal(await nordwind.amount('TRAIN-7'), '45678');
  });

  test('a server that has no answer for a moment does not take anybody for somebody without a role', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', { expected: refusedWith(503) });
    await ines.page.route('**/api/v1/set-up', (route) => route.fulfill({ status: 503 }));
    await ines.reload();
    await ines.isAt(en.account.FAILED);
    await ines.go('/');
    await ines.isAt(en.account.FAILED);
    assert.equal(ines.address, '/');
    await ines.page.unroute('**/api/v1/set-up');
    await ines.press(en.account.RETRY);
    await ines.arrives(en.invoices.TITLE);
    assert.equal(ines.address, `/accounts/${GROUP}/preview`);
  });

  test('who only looks is asked to sign in again too, once, and hears of others afterwards', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', EXPIRED);
    let asked = 0;
    let letGo;
    const ended = new Promise((resolve) => { letGo = resolve; });
    await ines.page.route('**/events', async (route) => {
      asked += 1;
      await ended;
      await route.continue();
    });
    await ines.reload();
    await nordwind.endSessions('ines');
    letGo();
    await expired(ines).waitFor();
    // Longer than until a stream that was turned away is asked for again.
    await ines.page.waitForTimeout(7_000);
    assert.equal(asked, 1);
    await signInAgain(ines, 'ines');
    await (await nordwind.client('marek')).suspend('SEC-01');
    await noticeOf(ines);
    await agrees(ines, nordwind);
  });
});

/** The dialog that asks to sign in again. */
const expired = (visitor) => visitor.page.getByRole('dialog', { name: en.sign_in.EXPIRED });

async function signInAgain(visitor, who) {
  await signInAs(visitor, who, expired(visitor));
  await expired(visitor).waitFor({ state: 'detached' });
}
