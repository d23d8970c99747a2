// Pages that only a server of record has, by the rules of WCAG 2.2 AA, and by keyboard alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  GROUP, PEOPLE, RESEARCH, SIGNED_OUT, noticeOf, onOneDatabase, openOrder, refusedWith, review, save, saved,
  setAmount, setReference, suspend,
} from './account.mjs';
import { faults } from './axe.mjs';
import { en, filled } from './catalogue.mjs';
import { focused, tabTo } from './keys.mjs';

const { account, frame, issued, orders, sign_in, you } = en;

onOneDatabase([], (fresh) => {
  test('the first start, and signing in while nobody is there', async (t) => {
    const visitor = await fresh.visit(t, '/', { expected: [...refusedWith(422), ...SIGNED_OUT] });
    await visitor.page.getByRole('heading', { name: sign_in.FIRST_START }).waitFor();
    const found = await faults(visitor, 'nobody is there');
    await visitor.page.getByLabel(sign_in.EMAIL).fill('ada@example.com');
    await visitor.page.getByLabel(sign_in.PASSWORD, { exact: true }).fill('not this one');
    await visitor.press(sign_in.SUBMIT);
    await visitor.page.locator('form').getByRole('alert').waitFor();
    found.push(...(await faults(visitor, 'turned down')));

    const told = await fresh.server.line();
    const link = new URL(told.slice(told.indexOf('http')));
    await visitor.go(`${link.pathname}${link.hash}`);
    await visitor.arrives(sign_in.SET_UP_TITLE);
    found.push(...(await faults(visitor, 'the first start')));
    await visitor.press(sign_in.SET_UP);
    await visitor.page.locator('[aria-invalid]').first().waitFor();
    found.push(...(await faults(visitor, 'the first start, not filled in')));
    await visitor.go('/set-up');
    await visitor.arrives(sign_in.LINK_MISSING);
    found.push(...(await faults(visitor, 'half a link')));
    assert.deepEqual(found, []);
  });
});

onOneDatabase(['--example'], (nordwind) => {
  test('signing in where there is an example, and in the middle of work', async (t) => {
    const visitor = await nordwind.visit(t, '/', { expected: SIGNED_OUT });
    await visitor.button(filled(sign_in.EXAMPLE_AS, { name: PEOPLE.ines })).waitFor();
    const found = await faults(visitor, 'an example');
    const ines = await nordwind.enter(t, 'ines', '/preview', { expected: SIGNED_OUT });
    await suspend(ines, 'MP-TARN');
    await nordwind.endSessions('ines');
    await ines.press(en.save.REVIEW);
    await ines.page.getByRole('dialog', { name: sign_in.EXPIRED }).waitFor();
    found.push(...(await faults(ines, 'the session has ended')));
    assert.deepEqual(found, []);
  });

  test('the preview of an account, with edits, the save, and what others saved', async (t) => {
    const ines = await nordwind.enter(t, 'ines');
    const found = await faults(ines, 'the preview');
    await suspend(ines, '4500044');
    await ines.open(frame.NAV_INVOICES);
    found.push(...(await faults(ines, 'with edits')));
    await review(ines);
    found.push(...(await faults(ines, 'the save')));
    await ines.press(en.save.CANCEL, ines.dialog);
    await (await nordwind.client('marek')).suspend('MP-LUMEN');
    await noticeOf(ines);
    found.push(...(await faults(ines, 'others have saved')));
    await ines.press(frame.DISCARD);
    await ines.message(frame.DISCARDED);
    await ines.press('Group');
    await ines.page.getByRole('menuitem').first().waitFor();
    found.push(...(await faults(ines, 'the accounts')));
    assert.deepEqual(found, []);
  });

  test('the dialog when somebody else was first, and when one may not save', async (t) => {
    const marek = await nordwind.enter(t, 'marek', '/preview', { isDeaf: true, expected: refusedWith(409) });
    const ines = await nordwind.enter(t, 'ines');
    await setAmount(marek, 'EU-2340', '6,000');
    await setAmount(ines, 'EU-2340', '5,000');
    await save(ines);
    await marek.press(en.save.REVIEW);
    await marek.press(en.save.SAVE, marek.dialog);
    await marek.dialog.getByRole('heading', { name: en.save.OVERTAKEN }).waitFor();
    const found = await faults(marek, 'somebody was first');
    const [{ id }] = await nordwind.expectedOn('RES-DATA');
    const other = await nordwind.enter(t, 'marek', `/preview?invoice=${encodeURIComponent(id)}`, { expected: refusedWith(403) });
    await setReference(other, 'SMALL-1');
    await other.press(en.save.REVIEW);
    await other.dialog.getByRole('heading', { name: en.save.CANNOT }).waitFor();
    found.push(...(await faults(other, 'one may not')));
    assert.deepEqual(found, []);
  });

  test('pages about oneself, a member account, and an account that is not there', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', { account: RESEARCH });
    await ines.isAt(filled(account.MEMBER, { management: 'Group' }));
    const found = await faults(ines, 'a member');
    await ines.pick(PEOPLE.ines, account.YOU);
    await ines.arrives(you.TITLE);
    await ines.page.locator('.session').first().waitFor();
    found.push(...(await faults(ines, 'oneself')));
    await ines.go('/accounts/999999999999/preview');
    await ines.isAt(filled(account.NO_SUCH, { account: '999999999999' }));
    found.push(...(await faults(ines, 'no account')));
    assert.deepEqual(found, []);
  });

  test('issued invoices, one of them, and closing a month', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/invoices');
    const rows = ines.page.locator('tbody tr');
    await rows.first().waitFor();
    const found = await faults(ines, 'issued');
    await rows.first().getByRole('link').first().click();
    await ines.page.getByRole('heading', { name: issued.EXPECTED_TITLE }).waitFor();
    await ines.page.locator('.candidate').first().waitFor();
    found.push(...(await faults(ines, 'an invoice')));
    await ines.go(`/accounts/${GROUP}/close`);
    await ines.page.getByText(issued.DUE_CAPTION).first().waitFor({ state: 'attached' });
    await ines.page.getByRole('heading', { name: issued.DIFF_TITLE }).waitFor();
    found.push(...(await faults(ines, 'closing')));
    assert.deepEqual(found, []);
  });

  test('signing in, editing and saving, without a mouse', async (t) => {
    const visitor = await nordwind.visit(t, '/');
    const { keyboard } = visitor.page;
    await visitor.button(filled(sign_in.EXAMPLE_AS, { name: PEOPLE.ines })).waitFor();
    await tabTo(visitor, filled(sign_in.EXAMPLE_AS, { name: PEOPLE.ines }));
    await keyboard.press('Enter');
    await visitor.arrives(en.invoices.TITLE);
    assert.equal((await focused(visitor)).name, en.invoices.TITLE, 'the heading has the focus');

    await openOrder(visitor, 'SMALL-1');
    await tabTo(visitor, orders.SUSPEND);
    await keyboard.press('Enter');
    await visitor.dialog.locator('.proposal-lines li').first().waitFor();
    await tabTo(visitor, en.save.TRY);
    await keyboard.press('Enter');
    await visitor.message(en.changes.APPLIED);
    await tabTo(visitor, en.save.REVIEW, 'Shift+Tab');
    await keyboard.press('Enter');
    await visitor.dialog.getByText(en.save.CHECKING).first().waitFor({ state: 'detached' });
    await tabTo(visitor, en.save.SAVE);
    await keyboard.press('Enter');
    await saved(visitor);
    const here = await focused(visitor);
    assert.notEqual(here.tag, 'BODY', 'the focus is not lost with the button that opened the dialog');
  });
});
