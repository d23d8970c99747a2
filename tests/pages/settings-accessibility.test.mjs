// Settings by the rules of WCAG 2.2 AA, light and dark, wide and as narrow as a phone.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GROUP, RESEARCH, onOneDatabase, refusedWith } from './account.mjs';
import { faults } from './axe.mjs';
import { en, pattern } from './catalogue.mjs';

const { settings: texts, settings_people: people, settings_policies: policies, settings_tokens: tokens, you } = en;

onOneDatabase(['--example'], (nordwind) => {
  test('every section, also with an answer and with what one may not', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings');
    const found = await faults(ines, 'integration');
    for (const name of ['people', 'policies', 'access?action=organizations:ReadOutbox', 'tokens', 'notifications', 'sellers', 'organisation']) {
      await ines.go(`/accounts/${GROUP}/settings/${name}`);
      if (name === 'notifications') await ines.page.locator('details').first().click();
      found.push(...(await faults(ines, name)));
    }
    const aiko = await nordwind.enter(t, 'aiko', '/settings', { account: RESEARCH });
    found.push(...(await faults(aiko, 'integration of a member')));
    await aiko.go(`/accounts/${RESEARCH}/settings/people`);
    found.push(...(await faults(aiko, 'people of a member')));
    assert.deepEqual(found, []);
  });

  test('the dialogs, with faults and with a secret', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings', { expected: refusedWith(422) });
    await ines.press(texts.END);
    await ines.dialog.getByText(texts.END_1).waitFor();
    const found = await faults(ines, 'ending the integration');
    await ines.go(`/accounts/${GROUP}/settings/people`);
    await ines.press(people.INVITE);
    await ines.press(people.INVITE_NOW, ines.dialog);
    await ines.dialog.locator('.field-error').first().waitFor();
    found.push(...(await faults(ines, 'an invitation with faults')));
    await ines.dialog.getByLabel(people.NAME, { exact: true }).fill('Mia Roth');
    await ines.dialog.getByLabel(people.EMAIL).fill('mia@nordwind.example');
    await ines.dialog.getByLabel(you.POLICY_VIEWER).check();
    await ines.press(people.INVITE_NOW, ines.dialog);
    await ines.dialog.locator('[data-secret]').waitFor();
    found.push(...(await faults(ines, 'a link')));
    await ines.go(`/accounts/${GROUP}/settings/tokens`);
    await ines.press(tokens.MAKE);
    await ines.dialog.getByLabel(tokens.ONLY).check();
    await ines.press(tokens.MAKE_NOW, ines.dialog);
    await ines.dialog.locator('.field-error').first().waitFor();
    found.push(...(await faults(ines, 'a token with faults')));
    assert.deepEqual(found, []);
  });

  test('writing a policy, with a fault and without', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings/policies');
    await ines.link(policies.WRITE).click();
    await ines.page.getByText(policies.IN_ORDER).first().waitFor();
    const found = await faults(ines, 'a new policy');
    await ines.page.getByLabel(policies.ID, { exact: true }).fill('two words');
    await ines.page.getByLabel(policies.POLICY_TEXT).fill('permit (principal, action, resource)');
    await ines.button(pattern(policies.PLACE)).first().waitFor();
    found.push(...(await faults(ines, 'a policy with faults')));
    assert.deepEqual(found, []);
  });
});
