// People and tokens: inviting somebody, what they may do, whether they get in, and what programs
// sign in with. Links and secrets are shown once, and kept nowhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GROUP, RESEARCH, onOneDatabase, refusedWith } from './account.mjs';
import { en, filled } from './catalogue.mjs';

const { settings: texts, settings_actions: actions, settings_people: people, settings_tokens: tokens, you } = en;

onOneDatabase(['--example'], (nordwind) => {
  test('somebody is invited, by a link that is shown once and kept nowhere', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings/people', { expected: refusedWith(422) });
    await ines.press(people.INVITE);
    await ines.dialog.getByLabel(people.EMAIL).fill('lena');
    await ines.press(people.INVITE_NOW, ines.dialog);
    await ines.dialog.locator('[aria-invalid=true]').first().waitFor();
    assert.equal(await ines.dialog.locator('.field-error').count(), 3, 'all that is wrong at once');
    assert.equal(await ines.dialog.getByLabel(people.EMAIL).inputValue(), 'lena');

    await ines.dialog.getByLabel(you.POLICY_VIEWER).check();
    await ines.press(people.INVITE_NOW, ines.dialog);
    await ines.dialog.getByLabel(people.EMAIL).and(ines.page.locator('[aria-invalid=true]')).waitFor();
    assert.ok(await ines.dialog.getByLabel(you.POLICY_VIEWER).isChecked());
    await ines.dialog.getByLabel(people.NAME, { exact: true }).fill('Lena Voss');
    await ines.dialog.getByLabel(people.EMAIL).fill('lena@nordwind.example');
    await ines.dialog.getByLabel(people.ACCOUNT, { exact: true }).selectOption(RESEARCH);
    await ines.dialog.getByLabel(you.POLICY_BUYER).check();
    await ines.press(people.INVITE_NOW, ines.dialog);
    const link = await secret(ines);
    await ines.dialog.getByText(/until \d+ \w+ \d{4}/).waitFor();
    await ines.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await ines.press(people.COPY_LINK, ines.dialog);
    await ines.dialog.getByText(texts.COPIED).first().waitFor();
    assert.equal(await ines.page.evaluate(() => navigator.clipboard.readText()), link);
    await isKeptNowhere(ines, link);

    const found = await (await nordwind.client('ines')).send('POST', '/set-up:find', { secret: link.split('#')[1] });
    assert.equal(found.purpose.user.email, 'lena@nordwind.example');
    await ines.press(texts.CLOSE, ines.dialog);
    await row(ines, 'Lena Voss').getByText(people.NO_PASSWORD).waitFor();
    assert.deepEqual(await granted(ines, 'Lena Voss'), [`Group ${you.POLICY_VIEWER}`, `Research ${you.POLICY_BUYER}`]);
    assert.equal(await ines.page.getByText(link).count(), 0);
  });

  test('what somebody may do is changed account by account', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings/people');
    await ines.press(filled(people.CHANGE_OF, { name: 'Marek Duda' }));
    await ines.dialog.getByLabel(you.POLICY_ORGANISATION).check();
    await ines.dialog.getByLabel(people.ACCOUNT, { exact: true }).selectOption(RESEARCH);
    await ines.dialog.getByLabel(you.POLICY_VIEWER).check();
    await ines.press(texts.SAVE, ines.dialog);
    await ines.message(people.CHANGED);
    await row(ines, 'Marek Duda').getByText('Research').waitFor();
    const { items } = await (await nordwind.client('ines')).get(`/accounts/${GROUP}/people`);
    const { grants } = items.find(({ user }) => user.id === 'u-marek');
    assert.deepEqual(grants, [
      { account: GROUP, policies: ['OrganisationAdministrator', 'PurchaseOrderAdministrator'] },
      { account: RESEARCH, policies: ['PurchaseOrderViewer'] },
    ]);
    // As it was: another test asks who the last administrator is.
    await ines.press(filled(people.CHANGE_OF, { name: 'Marek Duda' }));
    await ines.dialog.getByLabel(you.POLICY_ORGANISATION).uncheck();
    await ines.press(texts.SAVE, ines.dialog);
    await ines.dialog.waitFor({ state: 'detached' });
  });

  test('the last administrator stays one, and is told why', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings/people', { expected: refusedWith(409) });
    await row(ines, 'Ines Albrecht').getByText(people.YOU, { exact: true }).waitFor();
    const out = ines.button(filled(people.KEEP_OUT_OF, { name: 'Ines Albrecht' }));
    assert.equal(await out.getAttribute('aria-description'), people.NOT_YOURSELF);
    await ines.press(filled(people.CHANGE_OF, { name: 'Ines Albrecht' }));
    await ines.dialog.getByLabel(you.POLICY_FULL).uncheck();
    await ines.press(texts.SAVE, ines.dialog);
    await ines.dialog.getByRole('alert').waitFor();
    assert.match(await ines.dialog.getByRole('alert').innerText(), /nobody else could give rights/);
    assert.equal(await ines.dialog.getByLabel(you.POLICY_FULL).isChecked(), false, 'what is chosen stays');
  });

  test('somebody is kept out and let in again, and gets a new link', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings/people');
    const thomas = await nordwind.client('thomas');
    const name = { name: 'Thomas Okafor' };
    await ines.press(filled(people.KEEP_OUT_OF, name));
    await ines.dialog.getByText(people.OUT_TEXT).waitFor();
    await ines.press(people.KEEP_OUT, ines.dialog);
    await ines.message(people.IS_OUT);
    await row(ines, 'Thomas Okafor').getByText(people.KEPT_OUT).waitFor();
    assert.equal((await thomas.ask('GET', '/session')).status, 401);
    const here = await ines.page.evaluate(() => document.activeElement.tagName);
    assert.notEqual(here, 'BODY', 'the focus is not lost with the row that is drawn anew');

    await ines.press(filled(people.LET_IN, name));
    await ines.message(people.IS_IN);
    await row(ines, 'Thomas Okafor').getByText(people.KEPT_OUT).waitFor({ state: 'detached' });
    await ines.press(filled(people.LINK_FOR, name));
    await ines.press(people.MAKE_LINK, ines.dialog);
    const link = await secret(ines);
    const found = await (await nordwind.client('ines')).send('POST', '/set-up:find', { secret: link.split('#')[1] });
    assert.equal(found.purpose.user.name, 'Thomas Okafor');
    await isKeptNowhere(ines, link);
  });

  test('a token is made, shown once, works for programs, and is revoked', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings/tokens', { expected: refusedWith(422) });
    await ines.press(tokens.MAKE);
    await ines.dialog.getByLabel(tokens.ONLY).check();
    await ines.press(tokens.MAKE_NOW, ines.dialog);
    await ines.dialog.locator('.field-error').nth(1).waitFor();
    await ines.dialog.getByLabel(tokens.NAME).fill('Nightly export');
    await ines.dialog.getByLabel(actions.LIST_PURCHASE_ORDERS).check();
    await ines.press(tokens.MAKE_NOW, ines.dialog);
    const token = await secret(ines);
    assert.match(token, /^tbk_/);
    await isKeptNowhere(ines, token);
    assert.equal(await answer(nordwind, token, 'purchase-orders'), 200);
    assert.equal(await answer(nordwind, token, 'invoices'), 403, 'it may no more than was chosen');

    await ines.press(texts.CLOSE, ines.dialog);
    await row(ines, 'Nightly export').getByText(actions.LIST_PURCHASE_ORDERS).waitFor();
    await row(ines, 'Nightly export').getByText(tokens.YOURS, { exact: true }).waitFor();
    await ines.reload();
    await row(ines, 'Nightly export').getByText(tokens.NEVER_USED).waitFor({ state: 'detached' });
    assert.equal(await ines.page.getByText(token).count(), 0);

    await ines.press(filled(tokens.REVOKE_OF, { token: 'Nightly export' }));
    await ines.dialog.getByText(tokens.REVOKE_TEXT).waitFor();
    await ines.press(tokens.REVOKE, ines.dialog);
    await ines.message(tokens.IS_REVOKED);
    assert.equal(await answer(nordwind, token, 'purchase-orders'), 401);
    await ines.button(filled(tokens.REVOKE_OF, { token: 'Nightly export' })).waitFor({ state: 'detached' });
  });
});

const row = (visitor, name) =>
  visitor.page.locator('.settings-row').filter({ has: visitor.page.getByRole('heading', { name, exact: true }) });

/** The policies of somebody by account, as the page tells them. */
async function granted(visitor, name) {
  const told = await row(visitor, name).locator('.settings-grant').allInnerTexts();
  return told.map((text) => text.replaceAll(/\s+/g, ' '));
}

/** What is shown once. */
async function secret(visitor) {
  const shown = visitor.dialog.locator('[data-secret]');
  await shown.waitFor();
  await visitor.dialog.getByText(texts.SHOWN_ONCE).waitFor();
  return (await shown.innerText()).trim();
}

/** A secret stands neither in the address nor in what the browser keeps. */
async function isKeptNowhere({ page }, secret) {
  const part = secret.split('#').at(-1);
  const kept = await page.evaluate(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href]));
  assert.ok(!kept.includes(part));
}

/** What a program with the token is answered. */
async function answer(organisation, token, what) {
  const url = organisation.address(`api/v1/accounts/${GROUP}/${what}`);
  return (await fetch(url, { headers: { Authorization: `Bearer ${token}` } })).status;
}
