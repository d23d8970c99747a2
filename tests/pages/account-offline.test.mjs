// No network in the middle of work: what is there goes on, and nothing is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OFFLINE, PEOPLE, agrees, noticeOf, onEachDatabase, refusedWith, review, save, setAmount, suspend } from './account.mjs';
import { en } from './catalogue.mjs';

const { account, frame } = en;

/** What a page says whose request is lost on the way. */
const LOST = [/ERR_FAILED/];

onEachDatabase(['--example'], (nordwind) => {
  test('without a network edits are computed, saving says why it fails, and works once it is back', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', { expected: OFFLINE });
    const context = ines.page.context();
    await suspend(ines, '4500044');
    await ines.complete();
    await context.setOffline(true);
    await setAmount(ines, 'BUDGET 2', '60,000');
    await ines.hasEdits(2);
    await ines.open(frame.NAV_INVOICES);
    const changes = await ines.changes();
    assert.ok(changes.length > 0);

    await review(ines);
    assert.ok((await ines.dialog.getByRole('alert').innerText()).includes(en.server.UNREACHABLE));
    assert.equal(await ines.button(en.save.SAVE, ines.dialog).getAttribute('aria-disabled'), 'true');
    await banner(ines).waitFor();
    await ines.press(en.save.CANCEL, ines.dialog);
    await ines.hasEdits(2);
    assert.deepEqual(await ines.changes(), changes, 'nothing is lost');

    await context.setOffline(false);
    await banner(ines).waitFor({ state: 'detached' });
    await save(ines);
    assert.equal(await nordwind.amount('BUDGET 2'), '60000');
    await agrees(ines, nordwind);
  });

  test('a connection that breaks between looking and saving loses nothing', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', { expected: OFFLINE });
    const context = ines.page.context();
    await setAmount(ines, 'SMALL-1', '6,000');
    await review(ines);
    await context.setOffline(true);
    await ines.press(en.save.SAVE, ines.dialog);
    await ines.dialog.getByText(en.server.UNREACHABLE).first().waitFor();
    await ines.press(en.save.CANCEL, ines.dialog);
    await banner(ines).waitFor();
    await ines.hasEdits(1);

    await context.setOffline(false);
    await ines.press(account.OFFLINE_AGAIN, banner(ines));
    await ines.message(account.BACK);
    await banner(ines).waitFor({ state: 'detached' });
    await save(ines);
    assert.equal(await nordwind.amount('SMALL-1'), '6000');
  });

  test('what others saved meanwhile is there once the network is', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', { expected: OFFLINE });
    const context = ines.page.context();
    await context.setOffline(true);
    await (await nordwind.client('marek')).suspend('MP-LUMEN');
    await context.setOffline(false);
    await noticeOf(ines);
    await agrees(ines, nordwind);
  });

  test('a save whose answer is lost on the way is sent again, and is saved once', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', { expected: LOST });
    await setAmount(ines, 'MP-TARN', '2,500');
    const before = await nordwind.revision();
    let sent = 0;
    await ines.page.route('**/changes?seen=*', async (route) => {
      sent += 1;
      if (sent > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await save(ines);
    assert.equal(sent, 2);
    assert.equal(await nordwind.amount('MP-TARN'), '2500');
    assert.equal(await nordwind.revision(), before + 1);
    await agrees(ines, nordwind);
  });

  test('a save whose records cannot be read afterwards is saved, and they come once they can', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', { expected: LOST });
    await setAmount(ines, 'TRAIN-7', '46,500');
    await review(ines);
    await ines.page.route('**/snapshot', (route) => route.abort());
    await ines.press(en.save.SAVE, ines.dialog);
    await ines.message(en.save.SAVED);
    await ines.hasEdits(0);
    assert.equal(await nordwind.amount('TRAIN-7'), '46500');
    await ines.page.unroute('**/snapshot');
    await banner(ines).waitFor({ state: 'detached' });
    // The records are asked for again by themselves, sooner or later.
    const isThere = () => agrees(ines, nordwind).then(() => true, () => false);
    for (let tries = 0; tries < 20 && !(await isThere()); tries += 1) await ines.page.waitForTimeout(500);
    await agrees(ines, nordwind);
  });

  test('an account that does not come at first is asked for again', async (t) => {
    let asked = 0;
    const ines = await nordwind.enter(t, 'ines', '/purchase-orders', { expected: [...LOST, ...refusedWith(503)] });
    await ines.arrives(en.orders.TITLE);
    await ines.page.route('**/snapshot', (route) => {
      asked += 1;
      return asked > 1 ? route.continue() : route.fulfill({ status: 503 });
    });
    await ines.reload();
    assert.ok(asked > 1, 'by itself');
    await ines.page.route('**/snapshot', (route) => route.abort());
    await ines.reload();
    await ines.isAt(account.FAILED);
    await ines.page.getByRole('alert').filter({ hasText: en.server.UNREACHABLE }).waitFor();
    await ines.page.unroute('**/snapshot');
    await ines.press(account.RETRY);
    await ines.arrives(en.orders.TITLE);
    await agrees(ines, nordwind);
  });

  test('who could not sign out goes on hearing of others', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', { expected: LOST });
    await ines.page.route('**/api/v1/session', (route) => (route.request().method() === 'DELETE' ? route.abort() : route.continue()));
    await ines.pick(PEOPLE.ines, account.SIGN_OUT);
    await ines.message(en.server.UNREACHABLE);
    await (await nordwind.client('marek')).suspend('SEC-01');
    await noticeOf(ines);
    await agrees(ines, nordwind);
  });

  test('who only looks is told that the server is gone, and when it is there again', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', { expected: LOST });
    const streams = [];
    await ines.page.route('**/events', (route) => { streams.push(route); });
    await ines.reload();
    assert.equal(streams.length, 1);
    await ines.page.route('**/api/v1/set-up', (route) => route.abort());
    await streams[0].abort();
    await banner(ines).waitFor();
    await ines.page.unroute('**/api/v1/set-up');
    await ines.message(account.BACK);
    await banner(ines).waitFor({ state: 'detached' });
  });

  test('an answer that stops half way is given up, and asked for again', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/purchase-orders');
    await ines.page.addInitScript(() => {
      const [ask, wait] = [window.fetch, window.setTimeout];
      // What may take a minute is given up after a second.
      window.setTimeout = (work, time, ...rest) => wait(work, time === 60_000 ? 1_000 : time, ...rest);
      window.fetch = async (...asked) => {
        const [request] = asked;
        const answer = await ask(...asked);
        if (window.hasStopped || !String(request.url).endsWith('/snapshot')) return answer;
        window.hasStopped = true;
        const start = (body) => request.signal.addEventListener('abort', () => body.error(request.signal.reason));
        return new Response(new ReadableStream({ start }), { headers: answer.headers });
      };
    });
    await ines.reload();
    assert.ok(await ines.page.evaluate(() => window.hasStopped));
    await ines.arrives(en.orders.TITLE);
    await agrees(ines, nordwind);
  });
});

/** What is told as long as the server cannot be reached. */
const banner = (visitor) => visitor.page.getByRole('alert').filter({ hasText: account.OFFLINE });
