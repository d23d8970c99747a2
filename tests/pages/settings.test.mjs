// Settings: the integration and what members see of it, which sections a role has, the organisation
// with its accounts, and the sellers of record.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GROUP, RESEARCH, onOneDatabase, refusedWith } from './account.mjs';
import { en, englishOnly, filled, pattern, told } from './catalogue.mjs';

const { settings: texts, settings_mail, settings_people, settings_policies, you } = en;

const SECTIONS = {
  integration: texts.INTEGRATION,
  people: texts.PEOPLE,
  policies: texts.POLICIES,
  access: texts.ACCESS,
  tokens: texts.TOKENS,
  notifications: texts.NOTIFICATIONS,
  sellers: texts.SELLERS,
  organisation: texts.ORGANISATION,
};

onOneDatabase(['--example'], (nordwind) => {
  test('the integration is ended and set up again, after what that does is told', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings');
    await ines.isAt(texts.INTEGRATION);
    await state(ines, texts.STATE_ON);
    await ines.page.getByRole('heading', { name: texts.PERMITS }).waitFor();
    await ines.press(texts.END);
    await ines.dialog.getByText(texts.END_1).waitFor();
    await ines.press(texts.CANCEL, ines.dialog);
    assert.equal((await stored(nordwind)).state, 'on', 'nothing is done before it is confirmed');

    await ines.press(texts.END);
    await ines.press(texts.END_NOW, ines.dialog);
    await ines.message(texts.ENDED);
    await state(ines, texts.STATE_OFF);
    assert.equal((await stored(nordwind)).state, 'off');

    const aiko = await nordwind.enter(t, 'aiko', '/settings', { account: RESEARCH });
    await state(aiko, texts.STATE_OFF);
    await aiko.page.getByText(`ask an administrator of the management account ${GROUP}`).waitFor();
    await aiko.page.getByText((await refusal(nordwind, 'aiko', RESEARCH)).slice(1)).waitFor();
    assert.equal(await aiko.button(texts.CONFIGURE).count(), 0);
    const steps = await aiko.page.locator('.settings-steps li').allInnerTexts();
    assert.deepEqual(steps, [texts.STEP_1, texts.STEP_2, texts.STEP_3, texts.STEP_4]);

    await ines.press(texts.CONFIGURE);
    const create = ines.button(texts.CREATE, ines.dialog);
    assert.equal(await create.getAttribute('aria-disabled'), 'true');
    assert.equal(await create.getAttribute('aria-description'), texts.TICK_FIRST);
    await ines.dialog.getByLabel(texts.ENABLE).check();
    await create.click();
    await ines.message(texts.SET_UP_DONE);
    await state(ines, texts.STATE_ON);
    await ines.page.getByText(pattern(texts.SINCE)).waitFor();
    assert.equal((await stored(nordwind)).state, 'on');

    await aiko.reload();
    await state(aiko, texts.STATE_ON);
    assert.equal(await aiko.button(texts.END).count(), 0);
    await aiko.page.getByText('The marketplace may see the purchase orders of the management account.').waitFor();
  });

  test('who works in a member account is led to where the integration can be changed', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings', { account: RESEARCH });
    await state(ines, texts.STATE_ON);
    assert.equal(await ines.button(texts.END).count(), 0);
    await ines.press(filled(texts.GO_TO, { account: 'Group' }));
    await ines.button(texts.END).waitFor();
    assert.equal(ines.address, `/accounts/${GROUP}/settings`);
  });

  test('each section has an address, and the navigation leads to all of them', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings');
    for (const [name, title] of Object.entries(SECTIONS)) {
      await sections(ines).getByRole('link', { name: title, exact: true }).click();
      await ines.arrives(title);
      assert.equal(ines.address, `/accounts/${GROUP}/settings/${name}`);
      assert.equal(await sections(ines).locator('[aria-current=page]').innerText(), title);
    }
    await ines.page.goBack();
    await ines.arrives(texts.SELLERS);
    await ines.go(`/accounts/${GROUP}/settings/paint`);
    await ines.isAt(en.frame.NOT_FOUND);
  });

  test('who may only look finds no people and no button that would fail, and is told whom to ask', async (t) => {
    const thomas = await nordwind.enter(t, 'thomas', '/settings/policies');
    assert.deepEqual(await sections(thomas).getByRole('link').allInnerTexts(), [
      texts.INTEGRATION, texts.POLICIES, texts.NOTIFICATIONS, texts.SELLERS, texts.ORGANISATION,
    ]);
    await thomas.page.getByRole('heading', { name: you.POLICY_FULL }).waitFor();
    assert.equal(await thomas.link(settings_policies.WRITE).count(), 0);
    await thomas.page.getByText(/ask an administrator .*`OrganisationAdministrator`/).waitFor();

    for (const name of ['people', 'tokens', 'access']) {
      await thomas.go(`/accounts/${GROUP}/settings/${name}`);
      await thomas.page.getByText(texts.MAY_NOT_SEE, { exact: true }).waitFor();
      await thomas.page.getByText(/ask an administrator/).waitFor();
      assert.equal(await thomas.button(settings_people.INVITE).count(), 0);
    }
    await thomas.go(`/accounts/${GROUP}/settings/notifications`);
    await thomas.page.getByLabel(settings_mail.OUT_OF_BALANCE).waitFor();
    assert.ok(await thomas.page.getByLabel(settings_mail.OUT_OF_BALANCE).isDisabled());
    assert.equal(await thomas.button(settings_mail.SAVE).count(), 0);
    await thomas.page.getByText(/`organizations:ReadOutbox`/).waitFor();
    await thomas.go(`/accounts/${GROUP}/settings/organisation`);
    await thomas.page.getByText('Nordwind Group', { exact: true }).waitFor();
    assert.equal(await thomas.button(texts.RENAME).count(), 0);
    assert.equal(await thomas.button(texts.ADD_ACCOUNT).count(), 0);
  });

  test('an account is added and renamed, and what is wrong stands at its field', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings/organisation', { expected: refusedWith(422) });
    await ines.press(texts.ADD_ACCOUNT);
    await ines.dialog.getByLabel(texts.ACCOUNT_ID).fill('12');
    await ines.dialog.getByLabel(texts.NAME, { exact: true }).fill('Harbour');
    await ines.press(texts.SAVE, ines.dialog);
    await ines.dialog.locator('[aria-invalid=true]').waitFor();
    assert.match(await ines.dialog.locator('.field-error').innerText(), /12/);
    assert.equal(await ines.dialog.getByLabel(texts.NAME, { exact: true }).inputValue(), 'Harbour');
    await ines.dialog.getByLabel(texts.ACCOUNT_ID).fill('410000000009');
    await ines.press(texts.SAVE, ines.dialog);
    await ines.message(texts.ACCOUNT_ADDED);

    await ines.press(filled(texts.EDIT_ACCOUNT, { account: 'Harbour' }));
    await ines.dialog.getByLabel(texts.NAME, { exact: true }).fill('Harbours');
    await ines.dialog.getByLabel(texts.ACCOUNT_UNIT).fill('Harbour services');
    await ines.press(texts.SAVE, ines.dialog);
    await ines.message(texts.ACCOUNT_SAVED);
    const row = ines.page.getByRole('row').filter({ hasText: '410000000009' });
    await row.getByRole('rowheader', { name: 'Harbours' }).waitFor();
    await row.getByRole('cell', { name: 'Harbour services' }).waitFor();
    const { items } = await (await nordwind.client('ines')).get(`/accounts/${GROUP}/accounts`);
    const { name, invoiceUnit } = items.find(({ id }) => id === '410000000009');
    assert.deepEqual([name, invoiceUnit], ['Harbours', 'Harbour services']);
  });

  test('the organisation gets another name, which the bar shows too', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings/organisation', { expected: refusedWith(422) });
    await ines.press(texts.RENAME);
    const name = ines.dialog.getByLabel(texts.NAME, { exact: true });
    assert.equal(await name.inputValue(), 'Nordwind Group');
    await name.fill('');
    await ines.press(texts.SAVE, ines.dialog);
    await ines.dialog.locator('[aria-invalid=true]').waitFor();
    await name.fill('Nordwind Holding');
    await ines.page.keyboard.press('Enter');
    await ines.message(texts.RENAMED);
    await ines.press('Group');
    await ines.page.getByRole('menuitem', { name: 'Group · Nordwind Holding' }).waitFor();
    const client = await nordwind.client('ines');
    assert.equal((await client.get(`/accounts/${GROUP}/organisation`)).name, 'Nordwind Holding');
  });

  test('the sellers of record are told with what they bill', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings/sellers');
    const rows = ines.page.locator('tbody tr');
    assert.equal(await rows.count(), 7);
    await rows.filter({ hasText: 'AWS_INC' }).getByText(texts.BILLS_ALL).waitFor();
    await rows.filter({ hasText: 'AWS_EMEA_SARL' }).getByText(texts.BY_TAX_NUMBER).waitFor();
  });

  test('no English is left on a German page', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings', { locale: 'de-DE' });
    // Mail is in English, whoever reads it here.
    const { items } = await (await nordwind.client('ines')).get(`/accounts/${GROUP}/outbox?limit=100`);
    const mail = new Set(items.map(({ subject }) => subject));
    for (const name of Object.keys(SECTIONS)) {
      await ines.go(`/accounts/${GROUP}/settings/${name}`);
      const texts = (await told(ines)).filter((text) => !mail.has(text));
      const left = englishOnly.filter(({ pattern }) => texts.some((text) => pattern.test(text)));
      assert.deepEqual(left.map(({ key }) => key), [], name);
    }
  });
});

const sections = (visitor) => visitor.page.getByRole('navigation', { name: texts.TITLE, exact: true });

/** Waits until the integration is told to stand so. */
const state = (visitor, text) => visitor.page.locator('.settings .badge').filter({ hasText: pattern(text) }).first().waitFor();

async function stored(organisation) {
  return (await (await organisation.client('ines')).get(`/accounts/${GROUP}/organisation`)).integration;
}

/** Why somebody may not change the integration, as the server tells it. */
async function refusal(organisation, who, account) {
  const { actions } = await (await organisation.client(who)).get(`/accounts/${account}/access`);
  return actions.find(({ action }) => action === 'organizations:ConfigureBillingIntegration').reason;
}
