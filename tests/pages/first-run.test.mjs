// The first steps on example data.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { RESEARCH, onOneDatabase } from './account.mjs';
import { faults } from './axe.mjs';
import { en, filled, german } from './catalogue.mjs';
import { Client } from './client.mjs';

const { first_run, issued, subscriptions } = en;

const steps = (visitor) => visitor.page.getByRole('complementary', { name: first_run.TITLE });
const taken = (visitor) => steps(visitor).locator('li[data-taken] a').allInnerTexts();

onOneDatabase(['--example'], (nordwind) => {
  test('the first steps lead to where each is done, and tick themselves off', async (t) => {
    const ines = await nordwind.enter(t, 'ines');
    const back = async () => {
      await ines.open(en.frame.NAV_INVOICES);
      await steps(ines).waitFor();
    };
    const follow = (text) => ines.link(text, steps(ines)).click();
    await steps(ines).waitFor();
    assert.deepEqual(await taken(ines), [first_run.PREVIEW]);

    await follow(first_run.WHY);
    await ines.panel.getByRole('heading', { name: en.why.CANDIDATES }).waitFor();
    assert.deepEqual(await taken(ines), [first_run.PREVIEW, first_run.WHY]);

    await follow(first_run.SUSPEND);
    await ines.page.waitForURL(/\/purchase-orders\/.+/);
    await ines.settled();
    await back();
    await follow(first_run.NAME);
    await ines.page.getByRole('heading', { name: subscriptions.CHARGES }).waitFor();
    await back();
    await follow(first_run.CLOSE);
    await ines.arrives(issued.CLOSE_TITLE);
    await back();
    assert.equal((await taken(ines)).length, 5);
    await ines.reload();
    assert.equal((await taken(ines)).length, 5, 'they stay ticked off');
  });

  test('the first steps go for ever when they are told to', async (t) => {
    const ines = await nordwind.enter(t, 'ines');
    await ines.press(first_run.DISMISS);
    await steps(ines).waitFor({ state: 'detached' });
    await ines.reload();
    await ines.rows.first().waitFor();
    assert.equal(await steps(ines).count(), 0);
  });

  test('a step that one may not take is not shown', async (t) => {
    const thomas = await nordwind.enter(t, 'thomas');
    await steps(thomas).waitFor();
    assert.equal(await thomas.link(first_run.CLOSE, steps(thomas)).count(), 0);
    assert.equal(await thomas.link(first_run.WHY, steps(thomas)).count(), 1);
  });

  test('where there are no purchase orders, and on own files, there are no first steps', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', { account: RESEARCH });
    await ines.isAt(filled(en.account.MEMBER, { management: 'Group' }));
    assert.equal(await steps(ines).count(), 0);
    await ines.go('/preview?data=sample');
    await ines.rows.first().waitFor();
    assert.equal(await steps(ines).count(), 0);
  });

  test('the first steps keep the rules of WCAG, and are German where the pages are', async (t) => {
    const ines = await nordwind.enter(t, 'ines');
    await steps(ines).waitFor();
    assert.deepEqual(await faults(ines, 'first steps'), []);
    const visitor = await nordwind.enter(t, 'ines', '/preview', { locale: 'de-DE' });
    const panel = visitor.page.getByRole('complementary', { name: german['first_run.title'] });
    await panel.getByRole('link', { name: german['first_run.why'] }).waitFor();
  });
});

onOneDatabase(['--no-scheduler'], (fresh) => {
  test('data that is no example has no first steps', async (t) => {
    const account = '123456789012';
    const ada = await Client.first(fresh, await fresh.server.line(), {
      organisation: { name: 'Analytical Engines', kind: 'organisation', account: { id: account, name: 'Head office' } },
      user: { email: 'ada@example.com', name: 'Ada' },
      password: 'a sentence that nobody guesses',
    });
    const visitor = await fresh.enter(t, ada, '/preview', { account });
    await visitor.arrives(en.invoices.TITLE);
    assert.equal(await steps(visitor).count(), 0);
  });
});
